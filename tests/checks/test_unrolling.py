"""The checkers of notebook 02 tell a right answer from each mistake they know."""

import numpy as np
import pytest

from rnnviz.checks.unrolling import check_input_gradient, check_last_states, check_unroll

CHECKS = (check_unroll, check_input_gradient, check_last_states)


def unroll(x, W_xh, W_hh, b_h, phi=np.tanh, start=0.0):
    h = np.full((len(x) + 1, len(b_h)), start)
    for t in range(1, len(x) + 1):
        h[t] = phi(x[t - 1] @ W_xh + h[t - 1] @ W_hh + b_h)
    return h


def input_gradient(x, h, W_hh, dh, slope=lambda h_t: 1 - h_t**2, sign=1.0, steps=None):
    dW = np.zeros((x.shape[1], h.shape[1]))
    for t in range(len(x), 0, -1):
        da = dh * slope(h[t])
        if steps is None or t in steps:
            dW += sign * np.outer(x[t - 1], da)
        dh = da @ W_hh.T
    return dW


def last_states(h, lengths):
    return h[lengths, np.arange(len(lengths))]


@pytest.mark.parametrize(
    ("check", "answer"), list(zip(CHECKS, (unroll, input_gradient, last_states), strict=True))
)
def test_the_right_answer_passes(check, answer):
    assert check(answer).right is True


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda x, W_xh, W_hh, b_h: unroll(x, W_xh, 0 * W_hh, b_h), "state before is missing"),
        (lambda x, W_xh, W_hh, b_h: unroll(x, W_xh, W_hh, 0 * b_h), "bias b_h is missing"),
        (lambda x, W_xh, W_hh, b_h: unroll(x, W_xh, W_hh, b_h, phi=np.positive), "tanh is missing"),
        (lambda x, W_xh, W_hh, b_h: unroll(x, W_xh, W_hh.T, b_h), "transposed"),
        (lambda x, W_xh, W_hh, b_h: unroll(x, W_xh, W_hh, b_h, start=1.0), "h_0 should be zeros"),
        (lambda x, W_xh, W_hh, b_h: unroll(x[::-1], W_xh, W_hh, b_h), "from the end"),
        (lambda *given: unroll(*given)[1:], "comes before the first step"),
        (lambda *given: unroll(*given)[-1], "last state alone"),
        (lambda *given: -unroll(*given), "wrong sign"),
    ],
)
def test_each_mistake_in_the_forward_loop_is_named(mistake, named):
    verdict = check_unroll(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda *given: input_gradient(*given, steps=[5]), "only the term of step T"),
        (lambda *given: input_gradient(*given, steps=[1]), "only the term of step 1"),
        (lambda *given: input_gradient(*given, slope=np.ones_like), "slope of the tanh is missing"),
        (lambda *given: input_gradient(*given, slope=lambda h_t: 1 - h_t), "not 1 - h_t"),
        (lambda x, h, W_hh, dh: input_gradient(x, h, W_hh.T, dh), "wrong way round"),
        (
            lambda x, h, W_hh, dh: sum(np.outer(x[t], dh * (1 - h[t + 1] ** 2)) for t in range(5)),
            "does not travel",
        ),
        (lambda x, h, W_hh, dh: input_gradient(np.roll(x, -1, axis=0), h, W_hh, dh), "inputs are shifted"),
        (lambda *given: input_gradient(*given).T, "transposed"),
        (lambda *given: input_gradient(*given, sign=-1.0), "wrong sign"),
        (lambda *given: np.zeros((3, 4)), "is expected"),
    ],
)
def test_each_mistake_in_the_gradient_is_named(mistake, named):
    verdict = check_input_gradient(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda h, lengths: h[-1], "last column"),
        (lambda h, lengths: h[lengths - 1, np.arange(3)], "one step too early"),
        (lambda h, lengths: h.mean(axis=0), "mean over time"),
        (lambda h, lengths: h[lengths.min()], "shortest"),
        (lambda h, lengths: h[lengths], "name the row too"),
        (lambda h, lengths: h[lengths + 1], "IndexError"),
    ],
)
def test_each_mistake_in_the_last_states_is_named(mistake, named):
    verdict = check_last_states(mistake)
    assert verdict.right is False
    assert named in verdict.sentence
