"""What the colors of a cell's outlines mean, named beside its heading, each in its own."""

from matplotlib.axes import Axes

from .cell_symbols import width
from .theme import Theme

RIGHT, UP = 112, 10.5  # points from the upper left corner of the axes to the first word
SIZE, APART = 9, 0.6  # of the words, in points, and between two of them, in ems


def outline_key(ax: Axes, roles: list[str], theme: Theme) -> None:
    """Write "outline" and each of the roles, whose names are those of colors of the theme."""
    place = dict(xycoords="axes fraction", textcoords="offset points", va="center", fontsize=SIZE)
    x = RIGHT
    for word, role in [("outline", "soft"), *zip(roles, roles, strict=True)]:
        ax.annotate(word, (0, 1), (x, UP), color=getattr(theme, role), parse_math=False, **place)
        x += SIZE * (width(word) + APART)
