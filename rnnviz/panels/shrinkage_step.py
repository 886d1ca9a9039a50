"""The step under the cursor: how long the gradient is before φ', after φ' and after W, and why."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from .glyphs import Glyphs
from .panel import MOVING, Panel, style_axes
from .shrinkage_captions import one_step
from .shrinkage_scale import factor_colors, factor_fills, figures
from .typeset import typeset

ROWS = ("g_t arrives", "after φ'", "W at its best", "W in fact")


LOST = 0.5  # opacity of what a factor took; what it gave is solid


class OneStepBack(Panel):
    """Four lengths, that of the gradient g_t = ∂L/∂h_t being 1; the cursor is at t - 1, where the step arrives.

    result.factors  (3, T)
    result.ratio    (T,)
    """

    title = "This step back"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        self.heading(ax, subtitle="lengths, from t to t − 1; g_t = ∂L/∂h_t")
        self.colors, self.fills = factor_colors(theme), factor_fills(theme)
        ax.set(ylim=(3.5, -0.5), xlim=(0, 1))
        style = dict(ha="right", va="center", fontsize=9, color=theme.ink)
        for row, name in enumerate(ROWS):
            ax.annotate(
                typeset(name),
                (0, row),
                (-6, 0),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                **style,
            )
        self.left = self.moving(PolyCollection([], facecolors=theme.gradient, linewidths=0))
        self.changes = self.moving(PolyCollection([], linewidths=0), MOVING + 1)
        for artist in (self.left, self.changes):
            ax.add_collection(artist, autolim=False)
        self.numbers = self.moving(Glyphs(ax), MOVING + 2)
        self.none = self.label(0.02, 1.5, va="center", color=theme.soft)

    def update(self, result, t: float) -> None:
        step = int(t) + 1
        known = step <= result.T and np.isfinite(result.ratio[step - 1])
        for artist in self.artists:
            artist.set_visible(known)
        self.none.set_visible(not known)
        if not known:
            self.none.set_text("no gradient gets here" if step <= result.T else "no step yet: go back from T")
            return
        factors = result.factors[:, step - 1]
        lengths = np.cumprod([1, *factors])
        ends = 0.58 * lengths / lengths.max()
        before, after = ends[:-1], ends[1:]
        rows = np.arange(4.0)
        self.left.set_verts(bars(0 * ends, np.minimum(ends, np.append(ends[0], before)), rows))
        self.changes.set_verts(bars(before, after, rows[1:]))
        colors = self.fills.copy()
        colors[factors <= 1, 3] = LOST
        self.changes.set_facecolor(colors)
        reach = np.maximum(ends, np.append(0, before))
        texts = [figures(length) for length in lengths] + [f"× {figures(factor)}" for factor in factors]
        points = [*zip(reach + 0.02, rows, strict=True), *((0.8, row) for row in rows[1:])]
        ink = self.theme.ink
        self.numbers.show(texts, points, 9.5, [ink] * 4 + list(self.colors), anchor=0.0)

    def describe(self, result, t: float) -> str:
        return one_step(result, t)


class Slopes(Panel):
    """Of every unit, the largest first, how much of the gradient arrives and how much φ' lets through.

    result.arriving  (T, H), |g_t| of every unit by ‖g_t‖
    result.slopes    (T, H), φ'(a_t)
    """

    title = "Through φ'"

    def build(self, ax: Axes) -> None:
        style_axes(ax, self.theme)
        ax.set(xticks=(), yticks=(), ylim=(0, 1.05))
        self.heading(ax, subtitle="arriving, and let through")
        color = factor_fills(self.theme)[0]
        self.arriving = self.moving(PolyCollection([], facecolors=self.theme.hairline, linewidths=0))
        self.through = self.moving(PolyCollection([], facecolors=color, linewidths=0), MOVING + 1)
        for artist in (self.arriving, self.through):
            ax.add_collection(artist, autolim=False)

    def background(self, result):
        return result.slopes.shape[1]

    def arrange(self, result) -> None:
        self.ax.set_xlim(-0.2, result.slopes.shape[1] + 0.2)

    def update(self, result, t: float) -> None:
        step = int(t) + 1
        known = step <= result.T and np.isfinite(result.ratio[step - 1])
        sizes = result.arriving[step - 1] if known else np.zeros(0)
        order = np.argsort(-sizes, kind="stable")
        largest = sizes.max(initial=0) or 1
        self.arriving.set_verts(columns(sizes[order] / largest))
        self.through.set_verts(
            columns((sizes * result.slopes[step - 1])[order] / largest if known else sizes)
        )

    def describe(self, result, t: float) -> str:
        return ""


class Aim(Panel):
    """Where what φ' let through points: its share along each singular direction, under how far W stretches there.

    result.singular_values  (H,), falling
    result.aim              (T, H), shares that add up to 1
    """

    title = "Through W"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(xticks=(), yticks=(), ylim=(0, 1.05))
        self.heading(ax, subtitle="bars: share, line: σ_i")
        self.shares = self.moving(PolyCollection([], facecolors=theme.soft, linewidths=0))
        ax.add_collection(self.shares, autolim=False)
        (self.sizes,) = ax.plot([], [], color=factor_colors(theme)[1], lw=2, drawstyle="steps-post")
        self.moving(self.sizes, MOVING + 1)

    def background(self, result):
        return result.singular_values.shape

    def arrange(self, result) -> None:
        self.ax.set_xlim(-0.2, len(result.singular_values) + 0.2)

    def update(self, result, t: float) -> None:
        step = int(t) + 1
        known = step <= result.T and np.isfinite(result.aim[step - 1]).all()
        shares = result.aim[step - 1] if known else np.zeros(0)
        self.shares.set_verts(columns(shares / (shares.max(initial=0) or 1)))
        sizes = result.singular_values / (result.singular_values[0] or 1)
        self.sizes.set_data(np.arange(len(sizes) + 1), np.append(sizes, sizes[-1]))

    def describe(self, result, t: float) -> str:
        return ""


def columns(heights: np.ndarray) -> np.ndarray:
    """Corners (N, 4, 2) of bars of width 1 beside one another."""
    left = np.arange(len(heights)) + 0.08
    right = left + 0.84
    zero = np.zeros_like(heights)
    return np.stack([left, zero, left, heights, right, heights, right, zero], axis=1).reshape(-1, 4, 2)


def bars(starts: np.ndarray, ends: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Corners (N, 4, 2) of bars that lie in rows."""
    top, bottom = rows - 0.34, rows + 0.34
    return np.stack([starts, top, ends, top, ends, bottom, starts, bottom], axis=1).reshape(-1, 4, 2)
