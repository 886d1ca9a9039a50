"""What the tests of pictures share: paint a frame, and read off what was drawn."""

import numpy as np

from rnnviz.drawing import Glyphs, outline


def painted(lab, t=None):
    """The panels after they painted time t, by default the present one."""
    scene = lab._ensure_scene()
    scene.paint(lab.result, lab.t if t is None else t)
    return scene.panels


def panels(lab):
    """The same by the name of their class."""
    return {type(panel).__name__: panel for panel in painted(lab)}


def reads(glyphs: Glyphs, words, anchor: float = 0.5) -> bool:
    """Whether the outlines that are drawn are those of these words, in this order."""
    drawn, wanted = glyphs.get_paths(), [outline(word, anchor) for word in words]
    return len(drawn) == len(wanted) and all(
        np.array_equal(one.vertices, other.vertices) for one, other in zip(drawn, wanted, strict=True)
    )


def heights(bars) -> np.ndarray:
    """(n, 2) the lower and the upper edges of the rectangles of a collection."""
    return np.array([(path.vertices[:, 1].min(), path.vertices[:, 1].max()) for path in bars.get_paths()])


def widths(bars) -> np.ndarray:
    """(n, 2) their left and right edges."""
    return np.array([(path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in bars.get_paths()])


def curve(line) -> np.ndarray:
    """(n, 2) the points of a line."""
    return np.column_stack(line.get_data())
