"""Marks for what lies beyond an axis, or is exactly 0 where the axis has no 0: nothing is cut off silently."""

import numpy as np
from matplotlib.axes import Axes

from .panel import MOVING, Panel

ROOM = 7  # pixels that a mark takes along the axis
KINDS = ("^", "v", "x")


class BeyondMarks:
    """▲ at the upper edge, ▼ at the lower, × for exactly 0: one artist each, thinned where they would run together."""

    def __init__(self, panel: Panel, ax: Axes, color: str, zorder: float = MOVING + 3):
        theme = panel.theme
        self.ax = ax
        self.lines = []
        for marker, size in zip(KINDS, (6, 6, 4.5), strict=True):
            (line,) = ax.plot(
                [], [], ls="none", marker=marker, ms=size, color=color, mec=theme.paper, mew=0.5
            )
            self.lines.append(panel.moving(line, zorder))
        self.lines[2].set(mec=theme.soft, mew=1.2)

    def show(self, x: np.ndarray, above, below, zero, top: float = 6.0, bottom: float = 6.0) -> None:
        """Mark the x (N,) at which these (N,) are true, `top` and `bottom` pixels inside the axes."""
        low, high = self.ax.get_ylim()
        left, right = self.ax.get_xlim()
        scale = self.ax.figure.dpi / 100
        pixel = (high - low) * scale / self.ax.bbox.height
        every = max(int(np.ceil(ROOM * (right - left) * scale / self.ax.bbox.width)), 1)
        kept = np.arange(len(x)) % every == 0
        edges = (high - top * pixel, low + bottom * pixel, low + bottom * pixel)
        for line, chosen, y in zip(self.lines, (above, below, zero), edges, strict=True):
            some = _thinned(np.asarray(chosen), kept)
            line.set_data(x[some], np.full(some.sum(), y))
            line.set_visible(bool(some.any()))  # to draw an empty line takes as long as one with a point


def _thinned(chosen: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Those on the grid; all of them if none is."""
    some = chosen & kept
    return some if some.any() else chosen
