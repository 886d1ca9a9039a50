"""One unit over time, beside what it might stand for."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .panel import MOVING, Panel, number, style_axes


class StateCurves(Panel):
    """h_t of `result.unit`, counted from 1, over t, with a band where `result.inside` (T,) is true.

    `result.scale` stands at the ends of the axis.
    """

    title = "The chosen unit"
    subtitle = "h_t over t; the band: inside a quotation"

    def build(self, ax: Axes) -> None:
        style_axes(ax, self.theme)
        ax.set_xlabel("step t")
        self.heading(ax)
        ax.axhline(0, color=self.theme.hairline, lw=1)
        (self.curve,) = ax.plot([], [], color=self.theme.state, lw=1.8)
        self.moving(self.curve, MOVING + 1)
        self.cursor = self.moving(ax.axvline(0, color=self.theme.cursor, lw=2))
        (self.now,) = ax.plot([], [], "o", color=self.theme.state, ms=9, mec=self.theme.paper, mew=2)
        self.moving(self.now, MOVING + 2)
        self.value = self.label(0, 0, va="center", fontsize=11, weight="bold", color=self.theme.state)
        self.value.set_bbox(dict(facecolor=self.theme.paper, edgecolor="none", pad=1, alpha=0.85))
        self.bands = []

    def background(self, result):
        return result.inside.tobytes(), result.scale

    def arrange(self, result) -> None:
        scale = result.scale
        self.ax.set(ylim=(-1.1 * scale, 1.1 * scale), yticks=(-scale, 0, scale))
        self.ax.set_yticklabels([f"−{scale:g}", "0", f"{scale:g}"])
        for band in self.bands:
            band.remove()
        inside = np.concatenate([[False], result.inside, [False]]).astype(int)
        starts, ends = np.flatnonzero(np.diff(inside) == 1), np.flatnonzero(np.diff(inside) == -1)
        self.bands = [
            self.ax.axvspan(start + 0.5, end + 0.5, color=self.theme.target, alpha=0.16, lw=0)
            for start, end in zip(starts, ends, strict=True)
        ]
        self.ax.set_xlim(-0.5, len(result.inside) + 0.5)
        self.ax.xaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))

    def update(self, result, t: float) -> None:
        t = int(t)
        h = result.h[:, result.unit - 1]
        self.curve.set_data(np.arange(len(h)), h)
        self.cursor.set_xdata([t, t])
        self.now.set_data([t], [h[t]])
        right = t > 0.8 * len(h)
        gap = 0.015 * len(h)
        self.value.set_text(number(h[t]))
        self.value.set(ha="right" if right else "left")
        self.value.set_position(
            (t - gap if right else t + gap, min(max(h[t], -0.8 * result.scale), 0.8 * result.scale))
        )

    def describe(self, result, t: float) -> str:
        return ""

    def time_axis(self, result):
        return 0, len(result.inside)
