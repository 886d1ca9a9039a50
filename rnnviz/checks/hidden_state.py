"""Checkers of notebook 03."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .verdict import Verdict, attempt, compare


def check_project(project: Callable) -> Verdict:
    """`project(h)` should return states h (T, H) on their first two principal components, (T, 2).

    The sign of a component is free.
    """
    rng = np.random.default_rng(0)
    h = rng.normal(size=(30, 4)) * (0.2, 3, 1, 0.5) + (0, 0, 6, 1)
    answer = attempt(project, h.copy())
    if isinstance(answer, Verdict):
        return answer
    if np.shape(answer) == (2, len(h)):
        return Verdict(False, "the two axes are swapped: one row a step, one column a component.")
    centered = h - h.mean(axis=0)
    left, sizes, right = np.linalg.svd(centered, full_matrices=False)
    expected = centered @ right[:2].T
    mistakes = {
        "the mean was not taken away first: the first component then points at the mean.": _raw_scores(h),
        "the directions are right, but the states were projected without taking their mean away.": h
        @ right[:2].T,
        "these are the last two components; the first two hold the most variance.": centered @ right[-2:].T,
        "these are columns of U, all of the same length: multiply by the singular values.": left[:, :2],
        "those are the first two units, not components: multiply by the directions.": centered[:, :2],
        "the rows of Vᵀ are the directions, not its columns.": centered @ right[:, :2],
    }
    aligned = {sentence: _aligned(wrong, answer) for sentence, wrong in mistakes.items()}
    praise = "these are the two directions in which the states vary most."
    return compare("project(h)", answer, _aligned(expected, answer), aligned, praise)


def _raw_scores(h: np.ndarray) -> np.ndarray:
    return h @ np.linalg.svd(h, full_matrices=False)[2][:2].T


def _aligned(scores: np.ndarray, answer) -> np.ndarray:
    """The scores, each column with the sign that it has in the answer."""
    try:
        answer = np.asarray(answer, dtype=float)
        signs = np.sign((scores * answer).sum(axis=0))
    except (TypeError, ValueError):
        return scores
    return scores * np.where(signs == 0, 1, signs)


def check_step_jacobian(step_jacobian: Callable) -> Verdict:
    """`step_jacobian(h_t, W_hh)` should return ∂h_t/∂h_{t-1} of a tanh network, (H, H)."""
    rng = np.random.default_rng(1)
    h, W = np.tanh(rng.normal(size=3)), rng.normal(size=(3, 3))
    slope = 1 - h**2
    answer = attempt(step_jacobian, h.copy(), W.copy())
    mistakes = {
        "W_hh is not transposed: unit j acts on unit i through W_hh[j, i].": slope[:, None] * W,
        "this is the transpose: rows belong to h_t[i], columns to h_{t-1}[j].": slope * W,
        "the slope multiplies the columns; it belongs to unit i of h_t, to the rows.": slope * W.T,
        "the slope of tanh is missing: multiply row i by 1 - h_t[i]².": W.T,
        "h_t is already tanh(a_t): the slope is 1 - h_t², with no further tanh.": (1 - np.tanh(h) ** 2)[
            :, None
        ]
        * W.T,
        "the slope of tanh is 1 - h², with a minus.": (1 + h**2)[:, None] * W.T,
        "h has to be squared: the slope is 1 - h².": (1 - h)[:, None] * W.T,
    }
    praise = "row i is the slope of unit i times the weights that lead to it."
    return compare("step_jacobian", answer, slope[:, None] * W.T, mistakes, praise)


def check_factor(factor: Callable) -> Verdict:
    """`factor(w, h)` should return the factor of a small deviation from a fixed point h = tanh(w h + b)."""
    cases = ((1.5, 0.0), (1.5, 0.8586), (0.5, 0.0), (-1.5, 0.0), (3.0, -0.5))
    w, h = np.array(cases).T
    answers = [attempt(factor, *case) for case in cases]
    for answer in answers:
        if isinstance(answer, Verdict):
            return answer
    if all(isinstance(answer, bool | np.bool_) for answer in answers):
        return Verdict(
            False, "return the factor itself, a number; whether its size is below 1 is the next question."
        )
    mistakes = {
        "the slope of tanh is missing: away from zero it is less than 1.": w,
        "the weight is missing: the deviation passes through w first.": 1 - h**2,
        "h is already the output of tanh: the slope is 1 - h², with no further tanh.": w
        * (1 - np.tanh(h) ** 2),
        "the argument of tanh is w h + b, whose tanh is h itself: no further w is needed in it.": (
            w * (1 - np.tanh(w * h) ** 2)
        ),
        "keep the sign: a negative factor makes the deviation swing from side to side.": abs(w) * (1 - h**2),
        "w stands in it once: the derivative of w h is w.": w**2 * (1 - h**2),
    }
    praise = "with w = 1.5 it is 1.5 at h = 0, unstable, and 0.394 at h = 0.859, stable."
    return compare("factor", answers, w * (1 - h**2), mistakes, praise)
