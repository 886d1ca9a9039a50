"""What stands behind the curves: the states of each cell, the input that all of them read, and what they cost."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ...drawing import (
    MOVING,
    Glyphs,
    Margins,
    Panel,
    Pointer,
    StepAxis,
    StepNumbers,
    Tints,
    color_key,
    fitting,
    pixel,
    signed_norm,
    style_axes,
    whole_steps,
)
from ...words import number
from .model import CELLS, SideBySideResult
from .panels import ROOM, STROKES

DIALS = {"RNN": "ρ =", "LSTM": "f ≈", "GRU": "z ≈"}  # f and z are means over units and steps
COLORS = 256  # of the map
NAME_LONG, NOTE_AT = 52, 96  # pixels that the name of a cell takes, and where what is said of it begins
KEY = 150  # pixels from the left end of the axes to the right end of the color scale
FAINT = 0.12  # a largest value below this cannot be seen on the map

REACH = 4.0  # the end of the scale of inputs, in standard deviations
LETTER, WIDE = (
    12,
    8.5,
)  # pixels that the cursor leaves free around a letter, and from letter to letter at the least

QUANTITIES = {
    "parameters": ("parameters (in PyTorch)", "parameters"),
    "multiplications": ("multiplications a step", "multiplications"),
}
"""What is drawn of a Run, and what is written over it, the longest first."""
NAMES, NUMBERS = 48, 104  # pixels for the names of the cells and for the numbers of a column
THICK = 12  # pixels of a bar


class CellStates(Panel[SideBySideResult]):
    """h_t of the first draw of cell number `index`, units × steps; units sorted by what the pulse did to them."""

    least = (250, 150)
    margins = Margins(left=46, right=12, top=46, bottom=38)
    stretch = 0.5

    def __init__(self, index: int):
        super().__init__()
        self.index = index

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(yticks=(), ylim=(1, 0))  # as high as the axes, whatever the number of units
        self.steps = StepAxis(self, ax)
        self.map = self.moving(Tints(ax))
        self.colors = theme.signed(np.arange(COLORS), bytes=True)
        ax.spines[:].set_visible(False)
        frame = Rectangle((0, 0), 1, 1, transform=ax.transAxes, fill=False, ec=theme.hairline, clip_on=False)
        ax.add_patch(self.moving(frame, MOVING + 0.5))  # over the map, which would hide it
        style = dict(color=theme.input, lw=1.2, ls=(0, (2, 2)))
        self.start = self.moving(ax.axvline(0, **style), MOVING + 1)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 2)
        self._head(ax)
        self.faint = self.label(0.5, 0.5, transform=ax.transAxes, ha="center", va="center", color=theme.soft)

    def _head(self, ax: Axes) -> None:
        """The cell's name, its stroke and mark, and room for what is said of it; over the first, the color scale."""
        theme, name = self.theme, CELLS[self.index]
        scale = ax.figure.dpi / 100
        wide, high = ax.bbox.width / scale, ax.bbox.height / scale
        self.heading(ax, name, " ")
        y = 1 + 35 / high
        sample: dict[str, Any] = dict(color=theme.ink, mec=theme.paper, transform=ax.transAxes, clip_on=False)
        places = np.array([NAME_LONG + 4, NAME_LONG + 19, NAME_LONG + 34]) / wide
        ax.add_line(Line2D(places, [y, y, y], markevery=[1], **sample, **STROKES[name]))
        self.note = self.label(NOTE_AT / wide, y, va="center", color=theme.soft, transform=ax.transAxes)
        if self.index == 0:
            color_key(ax, KEY, 9, "h_t", theme.signed, ("−1", "1"), theme)

    def update(self, result: SideBySideResult, t: float) -> None:
        run = result.runs[self.index]
        self.steps.show(result.T, ROOM)
        lowest_first = np.argsort(-run.response, kind="stable")[::-1]
        shares = signed_norm()(run.h[:, lowest_first].T)
        self.map.show(np.clip(shares * COLORS, 0, COLORS - 1).astype(int), self.colors)
        self.start.set_xdata([result.s, result.s])
        self.cursor.set_xdata([t, t])
        dial = f"{DIALS[run.name]} {number(run.dial)}"
        texts = (f"{run.hidden_size} units, {dial}", dial)
        self.note.set_text(fitting(self.ax, texts, spare=self.margins.right - NOTE_AT))
        largest = float(np.abs(run.h).max())
        self.faint.set_text(f"too small for this scale: at most {number(largest)}" if largest < FAINT else "")

    def time_axis(self, result: SideBySideResult) -> tuple[float, float]:
        return 1, result.T


class SharedInput(Panel[SideBySideResult]):
    """x_t over t, bars or letters; pressing on a step puts the pulse there."""

    least = (600, 122)
    margins = Margins(left=46, right=12, top=46, bottom=24)
    stretch = 0.0
    title = "One input for all three"
    subtitles = ("x_t of the first of 5 draws; press to move the pulse", "x_t; press to move the pulse")

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(ylim=(-REACH, REACH), yticks=(), xticks=())
        ax.spines["left"].set_visible(False)
        ax.spines["bottom"].set_visible(False)
        self.heading(ax, subtitle=fitting(ax, self.subtitles, spare=self.margins.right))
        self.zero = self.moving(ax.axhline(0, color=theme.hairline, lw=1))
        self.steps = self.moving(StepNumbers(ax, theme.soft, StepAxis.BELOW))
        (self.cursor,) = ax.plot([], [], color=theme.cursor, lw=2, solid_capstyle="butt")
        self.moving(self.cursor, MOVING + 1)
        self.bars = self.moving(LineCollection([], colors=theme.input, capstyle="butt"), MOVING + 2)
        ax.add_collection(self.bars, autolim=False)
        (self.pulse,) = ax.plot([], [], color=theme.ink, solid_capstyle="butt", zorder=MOVING)
        self.moving(self.pulse, MOVING + 3)
        self.letters = self.moving(Glyphs(ax), MOVING + 4)
        self.name = self.label(0, 0, "", weight="bold", va="center")

    def update(self, result: SideBySideResult, t: float) -> None:
        t, s, given = int(t), result.s, result.input
        self.ax.set_xlim(-ROOM, result.T + ROOM)
        self.steps.write([step for step in whole_steps(result.T) if step])
        across, up = pixel(self.ax)
        self.zero.set_visible(not given.labels)
        if given.labels:
            self._show_letters(result, across, up)
            name, gap, ends = 20 * up, 9.0, [-REACH, -LETTER * up, np.nan, LETTER * up, REACH]
        else:
            self._show_bars(result, across)
            name, gap, ends = 2.6, 0.4 / across + 8, [-REACH, REACH]
        self.cursor.set_data([t] * len(ends), ends)
        self.cursor.set_visible(t > 0)
        right = s > 0.8 * result.T
        x = s + gap * across * (-1 if right else 1)
        self.name.set(text="pulse", ha="right" if right else "left", position=(x, name))

    def _show_letters(self, result: SideBySideResult, across: float, up: float) -> None:
        """The letter of the pulse and, before and after it, as many of the others as there is room for."""
        s, labels = result.s, result.input.labels
        steps = np.arange(1, result.T + 1)
        steps = steps[(steps - s) % max(int(np.ceil(WIDE * across)), 1) == 0]
        at = steps == s
        self.bars.set_segments([])
        self.pulse.set_data([], [])
        self.letters.show(
            [labels[step - 1] for step in steps],
            np.column_stack([steps, np.where(at, 2 * up, 0)]),
            np.where(at, 15, 9 if across > 0.08 else 10.5),
            [self.theme.ink if pulse else self.theme.input for pulse in at],
        )

    def _show_bars(self, result: SideBySideResult, across: float) -> None:
        s, x, plain = result.s, result.input.x[0, :, 0], result.input.without[0, :, 0]
        points = 0.72 / across  # from step to step
        self.letters.show([], np.empty((0, 2)), 9, self.theme.ink)
        self.bars.set_segments([[(step, 0), (step, value)] for step, value in enumerate(plain, 1)])
        self.bars.set_linewidth(max(1.5, 0.55 * points))
        self.pulse.set_data([s, s], np.clip([plain[s - 1], x[s - 1]], -REACH, REACH))
        self.pulse.set_linewidth(max(3.0, 0.75 * points))

    def pointer(self, result: SideBySideResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        step = round(pointer.x)
        if pointer.kind in ("press", "drag") and 1 <= step <= result.T:
            return {"s": step}
        return None


class CellCosts(Panel[SideBySideResult]):
    """Two bars and their numbers for each cell; each column on its own linear scale from zero."""

    least = (375, 122)
    margins = Margins(left=46, right=12, top=46, bottom=10)
    stretch = 0.0
    title = "What they cost"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        wide = ax.bbox.width / ax.figure.dpi * 100
        ax.set(xlim=(0, wide), ylim=(2.6, -0.6))
        self.heading(ax, subtitle=" ")
        column = (wide - NAMES) / len(QUANTITIES)
        self.columns = NAMES + column * np.arange(len(QUANTITIES))
        self.longest = max(column - NUMBERS, 12)
        words = dict(
            xycoords=("data", "axes fraction"), textcoords="offset points", ha="left", va="bottom",
            color=theme.soft, fontsize=9,
        )  # fmt: skip
        for x, names in zip(self.columns, QUANTITIES.values(), strict=True):
            ax.annotate(fitting(ax, names, share=column / wide), (x, 1), (0, 5), **words)
        for row, name in enumerate(CELLS):
            ax.text(0, row, name, va="center", weight="bold", fontsize=9, color=theme.ink)
        bars = LineCollection([], colors=theme.soft, linewidths=THICK * 0.72, capstyle="butt")
        self.bars = self.moving(ax.add_collection(bars, autolim=False))
        self.values = self.moving(Glyphs(ax), MOVING + 1)

    def update(self, result: SideBySideResult, t: float) -> None:
        bars, values, places = [], [], []
        for column, quantity in zip(self.columns, QUANTITIES, strict=True):
            counts = [getattr(run, quantity) for run in result.runs]
            for row, (run, count) in enumerate(zip(result.runs, counts, strict=True)):
                end = column + self.longest * count / max(counts)
                bars.append([(column, row), (end, row)])
                torch = "none" if run.torch_parameters is None else f"{run.torch_parameters:,}"
                values.append(f"{count:,}" + (f" ({torch})" if quantity == "parameters" else ""))
                places.append((end + 6, row))
        self.bars.set_segments(bars)
        self.values.show(values, places, 9, self.theme.ink, anchor=0)
