"""The error after each step of two descents: raw and clipped."""

import math

import numpy as np
from matplotlib.axes import Axes

from .cliff_captions import LATE, LEAST, errors, late, said, stuck
from .cliff_path import between
from .decades import power
from .glyphs import Glyphs
from .panel import MOVING, Panel, style_axes


class CliffErrors(Panel):
    """`result` has .raw and .clipped, Descents of `steps` steps."""

    title = "Error after each step"
    subtitle = f"E, logarithmic; bars and numbers: median of the last {LATE} steps"

    def __init__(self, steps: int):
        super().__init__()
        self.steps = steps

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(xlim=(-0.6, self.steps * 1.39), ylim=(LEAST / 2, 1), yscale="log")
        ax.set(
            xticks=range(0, self.steps + 1, 10),
            yticks=(1e-5, 1e-3, 1),
            yticklabels=(power(-5), power(-3), "1"),
        )
        ax.minorticks_off()
        ax.set_xlabel("steps of descent", labelpad=0)
        self.heading(ax)
        pixels = ax.bbox.height / ax.figure.dpi * 100
        self.apart = 8.5 * (math.log10(2 / LEAST)) / pixels  # half of the decades between two lines of words
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        (self.late,) = ax.plot([], [], lw=7, alpha=0.3, color=theme.target, solid_capstyle="butt")
        (self.clipped,) = ax.plot([], [], lw=2.4, color=theme.target)
        (self.raw_late,) = ax.plot([], [], lw=7, alpha=0.22, color=theme.ink, solid_capstyle="butt")
        (self.raw,) = ax.plot([], [], lw=1.6, ls=(0, (3, 2)), color=theme.ink)
        (self.raw_dot,) = ax.plot([], [], "D", ms=8, mfc=theme.paper, mec=theme.ink, mew=1.6)
        (self.dot,) = ax.plot([], [], "o", ms=7, mfc=theme.target, mec=theme.paper, mew=1)
        drawn = (self.late, self.clipped, self.raw_late, self.raw, self.raw_dot, self.dot)
        for above, artist in enumerate(drawn, 1):
            self.moving(artist, MOVING + above)
        self.values = self.moving(Glyphs(ax), MOVING + 6)

    def update(self, result, t: float) -> None:
        steps = np.arange(self.steps + 1)
        self.cursor.set_xdata([t, t])
        ends, runs = [], (result.raw, result.clipped)
        drawn = ((self.raw, self.raw_dot, self.raw_late), (self.clipped, self.dot, self.late))
        for run, (line, dot, bar) in zip(runs, drawn, strict=True):
            error = np.log10(np.maximum(run.error, LEAST))
            line.set_data(steps, 10**error)
            dot.set_data([t], [10 ** between(error, t)])
            ends.append(float(np.log10(max(late(run), LEAST))))
            bar.set_data([self.steps - LATE + 1, self.steps], [10 ** ends[-1]] * 2)
        middle, apart = sum(ends) / 2, max(abs(ends[0] - ends[1]) / 2, self.apart)
        up = 1 if ends[0] >= ends[1] else -1
        middle = min(max(middle, np.log10(LEAST) + apart), -apart - 0.2)
        points = [(self.steps + 1.5, 10 ** (middle + side * apart)) for side in (up, -up)]
        raw, clipped = (f"< {power(-5)}" if late(run) < LEAST else said(late(run)) for run in runs)
        words = [f"raw {raw}{', stuck' * bool(stuck(runs[0]))}", f"clipped {clipped}"]
        self.values.show(words, points, 9.5, (self.theme.ink, self.theme.target), anchor=0.0)

    def describe(self, result, t: float) -> str:
        return errors(result, t)

    def time_axis(self, result):
        return 0, self.steps
