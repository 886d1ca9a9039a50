"""What all cells read: bars or letters, with the pulse marked."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from .glyphs import Glyphs
from .panel import MOVING, Panel, style_axes
from .side_by_side_axis import BELOW, whole_steps
from .step_numbers import StepNumbers

REACH = 4.0  # the end of the scale, in standard deviations
LETTER = 1.9  # the cursor leaves this much free around a letter


class SharedInput(Panel):
    """x_t over t; pressing on a step puts the pulse there. `result` has input (Inputs), s and T."""

    title = "One input for all three"
    subtitle = "x_t of the first of 5 draws, as in the maps; press to move the pulse"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(ylim=(-REACH, REACH), yticks=(), xticks=())
        ax.spines["left"].set_visible(False)
        ax.spines["bottom"].set_visible(False)
        self.heading(ax)
        self.zero = self.moving(ax.axhline(0, color=theme.hairline, lw=1))
        self.steps = self.moving(StepNumbers(ax, theme.soft, BELOW))
        (self.cursor,) = ax.plot([], [], color=theme.cursor, lw=2, solid_capstyle="butt")
        self.moving(self.cursor, MOVING + 1)
        self.bars = self.moving(LineCollection([], colors=theme.input, capstyle="butt"), MOVING + 2)
        ax.add_collection(self.bars, autolim=False)
        (self.pulse,) = ax.plot([], [], color=theme.ink, solid_capstyle="butt", zorder=MOVING)
        self.moving(self.pulse, MOVING + 3)
        self.letters = self.moving(Glyphs(ax), MOVING + 4)
        self.name = self.label(0, 0, "", weight="bold", va="center")

    def update(self, result, t: float) -> None:
        t, s, given = int(t), result.s, result.input
        steps, across = np.arange(1, result.T + 1), self.ax.bbox.width / self.ax.figure.dpi * 72 / result.T
        self.ax.set_xlim(0.4, result.T + 0.6)
        self.steps.write([step for step in whole_steps(result.T) if step])
        ends = [-REACH, *([-LETTER, np.nan, LETTER] if given.labels else []), REACH]
        self.cursor.set_data([t] * len(ends), ends)
        self.cursor.set_visible(t > 0)
        self.zero.set_visible(not given.labels)
        if given.labels:
            self.bars.set_segments([])
            self.pulse.set_data([], [])
            colors = np.array([self.theme.input] * result.T, dtype=object)
            colors[s - 1] = self.theme.ink
            sizes = np.full(result.T, 9.0 if across < 9 else 10.5)
            sizes[s - 1] = 15
            heights = np.where(steps == s, 0.3, 0.0)
            self.letters.show(given.labels, np.column_stack([steps, heights]), sizes, list(colors))
            top, reach = 3.2, 6.0
        else:
            x, plain = given.x[0, :, 0], given.without[0, :, 0]
            self.letters.show([], np.empty((0, 2)), 9, self.theme.ink)
            self.bars.set_segments(
                [[(step, 0), (step, value)] for step, value in zip(steps, plain, strict=True)]
            )
            self.bars.set_linewidth(max(1.5, 0.55 * across))
            self.pulse.set_data([s, s], np.clip([plain[s - 1], x[s - 1]], -REACH, REACH))
            self.pulse.set_linewidth(max(3.0, 0.75 * across))
            top, reach = 2.6, 0.4 * across + 6
        right = s > 0.8 * result.T
        gap = reach / across * (-1 if right else 1)
        self.name.set(text="pulse", ha="right" if right else "left", position=(s + gap, top))

    def pointer(self, result, t, pointer):
        step = round(pointer.x)
        if pointer.kind in ("press", "drag") and 1 <= step <= result.T:
            return {"s": step}
        return None

    def describe(self, result, t: float) -> str:
        return ""
