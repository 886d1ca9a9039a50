"""What each term adds to the gradient, and how much of it is there when the later terms are summed."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from .glyphs import Glyphs
from .itemized import DENSE
from .itemized_captions import newest, signed_percent
from .panel import MOVING, Panel, style_axes
from .shrinkage import rectangles, time_ticks
from .shrinkage_scale import rung

ENDS = (0.3, 1.2, 1.6, 2.2, 3.2, 5.5, 11, 22, 55, 110, 1e3, 1e4, 1e6, 1e9, 1e15, 1e30, 1e100, 1e308)


class TermShares(Panel):
    """Each term's length along the whole gradient, as a share of its norm: bars that add up to exactly 100 %.

    result.shares  (T,), signed, row t-1 that of step t
    result.kept    (T,), row t-1 the sum of the shares of the steps T, ..., t
    """

    title = "What each term adds"
    subtitle = "its length along the whole, as a share; line: the sum from T back"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.spines["bottom"].set_visible(False)
        ax.set_xlabel("step t")
        self.heading(ax)
        self.bars = self.moving(PolyCollection([], linewidths=0), MOVING + 1)
        ax.add_collection(self.bars, autolim=False)
        (ahead,) = ax.plot([], [], color=theme.gradient, lw=1, alpha=0.5)
        (walked,) = ax.plot([], [], color=theme.gradient, lw=2.5, solid_capstyle="round")
        self.ahead, self.walked = self.moving(ahead, MOVING + 2), self.moving(walked, MOVING + 3)
        self.zero = self.moving(ax.axhline(0, color=theme.ink, lw=0.8), MOVING + 2)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        (self.here,) = ax.plot([], [], "o", ms=9, color=theme.gradient, mec=theme.paper, mew=2)
        self.moving(self.here, MOVING + 4)
        self.value = self.label(0, 0, fontsize=11, weight="bold", color=theme.gradient)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))
        self.none = self.moving(Glyphs(ax), MOVING + 4)

    def background(self, result):
        return result.T, share_limits(result)

    def arrange(self, result) -> None:
        ax, theme = self.ax, self.theme
        for line in ax.lines[:]:
            if line not in self.artists:
                line.remove()
        low, high = share_limits(result)
        largest = max(high, -low)
        ticks = [0, 0.5, 1] if largest < 2.5 else [0, 1]
        ticks += (
            [10.0 ** np.floor(np.log10(end)) for end in (high, -low) if end > 2.5][:1]
            if largest > 2.5
            else []
        )
        ticks = sorted({tick for tick in [*ticks, *(-tick for tick in ticks)] if low <= tick <= high})
        ticks = [tick for tick in ticks if tick == 0 or abs(tick) > 0.1 * (high - low)]
        ax.set(xlim=(0.5, result.T + 0.5), ylim=(low, high), yticks=ticks)
        ax.set_yticklabels([signed_percent(tick) for tick in ticks])
        for tick in ticks:
            ax.axhline(tick, color=theme.hairline, lw=0.8, zorder=0)
        ax.axhline(1, color=theme.soft, lw=1.2, ls=(0, (4, 3)), zorder=1)
        time_ticks(ax)

    def update(self, result, t: float) -> None:
        t = int(t)
        known = np.isfinite(result.shares).all()
        for artist in self.artists:
            artist.set_visible(bool(known))
        self.none.set_visible(not known)
        if not known:
            low, high = self.ax.get_ylim()
            why = (
                "no gradient, no shares" if result.whole_norm == 0 else "no shares of a sum that is no number"
            )
            self.none.show([why], [(result.T / 2 + 0.5, (low + high) / 2)], 10, self.theme.soft)
            return
        steps = np.arange(1, result.T + 1)
        half = 0.5 if result.T > DENSE else 0.43
        self.bars.set_verts(rectangles(steps - half, steps + half, 0 * result.shares, result.shares))
        self.bars.set_antialiased(result.T <= DENSE)
        colors = np.tile(to_rgba(self.theme.gradient, 0.55), (result.T, 1))
        colors[: t - 1] = to_rgba(self.theme.hairline)
        self.bars.set_facecolor(colors)
        self.ahead.set_data(steps[:t], result.kept[:t])
        self.walked.set_data(steps[t - 1 :], result.kept[t - 1 :])
        self.cursor.set_xdata([t, t])
        y = result.kept[t - 1]
        self.here.set_data([t], [y])
        low, high = self.ax.get_ylim()
        left = t > 0.3 * result.T
        gap = 0.02 * result.T
        self.value.set(text=signed_percent(y), ha="right" if left else "left")
        self.value.set(va="bottom" if y < 0.75 * high else "top")
        self.value.set_position(
            (t - gap if left else t + gap, y + (0.03 if y < 0.75 * high else -0.03) * (high - low))
        )

    def describe(self, result, t: float) -> str:
        return newest(result, t)

    def time_axis(self, result):
        return 1, result.T


def share_limits(result) -> tuple[float, float]:
    """The ends of an axis that holds every share and every sum of them."""
    values = np.concatenate([result.shares, result.kept])
    if not np.isfinite(values).all():
        return -0.1, ENDS[1]
    low, high = max(-values.min(), 0), max(values.max() * 1.05, 1.1)
    high = rung(high, ENDS)
    low = 0.06 * high if low < 0.05 * high else rung(low * 1.1, ENDS)
    return -low, high
