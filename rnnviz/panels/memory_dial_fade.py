"""What is left of a memory after n steps, measured and predicted."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from .decades import decade_axis, log10, size
from .memory_dial_captions import FAR, fate
from .panel import MOVING, Panel, number, style_axes

HIGHEST = {-4: 0.5, -16: 2}  # the upper end of the axis in powers of ten, by its lower end
HALF = np.log10(0.5)
FIRST = 5  # step of the pulse


class Fade(Panel):
    """The unit followed is bold; its prediction f^n, from its bias alone, is dashed; all others are thin.

    `result` as in `labs.memory_dial`; its `floor` is where the axis ends. What falls below is marked at the edge.
    """

    title = "What is left of the pulse"
    subtitle = "|Δc_t| / |Δc| of the pulse"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set_xticks([])
        ax.axhline(HALF, color=theme.soft, lw=1.1, zorder=1)
        ax.annotate(
            "½", (1, HALF), (4, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="center", color=theme.ink, fontsize=10,
        )  # fmt: skip
        self.heading(ax, subtitle=self.subtitle + "; bold: measured; dashed: f^n; thin: the other units")
        self.pulse = self.moving(ax.axvspan(0, 1, color=theme.input, alpha=0.18, lw=0))
        self.others = self.moving(
            LineCollection([], colors=theme.memory, linewidths=0.7, alpha=0.3), MOVING + 1
        )
        ax.add_collection(self.others, autolim=False)
        self.leaving = self._line(1, ls="none", marker="v", ms=4, color=theme.memory, mew=0, alpha=0.45)
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
        return result.T, result.floor

    def arrange(self, result) -> None:
        self.ax.set_xlim(-0.5, result.T + 0.5)
        self.low, self.high = result.floor, HIGHEST[result.floor]
        self.span = self.high - self.low
        decade_axis(self.ax, self.theme, self.low, 0, 1 if self.span < 8 else 4)
        self.ax.set_ylim(self.low, self.high)

    def update(self, result, t: float) -> None:
        t, unit, k = int(t), result.unit, result.written
        at = np.arange(k, result.T + 1)
        heights = log10(result.left[k:])
        self.pulse.set(x=FIRST - 0.5, width=k - FIRST + 1)
        heights_shown = np.where(heights < self.low - 2, np.nan, heights)
        points = np.stack(np.broadcast_arrays(at[:, None], heights_shown), axis=-1).swapaxes(0, 1)
        various = result.longest or result.disturbed  # else all units are one
        self.others.set_segments(points[::2] if various else [])
        below = heights < self.low
        first = at[below.argmax(axis=0)[::2][below.any(axis=0)[::2]]] if various else at[:0]
        edge = self.low + 0.028 * self.span
        self.leaving.set_data(first, np.full(len(first), edge))
        self.measured.set_data(at, heights_shown[:, unit])
        self.predicted.set_data(at, log10(result.predicted[k:, unit]))
        gone = at[below[:, unit]][:1]
        self.gone.set_data(gone, np.full(len(gone), edge))
        over = at[heights[:, unit] > self.high][:1]
        self.over.set_data(over, np.full(len(over), self.high - 0.028 * self.span))
        self.cursor.set_xdata([t, t])
        self._show_far(result, t)
        self._show_half(result, t, self._show_value(result, t))

    def _show_half(self, result, t: int, occupied: tuple[float, float]) -> None:
        """Where the prediction crosses one half; its name stands above, unless the number at the cursor is there."""
        T, life = result.T, result.half_life[result.unit]
        at = result.written + life
        self.half.set_data([at], [HALF])
        self.drop.set_data([at] * 2, [self.low, HALF])
        right = at > 0.55 * T or (at > 0.3 * T and at < t < at + 0.26 * T)  # clear of the cursor
        x = min(at, T) + (-1 if right else 1) * 0.01 * T
        start, end = (x - 0.24 * T, x) if right else (x, x + 0.24 * T)
        free = end < occupied[0] or occupied[1] < start
        arrow = " →" if at > T else ""
        self.half_name.set_text(f"half-life {number(life)}{arrow}" if free else "")
        self.half_name.set(x=x, y=self.high / 2, ha="right" if right else "left")

    def _show_far(self, result, t: int) -> None:
        """The prediction after FAR steps, which the headline names."""
        at, share = result.written + FAR, result.forget[result.unit] ** FAR
        height = float(log10(share))
        shown = at <= result.T
        self.far.set_data([at], [height if shown and height >= self.low else np.nan])
        edge = self.low + 0.028 * self.span
        self.beyond.set_data([at], [edge if shown and height < self.low else np.nan])
        crowded = -0.17 < (at - t) / result.T < 0.44  # the number at the cursor stands there
        self.far_name.set_text(f"f^{FAR} = {size(share)}" if shown and not crowded else "")
        self.far_name.set(x=at - 0.015 * result.T, y=self._under(height))

    def _under(self, height: float) -> float:
        """Where a number stands under a curve: on the scale, and clear of the line at one half."""
        y = min(height - 0.094 * self.span, self.high - 0.05 * self.span)
        y = max(y, self.low + 0.067 * self.span)
        return HALF - 0.08 * self.span if abs(y - HALF) < 0.07 * self.span else y

    def _show_value(self, result, t: int) -> tuple[float, float]:
        """The number at the cursor; returns the steps that it takes above 1, where nothing else falls."""
        left = result.left[t, result.unit] if t >= result.written else 0.0
        height = float(log10(left))
        self.dot.set_data([t], [height if self.low <= height <= self.high else np.nan])
        right = t > 0.7 * result.T
        ahead = float(log10(result.left[min(t + result.T // 8, result.T), result.unit]))
        falls = (
            ahead < height - 0.083 * self.span
        )  # then there is room over the curve at the right, else under it
        over = min(
            max(height + 0.061 * self.span, self.low + 0.067 * self.span), self.high - 0.05 * self.span
        )
        y = over if falls and not right else self._under(height)
        x = t + (-1 if right else 1) * 0.02 * result.T
        text = size(left) if t >= result.written else ""
        self.value.set(text=text, position=(x, y), ha="right" if right else "left")
        if not text or y < -0.05 * self.span:
            return result.T, -1.0
        return (x - 0.2 * result.T, t) if right else (t, x + 0.2 * result.T)

    def describe(self, result, t: float) -> str:
        return fate(result, int(t))

    def time_axis(self, result):
        return 0, result.T
