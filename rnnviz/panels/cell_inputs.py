"""The sequence a cell reads, step by step: bars whose ends can be taken and moved."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from .glyphs import Glyphs
from .panel import MOVING, Panel, Pointer, number

SHARE = 0.6  # of the height, for the values; the marks have the rest


class CellInputs(Panel):
    """`result.inputs` (T, 2): a value in −1..1 and a mark in 0..1; `result.step` is the step that sliders move."""

    hover = False

    def build(self, ax: Axes) -> None:
        ax.set_axis_off()
        self.width, self.height = ax.figure.get_size_inches() * ax.get_position().size * 100
        self.create(ax)

    def create(self, ax: Axes) -> None:
        ax.set_axis_off()
        ax.set(ylim=(0, self.height))
        self.bars = self.moving(ax.add_collection(LineCollection([], capstyle="butt"), autolim=False))
        (self.ends,) = ax.plot(
            [], [], "o", color=self.theme.input, ms=7, mec=self.theme.paper, mew=1.2, clip_on=False
        )
        self.moving(self.ends, MOVING + 2)
        (self.taken,) = ax.plot([], [], "o", mfc="none", mec=self.theme.ink, ms=9, mew=1.8, clip_on=False)
        self.moving(self.taken, MOVING + 3)
        self.numbers = self.moving(Glyphs(ax), MOVING + 4)
        self.numbers.set_clip_on(False)
        self.cursor = self.moving(ax.axvline(0, color=self.theme.cursor, lw=2), MOVING + 1)

    def background(self, result):
        return result.T, result.input_names

    def arrange(self, result) -> None:
        self.clear()
        self.create(self.ax)
        self.ax.set_xlim(-0.5, result.T + 0.5)
        self.ax.hlines(self.y(np.zeros(2)), 0.5, result.T + 0.5, color=self.theme.hairline, lw=1)
        name = dict(
            xycoords=("axes fraction", "data"), textcoords="offset points", ha="right", va="center",
            fontsize=9, parse_math=False,
        )  # fmt: skip
        middles = self.y(np.array((0.0, 0.5)))
        for n, words in enumerate(result.input_names):
            self.ax.annotate(words, (0, middles[n]), (-6, 0), color=self.theme.input, **name)
        style = dict(ha="center", va="top", fontsize=9, color=self.theme.soft, parse_math=False)
        for step in range(result.T + 1):
            self.ax.annotate(
                f"t = {step}" if step else "start", (step, 0), (0, -2), textcoords="offset points", **style
            )

    def y(self, values: np.ndarray) -> np.ndarray:
        """Heights of a value and of a mark, values (…, 2)."""
        room = self.height * SHARE - 14
        base = self.height * (1 - SHARE)
        middle = base + 7 + room / 2
        return np.stack([middle + values[..., 0] * room / 2, 5 + values[..., 1] * (base - 12)], axis=-1)

    def update(self, result, t: float) -> None:
        steps = np.arange(1, result.T + 1)
        ends, zeros = self.y(result.inputs), self.y(np.zeros_like(result.inputs))
        x, aside = np.repeat(steps, 2), 9 * (result.T + 1) / self.width
        tops, feet = ends.ravel(), zeros.ravel()
        self.bars.set_segments(np.stack([np.column_stack([x, feet]), np.column_stack([x, tops])], axis=1))
        self.bars.set(linewidths=9, colors=self.theme.input, alpha=0.45)
        self.ends.set_data(x, tops)
        self.taken.set_data([result.step] * 2, ends[result.step - 1])
        labels = [f"{value:.3g}".replace("-", "−") for value in result.inputs.ravel()]
        self.numbers.show(labels, np.column_stack([x + aside, beside(feet, tops)]), 9, self.theme.ink, 0)
        self.cursor.set_xdata([t, t])

    def pointer(self, result, t: float, pointer: Pointer):
        """Pressing or dragging puts the end of a bar where the pointer is."""
        if pointer.kind not in ("press", "drag"):
            return None
        step = min(max(round(pointer.x), 1), result.T)
        zero, one = self.y(np.zeros(2)), self.y(np.ones(2))
        lane = 0 if pointer.y > self.height * (1 - SHARE) else 1
        value = (pointer.y - zero[lane]) / (one[lane] - zero[lane])
        value = float(np.round(np.clip(value, -1 if lane == 0 else 0, 1), 2))
        return {"step": step, ("value", "mark")[lane]: value, "t": step}

    def describe(self, result, t: float) -> str:
        step = int(t)
        if result.answers is None or step == 0:
            return result.origin
        told, marked = number(result.answers[step]), number(result.marked[step])
        return f"{result.origin} At step {step} that sum is {told}; it should be {marked}."


def beside(feet: np.ndarray, tops: np.ndarray) -> np.ndarray:
    """Heights of numbers: at the middles of their bars, but clear of the line these stand on."""
    middles = (tops + feet) / 2
    return feet + np.where(tops >= feet, 1, -1) * np.maximum(np.abs(middles - feet), 8)
