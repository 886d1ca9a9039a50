"""What the panels of a gated cell share: its measures, its colors, its moments and what pointing at it means."""

import math
from functools import lru_cache

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import FancyBboxPatch
from matplotlib.path import Path

from .cell_operations import PRODUCT, Operation
from .cell_symbols import width

WHOLE = "the whole cell"
FAINT = 0.25  # opacity of what is not in focus
SIDE, HIGH = 17, 14  # a cell of a column
PT = 100 / 72  # pixels in a point
BUSES = ("h_prev", "x")
SLIDE, PASSING = 0.1, 50.0  # outputs become inputs: until when in a step, how far they slide
SIZES = {PRODUCT: 9, "⊙": 15, "+": 15}  # of a symbol in its box, in points; of the others 11


def choice(kind: str, part: str, result) -> dict[str, str] | None:
    """What pointing at a part changes: it is in focus while the pointer is there, after a press it stays so."""
    if kind == "press":
        return {"focus": part or WHOLE, "pointed": ""}
    return {"pointed": part} if part != result.pointed else None


def step_and_moment(t: float) -> tuple[int, float]:
    """The step that is being made at time t, from 1, and how much of it is done: 1 at whole steps, 0 at t = 0."""
    step = max(1, math.ceil(t - 1e-9))
    return step, t - (step - 1)


def symbol_size(operation: Operation) -> float:
    return SIZES.get(operation.symbol, 11)


def box(place, operation: Operation) -> Path:
    """The rounded outline of an operation, as wide as its symbol needs."""
    size = symbol_size(operation)
    wide = max(26.0, size * PT * width(operation.face) + 12)
    x, y = place
    patch = FancyBboxPatch((x - wide / 2, y - 12), wide, 24, "round,pad=0,rounding_size=6")
    return patch.get_path()


def rectangle(x: float, y: float) -> np.ndarray:
    """A cell of a column around (x, y)."""
    half = np.array((SIDE / 2, HIGH / 2))
    return np.array((x, y)) + half * [(-1, -1), (1, -1), (1, 1), (-1, 1)]


@lru_cache(maxsize=256)
def faded(color: str, paper: str, opacity: float) -> tuple[float, ...]:
    """A color on paper, opaque, so that what lies below does not shine through."""
    above, below = np.array(to_rgba(color)), np.array(to_rgba(paper))
    return tuple(below + (above - below) * opacity)
