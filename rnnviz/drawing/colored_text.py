"""A text whose characters are colored by a value at each of them."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from .panel import MOVING, Panel, Pointer

WIDE, NARROW = (78, 3), (50, 5)  # columns and lines, enough for 150 characters
STRENGTH = 0.5  # opacity of a value of 1: the character below stays readable


def wrap(text: str, columns: int) -> list[tuple[int, int]]:
    """(line, column) of each character; a line ends after a space in its last third, or where it is full."""
    places, line, start = [], 0, 0
    while start < len(text):
        end = start + columns
        if end < len(text):
            space = text.rfind(" ", start + 2 * columns // 3, end)
            end = space + 1 if space >= 0 else end
        places += [(line, i - start) for i in range(start, min(end, len(text)))]
        line, start = line + 1, end
    return places


class ColoredText(Panel):
    """`result` has text, shown (how each character is drawn), inside (T,) and color_by (T,) in -1..1.

    Blue is above zero, brown below. The line over the characters marks what is inside a quotation.
    """

    title = "The text"

    def __init__(self, subtitle: str):
        super().__init__()
        self.subtitle = subtitle

    def build(self, ax: Axes) -> None:
        ax.set_axis_off()
        wide = ax.get_position().width * ax.figure.get_figwidth()
        self.columns, lines = WIDE if wide > 7 else NARROW
        ax.set(xlim=(0, self.columns), ylim=(lines, 0))
        self.size = min(
            13.0, 0.97 * wide * 72 / self.columns / 0.602
        )  # 0.602 em is the width of DejaVu Sans Mono
        self.cells = self.moving(PolyCollection([], edgecolors="none"))
        ax.add_collection(self.cells, autolim=False)
        self.cursor = Rectangle((0, 0), 1, 0.86, fill=False, ec=self.theme.cursor, lw=2, clip_on=False)
        ax.add_patch(self.moving(self.cursor, MOVING + 1))

    def background(self, result):
        return result.shown, result.inside.tobytes()

    def arrange(self, result) -> None:
        for artist in [*self.ax.texts, *self.ax.collections]:
            if artist not in self.artists:
                artist.remove()
        self.heading(self.ax)
        style = dict(
            family="DejaVu Sans Mono", fontsize=self.size, ha="center", va="center", color=self.theme.ink
        )
        self.places = wrap(result.text, self.columns)
        for (line, column), character in zip(self.places, result.shown, strict=True):
            if character != "␣":
                self.ax.text(column + 0.5, line + 0.56, character, parse_math=False, **style)
        marked = [place for place, inside in zip(self.places, result.inside, strict=True) if inside]
        lines, columns = np.array(marked).reshape(-1, 2).T
        self.ax.hlines(lines + 0.06, columns, columns + 1, color=self.theme.target, lw=2)

    def update(self, result, t: float) -> None:
        self.cells.set_verts(
            [[(x, y + 0.14), (x + 1, y + 0.14), (x + 1, y + 1), (x, y + 1)] for y, x in self.places]
        )
        colors = np.empty((len(self.places), 4))
        above = result.color_by >= 0
        colors[:, :3] = np.where(above[:, None], to_rgb(self.theme.state), to_rgb(self.theme.negative))
        colors[:, 3] = STRENGTH * np.abs(result.color_by).clip(max=1)
        self.cells.set_facecolor(colors)
        t = int(t)
        self.cursor.set_visible(t > 0)
        if t > 0:
            line, column = self.places[t - 1]
            self.cursor.set_xy((column, line + 0.14))

    def character_at(self, pointer: Pointer) -> int | None:
        """The number t, from 1, of the character that is pointed at."""
        place = (int(pointer.y), int(pointer.x))
        return self.places.index(place) + 1 if place in self.places else None

    def pointer(self, result, t, pointer):
        chosen = self.character_at(pointer)
        return {"t": chosen} if chosen and pointer.kind in ("press", "drag") else None

    def describe(self, result, t: float) -> str:
        return ""


class EditedText(ColoredText):
    """A text with one character replaced: `result` has position, from 1, and replacement beside the rest."""

    def build(self, ax: Axes) -> None:
        super().build(ax)
        self.edit = self.label(
            0, 0, family="DejaVu Sans Mono", fontsize=self.size, weight="bold", ha="center", va="center",
            color=self.theme.paper, clip_on=False,
        )  # fmt: skip
        self.edit.set_bbox(dict(facecolor=self.theme.gradient, edgecolor="none", pad=1.5))

    def update(self, result, t: float) -> None:
        super().update(result, t)
        line, column = self.places[result.position - 1]
        self.edit.set_position((column + 0.5, line + 0.56))
        self.edit.set_text(result.replacement)

    def pointer(self, result, t, pointer):
        chosen = self.character_at(pointer)
        if not chosen or pointer.kind != "press":
            return None
        return {"position": chosen, "t": max(t, chosen)}  # before it there is nothing to see
