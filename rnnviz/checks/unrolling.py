"""Checkers of notebook 02."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..cells import RNN
from .verdict import Verdict, attempt, compare

T, INPUTS, UNITS = 5, 3, 4


def check_unroll(unroll: Callable) -> Verdict:
    """`unroll(x, W_xh, W_hh, b_h)` should return h_0..h_T (T+1, H) of one sequence x (T, I); h_0 is 0."""
    cell, x = example()
    W_xh, W_hh, b_h = (cell.params[name] for name in ("W_xh", "W_hh", "b_h"))
    expected = cell.forward(x[:, None]).h[:, 0]
    answer = attempt(unroll, x, W_xh, W_hh, b_h)
    if not isinstance(answer, Verdict) and np.shape(answer) == (T, UNITS):
        return Verdict(False, f"h has {T} rows; it needs {T + 1}, because h_0 comes before the first step.")
    if not isinstance(answer, Verdict) and np.shape(answer) == (UNITS,):
        return Verdict(False, "that is the last state alone; collect every state from h_0 to h_T.")

    def states(step, start=0.0):
        h = [np.full(UNITS, start)]
        for x_t in x:
            h.append(step(x_t, h[-1]))
        return np.array(h)

    mistakes = {
        "the state before is missing: h_t needs h_{t-1} @ W_hh.": states(
            lambda x_t, h: np.tanh(x_t @ W_xh + b_h)
        ),
        "the bias b_h is missing.": states(lambda x_t, h: np.tanh(x_t @ W_xh + h @ W_hh)),
        "the tanh is missing.": states(lambda x_t, h: x_t @ W_xh + h @ W_hh + b_h),
        "W_hh is transposed: with row vectors it is h @ W_hh.": states(
            lambda x_t, h: np.tanh(x_t @ W_xh + W_hh @ h + b_h)
        ),
        "h_0 should be zeros.": states(lambda x_t, h: np.tanh(x_t @ W_xh + h @ W_hh + b_h), start=1.0),
        "x is read from the end: x[0] is the input of step 1.": cell.forward(x[::-1, None]).h[:, 0],
    }
    return compare("h", answer, expected, mistakes, "T copies of one step, each fed by the one before.")


def check_input_gradient(input_gradient: Callable) -> Verdict:
    """`input_gradient(x, h, W_hh, dh)` should return ∂L/∂W_xh (I, H); dh (H,) is ∂L/∂h_T."""
    cell, x = example()
    W_hh = cell.params["W_hh"]
    trace = cell.forward(x[:, None])
    h, dh = trace.h[:, 0], np.linspace(-1.0, 1.0, UNITS)
    outside = np.zeros((T, 1, UNITS))
    outside[-1] = dh
    expected = cell.backward(trace, outside).params["W_xh"]

    def through_time(left=x, back=lambda da: W_hh @ da, slope=lambda h_t: 1 - h_t**2, terms=slice(None)):
        d, found = dh, []
        for t in range(T, 0, -1):
            da = d * slope(h[t])
            found.append(np.outer(left[t - 1], da))
            d = back(da)
        return sum(found[terms])

    mistakes = {
        "only the term of step T is there: add up the terms of all steps.": through_time(terms=slice(0, 1)),
        "only the term of step 1 is there: add to the sum, do not replace it.": through_time(
            terms=slice(-1, None)
        ),
        "the slope of the tanh is missing: ∂L/∂a_t is ∂L/∂h_t times 1 - h_t².": through_time(
            slope=np.ones_like
        ),
        "the slope should be 1 - h_t², not 1 - h_t.": through_time(slope=lambda h_t: 1 - h_t),
        "W_hh is the wrong way round: ∂L/∂h_{t-1} is ∂L/∂a_t @ W_hh.T.": through_time(
            back=lambda da: da @ W_hh
        ),
        "the gradient does not travel: ∂L/∂h_{t-1} is ∂L/∂a_t @ W_hh.T.": through_time(back=lambda da: dh),
        "the inputs are shifted: x_t, the input of step t, is x[t - 1].": through_time(
            left=np.roll(x, -1, axis=0)
        ),
    }
    if np.shape(answer := attempt(input_gradient, x, h, W_hh, dh)) == (UNITS, INPUTS):
        return Verdict(False, f"that is transposed: ∂L/∂W_xh has the shape of W_xh, {(INPUTS, UNITS)}.")
    praise = "the same sum over time as for W_hh, with x_t in place of h_{t-1}."
    return compare("dW_xh", answer, expected, mistakes, praise)


def check_last_states(last_states: Callable) -> Verdict:
    """`last_states(h, lengths)` should return each row's own final state (B, H); h is (T+1, B, H)."""
    lengths = np.array([5, 2, 4])
    h = np.random.default_rng(2).normal(size=(T + 1, 3, UNITS))
    rows = np.arange(3)
    answer = attempt(last_states, h, lengths)
    if not isinstance(answer, Verdict) and np.shape(answer) == (3, 3, UNITS):
        return Verdict(
            False, "h[lengths] takes every row at every length; name the row too: h[lengths, rows]."
        )
    mistakes = {
        "that is the last column, which is padding for the shorter rows.": h[-1],
        "that is one step too early: h[0] is the state before step 1, so row b ends at h[lengths[b]].": h[
            lengths - 1, rows
        ],
        "that is the mean over time; the final state is one of the states.": h.mean(axis=0),
        "all rows are read at the end of the shortest.": h[lengths.min()],
    }
    return compare(
        "the result", answer, h[lengths, rows], mistakes, "every row is read at its own last step."
    )


def example() -> tuple[RNN, np.ndarray]:
    """The cell and the sequence (T, I) that answers are tried on."""
    rng = np.random.default_rng(1)
    return RNN(INPUTS, UNITS, rng=rng), rng.normal(size=(T, INPUTS))
