"""The checkers of notebook 07 tell a right answer from each mistake they know."""

import numpy as np
import pytest

from rnnviz.cells import GRU
from rnnviz.cells.activations import sigmoid
from rnnviz.checks.gru import check_gru_step, check_parameter_count, check_update_bias, example

CHECKS = (check_gru_step, check_parameter_count, check_update_bias)


def gru_step(
    x_t, h, W_ih, W_hh, b_ih, b_hh, mix=lambda z, n, h: (1 - z) * n + z * h, gate=sigmoid, squash=np.tanh,
    order=(0, 1, 2), candidate=None, keep_r=True,
):  # fmt: skip

    def split(array):
        return [np.split(array, 3)[i] for i in order]

    (W_ir, W_iz, W_in), (W_hr, W_hz, W_hn) = split(W_ih), split(W_hh)
    (b_ir, b_iz, b_in), (b_hr, b_hz, b_hn) = split(b_ih), split(b_hh)
    r = gate(x_t @ W_ir.T + b_ir + h @ W_hr.T + b_hr) if keep_r else 1.0
    z = gate(x_t @ W_iz.T + b_iz + h @ W_hz.T + b_hz)
    past = candidate(r, h, W_hn, b_hn) if candidate else r * (h @ W_hn.T + b_hn)
    return mix(z, squash(x_t @ W_in.T + b_in + past), h)


def variant(**changes):
    return lambda *given: gru_step(*given, **changes)


def without(*names):
    """The step with some of its arguments set to zero."""
    order = ("x_t", "h", "W_ih", "W_hh", "b_ih", "b_hh")
    return lambda *given: gru_step(*(a * (name not in names) for name, a in zip(order, given, strict=True)))


def parameter_count(inputs, units, blocks=(1, 4, 3), biases=2):
    return [count * units * (inputs + units + biases) for count in blocks]


def update_bias(n, left=0.5):
    z = left ** (1 / n)
    return np.log(z / (1 - z))


@pytest.mark.parametrize(
    ("check", "answer"), list(zip(CHECKS, (gru_step, parameter_count, update_bias), strict=True))
)
def test_the_right_answer_passes(check, answer):
    assert check(answer).right is True


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("nothing", [None, ...])
def test_an_exercise_not_attempted_says_so(check, nothing):
    assert check(lambda *_: nothing).right is None


@pytest.mark.parametrize("check", CHECKS)
def test_an_answer_that_stops_is_quoted(check):
    verdict = check(lambda *_: [][0])
    assert verdict.right is False and "IndexError" in verdict.sentence


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (variant(mix=lambda z, n, h: (1 - z) * h + z * n), "z is the wrong way round"),
        (variant(candidate=lambda r, h, W, b: (r * h) @ W.T + b), "resets before the product"),
        (variant(candidate=lambda r, h, W, b: r * (h @ W.T) + b), "b_hn stands outside of r"),
        (variant(candidate=lambda r, h, W, b: h @ W.T + b), "r is not used"),
        (variant(order=(1, 0, 2)), "r and z are exchanged"),
        (variant(order=(1, 2, 0)), "in the order n, r, z;"),
        (variant(order=(2, 1, 0)), "in the order n, z, r;"),
        (variant(squash=sigmoid), "the candidate n has a σ"),
        (variant(gate=np.tanh), "the gates have a tanh"),
        (variant(gate=np.tanh, squash=sigmoid), "tanh and σ are exchanged"),
        (variant(squash=np.positive), "tanh of the candidate is missing"),
        (without("b_hh"), "b_hh is missing"),
        (without("b_ih"), "b_ih is missing"),
        (without("b_ih", "b_hh"), "both biases are missing"),
        (
            lambda x, h, W, V, b, c: gru_step(x, h, W, np.concatenate([v.T for v in np.split(V, 3)]), b, c),
            "transposed",
        ),
        (variant(mix=lambda z, n, h: (1 - z) * n), "what is kept is missing"),
        (variant(mix=lambda z, n, h: n + z * h), "candidate is written whole"),
        (variant(mix=lambda z, n, h: n), "that is the candidate n"),
        (lambda x, h, W, V, b, c: x @ W.T + b + h @ V.T + c, "3H columns"),
        (lambda *given: -gru_step(*given), "wrong sign"),
        (lambda *given: gru_step(*given)[0], "shape (4,)"),
    ],
)
def test_each_mistake_in_the_step_is_named(mistake, named):
    verdict = check_gru_step(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


def test_a_reset_of_the_input_too_is_named():
    def resets_all(x, h, W, V, b, c):
        r, z, n = np.split(x @ W.T + b + h @ V.T + c, 3, axis=1)
        return (1 - sigmoid(z)) * np.tanh(sigmoid(r) * n) + sigmoid(z) * h

    assert "r multiplies the input's share too" in check_gru_step(resets_all).sentence


def test_the_step_of_the_exercise_is_that_of_the_cell():
    x_t, h, *weights = example()
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    cell = GRU.from_torch(dict(zip(names, weights, strict=True)))
    np.testing.assert_allclose(gru_step(x_t, h, *weights), cell.forward(x_t[None], h).h[-1])


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda i, h: parameter_count(i, h, biases=1), "with one bias for each gate"),
        (lambda i, h: [136 - 24, 448, 336 + 8], "this course's cells"),
        (lambda i, h: parameter_count(i, h, biases=0), "the biases are missing"),
        (lambda i, h: [k * (h * (i + h) + 2) for k in (1, 4, 3)], "2H for each block"),
        (lambda i, h: parameter_count(i, h, (1, 3, 4)), "the LSTM has four blocks"),
        (lambda i, h: parameter_count(i, h, (1, 4, 2)), "a GRU has three blocks"),
        (lambda i, h: parameter_count(i, h, (1, 3, 3)), "an LSTM has four blocks"),
        (lambda i, h: parameter_count(i, h, (1, 1, 1)), "one block for each"),
        (lambda i, h: parameter_count(h, i), "I and H are exchanged"),
        (lambda i, h: [k * h * (i + 2) for k in (1, 4, 3)], "W_hh is missing"),
        (lambda i, h: [k * h * (h + 2) for k in (1, 4, 3)], "W_ih is missing"),
        (lambda i, h: parameter_count(i, h)[0], "one number"),
        (lambda i, h: np.ones(3), "is expected"),
    ],
)
def test_each_mistake_in_the_count_is_named(mistake, named):
    verdict = check_parameter_count(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda n: 0.5 ** (1 / n), "the gate z itself"),
        (lambda n: -update_bias(n), "the bias of 1 - z"),
        (lambda n: np.log(0.5) / n, "that is ln z"),
        (lambda n: update_bias(n, np.exp(-1)), "z^n = 1/e with that one"),
        (lambda n: np.log(n), "heard best"),
        (lambda n: np.log(n - 1), "forgets over about n steps"),
        (lambda n: 0.0, "at every step"),
        (lambda n: np.log(2 * n - 1), "they do not add"),
        (lambda n: np.array([n, n]), "should be one number"),
        (lambda n: 1.0, "is expected"),
    ],
)
def test_each_mistake_in_the_bias_is_named(mistake, named):
    verdict = check_update_bias(mistake)
    assert verdict.right is False
    assert named in verdict.sentence
