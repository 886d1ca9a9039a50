"""Many short labels as one artist: forty Texts take 13 ms a frame, a collection of outlines 1 ms."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import IdentityTransform

from .typeset import RISE, SMALL, runs

EM = 100.0  # the size at which outlines are taken from the font
FONT = FontProperties(family="DejaVu Sans", size=EM)
BOLD = FontProperties(family="DejaVu Sans", size=EM, weight="bold")
MIDDLE = 0.36  # half the height of a capital, in ems: what "vertically centered" means for a label


class Glyphs(PathCollection):
    """Labels drawn as outlines, each at its own point, with its own size in points and its own color.

    The characters are drawn without mathtext, in DejaVu Sans, which must have them: `rnnviz.text.clean` sees to that.
    """

    def __init__(self, ax: Axes):
        nowhere = np.empty((0, 2))
        super().__init__([], sizes=[1.0], offsets=nowhere, offset_transform=ax.transData, linewidths=0)
        self.set_transform(IdentityTransform())  # sizes are points on the screen, not data
        ax.add_collection(self, autolim=False)

    def show(self, labels: Sequence[str], points, size, color, anchor: float = 0.5) -> None:
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
