"""What is left of a memory after n steps, measured and predicted."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from .decades import decade_axis, log10, size
from .memory_dial_captions import FAR, fate
from .panel import MOVING, Panel, number, style_axes

LOW, HIGH = -16, 2
FIRST = 5  # step of the pulse


class Fade(Panel):
    """The unit followed is bold; its prediction f^n, from its bias alone, is dashed; all others are thin.

    `result` as in `labs.memory_dial`. What falls below the scale is marked at its edge.
    """

    title = "What is left of the pulse"
    subtitle = "|Δc_t| / |Δc| of the pulse"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, 0, 4)
        ax.set_ylim(LOW, HIGH)
        ax.set_xticks([])
        self.heading(ax, subtitle=self.subtitle + "; bold: measured; dashed: f^n; thin: the other units")
        self.pulse = self.moving(ax.axvspan(0, 1, color=theme.input, alpha=0.18, lw=0))
        self.others = self.moving(
            LineCollection([], colors=theme.memory, linewidths=0.7, alpha=0.3), MOVING + 1
        )
        ax.add_collection(self.others, autolim=False)
        self.measured = self._line(color=theme.memory, lw=3, solid_capstyle="round")
        self.predicted = self._line(color=theme.ink, lw=1.4, ls=(0, (4, 3)))
        self.drop = self._line(color=theme.soft, lw=1, ls=(0, (1, 2)))
        self.half = self._line(ls="none", marker="D", ms=8, color=theme.ink, mec=theme.paper, mew=1.5)
        self.gone = self._line(ls="none", marker="v", ms=8, color=theme.memory)
        self.over = self._line(ls="none", marker="^", ms=8, color=theme.memory)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 3)
        self.dot = self._line(4, ls="none", marker="o", ms=9, color=theme.memory, mec=theme.paper, mew=2)
        self.far = self._line(ls="none", marker="s", ms=6, color=theme.ink, mec=theme.paper, mew=1)
        self.beyond = self._line(ls="none", marker="v", ms=7, color=theme.ink)
        paper = dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85)
        self.half_name = self.label(0, 0, va="center", fontsize=10, weight="bold", bbox=paper)
        self.far_name = self.label(0, 0, ha="right", va="center", fontsize=10, bbox=paper)
        self.value = self.label(0, 0, va="center", fontsize=12, weight="bold", color=theme.memory, bbox=paper)

    def _line(self, above: float = 2, **style):
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, MOVING + above)

    def background(self, result):
        return result.T

    def arrange(self, result) -> None:
        self.ax.set_xlim(-0.5, result.T + 0.5)

    def update(self, result, t: float) -> None:
        t, unit, k = int(t), result.unit, result.written
        at = np.arange(k, result.T + 1)
        heights = log10(result.left[k:])
        self.pulse.set(x=FIRST - 0.5, width=k - FIRST + 1)
        heights_shown = np.where(heights < LOW - 2, np.nan, heights)
        points = np.stack(np.broadcast_arrays(at[:, None], heights_shown), axis=-1).swapaxes(0, 1)
        self.others.set_segments(
            points[::2] if result.longest or result.disturbed else []
        )  # else all are one
        self.measured.set_data(at, heights_shown[:, unit])
        self.predicted.set_data(at, log10(result.predicted[k:, unit]))
        life = result.half_life[unit]
        self.half.set_data([k + life], [np.log10(0.5)])
        self.drop.set_data([k + life] * 2, [LOW, np.log10(0.5)])
        right = k + life > 0.55 * result.T
        inside = k + life <= result.T
        self.half_name.set_text(f"half-life {number(life)}" + ("" if inside else " →"))
        x = min(k + life, result.T) + (-1 if right else 1) * 0.02 * result.T
        self.half_name.set(x=x, y=LOW + 1.6, ha="right" if right else "left")
        below = np.flatnonzero(heights[:, unit] < LOW)
        self.gone.set_data(at[below[:1]], np.full(len(below[:1]), LOW + 0.5))
        over = np.flatnonzero(heights[:, unit] > HIGH)
        self.over.set_data(at[over[:1]], np.full(len(over[:1]), HIGH - 0.5))
        self.cursor.set_xdata([t, t])
        self._show_far(result, t)
        self._show_value(result, t)

    def _show_far(self, result, t: int) -> None:
        """The prediction after FAR steps, which the headline names."""
        at, share = result.written + FAR, result.forget[result.unit] ** FAR
        height = float(log10(share))
        shown = at <= result.T
        self.far.set_data([at], [height if shown and height >= LOW else np.nan])
        self.beyond.set_data([at], [LOW + 0.5 if shown and height < LOW else np.nan])
        crowded = -0.17 < (at - t) / result.T < 0.37  # the number at the cursor stands there
        self.far_name.set_text(f"f^{FAR} = {size(share)}" if shown and not crowded else "")
        self.far_name.set(x=at - 0.015 * result.T, y=max(height - 1.6, LOW + 1.2))

    def _show_value(self, result, t: int) -> None:
        left = result.left[t, result.unit] if t >= result.written else 0.0
        height = float(log10(left))
        self.dot.set_data([t], [height if LOW <= height <= HIGH else np.nan])
        right = t > 0.7 * result.T
        ahead = float(log10(result.left[min(t + result.T // 8, result.T), result.unit]))
        falls = ahead < height - 1.5  # then there is room over the curve at the right, else under it
        y = min(max(height + (1.1 if falls and not right else -1.7), LOW + 1.2), HIGH - 0.9)
        x = t + (-1 if right else 1) * 0.02 * result.T
        text = size(left) if t >= result.written else ""
        self.value.set(text=text, position=(x, y), ha="right" if right else "left")

    def describe(self, result, t: float) -> str:
        return fate(result, int(t))

    def time_axis(self, result):
        return 0, result.T
