"""What each step of the way back does to the gradient, split into three factors."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.ticker import MaxNLocator

from .panel import MOVING, Panel, style_axes
from .shrinkage_captions import headline
from .shrinkage_scale import NAMES, factor_fills, factor_ticks, step_limits, times

DENSE = 80  # more steps than this leave no room between bars
AHEAD = 0.28  # opacity of the steps that the gradient has not gone yet


class StepFactors(Panel):
    """Stacked bars over the steps, on a logarithmic axis: up is growth, down is shrinkage; the line is their sum.

    The steps that the gradient has gone on its way from the loss at T to the cursor are strong, the others faint.

    result.logs  (3, T), log10 of the factors of the step from t to t-1 in column t-1, in the order of NAMES
    result.sums  (T,), log10 of their product
    """

    title = "Every step back"
    subtitle = "factors of ‖∂L/∂h_{t−1}‖ / ‖∂L/∂h_t‖"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        self.width = ax.bbox.width / ax.figure.dpi * 100
        self.colors = factor_fills(theme)
        self.bars = self.moving(PolyCollection([], linewidths=0))
        ax.add_collection(self.bars, autolim=False)
        self.zero = self.moving(ax.axhline(0, color=theme.ink, lw=0.8), MOVING + 1)
        self.bound = self.moving(ax.axhline(0, color=theme.ink, lw=1.2, ls=(0, (4, 3))), MOVING + 1)
        (outline,) = ax.plot([], [], color=theme.paper, lw=4, solid_capstyle="round")
        (line,) = ax.plot([], [], color=theme.gradient, lw=2, solid_capstyle="round")
        self.lines = [self.moving(outline, MOVING + 2), self.moving(line, MOVING + 3)]
        (self.gone,) = ax.plot([], [], "X", ms=10, color=theme.gradient, mec=theme.paper, mew=1)
        self.moving(self.gone, MOVING + 4)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 4)

    def background(self, result):
        return result.T, step_limits(result), result.gamma, result.trouble and result.trouble.brief

    def arrange(self, result) -> None:
        ax, theme = self.ax, self.theme
        for artist in [*ax.texts, *ax.lines]:
            if artist not in self.artists:
                artist.remove()
        bound = "; dashed: φ' ≤ γ = 1/4" if result.gamma < 1 else ""
        self.heading(ax, subtitle=self.subtitle + bound)
        self._key(ax)
        low, high = step_limits(result)
        ticks = factor_ticks(low, high)
        ax.set(xlim=(-0.5, result.T + 0.5), ylim=(low, high), yticks=ticks, xlabel="step t")
        ax.set_yticklabels(map(times, ticks))
        for tick in ticks:
            ax.axhline(tick, color=theme.hairline, lw=0.8, zorder=0)
        time_ticks(ax)
        self.bound.set_ydata([math.log10(result.gamma)] * 2)
        self.bound.set_visible(result.gamma < 1)
        room = (result.reach - 1) / (result.T + 1) * self.width
        if result.trouble and room > 130:
            text = result.trouble.brief.replace(": ", ":\n").replace(" from", "\nfrom")
            middle = ((result.reach - 1) / 2, (low + high) / 2)
            ax.text(*middle, text, color=theme.ink, fontsize=9, ha="center", va="center")

    def _key(self, ax: Axes) -> None:
        """The names of the colors, over the axes."""
        x, y = 1.0, 1 + 36 / (ax.bbox.height / ax.figure.dpi * 100)
        style = dict(transform=ax.transAxes, va="center", fontsize=9, parse_math=False)
        names = [
            ("together", self.theme.gradient),
            *zip(NAMES[::-1], factor_fills(self.theme)[::-1], strict=True),
        ]
        for name, color in names:
            x -= 6.9 * len(name) / self.width
            ax.text(x, y, name, color=self.theme.ink, **style)
            mark = "━" if name == "together" else "■"
            ax.text(x - 4 / self.width, y, mark, color=color, ha="right", **style)
            x -= 24 / self.width

    def update(self, result, t: float) -> None:
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
        for line, width in zip(self.lines, (2.5, 1.2) if dense else (4, 2), strict=True):
            line.set_linewidth(width)
            line.set_data(left + 0.5, np.where(np.isfinite(result.sums), result.sums, np.nan))
        nothing = np.flatnonzero(np.isneginf(result.sums))
        self.gone.set_data(left[nothing] + 0.5, np.full(len(nothing), low + 0.06 * (high - low)))
        self.cursor.set_xdata([t, t])

    def describe(self, result, t: float) -> str:
        return headline(result, t)

    def time_axis(self, result):
        return 0, result.T


def rectangles(left, right, bottoms, tops) -> np.ndarray:
    """Corners (N, 4, 2) of bars (..., T) that share their sides (T,)."""
    left, right = np.broadcast_to(left, tops.shape), np.broadcast_to(right, tops.shape)
    corners = np.stack([left, bottoms, left, tops, right, tops, right, bottoms], axis=-1)
    return corners.reshape(-1, 4, 2)


def time_ticks(ax: Axes) -> None:
    """Ticks at whole steps."""
    ax.xaxis.set_major_locator(MaxNLocator(8, steps=(1, 2, 5, 10), integer=True, min_n_ticks=1))
    ax.xaxis.labelpad = 2
