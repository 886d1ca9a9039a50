"""Every pair of steps: how much of the state at the one the state at the other still depends on."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, LogNorm
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from .decades import power, size
from .panel import MOVING, Panel, style_axes
from .theme import GRADIENT_RANGE, Theme
from .typeset import typeset

LOW, HIGH = (round(np.log10(end)) for end in GRADIENT_RANGE)
HIGHEST = 6
"""Above the scale of all labs the color goes on getting deeper up to this power of ten, so that a ridge shows."""
DEEP = "#129AAB", "#0A7283", "#06525E", "#053841"
"""The color that it has at every power of ten above the scale; the first one tells most."""
SHADES = 100  # of a decade


def with_ridges(theme: Theme) -> ListedColormap:
    """The map of all labs, and beyond its end the color of what is off it, deeper with every power of ten."""
    map_ = theme.magnitude
    ridge = LinearSegmentedColormap.from_list("ridge", [map_.get_over(), *DEEP])
    colors = [
        map_(np.linspace(0, 1, (HIGH - LOW) * SHADES)),
        ridge(np.linspace(0, 1, (HIGHEST - HIGH) * SHADES)),
    ]
    return ListedColormap(np.concatenate(colors)).with_extremes(
        bad=theme.paper, under=map_.get_under(), over=DEEP[-1]
    )


class JacobianTriangle(Panel):
    """Cell (t, k) = ‖∂h_t/∂h_k‖, k across and t up, on the scale of all labs; press on a cell to see its chain.

    `result` has triangle (G, G) over the steps of grid, exact, pair (the row chosen) and pair_norms; the cursor is
    the column. In a long sequence a cell stands for several steps.
    """

    title = "Every pair of steps"
    subtitle = "‖∂h_t/∂h_k‖; press on a cell to see its chain"
    rough = "‖∂h_t/∂h_k‖, color within a factor of 3"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set_xlabel("from step k", labelpad=0)
        ax.set_ylabel("to step t", labelpad=0)
        _, self.sub = self.heading(ax)
        self.image = self.moving(
            ax.imshow(
                np.ones((1, 1)), cmap=with_ridges(theme), norm=LogNorm(10.0**LOW, 10.0**HIGHEST), origin="lower",
                aspect="auto", interpolation="nearest",
            )
        )  # fmt: skip
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
        bar = ax.inset_axes((1.035, 0.1, 0.045, 0.8))
        bar.imshow(
            map_(np.linspace(0, 1, map_.N))[:, None],
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
        for y, color, words in ((-0.005, map_.get_under(), "less"), (0.96, map_.get_over(), "more")):
            patch = Rectangle(
                (1.035, y), 0.045, 0.045, transform=ax.transAxes, clip_on=False, color=color, lw=0
            )
            ax.add_patch(patch)
            ax.text(1.095, y + 0.02, words, transform=ax.transAxes, va="center", fontsize=9, color=theme.soft)

    def background(self, result):
        return result.T, result.exact

    def arrange(self, result) -> None:
        self.sub.set_text(typeset(self.subtitle if result.exact else self.rough))
        half = result.T / 2 if len(result.grid) == 1 else (result.grid[1] - result.grid[0]) / 2
        self.image.set_extent((result.grid[0] - half, result.T + half) * 2)
        edges = (-half, result.T + half)
        self.ax.set(xlim=edges, ylim=edges)
        for axis in (self.ax.xaxis, self.ax.yaxis):
            axis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=1))

    def update(self, result, t: float) -> None:
        t, late = int(t), result.pair
        cells = np.maximum(result.triangle, 1e-300)  # exact zeros are less than all the map has
        cells[np.triu_indices(len(cells), 1)] = np.nan
        self.image.set_data(np.minimum(cells, 1e300))
        self.cursor.set_data([t, t], [t - 0.5, result.T + 0.5])  # as far as there are cells
        early = min(t, late)
        self.row.set_bounds(early - 0.5, late - 0.5, late - early + 1, 1)
        factors = late - early
        product = f"J_{late} ⋯ J_{early + 1}"
        if factors < 3:
            product = " ".join(f"J_{s}" for s in range(late, early, -1)) or "I"
        formula = f"∂h_{late}/∂h_{early}\n= {product}\n{factors} factor{'' if factors == 1 else 's'}"
        self.formula.set_text(formula)
        self.value.set_text(size(result.pair_norms[early]))

    def describe(self, result, t: float) -> str:
        return ""

    def pointer(self, result, t, pointer):
        k, late = round(pointer.x), round(pointer.y)
        if pointer.kind not in ("press", "drag") or not 0 <= k <= late <= result.T:
            return None
        return {"t": k, "pair": late}
