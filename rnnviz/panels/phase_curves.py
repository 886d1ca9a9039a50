"""The two units of the newest trajectory over time."""

import numpy as np
from matplotlib.axes import Axes

from .glyphs import Glyphs
from .panel import MOVING, Panel, number, style_axes
from .phase_captions import place

REACH = 1.1


class PhaseCurves(Panel):
    """h_1 and h_2 over t; `result` has h (T+1, n, 2), the newest last; beyond ±1.1 are triangles."""

    title = "The newest point"
    subtitle = "h_1 solid, h_2 dashed, at each step t"

    def __init__(self, T: int):
        super().__init__()
        self.T = T

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(xlim=(-1, self.T + 1), ylim=(-1.2, 1.42), yticks=(-1, 0, 1), xticks=range(0, self.T + 1, 20))
        ax.set_xlabel("step t", labelpad=0)
        ax.axhline(0, color=theme.hairline, lw=1)
        self.heading(ax)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        self.lines, self.dots = [], []
        for style, fill in ((dict(lw=2.4), theme.state), (dict(lw=2, ls=(0, (4, 2))), theme.paper)):
            (line,) = ax.plot([], [], color=theme.state, **style)
            (dot,) = ax.plot([], [], "o", ms=8, mfc=fill, mec=theme.state, mew=2)
            self.lines.append(self.moving(line, MOVING + 1))
            self.dots.append(self.moving(dot, MOVING + 3))
        self.values = self.moving(Glyphs(ax), MOVING + 4)
        beyond = dict(ls="none", color=theme.state, ms=6)
        (self.above,) = ax.plot([], [], marker="^", **beyond)
        (self.below,) = ax.plot([], [], marker="v", **beyond)
        self.moving(self.above, MOVING + 2)
        self.moving(self.below, MOVING + 2)

    def update(self, result, t: float) -> None:
        h = result.h[:, -1]
        steps = np.arange(len(h))
        inside = np.where(abs(h) <= REACH, h, np.nan)
        for marks, beyond, edge in ((self.above, h > REACH, REACH), (self.below, h < -REACH, -REACH)):
            at = steps[beyond.any(axis=1)]
            marks.set_data(at, np.full(len(at), edge))
        self.cursor.set_xdata([t, t])
        values = inside[int(t)]
        if t > int(t):
            values = values + (t - int(t)) * (inside[int(t) + 1] - values)
        for unit in (0, 1):
            self.lines[unit].set_data(steps, inside[:, unit])
            self.dots[unit].set_data([t], [values[unit]])
        left = t > 0.6 * self.T
        h_1, h_2 = (number(0 if abs(value) < 5e-4 else value) for value in h[int(t)])
        text = f"h_1 = {h_1}   h_2 = {h_2}"
        self.values.show([text], [(t - 1 if left else t + 1, 1.26)], 11, self.theme.state, anchor=float(left))

    def describe(self, result, t: float) -> str:
        return f"At t = {int(t)} it is at {place(result.h[int(t), -1])}."

    def time_axis(self, result):
        return 0, self.T
