"""One unit of a gated cell over time, and the sequence that the cell reads, whose bars can be taken and moved."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from ...drawing import MOVING, Glyphs, Margins, Panel, Pointer, spread, width
from ...words import number
from .diagram import PT, choice
from .model import InsideCellResult, step_and_moment

ROW = 15.0  # the height of a row of numbers, in pixels
HALF = 0.485  # half the width of a step's cell
NUMBERS = 14.0  # pixels for the numbers of the steps
NAMES, NARROW = (
    156,
    480,
)  # pixels for the names at the left, and the width below which there are signs instead
SIGNS = 50


def step_limits(T: int, wide: float) -> tuple[float, float]:
    """The limits of an x-axis in steps with room for the names at its left, in a panel so many pixels wide."""
    names = NAMES if wide >= NARROW else SIGNS
    step = (wide - names - 4) / (T + 1)
    return -0.5 - names / step, T + 0.5 + 4 / step


class CellStrip(Panel[InsideCellResult]):
    """What the cell reads, the gates of one unit and, as curves, its c if the cell has one and its h.

    A value stands on a tint that is the stronger the more it is marked; a gate's number on one that is the stronger the
    more it is open. Where all units together give an answer: that, too, and dashed what it should be.
    """

    hover = True
    least = (520, 134)
    margins = Margins(left=0, right=0, top=0, bottom=1)
    stretch = 0.4
    aligned = False

    def build(self, ax: Axes) -> None:
        dpi = ax.figure.dpi
        self.width, self.height = ax.bbox.width / dpi * 100, ax.bbox.height / dpi * 100

    def create(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        ax.set(ylim=(0, self.height))
        cells = PolyCollection([], linewidths=0)
        self.cells = self.moving(ax.add_collection(cells, autolim=False), MOVING + 1)
        self.numbers = self.moving(Glyphs(ax), MOVING + 2)
        self.zero = self.moving(ax.plot([], [], color=theme.hairline, lw=1)[0])
        self.scale = self.moving(Glyphs(ax), MOVING + 1)
        self.cursor = self.moving(ax.plot([], [], color=theme.cursor, lw=2)[0])
        frame = Rectangle((0, 0), 1, 1, fill=False, ec=theme.cursor, lw=2, clip_on=False)
        self.frame = self.moving(ax.add_patch(frame), MOVING + 3)
        rim = Rectangle((0, 0), 1, 1, fill=False, ec=theme.ink, lw=1.6, clip_on=False)
        self.rim = self.moving(ax.add_patch(rim), MOVING + 3)
        self.curves, self.dots = {}, {}
        for n, (name, style) in enumerate({"c": "s-", "h": "o-"}.items()):
            color = theme.memory if name == "c" else theme.state
            (curve,) = ax.plot([], [], style, color=color, lw=1.8, ms=4)
            self.curves[name] = self.moving(curve, MOVING + 1)
            (dot,) = ax.plot([], [], style[0], color=color, ms=8, mec=theme.paper, mew=1.5)
            self.dots[name] = self.moving(dot, MOVING + 4 + n)
        target: dict[str, Any] = dict(color=theme.target, lw=1.4)
        self.answer = self.moving(ax.plot([], [], **target)[0], MOVING + 2)
        self.marked = self.moving(ax.plot([], [], ls=(0, (3, 2)), **target)[0], MOVING + 1)
        self.now = {name: self.label(0, 0, weight="bold", va="center") for name in self.curves}
        for name, label in self.now.items():
            label.set(color=theme.memory if name == "c" else theme.state)
            label.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))

    def background(self, result: InsideCellResult) -> Hashable:
        return result.cell.name, result.T, result.answers is None

    def arrange(self, result: InsideCellResult) -> None:
        """Name the rows, number the steps, and rule the curves' lane."""
        self.clear()
        self.create(self.ax)
        self.ax.set_xlim(*step_limits(result.T, self.width))
        self.rows = 1 + len(result.gates)
        self.base, self.top = NUMBERS + ROW * self.rows + 9, self.height - 7
        short = self.width < NARROW
        self.name("x" if short else "value, filled if marked", self.row(self.rows - 1), self.theme.input)
        for n, (sign, words) in enumerate(result.gates):
            self.name(sign if short else f"{words}  {sign}", self.row(n), self.theme.gate)
        for value in result.limits:  # which stand at the same heights whatever they are
            self.ax.hlines(self.y(result, value), -0.5, result.T + 0.5, color=self.theme.hairline, lw=1)
        rows = [("c" if short else "memory  c", self.theme.memory)] if "c" in result.all else []
        rows.append(("h" if short else "state  h", self.theme.state))
        if result.answers is not None:
            rows.append(("y" if short else "answer", self.theme.target))
        apart = min(16.0, (self.top - self.base + 4) / len(rows))
        for n, (words, color) in enumerate(rows):
            up = ((len(rows) - 1) / 2 - n) * apart
            self.name(words, (self.base + self.top) / 2 + up, color, aside=22)
        for step in range(result.T + 1):
            text = f"t = {step}" if not short else str(step)
            self.ax.text(
                step, NUMBERS / 2, text if step else "start" if not short else "0", ha="center", va="center",
                fontsize=9, color=self.theme.soft, parse_math=False,
            )  # fmt: skip

    def name(self, words: str, y: float, color: str, aside: float = 0) -> None:
        """Write the name of what stands in a row, `aside` pixels more from it."""
        self.ax.annotate(
            words, (-0.5, y), (-6 - aside / PT, 0), textcoords="offset points", ha="right", va="center", fontsize=9,
            color=color, parse_math=False,
        )  # fmt: skip

    def row(self, n: int) -> float:
        """The middle of a row; the first gate's is at the top, the inputs' at the bottom."""
        return NUMBERS + ROW * (self.rows - n - 0.5)

    def y(self, result: InsideCellResult, value: Any) -> Any:
        """Where a value of the memory or the state stands."""
        low, high = result.limits
        return self.base + (self.top - self.base) * (value - low) / (high - low)

    def update(self, result: InsideCellResult, t: float) -> None:
        self.draw_scale(result)
        self.draw_rows(result)
        self.cursor.set_data([t, t], [NUMBERS, self.height])
        step, moment = step_and_moment(t)
        self.frame.set_visible(moment > 0)
        self.frame.set_bounds(step - HALF, NUMBERS + 0.7, 2 * HALF, ROW * self.rows - 1.4)
        now, steps = int(t), np.arange(result.T + 1)
        names = [name for name in self.curves if name in result.all]
        for name, curve in self.curves.items():
            for artist in (curve, self.dots[name], self.now[name]):
                artist.set_visible(name in names)
        for name in names:
            heights = self.y(result, result.all[name][:, result.unit])
            self.curves[name].set_data(steps, heights)
            self.dots[name].set_data([now], [heights[now]])
        for line, values in ((self.answer, result.answers), (self.marked, result.marked)):
            line.set_visible(result.answers is not None)
            if result.answers is not None:
                line.set_data(steps, self.y(result, values))
        self.write_values(result, now, names)

    def write_values(self, result: InsideCellResult, now: int, names: list[str]) -> None:
        """The values of the curves beside the cursor."""
        heights = np.array([self.y(result, result.all[name][now, result.unit]) for name in names])
        apart = spread(heights, 15, self.base + 3, self.top - 3)
        texts = [f"{name} = {number(result.all[name][now, result.unit])}" for name in names]
        step = self.width / np.diff(self.ax.get_xlim())[0]
        longest = max(9 * PT * width(text, bold=True) for text in texts) + 16
        right = (result.T + 0.5 - now) * step > longest
        for name, text, y in zip(names, texts, apart, strict=True):
            self.now[name].set_text(text)
            self.now[name].set_position((now + (8 if right else -8) / step, float(y)))
            self.now[name].set_horizontalalignment("left" if right else "right")

    def draw_scale(self, result: InsideCellResult) -> None:
        """Number the lane of the curves, and rule its zero."""
        values = result.limits[0], 0, result.limits[1]
        heights = [self.y(result, value) for value in values]
        self.zero.set_data([-0.5, result.T + 0.5], [heights[1]] * 2)
        aside = -0.5 - 5 * np.diff(self.ax.get_xlim())[0] / self.width
        labels = [f"{value:g}".replace("-", "−") for value in values]
        for n in (0, 2):  # a lane that reaches far up or down has no room for the nearer end
            if abs(heights[n] - heights[1]) < 12:
                labels[n] = ""
        self.scale.show(labels, [(aside, y) for y in heights], 9, self.theme.soft, 1.0)

    def draw_rows(self, result: InsideCellResult) -> None:
        """A row of numbers for each gate and one of inputs, on tints; a rim around the gate in focus."""
        values, marks = result.inputs.T
        gates = np.array([result.over_time(name)[1:] for name, _ in result.gates])
        fills = np.concatenate([
            tint(self.theme.paper, self.theme.gate, gates.ravel()), tint(self.theme.paper, self.theme.input, marks)
        ])  # fmt: skip
        steps = np.tile(np.arange(1, result.T + 1), self.rows)
        rows = np.repeat([self.row(n) for n in range(self.rows)], result.T)
        half = np.array((HALF, ROW / 2 - 0.7)) * [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        places = np.column_stack([steps, rows])
        self.cells.set_verts(places[:, None] + half)
        self.cells.set_facecolor(fills)
        inks = np.array([to_rgba(self.theme.ink), to_rgba(self.theme.paper)])
        apart = np.abs((fills[:, None] - inks)[..., :3] @ (0.299, 0.587, 0.114))  # in lightness
        room = 2 * HALF * self.width / np.diff(self.ax.get_xlim())[0] - 4
        self.written = [
            *(fitted(value, room) for value in gates.ravel()),
            *(plain(value, room) for value in values),
        ]
        if self.width < NARROW:  # where some would fit and others not
            self.written = [""] * len(self.written)
        self.numbers.show(self.written, places, 9, inks[apart.argmax(axis=1)])
        focused = [n for n, (_, words) in enumerate(result.gates) if words == result.focus]
        self.rim.set_visible(bool(focused))
        if focused:
            low = self.row(focused[0]) - ROW / 2
            self.rim.set_bounds(1 - HALF, low, result.T - 1 + 2 * HALF, ROW)

    def pointer(self, result: InsideCellResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """Pointing at the row of a gate puts it in focus, at anything else nothing."""
        if pointer.kind != "move" or t != int(t):
            return None
        names = [words for n, (_, words) in enumerate(result.gates) if abs(self.row(n) - pointer.y) < ROW / 2]
        return choice("move", names[0] if names and pointer.x < result.T + 0.5 else "", result)

    def time_axis(self, result: InsideCellResult) -> tuple[float, float]:
        return 0, result.T


def tint(paper: str, color: str, values: np.ndarray) -> np.ndarray:
    """(n, 4) the colors of cells, from pale at 0 to full at 1."""
    below, above = np.array(to_rgba(paper)), np.array(to_rgba(color))
    return below + (above - below) * (0.05 + 0.85 * values)[:, None]


def fitted(value: float, room: float) -> str:
    """The number to as many figures, at most three, as there is room for in pixels at 9 points.

    Nothing rather than fewer that would make 0 or 1 of what is neither.
    """
    if 9 * PT * width(number(value)) <= room:
        return number(value)
    for figures in (2, 1):
        text = f"{value:.{figures}g}"
        if 9 * PT * width(text) <= room and (float(text) not in (-1, 0, 1) or float(text) == value):
            return text.replace("-", "−")
    return ""


def plain(value: float, room: float) -> str:
    """An input without zeros at its end, if there is room for it."""
    text = f"{value:.3g}".replace("-", "−")
    return text if 9 * PT * width(text) <= room else ""


class CellInputs(Panel[InsideCellResult]):
    """The sequence as bars, a value in −1..1 and a mark in 0..1 at each step; a ring at the step that sliders move."""

    hover = True
    least = (520, 112)
    margins = Margins(left=0, right=0, top=6, bottom=0)
    stretch = 0.3
    aligned = False
    share = 0.6  # of the height, for the values; the marks have the rest

    def build(self, ax: Axes) -> None:
        dpi = ax.figure.dpi
        self.width, self.height = ax.bbox.width / dpi * 100, ax.bbox.height / dpi * 100

    def create(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        ax.set(ylim=(-NUMBERS, self.height - NUMBERS))
        self.bars = self.moving(ax.add_collection(LineCollection([], capstyle="butt"), autolim=False))
        (self.ends,) = ax.plot([], [], "o", color=theme.input, ms=7, mec=theme.paper, mew=1.2, clip_on=False)
        self.moving(self.ends, MOVING + 2)
        (self.taken,) = ax.plot([], [], "o", mfc="none", mec=theme.ink, ms=9, mew=1.8, clip_on=False)
        self.moving(self.taken, MOVING + 3)
        self.numbers = self.moving(Glyphs(ax), MOVING + 4)
        self.numbers.set_clip_on(False)
        self.cursor = self.moving(ax.plot([], [], color=theme.cursor, lw=2)[0], MOVING + 1)

    def background(self, result: InsideCellResult) -> Hashable:
        return result.T, result.input_names

    def arrange(self, result: InsideCellResult) -> None:
        self.clear()
        self.create(self.ax)
        self.ax.set_xlim(*step_limits(result.T, self.width))
        self.ax.hlines(self.y(np.zeros(2)), 0.5, result.T + 0.5, color=self.theme.hairline, lw=1)
        middles = self.y(np.array((0.0, 0.5)))
        for n, words in enumerate(result.input_names):
            self.ax.annotate(
                words, (-0.5, middles[n]), (-6, 0), textcoords="offset points", ha="right", va="center",
                fontsize=9, color=self.theme.input, parse_math=False,
            )  # fmt: skip
        short = self.width < NARROW
        for step in range(1, result.T + 1):
            self.ax.text(
                step, -NUMBERS / 2, str(step) if short else f"t = {step}", ha="center", va="center", fontsize=9,
                color=self.theme.soft, parse_math=False,
            )  # fmt: skip

    @property
    def lanes(self) -> tuple[float, float]:
        """The height of all lanes, and of the lane of the marks."""
        high = self.height - NUMBERS
        return high, high * (1 - self.share)

    def y(self, values: np.ndarray) -> np.ndarray:
        """Heights of a value and of a mark, values (…, 2)."""
        high, base = self.lanes
        room = high - base - 14
        middle = base + 7 + room / 2
        return np.stack([middle + values[..., 0] * room / 2, 3 + values[..., 1] * (base - 10)], axis=-1)

    def update(self, result: InsideCellResult, t: float) -> None:
        steps = np.arange(1, result.T + 1)
        ends, zeros = self.y(result.inputs), self.y(np.zeros_like(result.inputs))
        pixels = np.diff(self.ax.get_xlim())[0] / self.width
        x, tops, feet = np.repeat(steps, 2), ends.ravel(), zeros.ravel()
        self.bars.set_segments(np.stack([np.column_stack([x, feet]), np.column_stack([x, tops])], axis=1))
        self.bars.set(linewidths=9, colors=self.theme.input, alpha=0.45)
        self.ends.set_data(x, tops)
        self.taken.set_data([result.step] * 2, ends[result.step - 1])
        rooms = np.tile((1 / pixels - 4, 0.5 / pixels - 5), result.T) * (self.width >= NARROW)
        labels = [plain(value, room) for value, room in zip(result.inputs.ravel(), rooms, strict=True)]
        wide = 9 * PT * np.array([width(text) for text in labels])
        aside = np.where(np.arange(len(x)) % 2 == 0, -wide / 2, 9) * pixels
        self.numbers.show(labels, np.column_stack([x + aside, beside(feet, tops)]), 9, self.theme.ink, 0)
        self.cursor.set_data([t, t], [0, self.height - NUMBERS])

    def pointer(self, result: InsideCellResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """Pressing or dragging puts the end of a bar where the pointer is."""
        if pointer.kind == "move":
            return choice("move", "", result) if t == int(t) else None
        step = min(max(round(pointer.x), 1), result.T)
        zero, one = self.y(np.zeros(2)), self.y(np.ones(2))
        lane = 0 if pointer.y > self.lanes[1] else 1
        value = (pointer.y - zero[lane]) / (one[lane] - zero[lane])
        value = float(np.round(np.clip(value, -1 if lane == 0 else 0, 1), 2))
        return {"step": step, ("value", "mark")[lane]: value, "t": step}


def beside(feet: np.ndarray, tops: np.ndarray) -> np.ndarray:
    """Heights of the numbers of a value and a mark in turn: across the line from its bar, and beside its bar."""
    across = feet - 9 * np.where(tops >= feet, 1, -1)
    return np.where(np.arange(len(feet)) % 2 == 0, across, np.maximum((tops + feet) / 2, feet + 8))
