"""How much of the gradient is left at every step, and what each factor has done to it so far."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from .decades import power
from .panel import MOVING, Panel, number, style_axes
from .shrinkage import time_ticks
from .shrinkage_scale import (
    ALIGNMENT,
    SATURATION,
    WEIGHTS,
    account_levels,
    account_limits,
    decades,
    factor_colors,
    factor_fills,
    longer_axis,
)

LEARNABLE = -6
NOTHING_LEFT = "below 10⁻⁶: nothing left to learn from"


class Remaining(Panel):
    """‖∂L/∂h_t‖ over t, under what the weights alone could leave; between them, what the other two have taken.

    Dimmer where the gradient has not been yet.

    result.norms     (T+1,)
    result.accounts  (3, T+1), log10 of the product of each factor from step T back to t
    """

    title = "What is left"
    subtitle = "‖∂L/∂h_t‖; dashed: σ_max^n, what the weights could leave; between: what was taken"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        line = dict(solid_capstyle="round", solid_joinstyle="round")
        fills = factor_fills(theme)[[SATURATION, ALIGNMENT]]
        self.taken = self.moving(PolyCollection([], facecolors=fills, linewidths=0))
        ax.add_collection(self.taken, autolim=False)
        (weights,) = ax.plot([], [], color=factor_colors(theme)[WEIGHTS], lw=2, ls=(0, (4, 2)))
        self.weights = self.moving(weights, MOVING + 2)
        (ahead,) = ax.plot([], [], color=theme.gradient, lw=1.2, alpha=0.5, **line)
        (walked,) = ax.plot([], [], color=theme.gradient, lw=3, **line)
        self.ahead, self.walked = self.moving(ahead, MOVING + 2), self.moving(walked, MOVING + 3)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        (self.link,) = ax.plot([], [], color=theme.gradient, lw=1, ls=(0, (2, 2)))
        self.moving(self.link, MOVING + 1)
        self.here = self.moving(ax.scatter([0], [0], s=90, color=theme.gradient, clip_on=False), MOVING + 5)
        self.value = self.label(0, 0, fontsize=11, weight="bold", color=theme.gradient)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))

    def background(self, result):
        return result.T, account_limits(result), result.reach > result.T / 2

    def arrange(self, result) -> None:
        ax = self.ax
        clear_still(ax, self.artists)
        self.heading(ax)
        ax.set(xlim=(-0.5, result.T + 0.5), xlabel="step t")
        time_ticks(ax)
        style = dict(xycoords="axes fraction", textcoords="offset points", fontsize=9, ha="right")
        words = longer_axis(account_limits(result))
        ax.annotate(words, (1, 1), (0, 21.5), color=self.theme.ink, weight="bold", **style)
        side = "left" if result.reach > result.T / 2 else "right"  # where no area covers them
        scale_axis(ax, account_limits(result), self.theme, ticks=True, words=side)

    def update(self, result, t: float) -> None:
        low, high = self.ax.get_ylim()
        t = int(t)
        with np.errstate(divide="ignore"):
            logs = np.log10(result.norms)
        logs[~np.isfinite(logs)] = np.nan
        x = np.arange(result.T + 1)
        self.ahead.set_data(x[: t + 1], logs[: t + 1])
        self.walked.set_data(x[t:], logs[t:])
        first = max(t, result.reach - 1)  # where a gradient ends, nothing is given or taken any more
        levels = account_levels(result.accounts)[:, first:]
        levels = np.clip(levels, low - 1, high + 1)  # far out of sight is far enough
        self.weights.set_data(x[first:], levels[0])
        self.taken.set_verts([outline(x[first:], *pair) for pair in (levels[:2], levels[1:])])
        self.cursor.set_xdata([t, t])
        there = bool(np.isfinite(logs[t]))
        self.here.set_visible(there)
        self.link.set_visible(there)
        y = logs[t] if there else LEARNABLE
        self.here.set_offsets([(t, y)])
        self.link.set_data([t, result.T + 0.5], [y, y])
        left = t < 0.22 * result.T
        self.value.set_text(number(result.norms[t]))
        gap = 0.016 * (result.T + 1)
        self.value.set(ha="left" if left else "right", va="bottom")
        self.value.set_position((t + gap if left else t - gap, min(y + 0.02 * (high - low), high)))

    def describe(self, result, t: float) -> str:
        return ""

    def time_axis(self, result):
        return 0, result.T


def clear_still(ax: Axes, moving) -> None:
    """Take away what stands still, before it is drawn anew."""
    for artist in [*ax.texts, *ax.lines, *ax.patches, *ax.child_axes]:
        if artist not in moving:
            artist.remove()


def outline(x: np.ndarray, above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """The corners (2T, 2) of the area between two curves."""
    return np.column_stack([np.append(x, x[::-1]), np.append(above, below[::-1])])


def scale_axis(ax: Axes, limits: tuple[float, float], theme, ticks: bool, words: str = "") -> None:
    """An axis of powers of ten with the band where nothing can be learned from.

    ticks  write the powers
    words  the side on which to say what the band means, if there is room
    """
    low, high = limits
    whole = decades(low, high, 6)
    ax.set(ylim=limits, yticks=whole)
    ax.set_yticklabels(map(power, whole) if ticks else [])
    for tick in whole:
        ax.axhline(tick, color=theme.hairline, lw=0.8, zorder=0)
    ax.axhspan(low, LEARNABLE, color=theme.hairline, alpha=0.5, lw=0, zorder=0)
    height = ax.bbox.height / ax.figure.dpi * 72
    if words and (LEARNABLE - low) / (high - low) * height > 12:
        style = dict(xycoords="axes fraction", textcoords="offset points", fontsize=9, color=theme.soft)
        x, aside = {"left": (0, 6), "right": (1, -6)}[words]
        ax.annotate(NOTHING_LEFT, (x, 0), (aside, 4), ha=words, va="bottom", **style)
