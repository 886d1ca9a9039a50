"""The letters that the network reads, over the steps that read them."""

import numpy as np
from matplotlib.axes import Axes

from .glyphs import Glyphs
from .panel import MOVING, Panel
from .surgery_captions import headline
from .surgery_steps import span_steps


class Tape(Panel):
    """`result` as in `labs.gate_surgery`; what is to be remembered stands on its color."""

    title = "Three gates in your hands"
    subtitle = "press or drag a bar to hold a gate; ticks: the units; dashed: untouched"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        ax.set_ylim(0, 1)
        self.width = ax.bbox.width / ax.figure.dpi * 100
        self.heading(ax)
        self.here, self.spot = (
            self.moving(ax.plot([], [], "s", color=color, alpha=alpha)[0])
            for color, alpha in ((theme.cursor, 0.45), (theme.target, 1))
        )
        self.letters = self.moving(Glyphs(ax), MOVING + 2)

    def update(self, result, t: float) -> None:
        theme, T = self.theme, result.T
        span_steps(self.ax, T)
        for square, step in ((self.here, t), (self.spot, result.written)):
            square.set_data([step], [0.5])
            square.set_markersize(min(15, max(9, 0.72 * self.width / T)))
        small = min(10.5, 1.02 * self.width / T)
        colors = [theme.ink if letter.isupper() or letter == "?" else theme.soft for letter in result.tape]
        colors[result.written - 1] = theme.paper
        sizes = [1.2 * small if letter.isupper() or letter == "?" else small for letter in result.tape]
        points = np.stack([np.arange(1, T + 1), np.full(T, 0.5)], axis=1)
        self.letters.show(list(result.tape), points, sizes, colors)

    def describe(self, result, t: float) -> str:
        return headline(result)

    def time_axis(self, result):
        return 1, result.T
