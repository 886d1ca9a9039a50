"""How much of the gradient is left at every step, and what each factor has done to it so far."""

import numpy as np
from matplotlib.axes import Axes

from .decades import power
from .panel import MOVING, Panel, number, style_axes
from .shrinkage import time_ticks
from .shrinkage_scale import SCALE, account_limits, decades, factor_colors, magnitude_color

STRIP = 7  # pixels
LEARNABLE = -6
NOTHING_LEFT = "below 10⁻⁶: nothing left to learn from"


class Remaining(Panel):
    """‖∂L/∂h_t‖ over t with the three accounts that make it; dimmer where the gradient has not been yet.

    result.norms     (T+1,)
    result.accounts  (3, T+1), log10 of the product of each factor from step T back to t
    """

    title = "What is left, and what each has done so far"
    subtitle = "‖∂L/∂h_t‖ and the three products from T back to t"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        self.colors = factor_colors(theme)
        line = dict(solid_capstyle="round", solid_joinstyle="round")
        self.accounts = [
            self.moving(ax.plot([], [], color=color, lw=1.5, ls=dash, **line)[0], MOVING + 4)
            for color, dash in zip(self.colors, ("-", (0, (5, 2)), (0, (1.5, 1.5))), strict=True)
        ]
        (ahead,) = ax.plot([], [], color=theme.gradient, lw=1.2, alpha=0.5, **line)
        (walked,) = ax.plot([], [], color=theme.gradient, lw=3, **line)
        self.ahead, self.walked = self.moving(ahead, MOVING + 2), self.moving(walked, MOVING + 3)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        (self.link,) = ax.plot([], [], color=theme.gradient, lw=1, ls=(0, (2, 2)))
        self.moving(self.link, MOVING + 1)
        self.here = self.moving(ax.scatter([0], [0], s=90, linewidths=2, clip_on=False), MOVING + 5)
        self.value = self.label(0, 0, fontsize=11, weight="bold", color=theme.gradient)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))

    def background(self, result):
        return result.T, account_limits(result)

    def arrange(self, result) -> None:
        ax = self.ax
        clear_still(ax, self.artists)
        self.heading(ax)
        ax.set(xlim=(-0.5, result.T + 0.5), xlabel="step t")
        time_ticks(ax)
        scale_axis(ax, account_limits(result), self.theme, strip=True, words=True)

    def update(self, result, t: float) -> None:
        low, high = self.ax.get_ylim()
        t = int(t)
        with np.errstate(divide="ignore"):
            logs = np.log10(result.norms)
        logs[~np.isfinite(logs)] = np.nan
        x = np.arange(result.T + 1)
        self.ahead.set_data(x[: t + 1], logs[: t + 1])
        self.walked.set_data(x[t:], logs[t:])
        for line, account in zip(self.accounts, result.accounts, strict=True):
            line.set_data(x[t:], np.where(np.isfinite(account), account, np.nan)[t:])
        self.cursor.set_xdata([t, t])
        there = bool(np.isfinite(logs[t]))
        self.here.set_visible(there)
        self.link.set_visible(there)
        y = logs[t] if there else LEARNABLE
        self.here.set_offsets([(t, y)])
        self.here.set_facecolor(magnitude_color(self.theme, result.norms[t]))
        self.here.set_edgecolor(self.theme.gradient)
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


def scale_axis(ax: Axes, limits: tuple[float, float], theme, strip: bool, words: bool) -> None:
    """An axis of powers of ten with the band where nothing can be learned from.

    strip  write the powers, and show beside them which the scale of all labs holds
    words  say what the band means, if there is room
    """
    low, high = limits
    ticks = decades(low, high, 6)
    ax.set(ylim=limits, yticks=ticks)
    ax.set_yticklabels(map(power, ticks) if strip else [])
    for tick in ticks:
        ax.axhline(tick, color=theme.hairline, lw=0.8, zorder=0)
    ax.axhspan(low, LEARNABLE, color=theme.hairline, alpha=0.5, lw=0, zorder=0)
    height = ax.bbox.height / ax.figure.dpi * 72
    if words and (LEARNABLE - low) / (high - low) * height > 12:
        style = dict(xycoords="axes fraction", textcoords="offset points", fontsize=9, color=theme.soft)
        ax.annotate(NOTHING_LEFT, (1, 0), (-6, 4), ha="right", va="bottom", **style)
    if not strip:
        return
    width = STRIP / (ax.bbox.width / ax.figure.dpi * 100)
    bar = ax.inset_axes([0, (SCALE[0] - low) / (high - low), width, (SCALE[1] - SCALE[0]) / (high - low)])
    bar.imshow(np.linspace(0, 1, 128)[:, None], cmap=theme.magnitude, aspect="auto", origin="lower")
    bar.set_axis_off()
