"""Four curves on one logarithmic axis, each with its band of draws, its name and its number."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.ticker import MaxNLocator

from .glyphs import Glyphs
from .panel import MOVING, Panel, number, style_axes

LINES = (
    dict(ls=(0, (1, 1.5)), lw=2.2),
    dict(ls=(0, (5, 1.8)), lw=1.8),
    dict(ls="-", lw=2.8),
    dict(ls="-", lw=1.2),
)
"""How the curve of each scheme is drawn, in their order; the last has hollow squares on it besides."""
DECADES = 320.0  # what an exact zero is drawn at: as far below every scale as floats go


class InitialCurves(Panel):
    """What the panels of gradients and of states share; a subclass says which arrays, what scale and what color.

    scale   (low, high), the fixed ends of the axis
    first   the first step that there is something to draw of
    loose   the end at which curves part and have their names: 0 for the first step, 1 for the last
    """

    scale: tuple[float, float]
    loose: int
    first: int
    ticks: tuple[int, ...]

    def color(self) -> str:
        raise NotImplementedError(f"{type(self).__name__} needs a color()")

    def median(self, result) -> np.ndarray:
        """(4, T+1), the curves."""
        raise NotImplementedError(f"{type(self).__name__} needs a median(result)")

    def each(self, result) -> np.ndarray:
        """(4, D, T+1), every draw."""
        raise NotImplementedError(f"{type(self).__name__} needs an each(result)")

    def build(self, ax: Axes) -> None:
        theme, color = self.theme, self.color()
        style_axes(ax, theme)
        low, high = (math.log10(end) for end in self.scale)
        ax.set(ylim=(low, high), yticks=self.ticks, yticklabels=[power(tick) for tick in self.ticks])
        if self.loose == 0:
            ax.yaxis.tick_right()
            ax.tick_params(length=0, pad=5)
            ax.spines["left"].set_visible(False)
        for tick in self.ticks:
            ax.axhline(tick, color=theme.hairline, lw=0.8)
        ax.set_xlabel("step t", labelpad=1)
        self.heading(ax)
        self.pixel = (high - low) / (ax.bbox.height / ax.figure.dpi * 100)

        def add(collection, zorder):
            return self.moving(ax.add_collection(collection, autolim=False), MOVING + zorder)

        self.bands = add(PolyCollection([], facecolors=color, alpha=0.14, linewidths=0), 0)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        style = dict(color=color, solid_capstyle="round")
        self.lines = [self.moving(ax.plot([], [], **style, **line)[0], MOVING + 2) for line in LINES]
        marks = dict(ls="none", color=color, mec=theme.paper, zorder=MOVING)
        (self.squares,) = ax.plot([], [], "s", ls="none", mfc=theme.paper, mec=color, ms=5, mew=1.2)
        (self.dots,) = ax.plot([], [], "o", ms=8, mew=1.5, clip_on=False, **marks)
        (self.below,) = ax.plot([], [], "v", ms=8, mew=1, clip_on=False, **marks)
        (self.above,) = ax.plot([], [], "^", ms=8, mew=1, clip_on=False, **marks)
        for zorder, line in ((3, self.squares), (6, self.dots), (6, self.below), (6, self.above)):
            self.moving(line, MOVING + zorder)
        self.leaders = add(LineCollection([], colors=color, linewidths=1, clip_on=False), 2)
        self.names = self.moving(Glyphs(ax), MOVING + 4)
        self.plates = add(LineCollection([], colors=theme.paper, linewidths=10), 4)
        self.numbers = self.moving(Glyphs(ax), MOVING + 5)
        for artist in (self.names, self.numbers, self.plates):
            artist.set_clip_on(False)

    def background(self, result):
        return result.T

    def arrange(self, result) -> None:
        self.ax.set_xlim(0, result.T)
        self.ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        self.across = result.T / (self.ax.bbox.width / self.ax.figure.dpi * 100)  # of one pixel

    # -- moving ------------------------------------------------------------------------------------

    def update(self, result, t: float) -> None:
        t, steps = int(t), np.arange(self.first, result.T + 1)
        values = self.median(result)
        curves, draws = decades(values), decades(self.each(result)[..., self.first :])
        low, high = draws.min(axis=1), draws.max(axis=1)
        outline = np.concatenate([high, low[:, ::-1]], axis=1)
        around = np.broadcast_to(np.concatenate([steps, steps[::-1]]), outline.shape)
        self.bands.set_verts(np.stack([around, outline], axis=-1))
        for line, curve in zip(self.lines, curves, strict=True):
            line.set_data(steps, curve[self.first :])
        spaced = steps[:: max(1, result.T // 10)]
        self.squares.set_data(spaced, curves[-1, spaced])
        self.cursor.set_xdata([t, t])
        self._name(result, curves[:, -self.loose])
        shown = slice(None) if t >= self.first else slice(0)
        self._mark(curves[shown, t], t)
        self._number(values[shown, t], curves[shown, t], t, result.T)

    def _mark(self, heights: np.ndarray, t: int) -> None:
        """A dot where each curve meets the cursor; an arrow at the edge where that is off the scale."""
        bottom, top = self.ax.get_ylim()
        inside = (bottom <= heights) & (heights <= top)
        self.dots.set_data(np.full(inside.sum(), t), heights[inside])
        for marks, off, edge in ((self.below, heights < bottom, bottom), (self.above, heights > top, top)):
            marks.set_data([t] * bool(off.any()), [edge] * bool(off.any()))

    def _number(self, values: np.ndarray, heights: np.ndarray, t: int, T: int) -> None:
        """The number of each curve beside its dot, on the side where there is room; one if all are the same."""
        labels = [number(value) for value in values]
        if len(set(labels)) == 1:
            labels, heights = labels[:1], heights[:1]
        side = 1 if t < 0.75 * T else -1
        rows = self._apart(heights, 15)
        start = t + 13 * side * self.across
        ends = [t + (17 + 6.6 * len(label)) * side * self.across for label in labels]
        self.plates.set_segments([[(start, row), (end, row)] for row, end in zip(rows, ends, strict=True)])
        places = np.column_stack([np.full(len(labels), start), rows])
        self.numbers.show(labels, places, 10, self.color(), anchor=0.5 - 0.5 * side)

    def _name(self, result, ends: np.ndarray) -> None:
        """Each curve goes on to its name, beside the axes."""
        rows = self._apart(ends, 17)
        side = 2 * self.loose - 1  # to the left or to the right
        edge = self.loose * result.T
        ends = np.clip(ends, *self.ax.get_ylim())
        reach = edge + side * self.across * np.array([4, 22, 30])
        self.leaders.set_segments(
            [[(reach[0], end), (reach[1], row), (reach[2], row)] for end, row in zip(ends, rows, strict=True)]
        )
        places = np.column_stack([np.full(len(rows), edge + side * 35 * self.across), rows])
        self.names.show(result.schemes, places, 10, self.theme.ink, anchor=1.0 - self.loose)

    def _apart(self, heights: np.ndarray, pixels: float) -> np.ndarray:
        """The heights inside the axes, moved as little as keeps this distance between them."""
        bottom, top = self.ax.get_ylim()
        margin = 8 * self.pixel
        return spread(heights, pixels * self.pixel, bottom + margin, top - margin)

    def time_axis(self, result) -> tuple[float, float]:
        return 0, result.T


def decades(values: np.ndarray) -> np.ndarray:
    """log₁₀, with zeros far below every scale and infinities far above."""
    with np.errstate(divide="ignore"):
        return np.log10(values).clip(-DECADES, DECADES)


def power(exponent: int) -> str:
    """A power of ten for a tick: 1e-8 as it stands in captions, 1 as 1."""
    return "1" if exponent == 0 else f"1e{exponent}"


def spread(heights: np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """Heights at least `gap` apart between low and high, in the same order, as near to the given as can be.

    Isotonic regression: less its place in the order times the gap, each may only rise; groups that would fall
    share their mean.
    """
    if not len(heights):
        return heights
    order = np.argsort(heights, kind="stable")
    steps = gap * np.arange(len(heights))
    groups: list[list[float]] = []
    for height in np.clip(heights[order], low, high) - steps:
        groups.append([height])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    levels = np.concatenate([np.full(len(group), np.mean(group)) for group in groups])
    apart = np.empty(len(heights))
    apart[order] = np.clip(levels, low, high - steps[-1]) + steps
    return apart
