"""The cliff: one unit, two parameters, and an error surface with a wall in it (Pascanu, Mikolov, Bengio 2013).

x_t = w σ(x_{t-1}) + b from x_0 = 0.5, and after T = 50 steps the error E = (σ(x_50) - 0.7)²: their Fig. 6.
The wall stands where the start changes sides: where x_0 lies on the unstable branch of the fixed points
x* = w σ(x*) + b (their Fig. 3), each step stretches a small difference by w σ'(x*) > 1, fifty times over.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from .cells.activations import sigmoid

T = 50
START = 0.5
TARGET = 0.7
W_RANGE = (3.0, 8.0)
B_RANGE = (-4.0, -1.0)
"""The part of the plane that is looked at."""

ONSET = 4.0
"""Two stable states need w > 1/γ, and the largest slope γ of σ is a quarter."""

NORM, VALUE = "norm", "value"


# -- the surface -----------------------------------------------------------------------------------


class Local(NamedTuple):
    """What is known at (w, b): the last state x_50, the error E there, and its gradient."""

    x: np.ndarray | float
    error: np.ndarray | float
    dw: np.ndarray | float  # ∂E/∂w
    db: np.ndarray | float  # ∂E/∂b


def states(w, b) -> np.ndarray:
    """x_0 ... x_50 for arrays w, b of one shape: (T+1, ...); infinite where a float cannot hold them."""
    w, b = np.broadcast_arrays(np.asarray(w, float), np.asarray(b, float))
    x = np.empty((T + 1, *w.shape))
    x[0] = START
    with np.errstate(over="ignore"):
        for t in range(1, T + 1):
            x[t] = w * sigmoid(x[t - 1]) + b
    return x


def error(x):
    """E = (σ(x_50) - 0.7)²."""
    return (sigmoid(x) - TARGET) ** 2


@np.errstate(over="ignore", invalid="ignore")  # an overflow stays in the result, to be named
def differentiate(w, b, squash: Callable = sigmoid) -> Local:
    """E and its gradient at (w, b), floats or arrays of shapes that broadcast, by forward accumulation:

    ∂x_t/∂w = σ(x_{t-1}) + w σ'(x_{t-1}) ∂x_{t-1}/∂w,   ∂x_t/∂b = 1 + w σ'(x_{t-1}) ∂x_{t-1}/∂b.

    `squash` is σ; for single points `one_sigmoid`, on floats, is twenty times as fast.
    """
    x = START
    dx_dw = dx_db = 0.0
    for _ in range(T):
        h = squash(x)
        stretch = w * (h * (1 - h))
        dx_dw = h + stretch * dx_dw
        dx_db = 1 + stretch * dx_db
        x = w * h + b
    h = squash(x)
    slope = 2 * (h - TARGET) * (h * (1 - h))
    return Local(x, (h - TARGET) ** 2, slope * dx_dw, slope * dx_db)


def one_sigmoid(x: float) -> float:
    """σ of one float, which neither overflows nor warns."""
    return 0.5 + 0.5 * math.tanh(0.5 * x)


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

    @cached_property
    def mean(self) -> float:
        return float(np.mean(self.norm))


@lru_cache(maxsize=1)
def surface(m: int = 360, n: int = 360) -> Surface:
    """The surface on m values of w and n of b. It never changes, so that it is computed once."""
    w, b = _middles(*W_RANGE, m), _middles(*B_RANGE, n)
    local = differentiate(w[:, None], b[None, :])
    crest_w = np.linspace(ONSET, (START - B_RANGE[0]) / one_sigmoid(START) - 0.01, 33)
    return Surface(w, b, local.error, np.hypot(local.dw, local.db), crest_w, *crest(crest_w))


def _middles(low: float, high: float, n: int) -> np.ndarray:
    return low + (np.arange(n) + 0.5) * (high - low) / n


def wall(w):
    """The b at which the start is a fixed point: 0.5 = w σ(0.5) + b. Where w σ'(0.5) > 1 it is unstable: the wall."""
    return START - one_sigmoid(START) * w


def crossings(w, b) -> int:
    """How often a path (n,), (n,) changes sides where there is a wall."""
    beyond, there = b > wall(w), np.minimum(w[1:], w[:-1]) > ONSET
    return int(((beyond[1:] != beyond[:-1]) & there).sum())


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


# -- where the states rest -------------------------------------------------------------------------


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


# -- descent ---------------------------------------------------------------------------------------


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


def inside(w, b):
    """Whether (w, b) is in the part that is looked at."""
    return (W_RANGE[0] <= w) & (w <= W_RANGE[1]) & (B_RANGE[0] <= b) & (b <= B_RANGE[1])


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
