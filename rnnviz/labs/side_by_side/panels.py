"""The curves of Side by side: whose gradient reaches back, and what is left of a pulse.

Color is the quantity, as everywhere; each cell has its own stroke and mark. Lines are medians over the draws, the bars
at their marks reach over all draws.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from ...drawing import (
    MOVING,
    Margins,
    Panel,
    StepAxis,
    beside,
    decade_axis,
    fitting,
    log10,
    nothing_left,
    nothing_left_band,
    style_axes,
    text_size,
)
from .captions import ROUNDING, written
from .model import Draws, SideBySideResult

STROKES: dict[str, dict[str, Any]] = {
    "RNN": dict(ls=(0, (1, 1.4)), lw=2.2, marker="o", ms=7),
    "LSTM": dict(ls="-", lw=2.6, marker="s", ms=7.5),
    "LSTM's c": dict(ls="-", lw=1.2),
    "GRU": dict(ls=(0, (5, 1.8)), lw=2.0, marker="D", ms=6.5),
}
"""How the line of each cell is drawn, and its marks, wherever it is."""
LOW, HIGH = -10, 2  # decades; what lies beyond is told by an arrow at the cursor, and by its number
POINTS = 10  # of a number
APART = 15.5  # pixels from number to number
GAP = 14  # pixels from the cursor to a number
EACH = 44  # pixels from mark to mark along a line
ROOM = 0.5  # steps beyond both ends of the axis, as in the maps


class Series(NamedTuple):
    """One curve: its name, which names its stroke, and the meaning of its color in the theme."""

    name: str
    meaning: str


class CellCurves(Panel[SideBySideResult]):
    """Curves of several cells on one logarithmic axis, each with its name and its number at the cursor.

    series     what is drawn
    subtitles  what is measured, the longest first: the first that fits is written
    floor      values below this are not told apart from it
    """

    least = (375, 215)
    margins = Margins(left=46, right=12, top=46, bottom=38)
    series: tuple[Series, ...] = ()
    subtitles: tuple[str, ...] = ()
    floor = 0.0
    reserved = 0.0  # pixels at the bottom that numbers stay out of

    def draws(self, result: SideBySideResult) -> list[Draws]:
        """Those of each of the series; nan where there is nothing."""
        raise NotImplementedError(f"{type(self).__name__} needs draws(result)")

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, HIGH, 4)
        self.steps = StepAxis(self, ax)
        self.heading(ax, subtitle=fitting(ax, self.subtitles, spare=self.margins.right))
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
        marks = dict(ls="none", marker="o", mec=theme.paper, mew=1.5, clip_on=False)
        self.dots = [
            self._line(MOVING + 4, color=color, ms=9.5 if "marker" in STROKES[series.name] else 6, **marks)
            for series, color in zip(self.series, colors, strict=True)
        ]
        self.labels = [
            self.label(0, 0, va="center", ha="center", fontsize=POINTS, weight="bold", color=color)
            for color in colors
        ]
        for label in self.labels:
            label.set_bbox(dict(facecolor=theme.paper, pad=0.6, alpha=0.8))

    def _line(self, zorder: float = MOVING + 2, **style: Any) -> Any:
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, zorder)

    def update(self, result: SideBySideResult, t: float) -> None:
        t, draws = int(t), self.draws(result)
        self.steps.show(result.T, ROOM)
        self.cursor.set_xdata([t, t])
        curves = [log10(each.median) for each in draws]
        steps = np.arange(result.T + 1)
        bars: list[list[tuple[float, float]]] = []
        for i, (line, curve, each) in enumerate(zip(self.lines, curves, draws, strict=True)):
            line.set_data(steps, curve)
            if "marker" in STROKES[self.series[i].name]:
                marked = self.marked(result, i)
                line.set_markevery(marked)
                ends = log10(np.array([each.low[marked], each.high[marked]]))
                bars += [[(step, low), (step, high)] for step, low, high in zip(marked, *ends, strict=True)]
        self.bars.set_segments(bars)
        self._number([float(each.median[t]) for each in draws], curves, t)

    def marked(self, result: SideBySideResult, i: int) -> list[int]:
        """The steps where line i has its marks: each line at others, so that the bars stand side by side."""
        first = int(np.flatnonzero(~np.isnan(self.draws(result)[i].median))[0])
        pixels = self.ax.bbox.width / self.ax.figure.dpi * 100 * (result.T - first) / (result.T + 2 * ROOM)
        apart = max(1, round((result.T - first) / max(pixels / EACH, 1)))
        return list(range(first + apart * (i + 1) // (len(self.series) + 1), result.T + 1, apart))

    def _number(self, values: list[float], curves: list[np.ndarray], t: int) -> None:
        """A dot where each line meets the cursor, or an arrow at the edge, and its name and number beside it."""
        shown = [i for i, value in enumerate(values) if not np.isnan(value)]
        heights = {i: float(log10(values[i])) for i in shown}
        inside = {i: min(max(heights[i], LOW), HIGH) for i in shown}
        for i, (dot, label) in enumerate(zip(self.dots, self.labels, strict=True)):
            label.set_text("")
            dot.set_data([t] if i in shown else [], [inside[i]] if i in shown else [])
            if i in shown:
                own = STROKES[self.series[i].name].get("marker", "o")
                dot.set_marker("v" if heights[i] < LOW else "^" if heights[i] > HIGH else own)
        numbers = {i: written(values[i], self.floor) for i in shown}
        texts = {i: f"{self.series[i].name} {numbers[i]}" for i in shown}
        if len(shown) > 1 and len(set(numbers.values())) == 1:
            texts = {shown[0]: f"all {numbers[shown[0]]}"}
        self._place(texts, inside, curves, t)

    def _place(
        self, texts: dict[int, str], heights: dict[int, float], curves: list[np.ndarray], t: int
    ) -> None:
        """Put the numbers to the side where they hide less, each with a line that leads to its dot."""
        to_pixels, to_data = self.ax.transData.transform, self.ax.transData.inverted().transform
        one = self.ax.figure.dpi / 100
        labeled = list(texts)
        dots = to_pixels([(t, heights[i]) for i in labeled]) if labeled else np.empty((0, 2))
        widths = [text_size(self.ax, texts[i], POINTS, bold=True)[0] for i in labeled]
        steps = np.arange(len(curves[0]))
        lines = [to_pixels(np.column_stack([steps, curve])) for curve in curves]
        x = to_pixels((t, 0))[0]
        left, bottom, right, top = self.ax.bbox.extents
        bounds = (left, bottom + self.reserved * one, right, top)
        side, centers = beside(x, dots[:, 1], widths, bounds, lines, APART * one, GAP * one)
        leaders = []
        for i, (_, y), center in zip(labeled, dots, centers, strict=True):
            self.labels[i].set(text=texts[i], position=to_data(center))
            leaders.append(to_data([(x + 5 * side * one, y), (x + (GAP - 2) * side * one, center[1])]))
        self.leaders.set_segments(leaders)
        self.leaders.set_color([self.labels[i].get_color() for i in labeled])

    def time_axis(self, result: SideBySideResult) -> tuple[float, float]:
        return 1, result.T


class CellGradients(CellCurves):
    """‖∂h_T/∂x_t‖ over t, as a share of that at t = T, where the loss stands."""

    title = "Gradient at each input"
    subtitles = (
        "‖∂h_T/∂x_t‖ as a share of ‖∂h_T/∂x_T‖; line: median of 5 draws, bars: all 5",
        "‖∂h_T/∂x_t‖ / ‖∂h_T/∂x_T‖; median, bars: 5 draws",
        "‖∂h_T/∂x_t‖ / ‖∂h_T/∂x_T‖",
    )
    reserved = 18.0  # for the words on the band
    series = (Series("RNN", "gradient"), Series("LSTM", "gradient"), Series("GRU", "gradient"))

    def build(self, ax: Axes) -> None:
        super().build(ax)
        nothing_left_band(ax, self.theme, LOW, words=False)
        corner = dict(xycoords="axes fraction", textcoords="offset points", ha="right", va="bottom")
        ax.annotate(nothing_left(ax, 0.6), (0.99, 0), (0, 4), color=self.theme.soft, fontsize=9, **corner)

    def draws(self, result: SideBySideResult) -> list[Draws]:
        return [run.gradients for run in result.runs]


class PulseLeft(CellCurves):
    """‖h_t - h_t without the pulse‖ from step s on; the marks stand where ∂h_t/∂x_s times the pulse says."""

    title = "What is left of the pulse"
    subtitles = (
        "how far it moves h_t, and c_t; orange marks: as far as ‖∂h_t/∂x_s‖ says",
        "how far it moves h_t; orange: as ‖∂h_t/∂x_s‖ says",
        "how far it moves h_t",
    )
    series = (
        Series("RNN", "state"),
        Series("LSTM", "state"),
        Series("GRU", "state"),
        Series("LSTM's c", "memory"),
    )
    floor = ROUNDING

    def build(self, ax: Axes) -> None:
        super().build(ax)
        theme = self.theme
        self.start = self.moving(ax.axvline(0, color=theme.input, lw=1.2, ls=(0, (2, 2))), MOVING)
        marks = dict(ls="none", mfc=theme.paper, mec=theme.gradient, mew=1.6)
        self.predicted = []
        for line, series in zip(self.lines, self.series[:3], strict=False):
            stroke = STROKES[series.name]
            line.set_marker("none")
            self.predicted.append(self._line(MOVING + 3, marker=stroke["marker"], ms=stroke["ms"], **marks))

    def draws(self, result: SideBySideResult) -> list[Draws]:
        rnn, lstm, gru = result.runs
        assert lstm.memory_changes is not None
        return [rnn.changes, lstm.changes, gru.changes, lstm.memory_changes]

    def update(self, result: SideBySideResult, t: float) -> None:
        super().update(result, t)
        self.start.set_xdata([result.s, result.s])
        for i, (line, run) in enumerate(zip(self.predicted, result.runs, strict=True)):
            steps = np.array(self.marked(result, i))
            line.set_data(steps, log10(result.input.size * run.slopes.median[steps]))
