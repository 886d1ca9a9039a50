"""The checkers of notebook 06 tell a right answer from each mistake they know."""

from itertools import permutations

import numpy as np
import pytest

from rnnviz.cells import LSTM
from rnnviz.cells.activations import sigmoid
from rnnviz.cells.memory import carry, half_life
from rnnviz.checks.lstm import (
    SIZES,
    check_bias_for,
    check_count_parameters,
    check_torch_step,
    example,
)
from rnnviz.checks.lstm_quiz import QUIZ
from rnnviz.labs import Question

CHECKS = (check_torch_step, check_count_parameters, check_bias_for)


def torch_step(
    x_t, h, c, weight_ih, weight_hh, bias_ih, bias_hh, order="ifgo", share=sigmoid, content=np.tanh, end=None
):
    a = x_t @ weight_ih.T + h @ weight_hh.T + bias_ih + bias_hh
    a = dict(zip(order, np.split(a, 4, axis=1), strict=True))
    i, f, o, g = share(a["i"]), share(a["f"]), share(a["o"]), content(a["g"])
    if end is not None:
        return end(i, f, o, g, c)
    c = f * c + i * g
    return o * np.tanh(c), c


def interleaved(x_t, h, c, weight_ih, weight_hh, bias_ih, bias_hh):
    """The rows of a unit taken for its four gates."""
    a = x_t @ weight_ih.T + h @ weight_hh.T + bias_ih + bias_hh
    i, f, g, o = np.moveaxis(a.reshape(len(a), -1, 4), 2, 0)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def ended(end):
    """The step with gates as they are and the two last equations replaced."""
    return lambda *given: torch_step(*given, end=end)


def handed(change):
    """The step on changed input."""
    return lambda *given: torch_step(*change(*given))


def count_parameters(input_size, hidden_size, biases):
    return 4 * hidden_size * (input_size + hidden_size + biases)


def bias_for(steps):
    f = 0.5 ** (1 / steps)
    return np.log(f / (1 - f))


def logit(f):
    return np.log(f / (1 - f))


@pytest.mark.parametrize(
    ("check", "answer"), list(zip(CHECKS, (torch_step, count_parameters, bias_for), strict=True))
)
def test_the_right_answer_passes(check, answer):
    assert check(answer).right is True


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda *given: torch_step(*given)[::-1], "h_t comes first"),
        (lambda *given: torch_step(*given, order="figo"), "f and i are swapped"),
        (ended(lambda i, f, o, g, c: (o * np.tanh(i * c + f * g), i * c + f * g)), "f and i are swapped"),
        (lambda *given: torch_step(*given, share=np.tanh), "those gates are tanh"),
        (lambda *given: torch_step(*given, content=sigmoid), "the candidate g is σ"),
        (lambda *given: torch_step(*given, share=np.tanh, content=sigmoid), "σ and tanh are swapped"),
        (ended(lambda i, f, o, g, c: (np.tanh(o * (f * c + i * g)), f * c + i * g)), "acts too early"),
        (ended(lambda i, f, o, g, c: (o * (f * c + i * g), f * c + i * g)), "tanh of c_t is missing"),
        (
            ended(lambda i, f, o, g, c: (np.tanh(f * c + i * g), f * c + i * g)),
            "the output gate is missing",
        ),
        (ended(lambda i, f, o, g, c: (o * np.tanh(c), f * c + i * g)), "shows the old memory"),
        (
            ended(lambda i, f, o, g, c: (o * np.tanh(f * c + i * g), np.tanh(f * c + i * g))),
            "handed on as it is",
        ),
        (handed(lambda *given: (*given[:5], 0 * given[5], 0 * given[6])), "both biases"),
        (handed(lambda *given: (*given[:5], 0 * given[5], given[6])), "bias_ih is missing"),
        (handed(lambda *given: (*given[:6], 0 * given[6])), "bias_hh is missing"),
        (handed(lambda x, h, *rest: (x, 0 * h, *rest)), "h_{t-1} is missing"),
        (handed(lambda x, h, c, *rest: (x, c, c, *rest)), "not c_{t-1}"),
        (ended(lambda i, f, o, g, c: (o * np.tanh(f * c + g), f * c + g)), "the input gate is missing"),
        (ended(lambda i, f, o, g, c: (o * np.tanh(c + i * g), c + i * g)), "LSTM of 1997"),
        (
            ended(lambda i, f, o, g, c: (o * np.tanh(f * c + (1 - f) * g), f * c + (1 - f) * g)),
            "it is i_t, not 1 - f_t",
        ),
        (
            ended(lambda i, f, o, g, c: (o * np.tanh(f * (c + i * g)), f * (c + i * g))),
            "f_t multiplies the old memory alone",
        ),
        (handed(lambda x, h, c, W, *rest: (x, h, c, W.T, *rest)), "x_t @ weight_ih.T"),
        (lambda x, h, c, W_x, W_h, *biases: np.dot(x, W_x) + np.dot(h, W_h), "x_t @ weight_ih.T"),
        (ended(lambda i, f, o, g, c: (o * np.tanh(i * g), i * g)), "the old memory is missing"),
        (lambda *given: torch_step(*given, order="ofig"), "you took them for o, f, i, g"),
        (lambda *given: torch_step(*given)[0], "two arrays"),
        (lambda *given: (None, None), "nothing is returned for h_t and c_t"),
        (lambda *given: (torch_step(*given)[0], None), "nothing is returned for c_t"),
        (interleaved, "every fourth column"),
        (lambda *given: tuple(part[0] for part in torch_step(*given)), "shapes are ((4,), (4,))"),
        (lambda *given: [-part for part in torch_step(*given)], "wrong sign"),
        (lambda *given: (np.ones((2, 4)), np.ones((2, 4))), "is expected"),
    ],
)
def test_each_mistake_in_the_step_is_named(mistake, named):
    verdict = check_torch_step(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


@pytest.mark.parametrize("order", sorted(set(map("".join, permutations("ifgo"))) - {"ifgo", "figo"}))
def test_any_wrong_order_of_the_gates_is_told(order):
    verdict = check_torch_step(lambda *given: torch_step(*given, order=order))
    assert f"for {', '.join(order)}." in verdict.sentence


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda D, H, b: H * (D + H + b), "that is one gate"),
        (lambda D, H, b: 3 * H * (D + H + b), "three gates"),
        (lambda D, H, b: 4 * H * (D + H), "the biases are missing"),
        (lambda D, H, b: 4 * H * (D + H + 1), "PyTorch has two"),
        (lambda D, H, b: 4 * (H * D + H * H + b), "a row of H numbers"),
        (lambda D, H, b: 4 * H * (D + H) + b * H, "biases of its own"),
        (lambda D, H, b: 4 * H * (D + b), "recurrent weights are missing"),
        (lambda D, H, b: 4 * H * (H + b), "input weights are missing"),
        (lambda D, H, b: 4 * H * (D + b) + H * H, "recurrent weights of its own"),
        (lambda D, H, b: 4 * H * (H + b) + H * D, "input weights of its own"),
        (lambda D, H, b: 4 * H * (D + 2 * H + b), "not c_{t-1}"),
        (lambda D, H, b: 4 * H * (D + H + b) + H, "c_t is a state"),
        (lambda D, H, b: 4 * H * (D + H + b) + 2 * H, "c_t and h_t are states"),
        (lambda D, H, b: 4 * H * (D + H + 2), "this course has one"),
        (lambda D, H, b: 4 * H * (D + H) * b, "of each weight there is one"),
        (lambda D, H, b: 4 * H * (D + H + 1) * b, "of each weight there is one"),
        (lambda D, H, b: (D + H) ** 2, "H results, not I + H"),
        (lambda D, H, b: 4 * (D + H) ** 2, "H results, not I + H"),
        (lambda D, H, b: 4 * ((D + H) ** 2 + b * H), "H results, not I + H"),
        (lambda D, H, b: 4 * (D + H) * (D + H + b), "H results, not I + H"),
        (lambda D, H, b: (4, H, D + H + b), "shape"),
        (lambda D, H, b: 7, "is 7 where 17152 is expected"),  # a count is written out
    ],
)
def test_each_mistake_in_the_count_is_named(mistake, named):
    verdict = check_count_parameters(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda n: -bias_for(n), "the sign is wrong"),
        (lambda n: 0.5 ** (1 / n), "that is f itself"),
        (lambda n: np.log(0.5) / n, "that is ln f"),
        (lambda n: np.exp(bias_for(n)), "its ln is missing"),
        (lambda n: sigmoid(0.5 ** (1 / n)), "that is σ(f)"),
        (lambda n: bias_for(n) / np.log(2), "log2"),
        (lambda n: bias_for(n) / np.log(10), "log10"),
        (half_life, "from a bias to its half-life"),
        (lambda n: logit(0.5**n), "not its n-th power"),
        (lambda n: logit(0.5 / n), "not its n-th part"),
        (lambda n: logit(1 - 0.5 / n), "not 1 - ½ / n"),
        (lambda n: logit(np.exp(-1 / n)), "1/e is left"),
        (lambda n: np.log(n - 1), "chrono"),
        (np.log, "that is ln n"),
        (lambda n: round(bias_for(n), 2), "close, as a search would find it"),
        (lambda n: round(bias_for(n), 4), "is 1.9058 where 1.90584 is expected"),
        (lambda n: logit(1 - np.log(2) / n), "f is about 1 - ln 2 / n"),
        (lambda n: np.log(n / np.log(2)), "b is about ln(n / ln 2)"),
        (lambda n: np.log(0), "not finite"),
        (lambda n: 1.0, "is expected"),
    ],
)
@np.errstate(all="ignore")
def test_each_mistake_in_the_bias_is_named(mistake, named):
    verdict = check_bias_for(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


def test_the_step_that_is_expected_is_that_of_the_lstm_with_these_weights():
    x, h, c, *arrays = example()
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    trace = LSTM.from_torch(dict(zip(names, arrays, strict=True))).forward(x[None], h, c)
    assert check_torch_step(lambda *_: (trace.h[1], trace.c[1])).right is True


def test_the_count_that_is_expected_is_that_of_the_arrays():
    def counted(input_size, hidden_size, biases):
        cell = LSTM(input_size, hidden_size)
        arrays = cell.params if biases == 1 else cell.to_torch()
        return sum(array.size for array in arrays.values())

    assert {biases for *_, biases in SIZES} == {1, 2}
    assert check_count_parameters(counted).right is True


def test_a_bias_that_was_asked_for_has_the_half_life_it_was_asked_for():
    assert check_bias_for(bias_for).right is True
    np.testing.assert_allclose([half_life(bias_for(n)) for n in (1, 2.5, 400)], (1, 2.5, 400))


@pytest.mark.parametrize("question", QUIZ, ids=lambda question: question["answer"])
def test_a_question_of_the_quiz_can_be_asked_and_has_one_right_answer(question):
    asked = Question(**question)
    verdicts = [asked.choose(option).split(":")[0] for option in asked.options]
    assert sorted(verdicts) == ["Not quite"] * (len(verdicts) - 1) + ["Right"]


def test_the_quiz_has_its_right_answers_at_different_places():
    assert len({list(question["options"]).index(question["answer"]) for question in QUIZ}) > 2


def test_the_numbers_in_the_quiz_are_right():
    assert half_life(2) == pytest.approx(5.5, abs=0.05) and sigmoid(2) == pytest.approx(0.88, abs=0.005)
    assert carry(0, 200) == pytest.approx(6e-61, rel=0.05)
    assert np.log(199) == pytest.approx(5.3, abs=0.05)
    assert carry(np.log(199), 200) == pytest.approx(1 / 3, abs=0.04)
