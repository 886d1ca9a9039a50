"""The error after each step of two descents: raw and clipped."""

import numpy as np
from matplotlib.axes import Axes

from .cliff_captions import LEAST, errors, said, stuck
from .cliff_path import between
from .decades import power
from .glyphs import Glyphs
from .panel import MOVING, Panel, style_axes


class CliffErrors(Panel):
    """`result` has .raw and .clipped, Descents of `steps` steps."""

    title = "Error after each step"
    subtitle = "E, logarithmic; dashed: raw, solid: clipped"

    def __init__(self, steps: int):
        super().__init__()
        self.steps = steps

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(xlim=(-0.6, self.steps * 1.38), ylim=(LEAST / 2, 1), yscale="log")
        ax.set(
            xticks=range(0, self.steps + 1, 10),
            yticks=(1e-5, 1e-3, 1),
            yticklabels=(power(-5), power(-3), "1"),
        )
        ax.minorticks_off()
        ax.set_xlabel("steps of descent", labelpad=0)
        self.heading(ax)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        (self.raw,) = ax.plot([], [], lw=1.8, ls=(0, (3, 2)), color=theme.target)
        (self.clipped,) = ax.plot([], [], lw=2.2, color=theme.target)
        (self.raw_dot,) = ax.plot([], [], "D", ms=6.5, mfc=theme.paper, mec=theme.target, mew=1.8)
        (self.dot,) = ax.plot([], [], "o", ms=8, mfc=theme.target, mec=theme.paper, mew=1.2)
        for above, artist in enumerate((self.raw, self.clipped, self.raw_dot, self.dot), 1):
            self.moving(artist, MOVING + above)
        self.values = self.moving(Glyphs(ax), MOVING + 6)

    def update(self, result, t: float) -> None:
        steps = np.arange(self.steps + 1)
        self.cursor.set_xdata([t, t])
        ends = []
        for run, line, dot in (
            (result.raw, self.raw, self.raw_dot),
            (result.clipped, self.clipped, self.dot),
        ):
            error = np.log10(np.maximum(run.error, LEAST))
            line.set_data(steps, 10**error)
            dot.set_data([t], [10 ** between(error, t)])
            ends.append(error[-1])
        middle, apart = sum(ends) / 2, max(abs(ends[0] - ends[1]) / 2, 0.6)
        up = 1 if ends[0] >= ends[1] else -1
        middle = min(max(middle, np.log10(LEAST) + apart + 0.2), -apart - 0.4)
        points = [
            (self.steps + 0.9, 10 ** (middle + up * apart)),
            (self.steps + 0.9, 10 ** (middle - up * apart)),
        ]
        words = [
            f"raw {said(result.raw.error[-1])}{', stuck' * bool(stuck(result.raw))}",
            f"clipped {said(result.clipped.error[-1])}",
        ]
        self.values.show(words, points, 9.5, self.theme.target, anchor=0.0)

    def describe(self, result, t: float) -> str:
        return errors(result, t)

    def time_axis(self, result):
        return 0, self.steps
