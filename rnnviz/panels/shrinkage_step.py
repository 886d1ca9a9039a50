"""The step under the cursor: how long the gradient is before φ', after φ' and after W."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from .glyphs import Glyphs
from .panel import MOVING, Panel
from .shrinkage_captions import one_step
from .shrinkage_scale import factor_colors, factor_fills, figures
from .typeset import typeset

ROWS = ("g_t arrives", "after φ'", "W at its best", "W in fact")


REACH, FACTORS = 0.5, 0.76  # of the width: where the longest bar ends, and where the factors stand
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
        ends = REACH * lengths / lengths.max()
        before, after = ends[:-1], ends[1:]
        rows = np.arange(4.0)
        self.left.set_verts(bars(0 * ends, np.minimum(ends, np.append(ends[0], before)), rows))
        self.changes.set_verts(bars(before, after, rows[1:]))
        colors = self.fills.copy()
        colors[factors <= 1, 3] = LOST
        self.changes.set_facecolor(colors)
        reach = np.maximum(ends, np.append(0, before))
        texts = [figures(length) for length in lengths] + [f"× {figures(factor)}" for factor in factors]
        points = [*zip(reach + 0.02, rows, strict=True), *((FACTORS, row) for row in rows[1:])]
        ink = self.theme.ink
        self.numbers.show(texts, points, 9.5, [ink] * 4 + list(self.colors), anchor=0.0)

    def describe(self, result, t: float) -> str:
        return one_step(result, t)


def bars(starts: np.ndarray, ends: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Corners (N, 4, 2) of bars that lie in rows."""
    top, bottom = rows - 0.34, rows + 0.34
    return np.stack([starts, top, ends, top, ends, bottom, starts, bottom], axis=1).reshape(-1, 4, 2)
