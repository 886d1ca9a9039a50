"""The pictures of Gate surgery along its tape: the letters, the gates in the learner's hands, and rows of values.

Steps 1..T of the tape fill the axes of each. They move as the tape gets longer, and what stands still in the axes
does without the x-axis.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import Colormap, LinearSegmentedColormap, to_rgba
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from ...drawing import (
    MOVING,
    Glyphs,
    Margins,
    Panel,
    Pointer,
    StepNumbers,
    Theme,
    Tints,
    color_key,
    rectangles,
    style_axes,
    text_size,
)
from ...networks.latch import LETTERS
from ...words import number
from .holds import EVERY, GATES, hold_along, value_at
from .model import SurgeryResult

LEFT, RIGHT = 64, 62  # pixels beside every axes along the tape: for names, and for numbers
WIDE = 460  # pixels that a tape of 32 letters needs
WORDS = {"f": "forget", "i": "input", "o": "output"}
FREE = 0.3  # opacity of bars that are not held
SAME = 0.004  # a difference that cannot be seen
APART = 8.5  # pixels from letter to letter at which all of them can be read

NOW, BEFORE, GAP = 6, 3, 1  # how a row of values is shared out
WHOLE = NOW + BEFORE + GAP
COLORS = 256
LIMIT = 1.0  # |c| at the ends of the map
KEY = 160  # pixels of a color scale with its numbers


def pixels_a_step(ax: Axes, T: int) -> float:
    return ax.bbox.width / ax.figure.dpi * 100 / T


def span_steps(ax: Axes, T: int) -> None:
    """Let steps 1..T fill the axes."""
    if ax.get_xlim() != (0.5, T + 0.5):
        ax.set_xlim(0.5, T + 0.5)


@lru_cache(maxsize=256)
def round_steps(T: int, most: int) -> tuple[int, ...]:
    """At most about `most` steps of 1..T in round numbers."""
    ticks = MaxNLocator(most, steps=(1, 2, 5, 10), integer=True, min_n_ticks=1).tick_values(0.5, T + 0.5)
    return tuple(int(tick) for tick in ticks if 1 <= tick <= T)


class TapeNumbers(StepNumbers):
    """The round ones of steps 1..T under an axes, as many as it has room for."""

    APART = 42  # pixels for each

    def __init__(self, ax: Axes, color: str, below: float = 10.5):
        super().__init__(ax, color, below)
        self.most = min(max(int(ax.bbox.width / ax.figure.dpi * 100 / self.APART), 2), 8)

    def number(self, T: int) -> None:
        self.write(round_steps(T, self.most))


class Tape(Panel[SurgeryResult]):
    """The letters over the steps that read them; what is to be remembered stands on its color.

    Where they would run together only capitals, the question and the letter at the cursor are written.
    """

    least = (WIDE, 66)
    margins = Margins(LEFT, RIGHT, 46, 2)
    stretch = 0.0
    title = "Three gates in your hands"
    subtitle = "drag a bar to hold a gate; dashed: untouched; ticks: units"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        ax.set_ylim(0, 1)
        self.heading(ax)
        self.here, self.spot = (
            self.moving(ax.plot([], [], "s", color=color, alpha=alpha)[0])
            for color, alpha in ((theme.cursor, 0.45), (theme.target, 1))
        )
        self.letters = self.moving(Glyphs(ax), MOVING + 2)
        self.letters.set_clip_on(False)

    def update(self, result: SurgeryResult, t: float) -> None:
        theme, T, t = self.theme, result.T, int(t)
        span_steps(self.ax, T)
        each = pixels_a_step(self.ax, T)
        for square, step in ((self.here, t), (self.spot, result.written)):
            square.set_data([step], [0.5])
            square.set_markersize(min(14, max(9, 0.72 * each)))
        loud = [step for step in range(1, T + 1) if result.tape[step - 1] in f"{LETTERS}?"]
        if each < APART:
            near = [
                step for step in loud if 0 < abs(step - t) * each < 1.2 * APART and step != result.written
            ]
            shown = sorted({*loud, t} - set(near if t not in loud else []))
        else:
            shown = list(range(1, T + 1))
        letters = [result.tape[step - 1] for step in shown]
        colors = [theme.ink if step in loud or each < APART else theme.soft for step in shown]
        if result.written in shown:
            colors[shown.index(result.written)] = theme.paper
        sizes = [11 if step in loud else min(max(0.72 * each, 9), 10.5) for step in shown]
        points = np.stack([shown, np.full(len(shown), 0.5)], axis=1)
        self.letters.show(letters, points, sizes, colors)

    def time_axis(self, result: SurgeryResult) -> tuple[float, float]:
        return 1, result.T


class GateRow(Panel[SurgeryResult]):
    """One gate at every step as bars from 0 to 1: the mean over the units, or the unit that is chosen.

    Ticks are the units. A press or a drag holds the gate; so quick a drag that it leaves out steps holds these, too.
    The row of the last gate has the steps' numbers.
    """

    least = (WIDE, 56)

    def __init__(self, n: int):
        super().__init__()
        self.n, self.gate = n, GATES[n]
        self.numbered = n == len(GATES) - 1
        self.margins = Margins(LEFT, RIGHT, 5, 22 if self.numbered else 5)
        self.least = (WIDE, 48 + 17 * self.numbered)

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(ylim=(-0.06, 1.06), yticks=(0, 1), xticks=())
        ax.spines["left"].set_visible(False)
        ax.spines["bottom"].set_visible(False)
        for y in (0, 1):
            ax.axhline(y, color=theme.hairline, lw=0.8, zorder=0)
        aside: dict[str, Any] = dict(
            xycoords="axes fraction", textcoords="offset points", ha="right", parse_math=False
        )
        ax.annotate(self.gate, (0, 0.5), (-16, 1), color=theme.gate, fontsize=15, weight="bold", **aside)
        ax.annotate(WORDS[self.gate], (0, 0.5), (-14, -13), color=theme.soft, fontsize=9, **aside)
        color = theme.gate
        self.holding = self.moving(PolyCollection([], facecolors=to_rgba(color, 0.16), linewidths=0))
        self.bars = self.moving(PolyCollection([], linewidths=0), MOVING + 1)
        for bars in (self.holding, self.bars):
            ax.add_collection(bars, autolim=False)
        (self.ticks,) = ax.plot([], [], "_", ms=7, mew=1.6, color=color)
        (self.before,) = ax.plot([], [], color=theme.ink, lw=1.2, ls=(0, (2.5, 2)), drawstyle="steps-mid")
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 3.5)
        (self.pins,) = ax.plot([], [], "o", ms=4, color=color)
        (self.handles,) = ax.plot([], [], "o", ms=8, color=theme.paper, mec=color, mew=2.2, clip_on=False)
        for above, line in enumerate((self.ticks, self.before), 2):
            self.moving(line, MOVING + above)
        for line in (self.pins, self.handles):
            self.moving(line, MOVING + 5)
        self.box = Rectangle((0, 0), 1, 1, fill=False, ec=theme.ink, lw=1.2, clip_on=False)
        ax.add_patch(self.moving(self.box, MOVING + 4))
        if self.numbered:
            self.steps = self.moving(TapeNumbers(ax, theme.soft, below=14))  # clear of the handles

    def update(self, result: SurgeryResult, t: float) -> None:
        span_steps(self.ax, result.T)
        if self.numbered:
            self.steps.number(result.T)
        gate, step, unit = result.place
        rows = slice(None) if unit == 0 else slice(unit - 1, unit)
        now, before = (run.gates[self.n][:, rows] for run in (result.now, result.untouched))
        held = result.held[self.n][:, rows]
        steps = np.arange(1, result.T + 1)
        level = now.mean(axis=1)
        whole = ~np.isnan(held).any(axis=1) & (np.ptp(now, axis=1) < SAME)
        self._draw_bars(steps, level, whole)
        self._draw_units(steps, now, held, whole)
        old = before.mean(axis=1)
        self.before.set_data(steps, np.where(abs(old - level) > SAME, old, np.nan))
        self.cursor.set_xdata([t, t])
        self.box.set_visible(gate == self.gate)
        left, wide = (0.5, result.T) if step == EVERY else (step - 0.5, 1)
        self.box.set_bounds(left, -0.06, wide, 1.12)

    def _draw_bars(self, steps: np.ndarray, level: np.ndarray, whole: np.ndarray) -> None:
        bottom = np.zeros(len(steps))
        self.bars.set_verts(rectangles(steps - 0.4, steps + 0.4, bottom, level))
        colors = np.tile(to_rgba(self.theme.gate, FREE), (len(steps), 1))
        colors[whole, 3] = 1
        self.bars.set_facecolor(colors)
        at = steps[whole]
        self.holding.set_verts(rectangles(at - 0.5, at + 0.5, bottom[whole], bottom[whole] + 1))
        self.handles.set_data(at, level[whole])
        self.handles.set_markersize(8 if pixels_a_step(self.ax, len(steps)) > 9 else 5.5)

    def _draw_units(self, steps: np.ndarray, now: np.ndarray, held: np.ndarray, whole: np.ndarray) -> None:
        """A tick for each unit where they differ from their mean, and a pin where one alone is held."""
        several = now.shape[1] > 1
        x = np.broadcast_to(steps[:, None], now.shape)
        shown = ~whole[:, None] & several
        self.ticks.set_data(x[shown & np.isnan(held)], now[shown & np.isnan(held)])
        self.ticks.set_markersize(min(7, 0.6 * pixels_a_step(self.ax, len(steps))))
        pinned = shown & ~np.isnan(held)
        self.pins.set_data(x[pinned], now[pinned])

    def pointer(self, result: SurgeryResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """The bar under the pointer is held as high as the pointer stands, and those swept over on the way."""
        if pointer.kind not in ("press", "drag"):
            return None
        step = min(max(int(pointer.x + 0.5), 1), result.T)
        value = round(min(max(pointer.y, 0.0), 1.0), 2)
        here: dict[str, Any] = {"gate": self.gate, "step": step, "value": value}
        gate, last, unit = result.place
        start = value_at(result.holds, *result.place)
        if pointer.kind == "drag" and gate == self.gate and last != EVERY and start is not None:
            here["holds"] = hold_along(result.holds, gate, unit, (last, start), (step, value))
        return here


class PairedRows(Panel[SurgeryResult]):
    """One row of colors a quantity, thick for the run with held gates, thin for the untouched run under it.

    A subclass gives `values`, `colors` and `names`; the values at the cursor are written at the right.
    """

    margins = Margins(LEFT, RIGHT, 46, 36)
    stacked = True  # under the gates, whose steps it shares
    between: ClassVar[str] = "paper"  # the color between the rows
    ends: ClassVar[tuple[str, str]]  # of the scale of colors
    axis_name: ClassVar[str] = "step t"

    def values(self, result: SurgeryResult) -> tuple[np.ndarray, np.ndarray]:
        """Now and untouched, (T, rows) each, scaled to 0..1 for the colors."""
        raise NotImplementedError

    def numbers(self, result: SurgeryResult, t: int) -> np.ndarray:
        """(rows,) what is written at the right."""
        raise NotImplementedError

    def colors(self) -> Colormap:
        """The colors of 0..1."""
        raise NotImplementedError

    def names(self, result: SurgeryResult) -> list[str]:
        raise NotImplementedError

    def chosen(self, result: SurgeryResult) -> int | None:
        """The row whose name stands out."""
        return None

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(yticks=(), xticks=(), ylim=(0, 1))
        ax.spines[:].set_visible(False)
        ax.set_xlabel(self.axis_name, labelpad=13.5)
        self.steps = self.moving(TapeNumbers(ax, theme.soft))
        self.heading(ax)
        room = (ax.bbox.width - text_size(ax, self.title, 11, bold=True)[0]) / ax.figure.dpi * 100
        if room > KEY - 30:
            color_key(ax, ax.bbox.width / ax.figure.dpi * 100 + 14, 27, "", self.colors(), self.ends, theme)
        gap = (255 * np.array(to_rgba(getattr(theme, self.between)))).round().astype(np.uint8)
        lut = (255 * self.colors()(np.linspace(0, 1, COLORS))).round().astype(np.uint8)
        self.bytes = np.concatenate([lut, gap[None]])
        self.map = self.moving(Tints(ax))
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        self.row_names = self.moving(Glyphs(ax), MOVING + 2)
        self.readings = self.moving(Glyphs(ax), MOVING + 2)
        for glyphs in (self.row_names, self.readings):
            glyphs.set_clip_on(False)

    def update(self, result: SurgeryResult, t: float) -> None:
        span_steps(self.ax, result.T)
        self.steps.number(result.T)
        now, before = (self._shades(values) for values in self.values(result))
        rows, T = now.shape
        grid = np.full((rows, WHOLE, T), COLORS)
        grid[:, GAP : GAP + BEFORE] = before[:, None]
        grid[:, GAP + BEFORE :] = now[:, None]
        self.map.show(grid.reshape(-1, T), self.bytes)
        self.cursor.set_xdata([t, t])
        heights = (np.arange(rows) + (GAP + BEFORE + NOW / 2) / WHOLE) / rows
        pixel = 1 / pixels_a_step(self.ax, T)
        colors = [self.theme.ink] * rows
        if (chosen := self.chosen(result)) is not None:
            colors[chosen] = self.theme.gate
        self._write(self.row_names, self.names(result), 0.5 - 7 * pixel, heights, 1.0, colors)
        readings = [short(value) for value in self.numbers(result, int(t))]
        self._write(self.readings, readings, T + 0.5 + 7 * pixel, heights, 0.0, self.theme.ink)

    def _shades(self, values: np.ndarray) -> np.ndarray:
        """(rows, T) from the bottom up: which color each value has."""
        return np.clip(values * COLORS, 0, COLORS - 1).astype(int).T[::-1]

    def _write(
        self, glyphs: Glyphs, words: list[str], x: float, heights: np.ndarray, anchor: float, colors: Any
    ) -> None:
        points = np.stack([np.full(len(words), x), heights[::-1]], axis=1)
        glyphs.show(words, points, 9.5, colors, anchor)

    def time_axis(self, result: SurgeryResult) -> tuple[float, float]:
        return 1, result.T


def short(value: float) -> str:
    """Three figures in the room of six characters."""
    return f"{value:.3f}".replace("-", "−") if 0 < abs(value) < 1 else number(value)


class MemoryRows(PairedRows):
    """c_t of the units."""

    least = (WIDE, 160)
    title = "The memory c_t"
    subtitle = "thick: now; thin: untouched; numbers: at t"
    between = "hairline"
    ends = (f"−{LIMIT:g}", f"{LIMIT:g}")

    def build(self, ax: Axes) -> None:
        super().build(ax)
        corner = ax.transAxes + ScaledTranslation(
            0.42, -0.275, ax.figure.dpi_scale_trans
        )  # beside the axis's name
        self.beyond = self.label(1, 0, transform=corner, ha="right", va="center")

    def values(self, result: SurgeryResult) -> tuple[np.ndarray, np.ndarray]:
        now, before = ((run.c[1:] / LIMIT + 1) / 2 for run in (result.now, result.untouched))
        return now, before

    def numbers(self, result: SurgeryResult, t: int) -> np.ndarray:
        return result.now.c[t]

    def colors(self) -> Colormap:
        return self.theme.signed

    def names(self, result: SurgeryResult) -> list[str]:
        return [f"unit {n}" for n in range(1, result.now.c.shape[1] + 1)]

    def chosen(self, result: SurgeryResult) -> int | None:
        unit = result.place[2]
        return unit - 1 if unit else None

    def update(self, result: SurgeryResult, t: float) -> None:
        super().update(result, t)
        largest = np.abs(result.now.c).max()
        self.beyond.set_text(f"beyond: up to {number(largest)}" if largest > LIMIT else "")


class AnswerIfAsked(PairedRows):
    """P(letter) after each step, if the question came next."""

    least = (WIDE, 160)
    title = "If asked after step t"
    subtitle = "P(letter); thick: now; thin: untouched; numbers: at t"
    ends = ("0", "1")
    axis_name = "step t; the last one is the question"

    def values(self, result: SurgeryResult) -> tuple[np.ndarray, np.ndarray]:
        return result.now.asked[1:], result.untouched.asked[1:]

    def numbers(self, result: SurgeryResult, t: int) -> np.ndarray:
        return result.now.asked[t]

    def colors(self) -> Colormap:
        return certainty(self.theme)

    def names(self, result: SurgeryResult) -> list[str]:
        return list(LETTERS)


def certainty(theme: Theme) -> Colormap:
    """From nothing to certain, in the color of targets."""
    return LinearSegmentedColormap.from_list("certainty", [theme.hairline, theme.target])
