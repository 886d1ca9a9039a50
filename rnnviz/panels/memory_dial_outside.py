"""c against h: what a unit holds, and what it shows."""

import numpy as np
from matplotlib.axes import Axes

from .memory_dial_captions import inside_outside
from .panel import MOVING, Panel, number, style_axes
from .typeset import typeset

ROUND = (1, 2, 5, 10, 20, 50, 100)


class InsideOutside(Panel):
    """Every unit at (c_t, h_t), between the curves ±tanh(c); the trail is the unit followed, over all steps.

    `result` as in `labs.memory_dial`.
    """

    title = "Held inside, shown outside"
    subtitle = "across: c_t; up: h_t = o ⊙ tanh(c_t); lines: ±tanh(c)"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.spines[:].set_visible(False)
        ax.set(ylim=(-1.1, 1.55), yticks=(-1, 0, 1))
        ax.set_xlabel(typeset("c_t"), labelpad=0)
        ax.set_ylabel(typeset("h_t"), labelpad=-4)
        for y in (-1, 0, 1):
            ax.axhline(y, color=theme.hairline, lw=0.8, zorder=0)
        ax.axvline(0, color=theme.hairline, lw=0.8, zorder=0)
        self.bounds = [ax.plot([], [], color=theme.soft, lw=1)[0] for _ in range(2)]
        self.heading(ax)
        (self.trail,) = ax.plot([], [], color=theme.memory, lw=1.2, alpha=0.6)
        (self.dots,) = ax.plot([], [], "o", ms=4.5, color=theme.memory, alpha=0.45, mew=0)
        (self.dot,) = ax.plot([], [], "o", ms=9, color=theme.memory, mec=theme.paper, mew=2)
        for above, line in enumerate((self.trail, self.dots, self.dot)):
            self.moving(line, MOVING + above)
        self.value = self.label(
            0.02, 0.93, transform=ax.transAxes, va="center", fontsize=10, weight="bold", color=theme.memory
        )

    def reach(self, result) -> float:
        """The end of the axis of c: the first round number that holds all of the run."""
        largest = np.abs(result.c).max()
        return next((end for end in ROUND if end >= largest), float(largest))

    def background(self, result):
        return self.reach(result)

    def arrange(self, result) -> None:
        end = self.reach(result)
        self.ax.set(xlim=(-1.05 * end, 1.05 * end), xticks=(-end, -end / 2, 0, end / 2, end))
        self.ax.set_xticklabels([f"{tick:g}".replace("-", "−") for tick in self.ax.get_xticks()])
        c = np.linspace(-1.05 * end, 1.05 * end, 200)
        for line, sign in zip(self.bounds, (1, -1), strict=True):
            line.set_data(c, sign * np.tanh(c))

    def update(self, result, t: float) -> None:
        t, unit = int(t), result.unit
        self.trail.set_data(result.c[:, unit], result.h[:, unit])
        self.dots.set_data(result.c[t], result.h[t])
        self.dot.set_data([result.c[t, unit]], [result.h[t, unit]])
        self.value.set_text(f"c = {number(result.c[t, unit])}, h = {number(result.h[t, unit])}")

    def describe(self, result, t: float) -> str:
        return inside_outside(result)
