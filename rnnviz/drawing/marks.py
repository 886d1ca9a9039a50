"""Marks that several pictures share: of what lies beyond an axis, of areas, and of a color scale."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import Colormap
from numpy.typing import ArrayLike

from .axes import pixel
from .panel import MOVING, Panel
from .text import typeset
from .theme import Theme

ROOM = 7  # pixels that a mark takes along the axis
KEY_LONG, KEY_HIGH = 100, 9  # pixels of a color scale
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

    def show(
        self,
        x: np.ndarray,
        above: np.ndarray,
        below: np.ndarray,
        zero: np.ndarray,
        top: float = 6.0,
        bottom: float = 6.0,
    ) -> None:
        """Mark the x (N,) at which these (N,) are true, `top` and `bottom` pixels inside the axes."""
        low, high = self.ax.get_ylim()
        across, up = pixel(self.ax)
        kept = np.arange(len(x)) % max(int(np.ceil(ROOM * across)), 1) == 0
        edges = (high - top * up, low + bottom * up, low + bottom * up)
        for line, chosen, y in zip(self.lines, (above, below, zero), edges, strict=True):
            some = _thinned(np.asarray(chosen), kept)
            line.set_data(x[some], np.full(some.sum(), y))
            line.set_visible(bool(some.any()))  # to draw an empty line takes as long as one with a point


def _thinned(chosen: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Those on the grid; all of them if none is."""
    some = chosen & kept
    return some if some.any() else chosen


def rectangles(left: ArrayLike, right: ArrayLike, bottoms: np.ndarray, tops: np.ndarray) -> np.ndarray:
    """Corners (N, 4, 2) of bars (..., T) that share their sides (T,)."""
    left, right = np.broadcast_to(left, tops.shape), np.broadcast_to(right, tops.shape)
    corners = np.stack([left, bottoms, left, tops, right, tops, right, bottoms], axis=-1)
    return corners.reshape(-1, 4, 2)


class Tints(Artist):
    """A grid of colored squares that fills its axes, pixel by pixel: an AxesImage would resample for 5 ms."""

    def __init__(self, ax: Axes):
        super().__init__()
        self.regions, self.colors = np.zeros((1, 1), int), np.zeros((1, 4), np.uint8)
        ax.add_artist(self)

    def show(self, regions: np.ndarray, colors: np.ndarray) -> None:
        """Color square (i, j), row 0 at the bottom, with row `regions[i, j]` of colors (k, 4), bytes RGBA."""
        self.regions, self.colors = regions, colors

    def draw(self, renderer: RendererBase) -> None:
        left, bottom, right, top = self.axes.bbox.extents.round().astype(int)
        rows, columns = self.regions.shape
        up = np.arange(top - bottom) * rows // (top - bottom)
        across = np.arange(right - left) * columns // (right - left)
        gc = renderer.new_gc()
        renderer.draw_image(gc, left, bottom, self.colors[self.regions[up][:, across]])
        gc.restore()


def color_key(
    ax: Axes,
    right: float,
    up: float,
    name: str,
    cmap: Colormap | str,
    ends: tuple[str, str],
    theme: Theme,
) -> Axes:
    """Draw a scale that ends `right` pixels along the axes and stands `up` pixels above its top; returns its axes."""
    scale = ax.figure.dpi / 100
    width, height = ax.bbox.width / scale, ax.bbox.height / scale
    box = [(right - KEY_LONG) / width, 1 + up / height, KEY_LONG / width, KEY_HIGH / height]
    bar = ax.inset_axes(box)
    bar.imshow(np.linspace(0, 1, KEY_LONG)[None], cmap=cmap, aspect="auto")
    bar.set_axis_off()
    style = dict(xycoords="axes fraction", textcoords="offset points", va="center", fontsize=9)
    bar.annotate(
        typeset(f"{name}  {ends[0]}".strip()), (0, 0.5), (-4, 0), ha="right", color=theme.soft, **style
    )
    bar.annotate(ends[1], (1, 0.5), (4, 0), ha="left", color=theme.soft, **style)
    return bar
