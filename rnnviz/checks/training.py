"""Checkers of notebook 05."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..cells import RNN
from ..gradients import clip_norm, clip_value, loss_gradients
from .verdict import Verdict, attempt, compare

# -- 1: clipping ------------------------------------------------------------------------------------


def check_clip(clip: Callable) -> Verdict:
    """`clip(gradients, limit)` should return gradients of a norm of at most `limit`, as new arrays.

    The norm is that of all arrays of the dict together.
    """
    long, limit = example_gradients(), 2.0
    verdict = _clipped(clip, long, limit, _clip_mistakes(long, limit))
    if not verdict.right:
        return verdict
    short = {name: 0.01 * g for name, g in long.items()}
    changed = "these gradients are shorter than the limit: they should come back as they are."
    if not _clipped(clip, short, limit, {}).right:
        return Verdict(False, changed)
    nothing = {name: 0 * g for name, g in long.items()}
    if not _clipped(clip, nothing, limit, {}).right:
        return Verdict(
            False, "a gradient of 0 has the norm 0: divide only where the norm is above the limit."
        )
    return Verdict(True, "one factor for all arrays, so that the direction stays; and none below the limit.")


def example_gradients() -> dict[str, np.ndarray]:
    """A gradient of norm 8.66 for a cell of 2 inputs and 3 units."""
    rng = np.random.default_rng(4)
    shapes = {"W_xh": (2, 3), "W_hh": (3, 3), "b_h": (3,)}
    return {name: 2 * rng.normal(size=shape) for name, shape in shapes.items()}


def _clipped(clip: Callable, gradients, limit: float, mistakes: Mapping[str, np.ndarray]) -> Verdict:
    """Whether `clip` does to these gradients what it should."""
    expected = {name: g.copy() for name, g in gradients.items()}
    clip_norm(expected, limit)
    given = {name: g.copy() for name, g in gradients.items()}
    with np.errstate(all="ignore"):  # 0/0 is told by the verdict
        answer = attempt(clip, given, limit)
    if isinstance(answer, Verdict):
        return _instead_of_nothing(answer, given, gradients)
    if not isinstance(answer, Mapping):
        return Verdict(
            False, f"return a dict like the one given, by name; {type(answer).__name__} came back."
        )
    if set(answer) != set(expected):
        missing = ", ".join(sorted(set(expected) ^ set(answer)))
        return Verdict(False, f"the dict should have the names {', '.join(expected)}; check {missing}.")
    for name, value in expected.items():
        if np.shape(answer[name]) != value.shape:
            return Verdict(
                False, f"{name} has shape {np.shape(answer[name])}; it should keep its own, {value.shape}."
            )
    verdict = compare("the gradient", _flat(answer, expected), _flat(expected), mistakes)
    if verdict.right and any((given[name] != gradients[name]).any() for name in gradients):
        return Verdict(
            False, "the arrays that were given have changed: write `factor * g`, not `g *= factor`."
        )
    return verdict


def _instead_of_nothing(verdict: Verdict, given, gradients) -> Verdict:
    """A function that returns nothing is not written yet, unless it worked on the arrays that it was given."""
    worked = any((given[name] != gradients[name]).any() for name in gradients)
    if verdict.right is None and worked:
        return Verdict(False, "the arrays that were given have changed: return new ones instead.")
    return verdict


def _flat(gradients, order=None) -> np.ndarray:
    """All entries in a row, in the order of the names of `order`."""
    return np.concatenate([np.ravel(gradients[name]) for name in order or gradients])


def _clip_mistakes(gradients, limit: float) -> dict[str, np.ndarray]:
    """What comes of each known mistake."""
    g = _flat(gradients)
    norm = np.linalg.norm(g)
    by_value = {name: value.copy() for name, value in gradients.items()}
    clip_value(by_value, limit)
    each = {name: value * min(1, limit / np.linalg.norm(value)) for name, value in gradients.items()}
    return {
        "that is clipping by value: each entry is cut on its own, and the direction turns.": _flat(by_value),
        "each array has its own norm here; take one norm over all of them, or the direction turns.": _flat(
            each
        ),
        "that has norm 1: multiply by the limit, too.": g / norm,
        "the factor is upside down: it is limit / norm.": g * norm / limit,
        "nothing was clipped: the norm is above the limit here.": g,
        "the square root is missing: the norm is √(sum of squares).": g * limit / norm**2,
        "that is the largest entry, not the norm: the norm is √(sum of squares).": g * limit / abs(g).max(),
        "those are absolute values added up; the norm is √(sum of squares).": g * limit / abs(g).sum(),
        "that is the norm of a mean: add the squares up, do not average them.": g
        * limit
        / np.sqrt(np.mean(g**2)),
        "the norms of the arrays were added: add their squares, then take the root.": g
        * limit
        / sum(np.linalg.norm(value) for value in gradients.values()),
    }


# -- 2: initialization ------------------------------------------------------------------------------

STEPS, UNITS, DRAWS = 50, 32, 5
HELD = (0.1, 10.0)
QUIET = 0.2


def check_initialize(initialize: Callable) -> Verdict:
    """`initialize(hidden_size, nonlinearity, rng)` should return W_hh (H, H) for "tanh" and for "relu".

    After 50 steps between a tenth and ten times of the gradient should be left, in each of five draws.
    """
    said = []
    for nonlinearity in ("tanh", "relu"):
        left = []
        for draw in range(DRAWS):
            rng = np.random.default_rng((5, draw))
            W = attempt(initialize, UNITS, nonlinearity, rng)
            if isinstance(W, Verdict):
                return W
            W, problem = _usable(W)
            if problem:
                return Verdict(False, f"for {nonlinearity}, {problem}")
            left.append(gradient_left(W, nonlinearity, draw))
        low, high = min(left), max(left)
        if low < HELD[0] or high > HELD[1]:
            return Verdict(False, _why(nonlinearity, low, high))
        said.append(f"{nonlinearity} keeps {low:.2g} to {high:.2g}")
    return Verdict(
        True, f"after {STEPS} steps {' and '.join(said)} of the gradient, in all of {DRAWS} draws."
    )


def gradient_left(W: np.ndarray, nonlinearity: str, draw: int) -> float:
    """‖∂L/∂h_0‖ of ‖∂L/∂h_50‖ = 1: one input, then a quiet one, as in the lab at input scale 0.2."""
    rng = np.random.default_rng((7, draw))
    H = len(W)
    cell = RNN(H, H, nonlinearity, rng=rng)
    cell.params |= {"W_xh": np.eye(H), "W_hh": W, "b_h": np.zeros(H)}
    x = QUIET * rng.standard_normal((STEPS, 1, H))
    x[0] *= 0.5 / QUIET
    outside = np.zeros((STEPS, H))
    outside[-1] = rng.choice((-1.0, 1.0), H) / np.sqrt(H)
    return float(np.linalg.norm(loss_gradients(cell, cell.forward(x), outside)[0]))


def _usable(W) -> tuple[np.ndarray, str]:
    """W as an array, and what is wrong with it, if anything."""
    try:
        W = np.asarray(W, dtype=float)
    except (TypeError, ValueError):
        return np.empty(0), f"W_hh should be an array of numbers, not {type(W).__name__}."
    if W.shape != (UNITS, UNITS):
        return (
            W,
            f"W_hh has shape {W.shape}; it should have {(UNITS, UNITS)}, a row and a column for each unit.",
        )
    if not np.isfinite(W).all():
        return W, "W_hh holds a value that is not finite (inf or nan)."
    return W, ""


def _why(nonlinearity: str, low: float, high: float) -> str:
    """What the gradient did instead of staying within a factor of ten."""
    found = f"with {nonlinearity}, {low:.1e} to {high:.1e} of the gradient is left after {STEPS} steps"
    if low == 0:
        return f"{found}: where it is 0, nothing leads back. Each unit needs a way to itself or to others."
    per_step = np.sqrt(low * high) ** (1 / STEPS)
    if high < HELD[0]:
        cause = (
            "the slopes of tanh are below 1; a gain above 1 makes up for them."
            if nonlinearity == "tanh"
            else "ReLU switches units off, and what they should mix is lost; a unit that keeps itself is not mixed."
        )
        return f"{found}: about × {per_step:.2f} a step, too little. {cause[0].upper()}{cause[1:]}"
    if low > HELD[1]:
        return f"{found}: about × {per_step:.2f} a step, too much. Lower the gain."
    return (
        f"{found}: some draws hold it and some do not. Either the gain is near the edge of what holds, or this "
        "kind of matrix differs too much from draw to draw."
    )


# -- 3: truncated back-propagation ------------------------------------------------------------------


def check_windowed_gradient(windowed_gradient: Callable) -> Verdict:
    """`windowed_gradient(cell, x, dh, k)` should return ∂L/∂W_hh (H, H), back-propagated within windows of k steps.

    x (T, B, I); dh (T, B, H) is what arrives from outside; the state is carried from window to window.
    """
    cell, x, dh, k = example_windows()
    answer = attempt(windowed_gradient, cell, x.copy(), dh.copy(), k)
    if isinstance(answer, Mapping):
        return Verdict(False, "return the gradient of W_hh alone, as an array; a dict came back.")
    if not isinstance(answer, Verdict) and np.ndim(answer) == 3:
        return Verdict(False, "those are the windows one by one; add them up.")
    starts = range(0, len(x), k)
    whole = cell.forward(x)

    def windows(state=lambda h: h[-1], starts=starts, k=k):
        h, found = None, []
        for start in starts:
            trace = cell.forward(x[start : start + k], h)
            found.append(cell.backward(trace, dh[start : start + k]).params["W_hh"])
            h = state(trace.h)
        return np.array(found)

    mistakes = {
        "the state is not carried: each window starts from trace.h[-1] of the one before.": windows(
            state=lambda h: None
        ).sum(axis=0),
        "that is the gradient through all steps: nothing was cut off. Call backward on each window.": (
            cell.backward(whole, dh).params["W_hh"]
        ),
        "truncate = k cuts once, k steps before the end; here every window begins with a cut.": (
            cell.backward(whole, dh, truncate=k).params["W_hh"]
        ),
        "only the last window is there: add to the sum, do not replace it.": windows()[-1],
        "only the first window is there: is `return` inside the loop?": windows()[0],
        "that is the mean over the windows; the gradient is their sum.": windows().mean(axis=0),
        "the last window is missing: it is shorter than k, and counts all the same.": windows()[:-1].sum(
            axis=0
        ),
        "the state carried on is one step old: take trace.h[-1], not trace.h[-2].": windows(
            state=lambda h: h[-2]
        ).sum(axis=0),
        "the windows overlap: each should start k steps after the one before.": windows(
            starts=range(len(x))
        ).sum(axis=0),
        "the windows are one step too long.": windows(starts=range(0, len(x), k + 1), k=k + 1).sum(axis=0),
    }
    praise = "the state walks on, the gradient stops at the edge of each window."
    return compare("∂L/∂W_hh", answer, windows().sum(axis=0), mistakes, praise)


def example_windows() -> tuple[RNN, np.ndarray, np.ndarray, int]:
    """A cell, x (T, B, I), dh (T, B, H) and k on which answers are tried; k does not divide T."""
    rng = np.random.default_rng(6)
    return RNN(2, 3, rng=rng), rng.normal(size=(11, 2, 2)), rng.normal(size=(11, 2, 3)), 4
