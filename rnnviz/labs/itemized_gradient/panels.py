"""The terms of a gradient over the steps: how long each is, what each adds, and what truncation costs."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from ...drawing import (
    GRADIENT_DECADES,
    MOVING,
    BeyondMarks,
    Panel,
    decade_axis,
    fitting,
    log10,
    pixel,
    rectangles,
    rung,
    style_axes,
    time_ticks,
    width,
)
from ...words import number, percent, power
from .model import ItemizedGradientResult

LOW, HIGH = GRADIENT_DECADES
TERMS = {"W_hh": "h_{t−1}ᵀ ∂L/∂a_t", "W_xh": "x_tᵀ ∂L/∂a_t", "b_h": "∂L/∂a_t"}
DENSE = 80  # more steps than this leave no room between bars
STRENGTH = 0.55  # opacity of a bar
DROWNED = ("drowned: below a millionth of the largest", "drowned: under 10⁻⁶ of the largest", "drowned")

SHARES = (0.3, 1.2, 1.6, 2.2, 3.2, 5.5, 11, 22, 55, 110, 1e3, 1e4, 1e6, 1e9, 1e15, 1e30, 1e100, 1e308)
ERRORS = (1.12, *SHARES[2:])
"""Ends of the axes of shares and of errors."""


class Terms(Panel[ItemizedGradientResult]):
    """Bars for the terms; gray are those before the cursor, which truncation there would cut off."""

    least = (390, 200)

    def bars_of_terms(self, ax: Axes) -> PolyCollection:
        bars = PolyCollection([], linewidths=0)
        ax.add_collection(bars, autolim=False)
        return self.moving(bars, MOVING + 1)

    def show_bars(
        self, result: ItemizedGradientResult, t: int, bottoms: np.ndarray, tops: np.ndarray
    ) -> None:
        steps = np.arange(1, result.T + 1)
        half = 0.5 if result.T > DENSE else 0.43
        self.bars.set_verts(rectangles(steps - half, steps + half, bottoms, tops))
        self.bars.set_antialiased(result.T <= DENSE)
        colors = np.tile(to_rgba(self.theme.gradient, STRENGTH), (result.T, 1))
        colors[: t - 1] = to_rgba(self.theme.hairline)
        self.bars.set_facecolor(colors)

    bars: PolyCollection

    def time_axis(self, result: ItemizedGradientResult) -> tuple[float, float]:
        return 1, result.T


class TermNorms(Terms):
    """‖term of step t‖ on the fixed decades of gradients.

    Bars that leave the axis end in ▲ or ▼, and a term of exactly 0 is ×. The band at the bottom is where a term is
    nothing beside the largest.
    """

    title = "One term a step"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, HIGH, 4)
        ax.set_xlabel("step t", labelpad=0)
        _, self.sub = self.heading(ax, subtitle=" ")
        band = Rectangle((0, LOW), 1, 1, color=theme.soft, alpha=0.12, lw=0)
        band.set_transform(ax.get_yaxis_transform())
        self.band = self.moving(ax.add_patch(band))
        self.bars = self.bars_of_terms(ax)
        self.edge = self.moving(ax.axhline(LOW, color=theme.ink, lw=1, ls=(0, (1, 2))), MOVING + 2)
        (self.whole,) = ax.plot([], [], color=theme.ink, lw=1.2, ls=(0, (4, 3)))
        self.moving(self.whole, MOVING + 1)
        self.marks = BeyondMarks(self, ax, theme.ink, MOVING + 2)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        self.note = self.label(0, 0, va="center", ha="right")
        self.drowned = self.label(0, 0, va="center")
        self.name = self.label(0, 0, fontsize=9.5, va="center")
        self.value = self.label(0, 0, fontsize=11, weight="bold", color=theme.gradient, va="bottom")
        for label in (self.name, self.value):
            label.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))

    def background(self, result: ItemizedGradientResult) -> Hashable:
        return result.T, result.parameter, result.own, result.state

    def arrange(self, result: ItemizedGradientResult) -> None:
        s = result.state
        term = f"∂L/∂{s}_t ∂⁺{s}_t/∂{result.parameter}" if result.own else TERMS[result.parameter]
        more = ", s = (h, c)" if result.own and s == "s" else ""
        self.retitle(self.sub, f"its length, ‖{term}‖{more}; gray: cut off")
        self.ax.set_xlim(0.5, result.T + 0.5)
        self.right, self.up = pixel(self.ax)
        time_ticks(self.ax)

    def update(self, result: ItemizedGradientResult, t: float) -> None:
        t = int(t)
        logs = log10(np.nan_to_num(result.norms, nan=0.0, posinf=np.inf))
        tops = np.clip(logs, LOW, HIGH)
        self.show_bars(result, t, np.full(result.T, float(LOW)), tops)
        steps = np.arange(1, result.T + 1)
        self.marks.show(steps, logs > HIGH, (logs < LOW) & (result.norms > 0), result.norms == 0, 4, 4)
        self.cursor.set_xdata([t, t])
        self._show_drowned(result)
        self._show_whole(result, t)
        self._show_value(result, t, tops)
        self._show_note(result)

    def _show_note(self, result: ItemizedGradientResult) -> None:
        """What the scale cannot show, beside the title, as far as there is room."""
        room = (
            self.ax.bbox.width / self.ax.figure.dpi * 100 - 11 * 100 / 72 * width(self.title, bold=True) - 12
        )
        notes = scale_notes(result)
        while notes and 9 * 100 / 72 * width("   ".join(notes)) > room:
            notes.pop()
        self.note.set(text="   ".join(notes), position=(result.T + 0.5, HIGH + 36 * self.up))

    def _show_drowned(self, result: ItemizedGradientResult) -> None:
        """The band where a term is nothing beside the largest, and what that is, if a term lies in it."""
        some = ((result.norms > 0) & (result.norms < result.drowned)).any() and result.drowned > 10.0**LOW
        for artist in (self.band, self.edge, self.drowned):
            artist.set_visible(bool(some))
        if not some:
            return
        limit = min(float(log10(result.drowned)), HIGH)
        self.band.set_height(limit - LOW)
        self.edge.set_ydata([limit, limit])
        words = fitting(self.ax, DROWNED, spare=-10)
        top = HIGH - 36 * self.up  # under the other words, if they stand there
        self.drowned.set_text(words if limit + 9 * self.up < top else "")
        self.drowned.set_position((0.5 + 5 * self.right, limit + 9 * self.up))

    def _show_whole(self, result: ItemizedGradientResult, t: int) -> None:
        """The norm of the sum: a line with its number, or the number alone where the axis does not reach it."""
        whole = float(log10(result.whole_norm)) if np.isfinite(result.whole_norm) else HIGH + 1.0
        inside = LOW <= whole <= HIGH
        self.whole.set_data([0.5, result.T + 0.5], [whole, whole])
        self.whole.set_visible(inside)
        level = min(max(whole, LOW + 9 * self.up) + 9 * self.up, HIGH - 9 * self.up)
        sign = "" if inside or not result.whole_norm else " ▼" if result.whole_norm < 1 else " ▲"
        right = t < 0.35 * result.T  # clear of the number at the cursor
        gap = 0.012 * result.T
        self.name.set(
            text=f"their sum: {number(result.whole_norm)}{sign}" if np.isfinite(result.whole_norm) else "",
            position=(result.T + 0.5 - gap if right else 0.5 + gap, level),
            ha="right" if right else "left",
        )

    def _show_value(self, result: ItemizedGradientResult, t: int, tops: np.ndarray) -> None:
        """The length of the term at the cursor, over the bars that it would cover."""
        text, up, gap = number(result.norms[t - 1]), self.up, 6 * self.right
        left = t > 0.55 * result.T  # right of the name of the whole
        wide = round((9.5 * len(text) + 4) * self.right)
        beside = tops[max(t - 1 - wide, 0) : t] if left else tops[t - 1 : t + wide]
        y = max(beside.max(), LOW + 4 * up) + 4 * up
        whole = self.whole.get_ydata()[0]
        if LOW <= whole <= HIGH and y < whole < y + 18 * up:
            y = whole + 4 * up
        self.value.set(text=text, ha="right" if left else "left")
        self.value.set_position((t - gap if left else t + gap, min(y, HIGH - 18 * up)))


def scale_notes(result: ItemizedGradientResult) -> list[str]:
    """What the scale cannot show, by mark."""
    norms = result.norms
    below, zero, above = (
        ((norms < 10.0**LOW) & (norms > 0)).sum(),
        (norms == 0).sum(),
        (norms > 10.0**HIGH).sum(),
    )
    marks = (
        ("×", zero, "exactly 0"),
        ("▲", above, f"above {power(HIGH)}"),
        ("▼", below, f"below {power(LOW)}"),
    )
    return [f"{mark} {f'{count} ' if count > 1 else ''}{what}" for mark, count, what in marks if count]


class TermShares(Terms):
    """Each term's length along the whole gradient, as a share of its norm: bars that add up to exactly 100 %."""

    title = "What each term adds"
    subtitle = "its length along the whole, as a share; line: the sum from T back"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.spines["bottom"].set_visible(False)
        ax.grid(axis="y", color=theme.hairline, lw=0.8)
        ax.set_axisbelow(True)
        ax.set_xlabel("step t", labelpad=0)
        self.heading(ax)
        ax.axhline(1, color=theme.soft, lw=1.2, ls=(0, (4, 3)))
        self.bars = self.bars_of_terms(ax)
        (ahead,) = ax.plot([], [], color=theme.gradient, lw=1, alpha=0.5)
        (walked,) = ax.plot([], [], color=theme.gradient, lw=2.5, solid_capstyle="round")
        self.ahead, self.walked = self.moving(ahead, MOVING + 2), self.moving(walked, MOVING + 3)
        self.zero = self.moving(ax.axhline(0, color=theme.ink, lw=0.8), MOVING + 2)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        (self.here,) = ax.plot([], [], "o", ms=9, color=theme.gradient, mec=theme.paper, mew=2)
        self.moving(self.here, MOVING + 4)
        self.value = self.label(0, 0, fontsize=11, weight="bold", color=theme.gradient)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))
        middle = dict(transform=ax.transAxes, ha="center", va="center", fontsize=10)
        self.none = self.label(0.5, 0.5, color=theme.soft, **middle)

    def background(self, result: ItemizedGradientResult) -> Hashable:
        return result.T, share_limits(result)

    def arrange(self, result: ItemizedGradientResult) -> None:
        low, high = share_limits(result)
        largest = max(high, -low)
        ticks = [0, 0.5, 1] if largest < 2.5 else [0, 1]
        if largest > 2.5:
            ticks += [10.0 ** np.floor(np.log10(end)) for end in (high, -low) if end > 2.5][:1]
        ticks = sorted({tick for tick in [*ticks, *(-tick for tick in ticks)] if low <= tick <= high})
        ticks = [tick for tick in ticks if tick == 0 or abs(tick) > 0.1 * (high - low)]
        self.ax.set(xlim=(0.5, result.T + 0.5), ylim=(low, high), yticks=ticks)
        self.ax.set_yticklabels([percent(tick) for tick in ticks])
        time_ticks(self.ax)
        self.right, self.up = pixel(self.ax)

    def update(self, result: ItemizedGradientResult, t: float) -> None:
        t = int(t)
        known = bool(np.isfinite(result.shares).all())
        for artist in self.artists:
            artist.set_visible(known)
        self.none.set_visible(not known)
        if not known:
            no_number = "no shares of a sum that is no number"
            self.none.set_text("no gradient, no shares" if result.whole_norm == 0 else no_number)
            return
        self.show_bars(result, t, 0 * result.shares, result.shares)
        steps = np.arange(1, result.T + 1)
        self.ahead.set_data(steps[:t], result.kept[:t])
        self.walked.set_data(steps[t - 1 :], result.kept[t - 1 :])
        self.cursor.set_xdata([t, t])
        y = result.kept[t - 1]
        self.here.set_data([t], [y])
        high = self.ax.get_ylim()[1]
        left, below = t > 0.3 * result.T, y > 0.75 * high
        self.value.set(
            text=f"sum {percent(y)}", ha="right" if left else "left", va="top" if below else "bottom"
        )
        aside, away = 8 * self.right, 4 * self.up
        self.value.set_position((t - aside if left else t + aside, y - away if below else y + away))


def share_limits(result: ItemizedGradientResult) -> tuple[float, float]:
    """The ends of an axis that holds every share and every sum of them."""
    values = np.concatenate([result.shares, result.kept])
    if not np.isfinite(values).all():
        return -0.1, SHARES[1]
    low, high = max(-values.min(), 0), max(values.max() * 1.05, 1.1)
    high = rung(high, SHARES)
    low = 0.06 * high if low < 0.05 * high else rung(low * 1.1, SHARES)
    return -low, high


class TruncationCost(Panel[ItemizedGradientResult]):
    """Cosine and relative error of the gradient that runs back to t and no further, over t."""

    least = (340, 200)
    title = "If truncated there"
    subtitle = "the kept sum against the whole gradient"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.grid(axis="y", color=theme.hairline, lw=0.8)
        ax.set_axisbelow(True)
        ax.set_xlabel("step t", labelpad=0)
        self.heading(ax)
        (error,) = ax.plot([], [], color=theme.target, lw=2, solid_capstyle="round")
        (cosine,) = ax.plot([], [], color=theme.ink, ls=(0, (4, 2)), lw=1.8)
        self.curves = [self.moving(error, MOVING + 1), self.moving(cosine, MOVING + 2)]
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        colors = [theme.target, theme.ink]
        dots = ax.scatter([0, 0], [0, 0], s=70, c=colors, edgecolors=theme.paper, linewidths=2)
        self.dots = self.moving(dots, MOVING + 3)
        self.values = [
            self.label(0, 0, va="center", weight="bold", fontsize=10, color=color) for color in colors
        ]
        for value in self.values:
            value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))
        middle = dict(transform=ax.transAxes, ha="center", va="center", fontsize=10)
        self.none = self.label(0.5, 0.5, color=theme.soft, **middle)

    def background(self, result: ItemizedGradientResult) -> Hashable:
        return result.T, cost_limits(result)

    def arrange(self, result: ItemizedGradientResult) -> None:
        low, high = cost_limits(result)
        ticks = [tick for tick in (-1.0, 0.0, 1.0) if low <= tick]
        ticks += [10.0 ** np.floor(np.log10(high))] if high > 10 else []
        ticks = [tick for tick in ticks if tick == 0 or abs(tick) > 0.08 * (high - low)]
        self.ax.set(xlim=(0.5, result.T + 0.5), ylim=(low, high), yticks=ticks)
        self.ax.set_yticklabels([f"{tick:g}".replace("-", "−") for tick in ticks])
        time_ticks(self.ax)
        self.right, self.up = pixel(self.ax)

    def update(self, result: ItemizedGradientResult, t: float) -> None:
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
        aside = (11 if right else -11) * self.right
        texts = (f"error {percent(now[0])}", f"cosine {number(now[1])}")
        apart = 9 * self.up
        middle = np.clip(now.mean(), low + 1.2 * apart, high - 1.2 * apart)
        close = middle + apart * np.where(now[0] > now[1], [1, -1], [-1, 1])
        places = now if abs(now[0] - now[1]) > 2 * apart else close
        places = np.clip(places, low + apart, high - apart)
        for label, text, y in zip(self.values, texts, places, strict=True):
            label.set(text=text, ha="left" if right else "right")
            label.set_position((t + aside, y))

    def time_axis(self, result: ItemizedGradientResult) -> tuple[float, float]:
        return 1, result.T


def cost_limits(result: ItemizedGradientResult) -> tuple[float, float]:
    """The ends of an axis that holds every cosine and every error."""
    if not np.isfinite(result.errors).all():
        return -0.12, ERRORS[0]
    low = -1.12 if result.cosines.min() < -0.1 else -0.12
    return low, rung(result.errors.max() * 1.02, ERRORS)
