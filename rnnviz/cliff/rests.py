"""Where the unit comes to rest: fixed points x* = w σ(x*) + b, and the folds at which two of them meet."""

from __future__ import annotations

import math

import numpy as np

from ..cells.activations import sigmoid
from .unit import ONSET


def resting_bias(x, w):
    """The b for which x is a fixed point, b = x - w σ(x): the bifurcation diagram, turned on its side."""
    return x - w * sigmoid(x)


def stretch(x, w):
    """By how much one step at x stretches a small difference: ∂x_t/∂x_{t-1} = w σ'(x_{t-1})."""
    h = sigmoid(x)
    return w * h * (1 - h)


def folds(w: float) -> np.ndarray:
    """The x at which a stable and an unstable fixed point meet, w σ'(x) = 1, in ascending order: two, or none."""
    if w <= ONSET:
        return np.empty(0)
    x = 2 * math.atanh(math.sqrt(1 - ONSET / w))
    return np.array([-x, x])


def fixed_points(w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The fixed points for each of k pairs: (k, 3), lower, middle and upper branch, nan where there is none.

    Between the folds x - w σ(x) only rises or only falls, so that bisection finds the one root in each part.
    A single fixed point of w ≤ 4 is on the branch that its sign says.
    """
    w, b = np.asarray(w, float), np.asarray(b, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        fold = 2 * np.arctanh(np.sqrt(np.maximum(1 - ONSET / w, 0)))
    fold = np.where(w > ONSET, fold, 0)
    reach = abs(w) + abs(b) + abs(fold) + 1
    low = np.stack([-reach, -fold, fold], axis=-1)
    high = np.stack([-fold, fold, reach], axis=-1)
    falling = np.array([False, True, False])
    excess = [(resting_bias(x, w[..., None]) >= b[..., None]) ^ falling for x in (low, high)]
    there = excess[1] & ~excess[0]
    for _ in range(60):
        middle = 0.5 * (low + high)
        above = (resting_bias(middle, w[..., None]) >= b[..., None]) ^ falling
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.where(there, 0.5 * (low + high), np.nan)
