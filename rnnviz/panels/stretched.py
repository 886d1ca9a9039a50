"""How long a vector is after n steps, between what the first step and what the long run would have made of it."""

import numpy as np
from matplotlib.axes import Axes

from .decades import decade_axis, log10
from .panel import MOVING, Panel, number, style_axes

LOW, HIGH = -4, 4


class Stretched(Panel):
    """‖v_0 W^n‖ over n on fixed decades, with σ_max^n and ρ^n; `result` as for `OneStretch`."""

    title = "Many steps"
    subtitle = "the length of v_n = v_0 W^n"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, HIGH, 2)
        ax.set_xlabel("step n", labelpad=0)
        self.heading(ax)
        self.bound = self._line(MOVING, color=theme.soft, lw=1.5, ls=(0, (5, 3)))
        self.rate = self._line(MOVING, color=theme.soft, lw=1.5, ls=(0, (1, 2)))
        self.ahead = self._line(MOVING + 1, color=theme.state, lw=1.5, alpha=0.45)
        self.walked = self._line(MOVING + 2, color=theme.state, lw=3, solid_capstyle="round")
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 3)
        self.dot = self._line(
            MOVING + 4, color=theme.state, ls="none", marker="o", ms=10, mec=theme.paper, mew=2
        )
        self.names = [self.label(0, 0, text, fontsize=10, va="center") for text in ("σ_maxⁿ", "ρⁿ")]
        self.value = self.label(0, 0, va="center", fontsize=12, weight="bold", color=theme.state)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.8))

    def _line(self, zorder: float, **style):
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, zorder)

    def background(self, result):
        return result.N

    def arrange(self, result) -> None:
        self.ax.set_xlim(-0.02 * result.N, 1.02 * result.N)

    def update(self, result, t: float) -> None:
        n, steps = int(t), np.arange(result.N + 1)
        heights = log10(result.sizes)
        bound, rate = steps * np.log10(result.sigma), steps * np.log10(result.rho)
        for line, values in ((self.bound, bound), (self.rate, rate), (self.ahead, heights)):
            line.set_data(steps, values)
        self.walked.set_data(steps[: n + 1], heights[: n + 1])
        self.cursor.set_xdata([n, n])
        shown = min(max(heights[n], LOW + 0.1), HIGH - 0.1)
        self.dot.set_data([n], [shown])
        self.dot.set_marker("v" if heights[n] < LOW else "^" if heights[n] > HIGH else "o")
        left = n > 0.6 * result.N
        self.value.set(text=number(result.sizes[n]), ha="right" if left else "left")
        rises = heights[min(n + 3, result.N)] > heights[n]
        y = min(max(shown + (-0.6 if rises and not left else 0.6), LOW + 0.5), HIGH - 0.5)
        self.value.set_position((n + 0.025 * result.N * (-1 if left else 1), y))
        same = bool(result.one_way == 0)
        self._name(self.names[0], "" if same else "σ_maxⁿ", steps, bound, -0.5 if rate[-1] > 0 else 0.5)
        self._name(self.names[1], "σ_maxⁿ = ρⁿ" if same else "ρⁿ", steps, rate, -0.5)

    def _name(self, label, text: str, steps, values, aside: float) -> None:
        """Write a name where its line is near the end of what can be seen of it."""
        at = np.flatnonzero((values > LOW + 0.5) & (values < HIGH - 0.4))[-1]
        steep = at < 0.6 * steps[-1]
        y = values[at] if steep else values[at] + aside
        label.set(text=text, ha="left" if steep else "right", position=(at + (1.5 if steep else 0), y))

    def describe(self, result, t: float) -> str:
        return f"In the long run, a step multiplies by ρ = {number(result.rho)}."

    def time_axis(self, result):
        return 0, result.N
