"""The entries of one term, of what truncation keeps and of the whole gradient, in one signed map."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from matplotlib.axes import Axes

from ...drawing import MOVING, Glyphs, Margins, Panel, Tints, pixel, signed_norm, typeset
from ...words import number
from .model import ItemizedGradientResult

AXES = {
    "W_hh": "row: from unit, column: to unit",
    "W_xh": "row: from input, column: to unit",
    "b_h": "one column for each unit",
}
FAINT = 1 / 15  # of the scale: less cannot be told from zero


class GradientMap(Panel[ItemizedGradientResult]):
    """A matrix as colored squares. The three maps share one scale: the largest |entry| of the whole gradient."""

    least = (126, 200)
    margins = Margins(left=8, right=8, top=46, bottom=26)
    aligned = False
    subtitle = " "

    def matrix(self, result: ItemizedGradientResult, t: int) -> np.ndarray:
        """What is shown: (rows, columns), or another shape, of which the last axis goes along a row."""
        raise NotImplementedError

    def under(self, result: ItemizedGradientResult) -> str:
        """What stands under the map."""
        return ""

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set(xlim=(0, 1), ylim=(0, 1), xticks=(), yticks=())
        ax.set_box_aspect(1)
        ax.set_anchor("NW")
        self.heading(ax)
        self.map = self.moving(Tints(ax))
        for spine in ax.spines.values():
            spine.set_color(theme.hairline)
            self.moving(spine, MOVING + 1)
        below = dict(xycoords="axes fraction", textcoords="offset points", va="top", fontsize=9)
        self.below = ax.annotate("", (0, 0), (0, -5), color=theme.soft, **below)
        self.words = self.moving(Glyphs(ax), MOVING + 2)
        self.words.set_clip_on(False)
        self.lut = (255 * theme.signed(np.linspace(0, 1, 256))).round().astype(np.uint8)

    def background(self, result: ItemizedGradientResult) -> Hashable:
        return self.under(result)

    def arrange(self, result: ItemizedGradientResult) -> None:
        self.below.set_text(typeset(self.under(result)))

    def update(self, result: ItemizedGradientResult, t: float) -> None:
        matrix = as_rows(self.matrix(result, int(t)))
        limit = result.largest
        known = bool(np.isfinite(matrix).all() and np.isfinite(limit))
        share = signed_norm(limit)(matrix) if known and limit > 0 else np.full(matrix.shape, 0.5)
        self.map.show(np.rint(255 * np.clip(share, 0, 1)).astype(int)[::-1], self.lut)
        up = pixel(self.ax)[1]
        texts, points = [length(matrix)], [(0.0, 1 + 11 * up)]
        size = np.abs(matrix).max()
        inside = ["no numbers"] if not known else [] if size >= FAINT * limit > 0 else ["zero"]
        if inside == ["zero"] and size:
            inside = ["too small", "for this scale"]
        for i, text in enumerate(inside):
            texts.append(text)
            points.append((0.06, 0.5 + (8 if len(inside) > 1 else 0) * up * (1 - 2 * i)))
        self.words.show(texts, points, 9, self.theme.soft, anchor=0.0)


class ThisTerm(GradientMap):
    title = "This term"

    def matrix(self, result: ItemizedGradientResult, t: int) -> np.ndarray:
        return result.terms[t - 1]

    def under(self, result: ItemizedGradientResult) -> str:
        return f"as in params[“{result.parameter}”]" if result.own else AXES[result.parameter]


class Kept(GradientMap):
    title = "Kept"

    def matrix(self, result: ItemizedGradientResult, t: int) -> np.ndarray:
        return result.partial[t - 1]


class Whole(GradientMap):
    title = "Whole"

    def matrix(self, result: ItemizedGradientResult, t: int) -> np.ndarray:
        return result.partial[0]

    def under(self, result: ItemizedGradientResult) -> str:
        return f"scale: ±{number(result.largest)}" if np.isfinite(result.largest) else ""


def as_rows(array: np.ndarray) -> np.ndarray:
    """Any array as rows and columns: the last axis goes along a row."""
    return array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)


def length(matrix: np.ndarray) -> str:
    with np.errstate(all="ignore"):
        norm = float(np.linalg.norm(matrix))
    return f"‖·‖ = {number(norm)}" if np.isfinite(norm) else "‖·‖ > 1.80e308"
