"""The error surface on a grid, and the wall that is too thin for any grid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ..cells.activations import sigmoid
from .unit import B_RANGE, ONSET, START, W_RANGE, T, differentiate, one_sigmoid, wall


@dataclass(frozen=True)
class Surface:
    """E over the part that is looked at, at the middles of m x n cells; and the crest of its wall.

    crest   for each of `crest_w` (k,) the b at which the gradient is longest, (k,), and how long it is, (k,)
    median  of the lengths of the gradients on the grid
    """

    w: np.ndarray  # (m,)
    b: np.ndarray  # (n,)
    error: np.ndarray  # (m, n)
    norm: np.ndarray  # (m, n) the length of the gradient
    crest_w: np.ndarray
    crest_b: np.ndarray
    crest_norm: np.ndarray

    @cached_property
    def median(self) -> float:
        return float(np.median(self.norm))


@lru_cache(maxsize=1)
def surface(m: int = 360, n: int = 360) -> Surface:
    """The surface on m values of w and n of b. It never changes, so that it is computed once."""
    w, b = _middles(*W_RANGE, m), _middles(*B_RANGE, n)
    local = differentiate(w[:, None], b[None, :])
    crest_w = np.linspace(ONSET, (START - B_RANGE[0]) / one_sigmoid(START) - 0.01, 33)
    return Surface(w, b, local.error, np.hypot(local.dw, local.db), crest_w, *crest(crest_w))


def _middles(low: float, high: float, n: int) -> np.ndarray:
    return low + (np.arange(n) + 0.5) * (high - low) / n


def crest(w) -> tuple[np.ndarray, np.ndarray]:
    """For each w (k,) the b in B_RANGE with the longest gradient, and its length: (k,), (k,).

    A gradient falls off on both sides of the crest by a power of the distance, so that a search that looks
    ever closer around the longest one found climbs a ridge of any thinness.
    """
    w = np.atleast_1d(np.asarray(w, float))[:, None]
    low, high = np.full_like(w, B_RANGE[0]), np.full_like(w, B_RANGE[1])
    share, row = np.linspace(0, 1, 61), np.arange(len(w))
    for _ in range(13):
        b = low + (high - low) * share
        local = differentiate(w, b)
        norm = np.hypot(local.dw, local.db)
        best = norm.argmax(axis=1)
        low = b[row, np.maximum(best - 2, 0)][:, None]
        high = b[row, np.minimum(best + 2, share.size - 1)][:, None]
    return b[row, best], norm[row, best]


def cut(w: np.ndarray, points: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """Slices of the surface: for each w (k,) values of b, crowded around the wall, and x_50 there: (k, points) both."""
    middle = np.clip(wall(w), *B_RANGE)[:, None]
    out = np.linspace(0, 1, points // 2) ** 3
    b = np.concatenate(
        [middle + (B_RANGE[0] - middle) * out[::-1], middle + (B_RANGE[1] - middle) * out], axis=1
    )
    x = np.full_like(b, START)
    for _ in range(T):
        x = w[:, None] * sigmoid(x) + b
    return b, x
