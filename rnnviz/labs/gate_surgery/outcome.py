"""The pictures of Gate surgery of what comes of it: the answer at the end, and the gradient that comes back."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D

from ...drawing import (
    GRADIENT_RANGE,
    LAST_DECADE,
    MOVING,
    NOTHING_LEFT,
    BeyondMarks,
    Box,
    Glyphs,
    Margins,
    Panel,
    box_at,
    decade_axis,
    log10,
    nothing_left,
    nothing_left_band,
    place,
    rectangles,
    style_axes,
    text_size,
    typeset,
)
from ...networks.latch import LETTERS
from ...words import number, size
from .model import SurgeryResult
from .panels import TapeNumbers, span_steps

LOW, HIGH = (round(float(end)) for end in np.log10(GRADIENT_RANGE))
NUMBER, WAS = 50, 72  # pixels right of the bars: for a probability, and for what it was
THICK = 15  # pixels, half of a bar at most
SAMPLE, AFTER = 17, 12  # pixels of a line in the key, and after its name


class Answer(Panel[SurgeryResult]):
    """P(letter) at the end as bars, the untouched run as outlines, and the loss under them."""

    least = (280, 168)
    margins = Margins(50, 14, 46, 8)
    title = "The answer at the end"
    subtitle = "P(letter); dashed: untouched"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.spines[:].set_visible(False)
        wide, high = ax.bbox.size / ax.figure.dpi * 100
        self.room_for_was = wide > 2 * (NUMBER + WAS) - 40
        words = NUMBER + WAS * self.room_for_was
        self.pixel = 1 / (wide - words)  # in probabilities
        rows = len(LETTERS) + 1
        self.half = min(0.36, THICK * rows / high)  # of a row
        ax.set(xlim=(0, wide * self.pixel), ylim=(-0.5, rows - 0.5), xticks=(), yticks=())
        ax.plot([0, 0], [0.5, rows - 0.5], color=theme.hairline, lw=1)
        self.heading(ax)
        self.bars = self.moving(PolyCollection([], linewidths=0))
        dashed: dict[str, Any] = dict(facecolors="none", linewidths=1.1, linestyles=[(0, (2.5, 2))])
        self.before = self.moving(PolyCollection([], edgecolors=theme.ink, **dashed), MOVING + 1)
        for bars in (self.bars, self.before):
            ax.add_collection(bars, autolim=False)
        self.words = self.moving(Glyphs(ax), MOVING + 2)
        self.words.set_clip_on(False)
        style: dict[str, Any] = dict(va="center", fontsize=10.5, weight="bold", color=theme.target)
        self.loss = self.label(0, 0, **style)

    def update(self, result: SurgeryResult, t: float) -> None:
        theme, touched = self.theme, result.touched
        now, before = (run.answer for run in (result.now, result.untouched))
        y = len(now) - np.arange(len(now), dtype=float)
        zero = np.zeros(len(now))
        self.bars.set_verts(rectangles(zero, now, y - self.half, y + self.half))
        colors = np.array([to_rgba(theme.soft, 0.55)] * len(now))
        colors[result.target] = to_rgba(theme.target)
        self.bars.set_facecolor(colors)
        self.before.set_visible(touched)
        self.before.set_verts(rectangles(zero, before, y - self.half, y + self.half))
        numbers = [f"{p:.3f}" for p in now]
        old = [f"was {p:.3f}" if touched and self.room_for_was else "" for p in before]
        at = (-22 * self.pixel, 1 + 8 * self.pixel, 1 + (8 + NUMBER) * self.pixel)
        points = [(x, height) for x in at for height in y]
        ink = [theme.ink] * len(now)
        ink[result.target] = theme.target
        sizes = [11] * len(now) + [10] * len(now) + [9] * len(now)
        self.words.show([*LETTERS, *numbers, *old], points, sizes, ink + ink + [theme.soft] * len(now), 0.0)
        was = f", was {number(result.untouched.loss)}" if touched else ""
        self.loss.set_text(f"loss −ln P({LETTERS[result.target]}) = {number(result.now.loss)}{was}")
        if text_size(self.ax, self.loss.get_text(), 10.5, bold=True)[0] > self.ax.bbox.width:
            self.loss.set_text(f"loss {number(result.now.loss)}{was}")


class GradientHighway(Panel[SurgeryResult]):
    """How much of the gradient reaches the memory of each step, and how much of it over the forget gates alone.

    Values off the scale are marked at its edge, those that are exactly 0 with ×.
    """

    least = (280, 226)
    margins = Margins(50, 14, 46, 38)
    stacked = True  # a time axis, too
    title = "The gradient highway"
    subtitle = "‖∂L/∂c_t‖, if ‖∂L/∂h_T‖ is 1"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, HIGH, 2)
        ax.set_xticks(())
        ax.set_xlabel("step t", labelpad=13.5)
        self.heading(ax)
        nothing_left_band(ax, theme, LOW, words=False)
        self.band = self.label(0, 0, nothing_left(ax, 0.7), ha="center", va="center", color=theme.soft)
        self.key = self._draw_key(ax) * ax.figure.dpi / 100
        under = 1 - self.key / ax.bbox.height
        self.steps = self.moving(TapeNumbers(ax, theme.soft))
        self.before = self._line(color=theme.gradient, lw=1.5, alpha=0.75, ls=(0, (4, 2.5)))
        self.now = self._line(color=theme.gradient, lw=3, solid_capstyle="round")
        self.alone = self._line(color=theme.memory, lw=2, ls=(0, (1, 1.3)))
        self.gone = BeyondMarks(self, ax, theme.gradient)
        self.gone_alone = BeyondMarks(self, ax, theme.memory)
        self.cursor = self.moving(ax.axvline(0, ymax=under, color=theme.cursor, lw=2), MOVING + 1)
        self.dot = self._line(color=theme.gradient, ls="none", marker="o", ms=9, mec=theme.paper, mew=2)
        self.value = self.label(
            0, 0, ha="center", va="center", fontsize=12, weight="bold", color=theme.gradient
        )
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.8))

    def _line(self, **style: Any) -> Line2D:
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, MOVING + 2)

    def _draw_key(self, ax: Axes) -> float:
        """The names of the lines above 1, where hardly any gradient stands; returns the pixels that they take."""
        theme, scale = self.theme, ax.figure.dpi / 100
        wide, high = ax.bbox.size / scale
        alone = "now, over f_T ⋯ f_{t+1} alone"
        if wide < 380:
            alone = "over f alone" if wide > 270 else "f alone"
        x = down = 0.0
        for dash, color, name in (
            ("-", theme.gradient, "now"),
            ((0, (2.2, 1.2)), theme.gradient, "untouched"),
            ((0, (1, 1.3)), theme.memory, alone),
        ):
            long = text_size(ax, name, 9)[0] / scale
            if x + SAMPLE + 4 + long > wide:
                x, down = 0.0, down + 15
            y = 1 - (down + 7) / high
            at = dict(transform=ax.transAxes)
            ax.plot([x / wide, (x + SAMPLE) / wide], [y, y], color=color, ls=dash, lw=2, **at)
            style: dict[str, Any] = dict(va="center", fontsize=9, color=theme.ink, **at)
            ax.text((x + SAMPLE + 4) / wide, y, typeset(name), **style)
            x += SAMPLE + 4 + long + AFTER
        return down + 15

    def update(self, result: SurgeryResult, t: float) -> None:
        t = int(t)
        span_steps(self.ax, result.T)
        self.steps.number(result.T)
        steps = np.arange(1, result.T + 1)
        for line, marks, values, row in (
            (self.now, self.gone, result.now.gradient, 5.0),
            (self.alone, self.gone_alone, result.now.highway, 11.0),
            (self.before, None, result.untouched.gradient, 0.0),
        ):
            heights = log10(values[1:])
            line.set_data(steps, np.where(heights < LOW, np.nan, heights))
            if marks:
                zero = values[1:] == 0
                marks.show(steps, heights > HIGH, (heights < LOW) & ~zero, zero, bottom=row)
        self.cursor.set_xdata([t, t])
        height = log10(result.now.gradient)[t]
        self.dot.set_data([t], [height if LOW <= height <= HIGH else np.nan])
        lines = [
            self.ax.transData.transform(np.stack([steps, np.maximum(log10(values[1:]), LOW)], axis=1))
            for values in (result.now.gradient, result.now.highway, result.untouched.gradient)
        ]
        self._show_value(result, t, lines, self._show_band(lines))

    def _show_band(self, lines: list[np.ndarray]) -> Box:
        """What the band says, over the marks in it and where no curve is; the box of the words in pixels."""
        left, bottom, right, _ = self.ax.bbox.extents
        top = self.ax.transData.transform((1, LAST_DECADE))[1]
        wide, high = label = text_size(self.ax, self.band.get_text(), 9)
        aside, y = wide / 2 + 0.3 * high, top - 0.55 * high
        ways = [(at, y) for at in (right - aside, left + aside, (left + right) / 2)]
        center = place(label, ways, (left, bottom, right, top + 2), lines) or ways[0]
        self.band.set_position(self.ax.transData.inverted().transform(center))
        return box_at(center, label)

    def _show_value(self, result: SurgeryResult, t: int, lines: list[np.ndarray], words: Box) -> None:
        """The number at the cursor beside its dot, clear of the curves, the key and what stands on the band."""
        text, to_pixels = size(result.now.gradient[t]), self.ax.transData.transform
        wide, high = text_size(self.ax, text, self.value.get_fontsize(), bold=True)
        label = (wide + 6, high)
        left, bottom, right, top = self.ax.bbox.extents
        band = to_pixels((1, LAST_DECADE))[1]
        x, y = to_pixels((t, max(log10(result.now.gradient)[t], LOW)))
        lowest = (
            bottom if result.now.gradient[t] < NOTHING_LEFT else band
        )  # on the band only what belongs there
        room = (left, lowest, right, top - self.key)
        ends, aside = (left + wide / 2 + 3, right - wide / 2 - 3), wide / 2 + 0.7 * high
        beside = [min(max(x + side * aside, ends[0]), ends[1]) for side in (1, -1)]
        rows = y + high * np.array([0, -1, 1, -1.4, 1.4, -1.8, 1.8, -2.3, 2.3, -3, 3, -4, 4, -5, 5])
        centers = [(at, row) for row in rows for at in (*beside, *ends, x)]
        marks = [box_at((x, y), (12, 12)), words, (left, bottom, right, bottom + 0.5 * (band - bottom))]
        center = place(label, centers, room, lines, marks)
        self.value.set_text(text if center else "")
        if center:
            self.value.set_position(self.ax.transData.inverted().transform(center))

    def time_axis(self, result: SurgeryResult) -> tuple[float, float]:
        return 1, result.T
