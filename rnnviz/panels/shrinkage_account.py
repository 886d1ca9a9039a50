"""The account of a gradient: what it was at the loss, what three factors made of it, what is left."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from .glyphs import Glyphs
from .panel import MOVING, Panel, number, style_axes
from .shrinkage_curve import clear_still, scale_axis
from .shrinkage_scale import (
    IN_THE_ACCOUNT,
    account_levels,
    account_limits,
    factor_colors,
    factor_fills,
    powers_of_ten,
)

HALF = 0.36
FLOOR = 9  # pixels


class Account(Panel):
    """A waterfall on the axis of the curve beside it: each bar begins where the last one ended.

    `result` as for `Remaining`; the end stands at ‖∂L/∂h_t‖.
    """

    title = "The account"
    subtitle = "from the loss to the cursor, in powers of ten"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        self.alone = ax.get_position().x0 < 0.3  # no curve stands beside it
        self.height = ax.bbox.height / ax.figure.dpi * 100
        ax.spines["left"].set_visible(False)
        ax.set(xlim=(-0.5, 4.5), xticks=range(5))
        ax.set_xticklabels(["loss", "weights", "saturation", "mis-\nalignment", "left"])
        order = list(IN_THE_ACCOUNT)
        for tick, i in zip(ax.get_xticklabels()[1:4], order, strict=True):
            tick.set_color(factor_colors(theme)[i])
        fills = factor_fills(theme)[order]
        self.bars = self.moving(PolyCollection([], facecolors=fills, linewidths=0), MOVING + 1)
        self.links = self.moving(LineCollection([], colors=theme.ink, linewidths=1), MOVING + 2)
        for artist in (self.bars, self.links):
            ax.add_collection(artist, autolim=False)
        (self.coming,) = ax.plot([], [], color=theme.gradient, lw=1, ls=(0, (2, 2)), alpha=0.6)
        self.moving(self.coming)
        self.ends = self.moving(
            ax.scatter([0, 4], [0, 0], s=90, color=theme.gradient, clip_on=False), MOVING + 3
        )
        self.labels = self.moving(Glyphs(ax), MOVING + 4)
        self.labels.set_clip_on(False)

    def background(self, result):
        return account_limits(result)

    def arrange(self, result) -> None:
        clear_still(self.ax, self.artists)
        self.heading(self.ax)
        scale_axis(self.ax, account_limits(result), self.theme, ticks=self.alone)

    def update(self, result, t: float) -> None:
        t = int(t)
        low, high = self.ax.get_ylim()
        account = result.accounts[:, t]
        start = math.log10(result.norms[result.T])
        levels = np.clip(start + np.concatenate([[0], account_levels(account)]), low, high)
        x = np.arange(1, 4)
        bottoms, tops = levels[:-1], levels[1:]
        corners = np.stack([x - HALF, bottoms, x - HALF, tops, x + HALF, tops, x + HALF, bottoms], axis=1)
        self.bars.set_verts(corners.reshape(-1, 4, 2))
        starts, ends = np.arange(4) + HALF * (np.arange(4) > 0), np.arange(4) + 1 - HALF * (np.arange(4) < 3)
        self.links.set_segments(np.stack([starts, levels, ends, levels], axis=1).reshape(-1, 2, 2))
        self.coming.set_data([3.5 if self.alone else -0.5, 4], [levels[-1]] * 2)
        floor = (
            low + FLOOR * (high - low) / self.height
        )  # what has fallen out of the axes stays off its labels
        self.ends.set_offsets([(0, levels[0]), (4, max(levels[-1], floor))])
        self._write(result, t, account, levels)

    def _write(self, result, t, account, levels) -> None:
        """What each bar does, under it or over it."""
        low, high = self.ax.get_ylim()
        pixel = (high - low) / self.height
        steps = [powers_of_ten(account[i]) for i in IN_THE_ACCOUNT]
        texts = [short(result.norms[result.T]), *steps, short(result.norms[t])]
        under, over = (
            np.minimum(levels[:-1], levels[1:]) - 11 * pixel,
            np.maximum(levels[:-1], levels[1:]) + 11 * pixel,
        )
        side = np.where((np.arange(3) == 0) | (under < low + 6 * pixel), over, under)  # neighbors keep apart
        side = np.maximum(side, low + 16 * pixel)
        end = max(levels[-1], low + FLOOR * pixel)
        y = np.minimum([levels[0] + 16 * pixel, *side, end + 16 * pixel], high + 9 * pixel)
        ink, gradient = self.theme.ink, self.theme.gradient
        self.labels.show(texts, np.column_stack([np.arange(5), y]), 10, [gradient, ink, ink, ink, gradient])

    def describe(self, result, t: float) -> str:
        return ""


def short(norm: float) -> str:
    """A number for a narrow column."""
    return number(norm) if norm < math.inf else "> 1.80e308"
