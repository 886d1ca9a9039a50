"""The factors of every step back, and of the one at the cursor."""

from __future__ import annotations

import math
from collections.abc import Hashable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from ...drawing import (
    MOVING,
    Glyphs,
    Margins,
    Panel,
    pixel,
    rectangles,
    rung,
    style_axes,
    time_ticks,
    typeset,
    width,
)
from ...words import number
from .captions import NAMES, ended_briefly
from .model import WhereDidItGoResult
from .panels import decades, factor_colors, factor_fills

LIMITS = (0.06, 0.12, 0.28, 0.7, 1.5, 3, 6, 12, 32, 400)  # powers of ten up and down
DENSE = 80  # more steps than this leave no room between bars
AHEAD = 0.28  # opacity of the steps that the gradient has not gone yet

ROWS = ("g_t arrives", "after φ'", "W at its best", "W in fact")
REACH, FACTORS = 0.5, 0.76  # of the width: where the longest bar ends, and where the factors stand
LOST = 0.5  # opacity of what a factor took; what it gave is solid


class EveryStep(Panel[WhereDidItGoResult]):
    """Stacked bars over the steps, on a logarithmic axis: up is growth, down is shrinkage; the line is their sum.

    The steps that the gradient has gone on its way from the loss at T to the cursor are strong, the others faint.
    """

    least = (430, 195)
    title = "Every step back"
    subtitle = "factors of ‖∂L/∂h_{t−1}‖ / ‖∂L/∂h_t‖; line: together"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.grid(axis="y", color=theme.hairline, lw=0.8)
        ax.set_axisbelow(True)
        ax.set_xlabel("step t", labelpad=0)
        _, self.sub = self.heading(ax)
        self.colors = factor_fills(theme)
        self._key(ax)
        middle = dict(ha="center", va="center", linespacing=1.4)
        self.ended = ax.text(0, 0, "", color=theme.ink, fontsize=9, **middle)
        self.bars = self.moving(PolyCollection([], linewidths=0))
        ax.add_collection(self.bars, autolim=False)
        self.zero = self.moving(ax.axhline(0, color=theme.ink, lw=0.8), MOVING + 1)
        self.bound = self.moving(ax.axhline(0, color=theme.ink, lw=1.2, ls=(0, (4, 3))), MOVING + 1)
        (under,) = ax.plot([], [], color=theme.paper, lw=4, solid_capstyle="round")
        (line,) = ax.plot([], [], color=theme.gradient, lw=2, solid_capstyle="round")
        self.lines = [self.moving(under, MOVING + 2), self.moving(line, MOVING + 3)]
        (self.gone,) = ax.plot([], [], "X", ms=10, color=theme.gradient, mec=theme.paper, mew=1)
        self.moving(self.gone, MOVING + 4)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 4)

    def _key(self, ax: Axes) -> None:
        """The names of the colors: right of the title if there is room, else in place of the subtitle."""
        across = ax.bbox.width / ax.figure.dpi * 100
        em = 9 * 100 / 72
        room = sum(em * width(name) + 24 for name in NAMES)
        self.beside = 11 * 100 / 72 * width(self.title, bold=True) + 10 + room < across
        up = 36 if self.beside else 15
        x, y = across - 2 if self.beside else room, 1 + up / (ax.bbox.height / ax.figure.dpi * 100)
        style = dict(transform=ax.transAxes, va="center", fontsize=9)
        for name, color in zip(NAMES[::-1], self.colors[::-1], strict=True):
            x -= em * width(name)
            ax.text(x / across, y, name, color=self.theme.ink, **style)
            ax.text((x - 4) / across, y, "■", color=color, ha="right", **style)
            x -= 24

    def background(self, result: WhereDidItGoResult) -> Hashable:
        return result.T, step_limits(result), result.gamma, ended_briefly(result)

    def arrange(self, result: WhereDidItGoResult) -> None:
        ax = self.ax
        bound = "; dashed: φ' ≤ γ = 1/4" if result.gamma < 1 else ""
        if self.beside:
            self.retitle(self.sub, self.subtitle + bound)
        else:
            self.sub.set_text("")
        low, high = step_limits(result)
        ticks = factor_ticks(low, high)
        ax.set(xlim=(-0.5, result.T + 0.5), ylim=(low, high), yticks=ticks)
        ax.set_yticklabels(map(times, ticks))
        time_ticks(ax)
        self.bound.set_ydata([math.log10(result.gamma)] * 2)
        self.bound.set_visible(result.gamma < 1)
        room = result.reach / pixel(ax)[0]
        self.ended.set_text(ended_briefly(result) if room > 170 else "")
        self.ended.set_position(((result.reach - 1) / 2, (low + high) / 2))

    def update(self, result: WhereDidItGoResult, t: float) -> None:
        low, high = self.ax.get_ylim()
        logs = np.nan_to_num(result.logs, nan=0.0, neginf=low - 1)
        up, down = np.maximum(logs, 0), np.minimum(logs, 0)
        tops = np.concatenate([np.cumsum(up, axis=0), np.cumsum(down, axis=0)])
        bottoms = tops - np.concatenate([up, down])
        left = np.arange(result.T)  # the step from t back to t-1 stands between the two
        dense = result.T > DENSE
        gap = 0 if dense else 0.07
        self.bars.set_verts(rectangles(left + gap, left + 1 - gap, bottoms, tops))
        self.bars.set_antialiased(not dense)
        colors = np.tile(self.colors[:, None], (2, result.T, 1))
        colors[:, left < t, 3] = AHEAD
        self.bars.set_facecolor(colors.reshape(-1, 4))
        for line, thick in zip(self.lines, (2.5, 1.2) if dense else (4, 2), strict=True):
            line.set_linewidth(thick)
            line.set_data(left + 0.5, np.where(np.isfinite(result.sums), result.sums, np.nan))
        nothing = np.flatnonzero(np.isneginf(result.sums))
        self.gone.set_data(left[nothing] + 0.5, np.full(len(nothing), low + 0.06 * (high - low)))
        self.cursor.set_xdata([t, t])

    def time_axis(self, result: WhereDidItGoResult) -> tuple[float, float]:
        return 0, result.T


def step_limits(result: WhereDidItGoResult) -> tuple[float, float]:
    """Powers of ten at the ends of an axis that holds the stack of every step."""
    logs = np.where(np.isfinite(result.logs), result.logs, 0)
    up, down = np.maximum(logs, 0).sum(axis=0).max(), -np.minimum(logs, 0).sum(axis=0).min()
    high, low = rung(up * 1.02, LIMITS), rung(down * 1.02, LIMITS)
    return -max(low, high / 4), max(high, low / 4)


def factor_ticks(low: float, high: float) -> np.ndarray:
    """Powers of ten whose factors are round: 1.5, 2, 3 on a short axis, 10, 100 on a long one."""
    span = high - low
    if span > 3:
        return decades(low, high, 6)
    rounds = {0.25: (1.1, 1.2, 1.4), 0.8: (1.5, 2, 3, 4, 6), 1.6: (2, 4, 8, 16, 32), 3: (3, 10, 30, 100, 300)}
    sizes = next(sizes for longest, sizes in rounds.items() if span <= longest)
    ticks = np.log10(sizes)
    ticks = np.concatenate([-ticks[::-1], [0], ticks])
    return ticks[(low <= ticks) & (ticks <= high)]


def times(log: float) -> str:
    """A factor at a tick: ×4, ÷1.5, ÷100, ×1e5."""
    size = abs(log)
    value = f"{10**size:.2g}" if size < 1.99 else f"{10**size:.0f}" if size < 3.5 else f"1e{size:.0f}"
    return "×1" if log == 0 else f"{'×' if log > 0 else '÷'}{value}"


class OneStepBack(Panel[WhereDidItGoResult]):
    """Four lengths, that of the gradient g_t = ∂L/∂h_t being 1; the cursor is at t - 1, where the step arrives."""

    least = (330, 195)
    margins = Margins(left=96, right=10, top=46, bottom=10)
    aligned = False
    title = "This step back"
    subtitle = "lengths, from t to t − 1; g_t = ∂L/∂h_t"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        self.heading(ax)
        self.colors, self.fills = factor_colors(theme), factor_fills(theme)
        ax.set(ylim=(3.5, -0.5), xlim=(0, 1))
        style = dict(ha="right", va="center", fontsize=9, color=theme.ink, textcoords="offset points")
        for row, name in enumerate(ROWS):
            ax.annotate(typeset(name), (0, row), (-6, 0), xycoords=("axes fraction", "data"), **style)
        self.left = self.moving(PolyCollection([], facecolors=theme.gradient, linewidths=0))
        self.changes = self.moving(PolyCollection([], linewidths=0), MOVING + 1)
        for artist in (self.left, self.changes):
            ax.add_collection(artist, autolim=False)
        self.numbers = self.moving(Glyphs(ax), MOVING + 2)
        self.none = self.label(0.02, 1.5, va="center", color=theme.soft)

    def update(self, result: WhereDidItGoResult, t: float) -> None:
        step = int(t) + 1
        known = step <= result.T and bool(np.isfinite(result.ratio[step - 1]))
        for artist in self.artists:
            artist.set_visible(known)
        self.none.set_visible(not known)
        if not known:
            self.none.set_text("no gradient gets here" if step <= result.T else "no step yet: go back from T")
            return
        factors = result.factors[:, step - 1]
        lengths = np.cumprod([1, *factors])
        ends = REACH * lengths / lengths.max()
        before, after = ends[:-1], ends[1:]
        rows = np.arange(4.0)
        self.left.set_verts(bars(0 * ends, np.minimum(ends, np.append(ends[0], before)), rows))
        self.changes.set_verts(bars(before, after, rows[1:]))
        colors = self.fills.copy()
        colors[factors <= 1, 3] = LOST
        self.changes.set_facecolor(colors)
        reach = np.maximum(ends, np.append(0, before))
        texts = [number(length) for length in lengths] + [f"× {number(factor)}" for factor in factors]
        points = [*zip(reach + 0.02, rows, strict=True), *((FACTORS, row) for row in rows[1:])]
        ink = self.theme.ink
        self.numbers.show(texts, points, 9.5, [ink] * 4 + list(self.colors), anchor=0.0)


def bars(starts: np.ndarray, ends: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Corners (N, 4, 2) of bars that lie in rows."""
    top, bottom = rows - 0.34, rows + 0.34
    return np.stack([starts, top, ends, top, ends, bottom, starts, bottom], axis=1).reshape(-1, 4, 2)
