"""Two steps of Gradient flow, and how much of the later one's state still depends on the earlier one's."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, LogNorm, to_rgba
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from ...drawing import (
    GRADIENT_RANGE,
    MOVING,
    BeyondMarks,
    Margins,
    Panel,
    Pointer,
    Theme,
    log10,
    style_axes,
)
from ...words import number, power, size
from .model import GradientFlowResult

LOW, HIGH = (round(np.log10(end)) for end in GRADIENT_RANGE)
HIGHEST = 6
"""Above the scale of all labs the color goes on getting deeper up to this power of ten, so that a ridge shows."""
DEEP = "#129AAB", "#0A7283", "#06525E", "#053841"
"""The color that it has at every power of ten above the scale; the first one tells most."""
SHADES = 100  # of a decade
BAR, WIDE = 8, 10  # pixels from the triangle to the bar of its scale, and the bar's width
REACH = 1.0  # powers of ten that a single factor is shown to


def with_ridges(theme: Theme) -> ListedColormap:
    """The map of all labs, and beyond its end the color of what is off it, deeper with every power of ten.

    A decade more at both ends has the colors of all that is less and of all that is more; what is off that is
    exactly 0 or infinite.
    """
    map_ = theme.magnitude
    ridge = LinearSegmentedColormap.from_list("ridge", [map_.get_over(), *DEEP])
    colors = [
        np.tile(map_.get_under(), (SHADES, 1)),
        map_(np.linspace(0, 1, (HIGH - LOW) * SHADES)),
        ridge(np.linspace(0, 1, (HIGHEST - HIGH) * SHADES)),
        np.tile(to_rgba(DEEP[-1]), (SHADES, 1)),
    ]
    return ListedColormap(np.concatenate(colors)).with_extremes(
        bad=theme.paper, under=theme.soft, over=theme.negative
    )


def on_the_map(sizes: np.ndarray) -> np.ndarray:
    """Sizes as `with_ridges` takes them: what is less or more than the scale stands in its outer decades."""
    shown = np.clip(sizes, 10.0 ** (LOW - 0.5), 10.0 ** (HIGHEST + 0.5))
    shown[sizes == 0], shown[np.isposinf(sizes)] = 1e-300, 1e300
    return shown


class JacobianTriangle(Panel[GradientFlowResult]):
    """Cell (t, k) = ‖∂h_t/∂h_k‖, k across and t up, on the scale of all labs; press on a cell to see its chain.

    The row is the later step of the pair, the cursor the column. In a long sequence a cell stands for several steps.
    """

    least = (330, 230)
    margins = Margins(left=54, right=70, top=46, bottom=38)
    aligned = False
    title = "Every pair of steps"
    subtitle = "‖∂h_t/∂h_k‖; press on a cell to see its chain"
    press = ("press on a cell to see its chain", "press on a cell for its chain")

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set_xlabel("from step k", labelpad=0)
        ax.set_ylabel("to step t", labelpad=0)
        _, self.sub = self.heading(ax)
        self.image = self.moving(
            ax.imshow(
                np.ones((1, 1)),
                cmap=with_ridges(theme),
                norm=LogNorm(10.0 ** (LOW - 1), 10.0 ** (HIGHEST + 1)),
                origin="lower",
                aspect="auto",
                interpolation="nearest",
            )
        )
        self.row = Rectangle((0, 0), 1, 1, fill=False, ec=theme.cursor, lw=2)
        ax.add_patch(self.moving(self.row, MOVING + 2))
        (self.cursor,) = ax.plot([], [], color=theme.cursor, lw=2)
        self.moving(self.cursor, MOVING + 1)
        text = dict(transform=ax.transAxes, ha="right", va="bottom", linespacing=1.35)
        self.formula = self.label(0.985, 0.15, fontsize=9, color=theme.ink, **text)
        self.value = self.label(0.985, 0.04, fontsize=12, weight="bold", color=theme.ink, **text)
        self._scale(ax)

    def _scale(self, ax: Axes) -> None:
        """The bar of the map, with its decades, and what lies beyond both ends."""
        theme, map_ = self.theme, with_ridges(self.theme)
        self.across = ax.figure.dpi / 100 / ax.bbox.width  # of the axes, for each pixel
        bar = ax.inset_axes((1 + BAR * self.across, 0.145, WIDE * self.across, 0.71))
        bar.imshow(
            map_(np.arange(SHADES, map_.N - SHADES))[:, None],
            aspect="auto",
            origin="lower",
            extent=(0, 1, LOW, HIGHEST),
        )
        decades = range(LOW, HIGHEST + 1, 2)
        bar.set(xticks=[], yticks=decades)
        bar.set_yticklabels(map(power, decades))
        bar.yaxis.tick_right()
        bar.tick_params(colors=theme.soft, labelsize=9, length=0, pad=3)
        for spine in bar.spines.values():
            spine.set_visible(False)
        self.extremes = (
            self._key(ax, 0.0, map_.get_under(), "exactly 0"),
            self._key(ax, 0.955, map_.get_over(), "infinite"),
        )
        self._key(ax, 0.07, map_(0), "less")
        self._key(ax, 0.885, map_(map_.N - 1), "more")

    def _key(self, ax: Axes, y: float, color, words: str) -> tuple:
        """A color of its own, beside the bar, with what it means."""
        corner = (1 + BAR * self.across, y)
        patch = Rectangle(
            corner, WIDE * self.across, 0.045, transform=ax.transAxes, clip_on=False, color=color, lw=0
        )
        ax.add_patch(patch)
        style = dict(transform=ax.transAxes, va="center", fontsize=9, color=self.theme.soft)
        return patch, ax.text(1 + (BAR + WIDE + 5) * self.across, y + 0.02, words, **style)

    def background(self, result: GradientFlowResult) -> Hashable:
        return result.T, result.exact, result.whole, *self._found(result)

    def _found(self, result: GradientFlowResult) -> tuple[bool, bool]:
        """Whether there are pairs whose norm is exactly 0, and pairs whose norm is infinite."""
        cells = result.triangle[np.tril_indices(len(result.triangle))]
        return bool((cells == 0).any()), bool(np.isposinf(cells).any())

    def arrange(self, result: GradientFlowResult) -> None:
        s, more = result.state, f", {result.state_words}" if result.whole else ""
        help_ = "color within a factor of 3" if not result.exact else self.press[bool(result.whole)]
        self.retitle(self.sub, f"‖∂{s}_t/∂{s}_k‖{more}{',' if not result.exact else ';'} {help_}")
        for artists, found in zip(self.extremes, self._found(result), strict=True):
            for artist in artists:
                artist.set_visible(found)
        half = result.T / 2 if len(result.grid) == 1 else (result.grid[1] - result.grid[0]) / 2
        self.image.set_extent((result.grid[0] - half, result.T + half) * 2)
        edges = (-half, result.T + half)
        self.ax.set(xlim=edges, ylim=edges)
        for axis in (self.ax.xaxis, self.ax.yaxis):
            axis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=1))

    def update(self, result: GradientFlowResult, t: float) -> None:
        t, late = int(t), result.pair
        cells = on_the_map(result.triangle)
        cells[np.triu_indices(len(cells), 1)] = np.nan
        self.image.set_data(cells)
        self.cursor.set_data([t, t], [t - 0.5, result.T + 0.5])  # as far as there are cells
        early = min(t, late)
        self.row.set_bounds(early - 0.5, late - 0.5, late - early + 1, 1)
        factors = late - early
        product = f"J_{late} ⋯ J_{early + 1}"
        if factors < 3:
            product = " ".join(f"J_{s}" for s in range(late, early, -1)) or "I"
        s = result.state
        formula = f"∂{s}_{late}/∂{s}_{early}\n= {product}\n{factors} factor{'' if factors == 1 else 's'}"
        self.formula.set_text(formula)
        self.value.set_text(size(result.pair_norms[early]))

    def pointer(self, result: GradientFlowResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        k, late = round(pointer.x), round(pointer.y)
        if pointer.kind not in ("press", "drag") or not 0 <= k <= late <= result.T:
            return None
        return {"t": k, "pair": late}


class FactorChain(Panel[GradientFlowResult]):
    """A bar for each step s of the chain: ‖∂h_t/∂h_{s-1}‖ / ‖∂h_t/∂h_s‖; a tick over it: ‖J_s‖, its bound.

    The cursor is the earlier step of the pair. The bars between the two multiply to the number shown. A bar that
    leaves the axis ends in ▲ or ▼, a factor of exactly 0 is ×, and behind it, where 0 is divided by 0, there is
    nothing.
    """

    least = (400, 190)
    title = "The chain between two steps"
    subtitle = "what each step multiplies by; ticks: ‖J_t‖, its limit"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(ylim=(-REACH, REACH), yticks=np.log10([0.1, 0.3, 1, 3, 10]))
        ax.set_yticklabels(["0.1", "0.3", "1", "3", "10"])
        ax.grid(axis="y", color=theme.hairline, lw=0.8)
        ax.set_axisbelow(True)
        ax.set_xlabel("step t", labelpad=0)
        self.heading(ax)
        ax.axhline(0, color=theme.soft, lw=0.8)
        bars = PolyCollection([], linewidths=0)
        self.bars = self.moving(ax.add_collection(bars, autolim=False), MOVING + 1)
        ticks = LineCollection([], colors=theme.ink, linewidths=1.2)
        self.ticks = self.moving(ax.add_collection(ticks, autolim=False), MOVING + 2)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        self.value = self.label(0, -0.82, va="center", fontsize=10, weight="bold", color=theme.ink)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))
        self.marks = BeyondMarks(self, ax, theme.ink)
        (self.far_limits,) = ax.plot([], [], ls="none", marker=6, ms=4, color=theme.ink)
        self.moving(self.far_limits, MOVING + 2)
        above = ScaledTranslation(0, 21.5 / 72, ax.figure.dpi_scale_trans)
        self.note = self.label(1, 1, transform=ax.transAxes + above, ha="right", color=theme.ink)

    def background(self, result: GradientFlowResult) -> Hashable:
        return result.T

    def arrange(self, result: GradientFlowResult) -> None:
        self.ax.set_xlim(-0.02 * result.T, 1.02 * result.T)
        self.ax.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))

    def update(self, result: GradientFlowResult, t: float) -> None:
        t, late = int(t), result.pair
        steps = np.arange(1, late + 1)
        factors = chain_factors(result.pair_norms)
        heights = np.clip(np.nan_to_num(log10(np.where(factors == 0, np.nan, factors))), -REACH, REACH)
        above, below, zero = factors > 10**REACH, (factors < 10**-REACH) & (factors > 0), factors == 0
        self.marks.show(steps - 0.5, above, below, zero)
        self.note.set_text(self._note(factors, above, below, zero))
        left, right, zero = steps - 0.9, steps - 0.1, np.zeros(late)
        corners = [left, zero, left, heights, right, heights, right, zero]
        self.bars.set_verts(np.stack(corners, axis=1).reshape(-1, 4, 2))
        self.bars.set_facecolor(np.where(steps > t, self.theme.soft, self.theme.hairline))
        limits = log10(result.factors[:late])
        inside = abs(limits) <= REACH
        self.ticks.set_segments(np.stack([left, limits, right, limits], axis=1)[inside].reshape(-1, 2, 2))
        far = (steps - 0.5)[limits > REACH]
        self.far_limits.set_data(far, np.full(len(far), REACH))
        self.far_limits.set_visible(len(far) > 0)
        self.cursor.set_xdata([t, t])
        early = min(t, late)
        aside = early > 0.45 * result.T
        self.value.set(
            text=f"all together {size(result.pair_norms[early])}" if early < late else "",
            x=early + 0.02 * result.T * (-1 if aside else 1),
            ha="right" if aside else "left",
        )

    def _note(self, factors, above, below, zero) -> str:
        """What the marks mean; of a single one, its number."""
        notes = []
        for mark, chosen, beyond in (
            ("▲", above, "above 10"),
            ("▼", below, "below 0.1"),
            ("×", zero, "exactly 0"),
        ):
            count = int(chosen.sum())
            if count == 1 and mark != "×":
                notes.append(f"{mark} {number(float(factors[chosen][0]))}")
            elif count:
                notes.append(f"{mark} {f'{count} ' if count > 1 else ''}{beyond}")
        return "   ".join(notes)

    def time_axis(self, result: GradientFlowResult) -> tuple[float, float]:
        return 0, result.T


@np.errstate(all="ignore")
def chain_factors(norms: np.ndarray) -> np.ndarray:
    """What each step multiplies the norm of the chain by, (pair,): nan where 0 or infinity is divided by itself."""
    factors = norms[:-1] / norms[1:]
    factors[np.isinf(norms[1:])] = np.nan
    return factors
