"""Curves of several cells on one logarithmic axis, each with the range of its draws, its name and its number."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from .decades import decade_axis, log10
from .panel import MOVING, Panel, style_axes
from .side_by_side_axis import StepAxis
from .side_by_side_captions import written
from .side_by_side_labels import GAP, place

STROKES = {
    "RNN": dict(ls=(0, (1, 1.4)), lw=2.2, marker="o", ms=7),
    "LSTM": dict(ls="-", lw=2.6, marker="s", ms=7.5),
    "LSTM's c": dict(ls="-", lw=1.2),
    "GRU": dict(ls=(0, (5, 1.8)), lw=2.0, marker="D", ms=6.5),
}
"""How the line of each cell is drawn, and its marks, wherever it is."""
POINTS = 10  # of a number
BARS = 7  # marks with their bars along a line
MARGIN = 0.015  # beyond both ends of the steps, in shares of them


class Series(NamedTuple):
    """One curve: its name, which names its stroke, and the meaning of its color in the theme."""

    name: str
    meaning: str


class CellCurves(Panel):
    """Medians as lines in the cells' strokes; at their marks, bars over all draws. Numbers at the cursor.

    series     what is drawn
    low, high  the ends of the axis, powers of ten
    floor      values below this are not told apart from it
    labeled    whether the steps are
    """

    series: tuple[Series, ...] = ()
    low, high = -16, 2
    floor = 0.0
    labeled = True

    def draws(self, result) -> list:
        """The `Draws` of each of the series: median, low and high (T+1,), nan where there is nothing."""
        raise NotImplementedError(f"{type(self).__name__} needs draws(result)")

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, self.low, self.high, 4)
        self.steps = StepAxis(self, ax, labeled=self.labeled)
        self.heading(ax)
        tall = ax.bbox.height / ax.figure.dpi * 100
        self.pixel = (self.high - self.low) / tall  # what one pixel is worth upward
        colors = [getattr(theme, series.meaning) for series in self.series]
        self.bars = LineCollection([], linewidths=2.4, alpha=0.5, colors=colors[0], capstyle="butt")
        self.moving(ax.add_collection(self.bars, autolim=False))
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        self.lines = [
            self._line(color=color, mec=theme.paper, mew=1, **STROKES[series.name])
            for series, color in zip(self.series, colors, strict=True)
        ]
        self.leaders = LineCollection([], linewidths=0.9, alpha=0.7)
        self.moving(ax.add_collection(self.leaders, autolim=False), MOVING + 3)
        marks = dict(ls="none", mec=theme.paper, mew=1.5, clip_on=False)
        self.dots = [
            self._line(
                MOVING + 4,
                marker="o",
                color=color,
                **marks,
                ms=9.5 if "marker" in STROKES[series.name] else 6,
            )
            for series, color in zip(self.series, colors, strict=True)
        ]
        self.labels = [
            self.label(0, 0, va="center", fontsize=POINTS, weight="bold", color=color) for color in colors
        ]
        for label in self.labels:
            label.set_bbox(dict(facecolor=theme.paper, pad=0.6, alpha=0.8))

    def _line(self, zorder=MOVING + 2, **style):
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, zorder)

    # -- moving ------------------------------------------------------------------------------------

    def update(self, result, t: float) -> None:
        t, draws = int(t), self.draws(result)
        self.steps.show(result.T, MARGIN * result.T)
        self.across = (1 + 2 * MARGIN) * result.T / (self.ax.bbox.width / self.ax.figure.dpi * 100)
        self.cursor.set_xdata([t, t])
        curves = [log10(each.median) for each in draws]
        steps = np.arange(result.T + 1)
        bars = []
        for i, (line, curve, each) in enumerate(zip(self.lines, curves, draws, strict=True)):
            line.set_data(steps, curve)
            if STROKES[self.series[i].name].get("marker"):
                marked = self.marked(result, i)
                line.set_markevery(marked)
                ends = log10(np.array([each.low[marked], each.high[marked]]))
                bars += [[(step, low), (step, high)] for step, low, high in zip(marked, *ends, strict=True)]
        self.bars.set_segments(bars)
        self._number([float(each.median[t]) for each in draws], curves, t, result.T)

    def marked(self, result, i: int) -> list[int]:
        """The steps where line i has its marks: each line at others, so that the bars stand side by side."""
        first = int(np.flatnonzero(~np.isnan(self.draws(result)[i].median))[0])
        apart = max(1, round((result.T - first) / BARS))
        return list(range(first + apart * (i + 1) // (len(self.series) + 1), result.T + 1, apart))

    def _number(self, values: list[float], curves: list[np.ndarray], t: int, T: int) -> None:
        """A dot where each line meets the cursor, or an arrow at the edge, and its name and number beside it."""
        shown = [i for i, value in enumerate(values) if not np.isnan(value)]
        heights = {i: float(log10(values[i])) for i in shown}
        numbers = {i: written(values[i], self.floor) for i in shown}
        texts = {i: f"{self.series[i].name} {numbers[i]}" for i in shown}
        if len(shown) > 1 and len(set(numbers.values())) == 1:
            texts = {shown[0]: f"all {numbers[shown[0]]}"}
        lines = np.concatenate([np.column_stack([np.arange(T + 1), curve]) for curve in curves])
        labeled = list(texts)
        side, rows = place(
            [heights[i] for i in labeled], list(texts.values()), t, lines, (0, T), (self.low, self.high),
            (self.across, self.pixel), POINTS,
        )  # fmt: skip
        reach = t + side * self.across * np.array([5, GAP - 2])
        inside = {i: min(max(heights[i], self.low), self.high) for i in shown}
        self.leaders.set_segments(
            [[(reach[0], inside[i]), (reach[1], row)] for i, row in zip(labeled, rows, strict=True)]
        )
        self.leaders.set_color([self.labels[i].get_color() for i in labeled])
        for i in range(len(self.series)):
            self.dots[i].set_data([t] if i in shown else [], [inside[i]] if i in shown else [])
            self.labels[i].set_text(texts.get(i, ""))
            if i in shown:
                own = STROKES[self.series[i].name].get("marker", "o")
                off = "v" if heights[i] < self.low else "^" if heights[i] > self.high else ""
                self.dots[i].set_marker(off or own)
        for i, row in zip(labeled, rows, strict=True):
            self.labels[i].set_position((t + side * GAP * self.across, row))
            self.labels[i].set_horizontalalignment("left" if side > 0 else "right")

    def time_axis(self, result):
        return 1, result.T
