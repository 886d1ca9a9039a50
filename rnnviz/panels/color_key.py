"""A small color scale beside a panel's title."""

import numpy as np
from matplotlib.axes import Axes

from .theme import Theme
from .typeset import typeset

LONG, HIGH = 100, 9  # pixels


def color_key(
    ax: Axes, right: float, up: float, name: str, cmap, ends: tuple[str, str], theme: Theme
) -> None:
    """Draw a scale that ends `right` pixels along the axes and stands `up` pixels above its top."""
    scale = ax.figure.dpi / 100
    width, height = ax.bbox.width / scale, ax.bbox.height / scale
    box = [(right - LONG) / width, 1 + up / height, LONG / width, HIGH / height]
    bar = ax.inset_axes(box)
    bar.imshow(np.linspace(0, 1, LONG)[None], cmap=cmap, aspect="auto")
    bar.set_axis_off()
    style = dict(xycoords="axes fraction", textcoords="offset points", va="center", fontsize=9)
    bar.annotate(typeset(f"{name}  {ends[0]}"), (0, 0.5), (-4, 0), ha="right", color=theme.soft, **style)
    bar.annotate(ends[1], (1, 0.5), (4, 0), ha="left", color=theme.soft, **style)
