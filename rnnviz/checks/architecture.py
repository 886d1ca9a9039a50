"""Checkers of notebook 01."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from .verdict import Verdict, attempt, compare


def check_read_backward(read_backward: Callable) -> Verdict:
    """`read_backward(x, W_xh, W_hh, b_h)` should return the states (T, B, H) of a cell that reads x (T, B, I)
    from its last step to its first, in the order of x: row t-1 belongs to x_t.
    """
    rng = np.random.default_rng(1)
    x, W_xh, W_hh, b_h = (rng.uniform(-1, 1, shape) for shape in ((4, 2, 3), (3, 2), (2, 2), (2,)))

    def states(x, W_hh=W_hh, b_h=b_h):
        h, rows = np.zeros((2, 2)), []
        for x_t in x:
            h = np.tanh(x_t @ W_xh + h @ W_hh + b_h)
            rows.append(h)
        return np.array(rows)

    answer = attempt(read_backward, x, W_xh, W_hh, b_h)
    if not isinstance(answer, Verdict) and np.shape(answer) == (5, 2, 2):
        return Verdict(False, "there are 5 states for 4 steps; leave out the zeros that you started from.")
    expected = states(x[::-1])[::-1]
    mistakes = {
        "this reads from the first step to the last; start at the last.": states(x),
        "the states stand in the order of reading; turn them around, so that each stands at its x_t.": states(
            x[::-1]
        ),
        "this reads forward and turns the states around; it is x that must be read from its end.": states(x)[
            ::-1
        ],
        "the state before is missing: no step uses h @ W_hh.": states(x[::-1], W_hh=0 * W_hh)[::-1],
        "the bias b_h is missing.": states(x[::-1], b_h=0 * b_h)[::-1],
        "W_hh is transposed: the rows of h are multiplied from the left, h @ W_hh.": states(
            x[::-1], W_hh=W_hh.T
        )[::-1],
    }
    praise = "the first row has read all of x, the last row only its last step."
    return compare("h", answer, expected, mistakes, praise)


def check_count_weights(count_weights: Callable) -> Verdict:
    """`count_weights(input_size, hidden_size, layers, bidirectional)` should count biases and all."""
    sizes = [(3, 4, 1, False), (3, 4, 1, True), (3, 4, 2, False), (5, 2, 3, True)]
    answers = [attempt(count_weights, *size) for size in sizes]
    for answer in answers:
        if isinstance(answer, Verdict):
            return answer

    def counts(biases=True, own=True, deep=True, above=lambda inputs, units, both: (1 + both) * units):
        """The counts of all sizes; a layer above the first reads `above` features."""
        found = []
        for inputs, units, layers, both in sizes:
            read = [inputs] + [above(inputs, units, both)] * (layers - 1) * deep
            directions = 1 + both if own else 1
            found.append(directions * sum(units * (n + units + biases) for n in read))
        return found

    mistakes = {
        "the biases b_h are missing, H for each layer and direction.": counts(biases=False),
        "only the first layer reads the input; one above it reads the states below.": counts(
            above=lambda inputs, units, both: inputs
        ),
        "above a layer with two directions stand 2H features, not H.": counts(
            above=lambda inputs, units, both: units
        ),
        "each direction has weights of its own: two directions have twice as many.": counts(own=False),
        "only one layer is counted.": counts(deep=False),
    }
    praise = "T does not come into it: a longer sequence needs no more weights."
    return compare("count_weights", answers, counts(), mistakes, praise)


def check_latch(latch: Callable) -> Verdict:
    """`latch()` should return (w_x, w_h, b) of a unit h_t = tanh(w_x x_t + w_h h_{t-1} + b) that tells
    whether x has ever been 1: from h_0 = 0, at most 0.5 as long as it has not, above 0.5 from then on.
    """
    answer = attempt(latch)
    if isinstance(answer, Verdict):
        return answer
    try:
        w_x, w_h, b = (float(weight) for weight in answer)
    except (TypeError, ValueError):
        return Verdict(False, "latch should return three numbers: w_x, w_h, b.")
    if not np.isfinite([w_x, w_h, b]).all():
        return Verdict(False, "one of the weights is not finite (inf or nan).")
    silence = [0] * 50
    for start in product((0, 1), repeat=5):
        x, h, seen = [*start, *silence], 0.0, 0
        for t, x_t in enumerate(x, start=1):
            h = np.tanh(w_x * x_t + w_h * h + b)
            seen += x_t
            fault = latch_fault(h, t, x, seen)
            if fault:
                return Verdict(False, fault)
    return Verdict(True, "low until the first 1, high ever after: one unit, one bit of memory.")


def latch_fault(h: float, t: int, x: list[int], seen: int) -> str:
    """What is wrong with the state h at step t, after `seen` ones; empty if nothing is."""
    if (h > 0.5) == (seen > 0):
        return ""
    if not seen:
        return f"h_{t} = {h:.3f} is above 0.5 although no 1 has come: lower b."
    first = 1 + x.index(1)
    if t == first:
        return f"the 1 at step {t} only lifts h to {h:.3f}: raise w_x."
    return f"the 1 at step {first} is forgotten at step {t}, where h is {h:.3f}: a larger w_h holds it."
