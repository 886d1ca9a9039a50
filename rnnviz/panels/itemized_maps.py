"""The entries of one term, of what truncation keeps and of the whole gradient, in one signed map."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from .glyphs import Glyphs
from .panel import MOVING, Panel
from .shrinkage_scale import figures
from .theme import signed_norm
from .tints import Tints

AXES = {
    "W_hh": "row: from unit, column: to unit",
    "W_xh": "row: from input, column: to unit",
    "b_h": "one column for each unit",
}
FAINT = 1 / 15  # of the scale: less cannot be told from zero


class GradientMap(Panel):
    """A matrix as colored squares. All maps of a lab share one scale: the largest |entry| of the whole gradient.

    values  what is shown: (result, t) -> (rows, columns)
    under   what stands under the map: "axes", what its rows and columns are, or "scale"
    """

    def __init__(self, title: str, values: Callable[[Any, int], np.ndarray], under: str = ""):
        super().__init__()
        self.title, self.values, self.under = title, values, under

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set(xlim=(0, 1), ylim=(0, 1), xticks=(), yticks=())
        self.map = self.moving(Tints(ax))
        for spine in ax.spines.values():
            spine.set_color(theme.hairline)
            self.moving(spine, MOVING + 1)
        self.up = 1 / (ax.bbox.height / ax.figure.dpi * 100)
        self.words = self.moving(Glyphs(ax), MOVING + 2)
        self.words.set_clip_on(False)
        self.lut = (255 * theme.signed(np.linspace(0, 1, 256))).round().astype(np.uint8)

    def background(self, result):
        return result.parameter, result.own

    def arrange(self, result) -> None:
        for text in self.ax.texts[:]:
            text.remove()
        self.heading(self.ax, subtitle=" ")
        if self.under == "axes":
            axes = f"as in params[“{result.parameter}”]" if result.own else AXES[result.parameter]
            style = dict(transform=self.ax.transAxes, va="center", fontsize=9, color=self.theme.soft)
            self.ax.text(0, -11 * self.up, axes, parse_math=False, **style)

    def update(self, result, t: float) -> None:
        matrix = as_matrix(self.values(result, int(t)))
        limit = result.largest
        known = bool(np.isfinite(matrix).all() and np.isfinite(limit))
        share = signed_norm(limit)(matrix) if known and limit > 0 else np.full(matrix.shape, 0.5)
        self.map.show(np.rint(255 * np.clip(share, 0, 1)).astype(int)[::-1], self.lut)
        size = np.abs(matrix).max()
        texts = [self._norm(matrix)]
        points = [(0, 1 + 11 * self.up)]
        if known and size < FAINT * limit:
            texts += ["too small", "for this scale"] if size else ["zero"]
            points += [(0.06, 0.5 + 8 * self.up), (0.06, 0.5 - 8 * self.up)] if size else [(0.06, 0.5)]
        elif not known:
            texts, points = texts + ["no numbers"], [*points, (0.06, 0.5)]
        if self.under == "scale":
            texts.append(f"scale: ±{figures(limit)}" if known else "")
            points.append((0, -11 * self.up))
        self.words.show(texts, points, 9, self.theme.soft, anchor=0.0)

    def _norm(self, matrix) -> str:
        with np.errstate(all="ignore"):
            norm = np.linalg.norm(matrix)
        return f"‖·‖ = {figures(norm)}" if np.isfinite(norm) else "‖·‖ > 1.80e308"

    def describe(self, result, t: float) -> str:
        return ""


def as_matrix(array: np.ndarray) -> np.ndarray:
    """Any array as rows and columns: the last axis goes along a row."""
    return array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)
