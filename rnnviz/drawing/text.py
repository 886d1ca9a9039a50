"""Texts in pictures, drawn from stored outlines: matplotlib lays its own out anew at every frame, 1 to 3 ms each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.cbook import normalize_kwargs
from matplotlib.collections import PathCollection
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, IdentityTransform
from numpy.typing import ArrayLike

from ..words import runs

SMALL = 0.7  # the size of an index, in that of its text
RISE = {0: 0.0, -1: -0.17, 1: 0.36}  # its baseline above that of the text, in ems
SIGN = re.compile(r"""[\s"#$%&\\^_`~]""")  # which mathtext would read as markup, or leave out
EM = 100.0  # the size at which outlines are taken from the font
FONT = FontProperties(family="DejaVu Sans", size=EM)
BOLD = FontProperties(family="DejaVu Sans", size=EM, weight="bold")
MIDDLE = 0.36  # half the height of a capital, in ems: what "vertically centered" means for a label
TYPO = get_font(findfont(FONT)).get_sfnt_table("OS/2")
UNITS = get_font(findfont(FONT)).units_per_EM
ASCENT, DESCENT, GAP = (TYPO[f"sTypo{name}"] / UNITS for name in ("Ascender", "Descender", "LineGap"))
HEIGHT = ASCENT - DESCENT  # of a line, in ems; DESCENT is below zero
SHARE = {"left": 0.0, "center": 0.5, "right": 1.0}
Colors = str | Sequence[Any] | np.ndarray
"""One color for all, or one each."""


def typeset(text: str) -> str:
    """The text as matplotlib's own `Text` takes it, its indices and powers in the font of the text.

    Every sign in it is drawn as it stands: none is a command of mathtext's, whatever a learner's name has in it.
    """
    marks = {-1: "_", 1: "^"}
    return "".join(
        f"${marks[level]}{{\\mathregular{{{_plain(piece)}}}}}$" if level else piece.replace("$", r"\$")
        for piece, level in runs(text)
    )


def _plain(piece: str) -> str:
    return SIGN.sub(lambda sign: rf"\text{{\{sign[0]}}}", piece)


class Glyphs(PathCollection):
    """Labels drawn as outlines, each at its own point, with its own size in points and its own color.

    The characters are drawn without mathtext, in DejaVu Sans, which must have them: `rnnviz.text.clean` sees to that.
    """

    def __init__(self, ax: Axes):
        nowhere = np.empty((0, 2))
        super().__init__([], sizes=[1.0], offsets=nowhere, offset_transform=ax.transData, linewidths=0)
        self.set_transform(IdentityTransform())  # sizes are points on the screen, not data
        ax.add_collection(self, autolim=False)

    def show(
        self, labels: Sequence[str], points: ArrayLike, size: ArrayLike, color: Colors, anchor: float = 0.5
    ) -> None:
        """Put labels on points (N, 2); `size` and `color` are one for all or one each.

        `anchor` says which part of a label its point is: 0 the left end, 0.5 the middle, 1 the right end.
        """
        self.set_paths([outline(label, anchor) for label in labels])
        self.set_offsets(points)
        self.set_sizes(np.square(np.atleast_1d(size)))
        self.set_facecolor(color)


@lru_cache(maxsize=4096)
def outline(label: str, anchor: float, up: float = MIDDLE, bold: bool = False) -> Path:
    """The outline of a label in ems, with `anchor` of its width left of the origin and `up` of its baseline below."""
    vertices, codes, x = [], [], 0.0
    for piece, level in runs(label):
        size = SMALL if level else 1.0
        for character in piece:
            points, kinds, advance = glyph(character, bold)
            vertices.append(size * points + (x, RISE[level]))
            codes.append(kinds)
            x += size * advance
    if not vertices:
        return Path(np.empty((0, 2)))
    return Path(np.concatenate(vertices) - (x * anchor, up), np.concatenate(codes))


@lru_cache(maxsize=4096)
def width(label: str, bold: bool = False) -> float:
    """The width of a label in ems."""
    return sum(
        (SMALL if level else 1.0) * sum(glyph(character, bold)[2] for character in piece)
        for piece, level in runs(label)
    )


@lru_cache(maxsize=512)
def glyph(character: str, bold: bool = False) -> tuple[np.ndarray, np.ndarray, float]:
    """Vertices and codes of one character, and how far the next one stands, in ems."""
    font = BOLD if bold else FONT
    vertices, codes = text_to_path.get_text_path(font, character)
    advance, _, _ = text_to_path.get_text_width_height_descent(character, font, ismath=False)
    return np.reshape(vertices, (-1, 2)) / EM, np.asarray(codes, np.uint8), advance / EM


class Symbols(Glyphs):
    """As `Glyphs`; what has a $ in it is mathtext. `anchor` may be one for all or one each."""

    def show(
        self,
        labels: Sequence[str],
        points: ArrayLike,
        size: ArrayLike,
        color: Colors,
        anchor: float | Sequence[float] | np.ndarray = 0.5,
    ) -> None:
        anchors = np.broadcast_to(anchor, len(labels))
        self.set_paths([symbol(label, float(at)) for label, at in zip(labels, anchors, strict=True)])
        self.set_offsets(np.reshape(points, (-1, 2)))
        self.set_sizes(np.square(np.atleast_1d(size)))
        self.set_facecolor(color)


@lru_cache(maxsize=4096)
def symbol(label: str, anchor: float) -> Path:
    """The outline of a label in ems, as `outline` has it."""
    if "$" not in label:
        return outline(label, anchor)
    vertices, codes = text_to_path.get_text_path(FONT, label, ismath=True)
    return Path(np.reshape(vertices, (-1, 2)) / EM - (symbol_width(label) * anchor, MIDDLE), codes)


@lru_cache(maxsize=1024)
def symbol_width(label: str) -> float:
    """The width of a label in ems."""
    if "$" not in label:
        return width(label)
    return text_to_path.get_text_width_height_descent(label, FONT, ismath=True)[0] / EM


class QuickText(Text):
    """A horizontal text of one or more lines without mathtext, placed as a `Text` is, in about 0.1 ms.

    Its characters are drawn as outlines in DejaVu Sans, regular or bold, and not fitted to the pixel grid; indices
    and powers as `typeset` has them.
    """

    box: dict[str, Any] | None = None

    def set_bbox(self, rectprops: dict[str, Any] | None) -> None:
        """A filled box behind the text: facecolor, alpha, and pad in points."""
        self.box = normalize_kwargs(rectprops, Patch) if rectprops else None

    def extent(self, renderer: RendererBase) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of what is drawn, in pixels, without a box."""
        lines, em, bold = self._lines(renderer)
        wide = max(em * width(line, bold) for line in lines)
        high = self._line_height(len(lines), em) * len(lines)
        x, y = self.get_transform().transform(self.get_unitless_position())
        return x - SHARE[self.get_horizontalalignment()] * wide, y - self._below(em, high), wide, high

    def draw(self, renderer: RendererBase) -> None:
        if not self.get_visible() or not self.get_text():
            return
        lines, em, bold = self._lines(renderer)
        line, side = self._line_height(len(lines), em), SHARE[self.get_horizontalalignment()]
        left, bottom, wide, high = self.extent(renderer)
        gc = renderer.new_gc()
        self._set_gc_clip(gc)
        gc.set_linewidth(0)
        if self.box:
            draw_box(renderer, gc, self.box, (left, bottom, wide, high))
        gc.set_alpha(self.get_alpha())
        gc.set_foreground(self.get_color())
        color = gc.get_rgb()
        baseline = bottom + high - (line - em * HEIGHT) / 2 - em * ASCENT
        for words in lines:
            aside = side * (wide - em * width(words, bold))
            renderer.draw_path(
                gc,
                outline(words, 0.0, 0.0, bold),
                Affine2D().scale(em).translate(left + aside, baseline),
                color,
            )
            baseline -= line
        gc.restore()

    def _lines(self, renderer: RendererBase) -> tuple[list[str], float, bool]:
        """The lines, the size of an em in pixels, and whether they are bold."""
        em = renderer.points_to_pixels(self.get_fontsize())
        return self.get_text().split("\n"), em, self.get_fontweight() == "bold"

    def _line_height(self, lines: int, em: float) -> float:
        spacing = self.get_linespacing()
        if spacing == "normal":
            return em * (HEIGHT + GAP if lines > 1 else HEIGHT)
        return em * HEIGHT * spacing

    def _below(self, em: float, high: float) -> float:
        """How much of the text's height stands below its point."""
        match self.get_verticalalignment():
            case "top":
                return high
            case "center" | "center_baseline":
                return high / 2
            case "baseline":
                return -em * DESCENT
            case _:
                return 0.0


def draw_box(
    renderer: RendererBase,
    gc: GraphicsContextBase,
    style: dict[str, Any],
    rect: tuple[float, float, float, float],
) -> None:
    """Fill the box behind a text of this left, bottom, width and height, and its pad around it."""
    left, bottom, wide, high = rect
    pad = renderer.points_to_pixels(style.get("pad", 4))
    gc.set_alpha(style.get("alpha"))
    gc.set_foreground(style["facecolor"])
    corner = Affine2D().scale(wide + 2 * pad, high + 2 * pad).translate(left - pad, bottom - pad)
    renderer.draw_path(gc, unit_square(), corner, gc.get_rgb())


@lru_cache(maxsize=1)
def unit_square() -> Path:
    return Path.unit_rectangle()
