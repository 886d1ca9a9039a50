"""What is left of the gradient at every step, and the account of what it lost on the way."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba

from ...drawing import (
    LAST_DECADE,
    MOVING,
    Glyphs,
    Margins,
    Panel,
    QuickText,
    Theme,
    nothing_left,
    nothing_left_band,
    pixel,
    rung,
    style_axes,
    text_size,
    time_ticks,
    width,
)
from ...words import number, power
from .captions import LITTLE, NAMES, orders
from .model import ALIGNMENT, IN_THE_ACCOUNT, SLOPES, WEIGHTS, WhereDidItGoResult

LIMITS = (10, 30, 100, 330)
"""Powers of ten up and down: the first is the axis of every account that can be told on it."""

PALER = 0.62
HALF = 0.36  # of a column of the account: half a bar
FLOOR = 9  # pixels


class WhatIsLeft(Panel[WhereDidItGoResult]):
    """‖∂L/∂h_t‖ over t, under what the weights alone could leave; between them, what the other two have taken.

    Dimmer where the gradient has not been yet.
    """

    least = (430, 205)
    title = "What is left"
    subtitle = "‖∂L/∂h_t‖; dashed: σ_max^n, what the weights alone could leave"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set_xlabel("step t", labelpad=0)
        self.heading(ax)
        self.scale = DecadeScale(self, ax)
        line: dict[str, Any] = dict(solid_capstyle="round", solid_joinstyle="round")
        fills = factor_fills(theme)[[SLOPES, ALIGNMENT]]
        self.taken = self.moving(PolyCollection([], facecolors=fills, linewidths=0))
        ax.add_collection(self.taken, autolim=False)
        self.takers = [self.label(0, 0, color=color, va="center") for color in (theme.ink, theme.paper)]
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
        style = dict(xycoords="axes fraction", textcoords="offset points", fontsize=9, ha="right")
        self.longer = ax.annotate("", (1, 1), (0, 21.5), color=theme.ink, weight="bold", **style)

    def background(self, result: WhereDidItGoResult) -> Hashable:
        return result.T, account_limits(result), result.reach > result.T / 2

    def arrange(self, result: WhereDidItGoResult) -> None:
        self.ax.set_xlim(-0.5, result.T + 0.5)
        time_ticks(self.ax)
        limits = account_limits(result)
        self.longer.set_text(longer_axis(limits))
        self.scale.show(limits, "left" if result.reach > result.T / 2 else "right")  # where no area covers it
        self.step, self.decade = pixel(self.ax)

    def update(self, result: WhereDidItGoResult, t: float) -> None:
        low, high = self.ax.get_ylim()
        t = int(t)
        with np.errstate(divide="ignore"):
            logs = np.log10(result.norms)
        logs[~np.isfinite(logs)] = np.nan
        x = np.arange(result.T + 1)
        self.ahead.set_data(x[: t + 1], logs[: t + 1])
        self.walked.set_data(x[t:], logs[t:])
        first = max(t, result.reach - 1)  # where a gradient ends, nothing is given or taken any more
        levels = np.clip(result.levels[:, first:], low - 1, high + 1)  # far out of sight is far enough
        self.weights.set_data(x[first:], levels[0])
        bands = (levels[0], levels[1]), (levels[1], levels[2])
        self.taken.set_verts([outline(x[first:], *band) for band in bands])
        for label, name, band in zip(self.takers, (NAMES[SLOPES], NAMES[ALIGNMENT]), bands, strict=True):
            self._write_into(label, name, x[first:], *(np.clip(edge, low, high) for edge in band))
        self.cursor.set_xdata([t, t])
        there = bool(np.isfinite(logs[t]))
        self.here.set_visible(there)
        self.link.set_visible(there)
        y = logs[t] if there else LAST_DECADE
        self.here.set_offsets([(t, y)])
        self.link.set_data([t, result.T + 0.5], [y, y])
        left = t < 90 * self.step
        self.value.set_text(number(result.norms[t]))
        self.value.set(ha="left" if left else "right", va="bottom")
        self.value.set_position((t + (9 if left else -9) * self.step, min(y + 4 * self.decade, high)))

    def _write_into(
        self, label: QuickText, name: str, x: np.ndarray, above: np.ndarray, below: np.ndarray
    ) -> None:
        """Write who took an area into it, near the cursor, where it is high enough."""
        wide, high = text_size(self.ax, name, label.get_fontsize())
        scale = self.ax.figure.dpi / 100
        wide, high = wide / scale * self.step, high / scale * self.decade
        label.set_text("")
        for left in x[0] + 12 * self.step + np.arange(0, x[-1] - x[0] - wide, max(wide / 4, 1e-9)):
            across = np.linspace(left, left + wide, 5)
            top, bottom = np.interp(across, x, above).min(), np.interp(across, x, below).max()
            if top - bottom > 1.1 * high:
                label.set(text=name, position=(left, (top + bottom) / 2))
                return

    def time_axis(self, result: WhereDidItGoResult) -> tuple[float, float]:
        return 0, result.T


class Account(Panel[WhereDidItGoResult]):
    """A waterfall on the axis of `WhatIsLeft`: each bar begins where the last one ended, and the end is ‖∂L/∂h_t‖."""

    least = (330, 205)
    margins = Margins(right=24)
    title = "The account"
    subtitle = "orders of magnitude, from loss to cursor"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        self.heading(ax)
        self.scale = DecadeScale(self, ax)
        ax.spines["left"].set_visible(False)
        ax.set(xlim=(-0.5, 4.5), xticks=range(5))
        order = list(IN_THE_ACCOUNT)
        names = [NAMES[i].replace("mis", "mis-\n") for i in order]
        ax.set_xticklabels(["loss", *names, "left"])
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

    def background(self, result: WhereDidItGoResult) -> Hashable:
        return account_limits(result)

    def arrange(self, result: WhereDidItGoResult) -> None:
        self.scale.show(account_limits(result))
        self.across, self.up = pixel(self.ax)

    def update(self, result: WhereDidItGoResult, t: float) -> None:
        t = int(t)
        low, high = self.ax.get_ylim()
        start = math.log10(result.norms[result.T])
        levels = np.clip(start + np.concatenate([[0], result.levels[:, t]]), low, high)
        x = np.arange(1, 4)
        bottoms, tops = levels[:-1], levels[1:]
        corners = np.stack([x - HALF, bottoms, x - HALF, tops, x + HALF, tops, x + HALF, bottoms], axis=1)
        self.bars.set_verts(corners.reshape(-1, 4, 2))
        starts, ends = np.arange(4) + HALF * (np.arange(4) > 0), np.arange(4) + 1 - HALF * (np.arange(4) < 3)
        self.links.set_segments(np.stack([starts, levels, ends, levels], axis=1).reshape(-1, 2, 2))
        self.coming.set_data([-0.5, 4], [levels[-1]] * 2)
        floor = low + FLOOR * self.up  # what has fallen out of the axes stays off its labels
        self.ends.set_offsets([(0, levels[0]), (4, max(levels[-1], floor))])
        self._write(result, t, levels)

    def _write(self, result: WhereDidItGoResult, t: int, levels: np.ndarray) -> None:
        """What each bar does, under it or over it."""
        low, high = self.ax.get_ylim()
        steps = [signed(result.accounts[i, t]) for i in IN_THE_ACCOUNT]
        texts = [short(result.norms[result.T]), *steps, short(result.norms[t])]
        under = np.minimum(levels[:-1], levels[1:]) - 11 * self.up
        over = np.maximum(levels[:-1], levels[1:]) + 11 * self.up
        side = np.where(
            (np.arange(3) == 0) | (under < low + 6 * self.up), over, under
        )  # neighbors keep apart
        side = np.maximum(side, low + 16 * self.up)
        end = max(levels[-1], low + FLOOR * self.up)
        y = np.minimum([levels[0] + 16 * self.up, *side, end + 16 * self.up], high - 6 * self.up)
        x = np.arange(5.0)
        half = 10 * 100 / 72 * width(texts[-1]) / 2
        x[4] = max(4, 3 + HALF + (half + 4) * self.across)  # beside the bar, not on it
        ink, gradient = self.theme.ink, self.theme.gradient
        self.labels.show(texts, np.column_stack([x, y]), 10, [gradient, ink, ink, ink, gradient])


class DecadeScale:
    """The axis that both pictures share: powers of ten, and the band where nothing is left to learn from."""

    def __init__(self, panel: Panel[WhereDidItGoResult], ax: Axes):
        self.ax = ax
        ax.grid(axis="y", color=panel.theme.hairline, lw=0.8)
        ax.set_axisbelow(True)
        nothing_left_band(ax, panel.theme, -LIMITS[-1], words=False)
        style = dict(xycoords="axes fraction", textcoords="offset points", fontsize=9, color=panel.theme.soft)
        self.words = ax.annotate("", (1, 0), (-6, 4), va="bottom", **style)

    def show(self, limits: tuple[float, float], words: str = "") -> None:
        """The powers between the limits; `words` is the side on which to say what the band means, if there is room."""
        low, high = limits
        ticks = decades(low, high, 6)
        self.ax.set(ylim=limits, yticks=ticks, yticklabels=[power(tick) for tick in ticks])
        room = (LAST_DECADE - low) / pixel(self.ax)[1]
        text = nothing_left(self.ax) if words and room > 16 else ""
        self.words.set_text(text)
        self.words.set_ha(words or "right")
        self.words.xy = (0, 0) if words == "left" else (1, 0)
        self.words.set_position((6, 4) if words == "left" else (-6, 4))


def factor_colors(theme: Theme) -> tuple[str, str, str]:
    """φ' lets through like a gate; W_hh has the color of the states that it carries; what is missed is gray."""
    return theme.gate, theme.state, theme.soft


def factor_fills(theme: Theme) -> np.ndarray:
    """The same for areas, (3, 4) RGBA: the slopes' is paler, as purple beside blue is one color to some eyes."""
    slopes, weights, alignment = (np.array(to_rgba(color)) for color in factor_colors(theme))
    return np.array([PALER * slopes + (1 - PALER) * np.array(to_rgba(theme.paper)), weights, alignment])


def account_limits(result: WhereDidItGoResult) -> tuple[float, float]:
    """Powers of ten at the ends of the axis of accounts: fixed, but for what cannot be told on that axis."""
    levels = result.levels
    levels = levels[np.isfinite(levels)]
    low = rung(-levels.min(), LIMITS)
    return -low, rung(max(levels.max(), 0.18 * low), LIMITS)  # the start keeps room above it


def longer_axis(limits: tuple[float, float]) -> str:
    """Words for an axis that is longer than it is as a rule: axis to 10³⁰."""
    low, high = limits
    ends = [f"from {power(round(low))}"] if -low > LIMITS[0] else []
    ends += [f"to {power(round(high))}"] if high > LIMITS[0] else []
    return f"axis {' '.join(ends)}" if ends else ""


def decades(low: float, high: float, most: int) -> np.ndarray:
    """Whole powers of ten from low to high for at most about `most` ticks, zero among them."""
    step = next(step for step in (1, 2, 4, 5, 10, 20, 50, 100, 200) if (high - low) / step <= most)
    return np.arange(math.ceil(low / step), math.floor(high / step) + 1) * step


def outline(x: np.ndarray, above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """The corners (2T, 2) of the area between two curves."""
    return np.column_stack([np.append(x, x[::-1]), np.append(above, below[::-1])])


def short(norm: float) -> str:
    """A number for a narrow column."""
    return number(norm) if norm < math.inf else "> 1.80e308"


def signed(log: float) -> str:
    """−3.77, +2.10, 0; × 0 for the logarithm of nothing."""
    if log == -math.inf:
        return "× 0"
    return f"{'+' if log > 0 else '−'}{orders(log)}" if abs(log) >= LITTLE else "0"
