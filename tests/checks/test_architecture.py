"""The checkers of notebook 01 tell a right answer from each mistake they know."""

import numpy as np
import pytest

from rnnviz.cells import RNN, Bidirectional, Stacked
from rnnviz.checks.architecture import check_count_weights, check_latch, check_read_backward


def read(x, W_xh, W_hh, b_h):
    h, rows = np.zeros((x.shape[1], len(b_h))), []
    for x_t in x:
        h = np.tanh(x_t @ W_xh + h @ W_hh + b_h)
        rows.append(h)
    return np.array(rows)


def read_backward(x, W_xh, W_hh, b_h):
    return read(x[::-1], W_xh, W_hh, b_h)[::-1]


def count_weights(inputs, units, layers, bidirectional):
    stack = []
    for _ in range(layers):
        cells = [RNN(inputs, units, rng=0) for _ in range(1 + bidirectional)]
        stack.append(Bidirectional(*cells) if bidirectional else cells[0])
        inputs = stack[-1].hidden_size
    return sum(p.size for p in Stacked(stack).params.values())


def layer(inputs, units):
    return inputs * units + units * units + units


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (check_read_backward, read_backward),
        (check_count_weights, count_weights),
        (check_latch, lambda: (3, 3, 0)),
        (check_latch, lambda: np.array([6, 3, -0.3])),
    ],
)
def test_a_right_answer_passes(check, answer):
    assert check(answer).right is True


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (read, "from the first step to the last"),
        (lambda x, *w: read(x[::-1], *w), "order of reading"),
        (lambda x, *w: read(x, *w)[::-1], "reads forward and turns"),
        (lambda x, W_xh, W_hh, b: read_backward(x, W_xh, 0 * W_hh, b), "state before is missing"),
        (lambda x, W_xh, W_hh, b: read_backward(x, W_xh, W_hh, 0 * b), "bias b_h is missing"),
        (lambda x, W_xh, W_hh, b: read_backward(x, W_xh, W_hh.T, b), "transposed"),
        (lambda *w: np.concatenate([np.zeros((1, 2, 2)), read_backward(*w)]), "leave out the zeros"),
        (lambda *w: read_backward(*w)[0], "shape"),
        (lambda *w: -read_backward(*w), "wrong sign"),
        (lambda *w: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_each_mistake_in_reading_backward_is_named(mistake, named):
    verdict = check_read_backward(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (
            lambda inputs, units, n, two: count_weights(inputs, units, n, two) - n * (1 + two) * units,
            "biases b_h are missing",
        ),
        (lambda inputs, units, n, two: n * layer(inputs, units) * (1 + two), "reads the states below"),
        (
            lambda inputs, units, n, two: (layer(inputs, units) + (n - 1) * layer(units, units)) * (1 + two),
            "2H features",
        ),
        (
            lambda inputs, units, n, two: count_weights(inputs, units, n, two) // (1 + two),
            "weights of its own",
        ),
        (lambda inputs, units, n, two: count_weights(inputs, units, 1, two), "only one layer"),
        (lambda inputs, units, n, two: 7, "is expected"),
    ],
)
def test_each_mistake_in_counting_is_named(mistake, named):
    verdict = check_count_weights(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


@pytest.mark.parametrize(
    ("weights", "named"),
    [
        ((3, 3, 1), "no 1 has come"),
        ((0.4, 3, 0), "raise w_x"),
        ((3, 0.5, 0), "forgotten at step"),
        ((3, -3, 0), "forgotten at step"),
        ((3, 3), "three numbers"),
        ("abc", "three numbers"),
        ((np.nan, 3, 0), "not finite"),
    ],
)
def test_each_fault_of_a_latch_is_named(weights, named):
    verdict = check_latch(lambda: weights)
    assert verdict.right is False
    assert named in verdict.sentence


@pytest.mark.parametrize("check", [check_read_backward, check_count_weights, check_latch])
def test_what_is_not_written_yet_is_not_judged(check):
    assert check(lambda *arguments: None).right is None
    assert check(lambda *arguments: ...).right is None
