"""c and h over time: what a unit holds, and what it shows."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.ticker import MaxNLocator

from .memory_dial_captions import inside_outside
from .panel import MOVING, Panel, number, style_axes

ROUND = (1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50)
FIRST = 5  # step of the pulse
C, H = LANES = (1.9, -0.6)  # the middles of the lanes, each of the height 2


class InsideOutside(Panel):
    """Over time, c_t of the unit followed on a scale that holds it, and h_t on its own from −1 to 1, under it.

    `result` as in `labs.memory_dial`; thin lines are every second unit.
    """

    title = "Held inside, shown outside"
    subtitle = "h_t = o ⊙ tanh(c_t); thin: other units"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.spines[:].set_visible(False)
        ax.set_ylim(H - 1.1, C + 1.1)
        ax.set_xlabel("step t", labelpad=1)
        self.heading(ax)
        for y in (C - 1, C, C + 1, H - 1, H, H + 1):
            ax.axhline(y, color=theme.hairline, lw=0.8, zorder=0)
        self.pulse = self.moving(ax.axvspan(0, 1, color=theme.input, alpha=0.18, lw=0))
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 2)
        self.others, self.curves, self.dots, self.values = ({} for _ in range(4))
        for name, middle, color, marker in (("c", C, theme.memory, "s"), ("h", H, theme.state, "o")):
            thin = LineCollection([], colors=color, linewidths=0.7, alpha=0.35)
            ax.add_collection(thin, autolim=False)
            self.others[name] = self.moving(thin, MOVING + 1)
            (curve,) = ax.plot([], [], color=color, lw=2.6, solid_capstyle="round")
            self.curves[name] = self.moving(curve, MOVING + 3)
            (dot,) = ax.plot([], [], marker, color=color, ms=8, mec=theme.paper, mew=1.8)
            self.dots[name] = self.moving(dot, MOVING + 4)
            label = self.label(0, middle + 0.72, ha="right", va="center", fontsize=10.5, weight="bold")
            label.set(color=color)
            label.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.8))
            self.values[name] = label

    def reach(self, result) -> float:
        """The end of the axis of c: the first round number that holds all of the run."""
        largest = np.abs(result.c).max()
        return next((end for end in ROUND if end >= largest), float(largest))

    def background(self, result):
        return self.reach(result), result.T

    def arrange(self, result) -> None:
        end = self.reach(result)
        self.ax.set_xlim(-0.5, result.T + 0.5)
        self.ax.xaxis.set_major_locator(MaxNLocator(4, steps=(1, 2, 5, 10), integer=True))
        marks = {C + 1: end, C: "c  0", C - 1: -end, H + 1: 1, H: "h  0", H - 1: -1}
        names = [f"{mark:.3g}" if isinstance(mark, int | float) else mark for mark in marks.values()]
        self.ax.set_yticks(list(marks), [name.replace("-", "−") for name in names])

    def update(self, result, t: float) -> None:
        t, unit, steps = int(t), result.unit, np.arange(result.T + 1)
        self.pulse.set(x=FIRST - 0.5, width=result.written - FIRST + 1)
        self.cursor.set_xdata([t, t])
        for name, middle, scale in (("c", C, self.reach(result)), ("h", H, 1.0)):
            values = getattr(result, name)
            y = middle + values / scale
            points = np.stack(np.broadcast_arrays(steps[:, None], y), axis=-1).swapaxes(0, 1)
            self.others[name].set_segments(points[::2])
            self.curves[name].set_data(steps, y[:, unit])
            self.dots[name].set_data([t], [y[t, unit]])
            side = -1 if y[-1, unit] > middle + 0.15 else 1  # where the curve does not end
            self.values[name].set(
                text=f"{name} = {number(values[t, unit])}", x=result.T, y=middle + 0.72 * side
            )

    def describe(self, result, t: float) -> str:
        return inside_outside(result)

    def time_axis(self, result):
        return 0, result.T
