"""Gradient descent on the surface, with the gradient clipped or as it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .unit import ONSET, differentiate, inside, one_sigmoid, wall

NORM, VALUE = "norm", "value"


def clip(dw: float, db: float, threshold: float, by: str = NORM) -> tuple[float, float]:
    """The gradient after clipping.

    by norm   if ‖g‖ ≥ θ, then g ← θ g/‖g‖: the direction stays (Pascanu, Mikolov, Bengio 2013, Algorithm 1)
    by value  each component on its own goes to the nearest of [-θ, θ]: the direction may turn

    ValueError for another `by` or a threshold that is not above 0.
    """
    if by not in (NORM, VALUE):
        raise ValueError(f"by is {by!r}; clip by {NORM!r} or by {VALUE!r}")
    if not threshold > 0:
        raise ValueError(f"threshold is {threshold}; it must be above 0")
    if by == VALUE:
        return min(max(dw, -threshold), threshold), min(max(db, -threshold), threshold)
    norm = math.hypot(dw, db)
    return (dw * (threshold / norm), db * (threshold / norm)) if norm >= threshold else (dw, db)


@dataclass(frozen=True)
class Descent:
    """Gradient descent from (w[0], b[0]) for n steps; all arrays (n+1,).

    overflow  the step that no float could hold: from there on the arrays repeat what was last known; or None
    """

    w: np.ndarray
    b: np.ndarray
    x: np.ndarray  # x_50 there
    error: np.ndarray
    dw: np.ndarray  # the gradient there, before clipping
    db: np.ndarray
    step_w: np.ndarray  # the gradient after clipping
    step_b: np.ndarray
    overflow: int | None = None

    @cached_property
    def norm(self) -> np.ndarray:
        """The length of the gradient before clipping."""
        return np.hypot(self.dw, self.db)

    @cached_property
    def step_norm(self) -> np.ndarray:
        """Its length after clipping."""
        return np.hypot(self.step_w, self.step_b)

    @cached_property
    def cosine(self) -> np.ndarray:
        """Between the gradient and what clipping made of it: 1 if the direction stayed, or there is no gradient."""
        unit = [(a / np.where(n > 0, n, 1)) for a, n in ((self.dw, self.norm), (self.db, self.norm))]
        length = np.where(self.step_norm > 0, self.step_norm, 1)
        cosine = (unit[0] * self.step_w + unit[1] * self.step_b) / length
        return np.where(self.step_norm > 0, np.minimum(cosine, 1), 1.0)

    @cached_property
    def left(self) -> int | None:
        """The first step that is outside the part that is looked at, or None."""
        outside = ~inside(self.w, self.b)
        return int(outside.argmax()) if outside.any() else None


def descend(
    w: float, b: float, rate: float, steps: int, threshold: float = math.inf, by: str = NORM
) -> Descent:
    """`steps` steps of (w, b) ← (w, b) - η g, the gradient g clipped at `threshold` if one is given."""
    rows: list[tuple[float, ...]] = []
    overflow = None
    for step in range(steps + 1):
        local = differentiate(w, b, one_sigmoid)
        if not all(map(math.isfinite, (w, b, *local))):
            overflow = step
            break
        taken = clip(local.dw, local.db, threshold, by)
        rows.append((w, b, *local, *taken))
        w, b = w - rate * taken[0], b - rate * taken[1]
    if not rows:
        raise ValueError(f"no float can hold the gradient at w = {w:g}, b = {b:g}; start nearer to 0")
    rows += [rows[-1]] * (steps + 1 - len(rows))
    return Descent(*np.array(rows).T, overflow=overflow)


def crossings(w, b) -> int:
    """How often a path (n,), (n,) changes sides where there is a wall."""
    beyond, there = b > wall(w), np.minimum(w[1:], w[:-1]) > ONSET
    return int(((beyond[1:] != beyond[:-1]) & there).sum())
