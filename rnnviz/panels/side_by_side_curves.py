"""Curves of several cells on one logarithmic axis, each with its band of draws, its name and its number."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from .decades import decade_axis, log10
from .panel import MOVING, Panel, style_axes
from .side_by_side_axis import StepAxis
from .side_by_side_captions import written
from .side_by_side_labels import GAP, place

STROKES = {
    "RNN": dict(ls=(0, (1, 1.4)), lw=2.4),
    "LSTM": dict(ls="-", lw=2.8),
    "LSTM, with c": dict(ls="-", lw=1.1),
    "GRU": dict(ls=(0, (5, 1.8)), lw=2.0),
}
"""How the line of each cell is drawn, wherever it is."""
LOW, HIGH = -8, 2  # powers of ten: the course's scale of gradients
POINTS = 9.5  # of a number
MARGIN = 0.015  # beyond both ends of the steps, in shares of them


class Series(NamedTuple):
    """One curve: its name, its stroke, the meaning of its color in the theme, and whether its draws are shown."""

    name: str
    stroke: str
    meaning: str
    band: bool = True


class CellCurves(Panel):
    """Medians as lines in the cells' strokes, draws as bands; numbers stand where the cursor meets the lines.

    series     what is drawn
    floor      values below this are not told apart from it
    labeled    whether the steps are
    obstacles  what numbers should not cover beside the lines: (share of T, power of ten), (N, 2)
    """

    series: tuple[Series, ...] = ()
    floor = 0.0
    labeled = True
    obstacles = np.empty((0, 2))

    def draws(self, result) -> list:
        """The `Draws` of each of the series: median, low and high (T+1,), nan where there is nothing."""
        raise NotImplementedError(f"{type(self).__name__} needs draws(result)")

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, HIGH, 2)
        self.steps = StepAxis(self, ax, labeled=self.labeled)
        self.heading(ax)
        self.pixel = (HIGH - LOW) / (ax.bbox.height / ax.figure.dpi * 100)  # what one pixel is worth upward
        colors = [getattr(theme, series.meaning) for series in self.series]
        self.bands = PolyCollection([], linewidths=0, alpha=0.15, facecolors=colors[0])
        self.moving(ax.add_collection(self.bands, autolim=False))
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        self.lines = [
            self._line(color=color, **STROKES[series.stroke])
            for series, color in zip(self.series, colors, strict=True)
        ]
        self.leaders = LineCollection([], linewidths=0.9, alpha=0.7)
        self.moving(ax.add_collection(self.leaders, autolim=False), MOVING + 3)
        marks = dict(ls="none", mec=theme.paper, ms=8, mew=1.5, clip_on=False)
        self.dots = [self._line(MOVING + 4, marker="o", color=color, **marks) for color in colors]
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
        for line, curve in zip(self.lines, curves, strict=True):
            line.set_data(steps, curve)
        self.bands.set_verts(
            [outline(each) for each, series in zip(draws, self.series, strict=True) if series.band]
        )
        self._number([float(each.median[t]) for each in draws], curves, t, result.T)

    def _number(self, values: list[float], curves: list[np.ndarray], t: int, T: int) -> None:
        """A dot where each line meets the cursor, or an arrow at the edge, and its name and number beside it."""
        shown = [i for i, value in enumerate(values) if not np.isnan(value)]
        heights = {i: float(log10(values[i])) for i in shown}
        numbers = {i: written(values[i], self.floor) for i in shown}
        texts = {i: f"{self.series[i].name} {numbers[i]}" for i in shown}
        if len(shown) > 1 and len(set(numbers.values())) == 1:
            texts = {shown[0]: f"all {numbers[shown[0]]}"}
        lines = np.concatenate(
            [*(np.column_stack([np.arange(T + 1), c]) for c in curves), self.obstacles * (T, 1)]
        )
        labeled = list(texts)
        side, rows = place(
            [heights[i] for i in labeled], list(texts.values()), t, lines, (0, T), (LOW, HIGH),
            (self.across, self.pixel), POINTS,
        )  # fmt: skip
        reach = t + side * self.across * np.array([5, GAP - 2])
        inside = {i: min(max(heights[i], LOW), HIGH) for i in shown}
        self.leaders.set_segments(
            [[(reach[0], inside[i]), (reach[1], row)] for i, row in zip(labeled, rows, strict=True)]
        )
        self.leaders.set_color([self.labels[i].get_color() for i in labeled])
        for i in range(len(self.series)):
            self.dots[i].set_data([t] if i in shown else [], [inside[i]] if i in shown else [])
            self.labels[i].set_text(texts.get(i, ""))
            if i in shown:
                self.dots[i].set_marker("v" if heights[i] < LOW else "^" if heights[i] > HIGH else "o")
        for i, row in zip(labeled, rows, strict=True):
            self.labels[i].set_position((t + side * GAP * self.across, row))
            self.labels[i].set_horizontalalignment("left" if side > 0 else "right")

    def time_axis(self, result):
        return 0, result.T


def outline(draws) -> np.ndarray:
    """The band from the lowest to the highest draw, once around it, (2N, 2)."""
    steps = np.flatnonzero(~np.isnan(draws.low))
    low, high = log10(draws.low[steps]), log10(draws.high[steps])
    return np.column_stack([np.r_[steps, steps[::-1]], np.r_[high, low[::-1]]])
