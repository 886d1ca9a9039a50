"""Short labels with mathematical signs, drawn from stored outlines: mathtext would be laid out at every frame."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from .glyphs import EM, FONT, MIDDLE, Glyphs
from .glyphs import outline as plain_outline
from .glyphs import width as plain_width


class Symbols(Glyphs):
    """As `Glyphs`; what has a $ in it is mathtext. `anchors` may be one for all or one each."""

    def show(self, labels, points, size, color, anchor=0.5) -> None:
        anchors = np.broadcast_to(anchor, len(labels))
        self.set_paths([outline(label, float(at)) for label, at in zip(labels, anchors, strict=True)])
        self.set_offsets(np.reshape(points, (-1, 2)))
        self.set_sizes(np.square(np.atleast_1d(size)))
        self.set_facecolor(color)


@lru_cache(maxsize=4096)
def outline(label: str, anchor: float) -> Path:
    """The outline of a label in ems, as `glyphs.outline`."""
    if "$" not in label:
        return plain_outline(label, anchor)
    vertices, codes = text_to_path.get_text_path(FONT, label, ismath=True)
    return Path(np.reshape(vertices, (-1, 2)) / EM - (width(label) * anchor, MIDDLE), codes)


@lru_cache(maxsize=1024)
def width(label: str) -> float:
    """The width of a label in ems."""
    if "$" not in label:
        return plain_width(label)
    return text_to_path.get_text_width_height_descent(label, FONT, ismath=True)[0] / EM
