"""Two gradient descents on one error surface, raw and clipped, and what the surface hides at each step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace

import numpy as np

from ... import cliff
from ...cells.activations import sigmoid
from ...cliff import B_RANGE, START, W_RANGE, Descent, Surface
from ...gradients import NOTHING_LEFT

ERRORS, GRADIENTS = "error E", "gradient ‖g‖"
"""What the colors of the surface can show."""
Place = Sequence[float] | np.ndarray
"""(w, b)"""

STEPS = 40
LATE = 20  # of the steps of a descent, the last whose errors are taken together
TINY = 1e-12  # a gradient shorter than this moves nothing in any number of steps that anybody takes
FLAT = 1e-4  # so near to 0 or 1, σ has no slope left
AT_REST = 0.005  # so near to the unstable state of rest, the start may be called one that rests on the edge


@dataclass(frozen=True, eq=False)
class CliffResult:
    """Two descents from one place, and, for each step of the clipped one, what the surface hides."""

    surface: Surface
    map: str
    rate: float
    threshold: float
    by: str
    raw: Descent
    clipped: Descent
    landing: np.ndarray  # (n+1, 2) (w, b) after one more step of the ball
    raw_landing: np.ndarray  # (n+1, 2) the same unclipped
    shown: int  # the last step at which the ball has always been in the picture
    cut_b: np.ndarray  # (n+1, m) the surface along b, through the ball
    cut_x: np.ndarray  # (n+1, m) x_50 there
    x: np.ndarray  # (n+1, T+1) the states of the unit at the ball
    rests: np.ndarray  # (n+1, 3) its fixed points: lower, middle and upper branch

    @cached_property
    def turned(self) -> np.ndarray:
        """(n+1,) By how many degrees clipping turned the gradient."""
        return np.degrees(np.arccos(self.clipped.cosine))

    @cached_property
    def stretched(self) -> np.ndarray:
        """(n+1,) What the unit's steps at the ball make of a small difference at the start."""
        w = self.clipped.w[np.minimum(np.arange(len(self.x)), self.shown)]
        factors = np.maximum(cliff.stretch(self.x[:, :-1], w[:, None]), 1e-300)
        return np.exp(np.log(factors).sum(axis=1))

    @cached_property
    def from_rest(self) -> np.ndarray:
        """(n+1,) How far the start is above the unstable state of rest; nan where there is none, or it is not near."""
        apart = START - self.rests[:, 1]
        return np.where((abs(apart) < AT_REST) & (self.stretched > 1), apart, np.nan)

    def come(self, step: int) -> float:
        """How far the ball is from its start."""
        run = self.clipped
        return math.hypot(run.w[step] - run.w[0], run.b[step] - run.b[0])

    def crossings(self, step: int) -> int:
        """How often the ball has crossed the wall."""
        seen = slice(min(step, self.shown) + 1)
        return cliff.crossings(self.clipped.w[seen], self.clipped.b[seen])


def compute(p: SimpleNamespace) -> CliffResult:
    raw = cliff.descend(p.w, p.b, p.rate, STEPS)
    clipped = cliff.descend(p.w, p.b, p.rate, STEPS, p.threshold, p.by)
    shown = STEPS if clipped.left is None else max(clipped.left - 1, 0)
    seen = np.minimum(np.arange(STEPS + 1), shown)  # what is out of the picture is not looked through
    cut_b, cut_x = cliff.cut(clipped.w[seen])
    return CliffResult(
        surface=cliff.surface(),
        map=p.map,
        rate=p.rate,
        threshold=p.threshold,
        by=p.by,
        raw=raw,
        clipped=clipped,
        landing=np.stack([clipped.w - p.rate * clipped.step_w, clipped.b - p.rate * clipped.step_b], axis=1),
        raw_landing=np.stack([clipped.w - p.rate * clipped.dw, clipped.b - p.rate * clipped.db], axis=1),
        shown=shown,
        cut_b=cut_b,
        cut_x=cut_x,
        x=cliff.states(clipped.w[seen], clipped.b[seen]).T,
        rests=cliff.fixed_points(clipped.w[seen], clipped.b[seen]),
    )


def late(run: Descent) -> float:
    """The median error of the last steps, which says how a run does.

    One that meets the wall again and again ends on either side of it by chance, so that its last error says little.
    """
    return float(np.median(run.error[-LATE:]))


def stuck(run: Descent) -> bool:
    """Whether a run was thrown out to where σ(x_50) is flat: its error never changes again."""
    ends = float(sigmoid(run.x[-1]))
    flat = ends < FLAT or ends > 1 - FLAT
    return bool(run.left is not None and run.norm[-1] <= NOTHING_LEFT and flat)


# -- where a descent is, and how much of its path lies in the picture --------------------------------


def between(values: np.ndarray, t: float) -> np.ndarray:
    """The row of `values` (n+1, ...) at time t, on the straight way from one step to the next."""
    step = min(int(t), len(values) - 1)
    share = t - step
    return values[step] + share * (values[step + 1] - values[step]) if share > 0 else values[step]


def leaves(place: Place) -> bool:
    return not cliff.inside(*place)


def on_the_way(here: Place, there: Place) -> tuple[float, float]:
    """How far the straight way from a place (w, b) in the picture to another one stays in it."""
    share = 1.0
    for start, end, (low, high) in zip(here, there, (W_RANGE, B_RANGE), strict=True):
        if not low <= end <= high:
            share = min(share, ((high if end > high else low) - start) / (end - start))
    w, b = (start + share * (end - start) for start, end in zip(here, there, strict=True))
    return w, b


def route(run: Descent, t: float) -> np.ndarray:
    """The path (k, 2) of a Descent up to time t, as (w, b); it ends at the edge where it leaves the picture.

    Should it come back, a row of nan stands for what was outside.
    """
    places = [(run.w[step], run.b[step]) for step in range(int(t) + 1)]
    if t > int(t):
        places.append((between(run.w, t), between(run.b, t)))
    path = [places[0]]
    for last, place in zip(places, places[1:], strict=False):
        if not leaves(place):
            path.append(place)
        elif not leaves(last):
            path += [on_the_way(last, place), (np.nan, np.nan)]
    return np.array(path, float)


def seen(run: Descent, t: float) -> np.ndarray:
    """(w, b) of a Descent at time t; of one that is out of the picture, where it left."""
    path = route(run, t)
    return path[~np.isnan(path[:, 0])][-1]
