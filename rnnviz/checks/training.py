"""Checkers of notebook 05."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..cells import RNN
from ..gradients import clip_norm, clip_value
from .initialization import check_initialize
from .verdict import Verdict, attempt, compare

__all__ = ["check_clip", "check_initialize", "check_windowed_gradient"]

# -- 1: clipping ------------------------------------------------------------------------------------

SAME = "what comes back is what was given: return new arrays in a new dict, or a change to one changes both."


def check_clip(clip: Callable) -> Verdict:
    """`clip(gradients, limit)` should return gradients of a norm of at most `limit`, as new arrays.

    The norm is that of all arrays of the dict together.
    """
    long, limit = example_gradients(), 2.0
    verdict = _clipped(clip, long, limit, _clip_mistakes(long, limit))
    if not verdict.right:
        return verdict
    short = {name: 0.01 * g for name, g in long.items()}
    verdict = _clipped(clip, short, limit, {})
    if verdict.sentence == SAME:
        return Verdict(False, f"where nothing is clipped, {SAME}")
    if not verdict.right:
        return Verdict(
            False, "these gradients are shorter than the limit: they should come back as they are."
        )
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
    arrays = dict(given)
    with np.errstate(all="ignore"):  # 0/0 is told by the verdict
        answer = attempt(clip, given, limit)
    if isinstance(answer, Verdict):
        return _instead_of_nothing(answer, _changed(given, arrays, gradients))
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
    changed = _changed(given, arrays, gradients)
    if not verdict.right:
        return verdict
    if changed:
        return Verdict(False, changed)
    shared = any(np.shares_memory(np.asarray(answer[name]), given[name]) for name in given)
    return Verdict(False, SAME) if shared or answer is given else verdict


def _changed(given: Mapping, arrays: Mapping, gradients: Mapping) -> str:
    """What has become of the dict that was given, of its `arrays` as they are now; nothing if all is as before."""
    if any((arrays[name] != gradients[name]).any() for name in gradients):
        return "the arrays that were given have changed: write `factor * g`, not `g *= factor`."
    if set(given) != set(arrays) or any(given[name] is not arrays[name] for name in arrays):
        return (
            "the dict that was given has changed: its entries were replaced. Build a new dict and return it."
        )
    return ""


def _instead_of_nothing(verdict: Verdict, changed: str) -> Verdict:
    """A function that returns nothing may have worked on what it was given: then that is what to say."""
    if verdict.nothing and changed:
        return Verdict(
            False, f"nothing came back, and {changed.split(':')[0]}: return new arrays in a new dict."
        )
    return verdict


def _flat(gradients, order=None) -> np.ndarray:
    """All entries in a row, in the order of the names of `order`."""
    return np.concatenate([np.ravel(gradients[name]) for name in order or gradients])


def _clip_mistakes(gradients, limit: float) -> dict[str, np.ndarray]:
    """What comes of each known mistake."""
    g = _flat(gradients)
    norm = np.linalg.norm(g)
    norms = [np.linalg.norm(value) for value in gradients.values()]
    spectral = [np.linalg.norm(value, 2) for value in gradients.values()]
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
        "the norms of the arrays were added: add their squares, then take the root.": g * limit / sum(norms),
        "that is the longest of the arrays, not all of them: add up the squares of all entries.": g
        * limit
        / max(norms),
        "np.linalg.norm(g, 2) of a matrix is σ_max, not the root of the sum of all squares: leave out the 2.": g
        * limit
        / np.linalg.norm(spectral),
    }


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

    def sliding():
        """The gradient of each step by itself, k steps back from there."""
        total = np.zeros_like(cell.params["W_hh"])
        for end in range(1, len(x) + 1):
            start = max(0, end - k)
            trace = cell.forward(x[start:end], whole.h[start])
            only = np.zeros_like(dh[start:end])
            only[-1] = dh[end - 1]
            total += cell.backward(trace, only).params["W_hh"]
        return total

    mistakes = {
        "that goes k steps back from every step, with a window that slides; here the windows stand side by side, "
        "and a step near the start of one goes back a step or two only.": sliding(),
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
