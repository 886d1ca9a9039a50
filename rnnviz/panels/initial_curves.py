"""One scheme's curve on a logarithmic axis: the draw shown, the band of all draws, the number at the cursor."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from .decades import log10, power
from .glyphs import Glyphs
from .panel import MOVING, Panel, style_axes

FIRST = 1  # h_0 is a constant: nothing can be learned from its gradient
LEFTMOST = 0.2  # of the figure: axes that begin left of this carry the names of what stands in their row


class InitialCurve(Panel):
    """Scheme `index` of four: what the panels of gradients and of states share.

    A subclass says which array, in what color, and where its numbers stand.

    scale   (low, high), the fixed ends of the axis
    ticks   the powers of ten that are marked
    each_drawn  whether every draw has its own thin line in the band
    """

    scale: tuple[float, float]
    ticks: tuple[int, ...]
    each_drawn: bool

    def __init__(self, index: int):
        super().__init__()
        self.index = index

    def color(self) -> str:
        raise NotImplementedError(f"{type(self).__name__} needs a color()")

    def each(self, result) -> np.ndarray:
        """(4, D, T+1), every draw."""
        raise NotImplementedError(f"{type(self).__name__} needs an each(result)")

    def build(self, ax: Axes) -> None:
        theme, color = self.theme, self.color()
        style_axes(ax, theme)
        low, high = (math.log10(end) for end in self.scale)
        self.leftmost = ax.get_position().x0 < LEFTMOST
        names = ["1" if tick == 0 else power(tick) for tick in self.ticks] if self.leftmost else []
        ax.set(ylim=(low, high), yticks=self.ticks if self.leftmost else [], yticklabels=names)
        for tick in self.ticks:
            ax.axhline(tick, color=theme.hairline, lw=0.8)
        self.pixel = (high - low) / (ax.bbox.height / ax.figure.dpi * 100)

        def add(collection, zorder):
            return self.moving(ax.add_collection(collection, autolim=False), MOVING + zorder)

        self.band = add(PolyCollection([], facecolors=color, alpha=0.16, linewidths=0), 0)
        self.others = add(LineCollection([], colors=color, alpha=0.5, linewidths=0.7), 0.5)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        (line,) = ax.plot([], [], color=color, lw=2.4, solid_capstyle="round")
        self.line = self.moving(line, MOVING + 2)
        marks = dict(ls="none", color=color, mec=theme.paper, clip_on=False)
        (self.dot,) = ax.plot([], [], "o", ms=8, mew=1.5, **marks)
        (self.below,) = ax.plot([], [], "v", ms=8, mew=1, **marks)
        (self.above,) = ax.plot([], [], "^", ms=8, mew=1, **marks)
        for mark in (self.dot, self.below, self.above):
            self.moving(mark, MOVING + 4)
        self.numbers = self.moving(Glyphs(ax), MOVING + 5)
        self.numbers.set_clip_on(False)

    def background(self, result):
        return result.T

    def arrange(self, result) -> None:
        self.ax.set(xlim=(FIRST, result.T), xticks=(FIRST, (FIRST + result.T) // 2, result.T))
        first, _, last = self.ax.get_xticklabels()
        (
            first.set_ha("left"),
            last.set_ha("right"),
        )  # or the last of one column runs into the first of the next
        self.across = (result.T - FIRST) / (self.ax.bbox.width / self.ax.figure.dpi * 100)  # of one pixel

    # -- moving ------------------------------------------------------------------------------------

    def update(self, result, t: float) -> None:
        t, steps = int(t), np.arange(FIRST, result.T + 1)
        values = self.each(result)[self.index]
        draws = log10(values[:, FIRST:])
        outline = np.concatenate([draws.max(axis=0), draws.min(axis=0)[::-1]])
        self.band.set_verts([np.column_stack([np.concatenate([steps, steps[::-1]]), outline])])
        if self.each_drawn:
            self.others.set_segments([np.column_stack([steps, draw]) for draw in draws])
        self.line.set_data(steps, draws[result.shown])
        self.cursor.set_xdata([t, t])
        here = values[result.shown, t]
        height = float(log10(here))
        bottom, top = self.ax.get_ylim()
        for mark, shown, place in (
            (self.dot, bottom <= height <= top, height),
            (self.below, height < bottom, bottom),
            (self.above, height > top, top),
        ):
            mark.set_data([t] * bool(shown), [place] * bool(shown))
        self.name(values[:, t], here)

    def name(self, values: np.ndarray, here: float) -> None:
        """Write the number of the draw shown, `here`, and of all, `values` (D,), where the curve never runs."""
        raise NotImplementedError(f"{type(self).__name__} needs a name(values, here)")

    def time_axis(self, result) -> tuple[float, float]:
        return FIRST, result.T
