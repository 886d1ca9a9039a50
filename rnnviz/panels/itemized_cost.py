"""What truncation costs: how far the truncated gradient is from the whole one, and how it points."""

import numpy as np
from matplotlib.axes import Axes

from .itemized_captions import percent
from .panel import MOVING, Panel, style_axes
from .shrinkage import time_ticks
from .shrinkage_scale import figures, rung

ENDS = (1.12, 1.6, 2.2, 3.2, 5.5, 11, 22, 55, 110, 1e3, 1e4, 1e6, 1e9, 1e15, 1e30, 1e100, 1e308)


class TruncationCost(Panel):
    """Cosine and relative error of the gradient that runs back to t and no further, over t.

    result.cosines, result.errors  (T,), row t-1 those of the sum of the terms T, ..., t
    """

    title = "If truncated there"
    subtitle = "the kept sum against the whole gradient"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set_xlabel("step t")
        self.heading(ax)
        curve = dict(lw=2, solid_capstyle="round")
        (error,) = ax.plot([], [], color=theme.target, **curve)
        (cosine,) = ax.plot([], [], color=theme.ink, ls=(0, (4, 2)), lw=1.8)
        self.curves = [self.moving(error, MOVING + 1), self.moving(cosine, MOVING + 2)]
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        self.dots = self.moving(
            ax.scatter(
                [0, 0], [0, 0], s=70, c=[theme.target, theme.ink], edgecolors=theme.paper, linewidths=2
            ),
            MOVING + 3,
        )
        self.values = [
            self.label(0, 0, va="center", weight="bold", fontsize=10, color=color)
            for color in (theme.target, theme.ink)
        ]
        for value in self.values:
            value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))

        middle = dict(transform=ax.transAxes, ha="center", va="center", fontsize=10)
        self.none = self.label(0.5, 0.5, color=theme.soft, **middle)

    def background(self, result):
        return result.T, cost_limits(result)

    def arrange(self, result) -> None:
        ax = self.ax
        for line in ax.lines[:]:
            if line not in self.artists:
                line.remove()
        low, high = cost_limits(result)
        ticks = [tick for tick in (-1, 0, 1) if low <= tick] + (
            [10.0 ** np.floor(np.log10(high))] if high > 10 else []
        )
        ticks = [tick for tick in ticks if tick == 0 or abs(tick) > 0.08 * (high - low)]
        ax.set(xlim=(0.5, result.T + 0.5), ylim=(low, high), yticks=ticks)
        ax.set_yticklabels([f"{tick:g}".replace("-", "−") for tick in ticks])
        for tick in ticks:
            ax.axhline(tick, color=self.theme.hairline, lw=0.8, zorder=0)
        time_ticks(ax)

    def update(self, result, t: float) -> None:
        t = int(t)
        low, high = self.ax.get_ylim()
        now = np.array([result.errors[t - 1], result.cosines[t - 1]])
        known = bool(np.isfinite(now).all())
        for artist in self.artists:
            artist.set_visible(known)
        self.none.set_visible(not known)
        self.none.set_text("nothing to truncate" if result.whole_norm == 0 else "")
        if not known:
            return
        steps = np.arange(1, result.T + 1)
        for curve, values in zip(self.curves, (result.errors, result.cosines), strict=True):
            curve.set_data(steps, values)
        self.cursor.set_xdata([t, t])
        self.dots.set_offsets([(t, now[0]), (t, now[1])])
        right = t < 0.5 * result.T
        gap = (0.025 if right else -0.025) * result.T
        texts = (f"error {percent(now[0])}", f"cosine {figures(now[1])}")
        apart = 0.11 * (high - low)
        middle = np.clip(now.mean(), low + 1.2 * apart, high - 1.2 * apart)
        places = (
            now
            if abs(now[0] - now[1]) > 2 * apart
            else middle + apart * np.where(now[0] > now[1], [1, -1], [-1, 1])
        )
        places = np.clip(places, low + 0.6 * apart, high - 0.6 * apart)
        for label, text, y in zip(self.values, texts, places, strict=True):
            label.set(text=text, ha="left" if right else "right")
            label.set_position((t + gap, y))

    def describe(self, result, t: float) -> str:
        return ""

    def time_axis(self, result):
        return 1, result.T


def cost_limits(result) -> tuple[float, float]:
    """The ends of an axis that holds every cosine and every error."""
    if not np.isfinite(result.errors).all():
        return -0.12, ENDS[0]
    low = -1.12 if result.cosines.min() < -0.1 else -0.12
    return low, rung(result.errors.max() * 1.02, ENDS)
