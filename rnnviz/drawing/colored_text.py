"""A text whose characters are colored by a value at each of them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Protocol, TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from .panel import MOVING, Margins, Panel, Pointer
from .text import width

FONT_NAME = "DejaVu Sans Mono"
ADVANCE = 0.602  # the width of its characters, in ems
SIZES = (20, 18, 16, 15, 14, 13, 12, 11, 10, 9)  # points; the largest at which the text has room is taken
LINE, MOST = 1.55, 2.0  # the height of a line, in ems: at the least, so as to fit, and at the most
OVERLINE = 0.14  # of the height of a line: the strip over the characters where a quotation is marked
STRENGTH = 0.5  # opacity of a value of 1: the character below stays readable


class ColoredResult(Protocol):
    """What `ColoredText` shows of a result."""

    @property
    def text(self) -> str: ...
    @property
    def shown(self) -> str:
        """(T) how each character is drawn"""
        ...

    @property
    def inside(self) -> np.ndarray:
        """(T,) what is marked by a line over it"""
        ...

    @property
    def color_by(self) -> np.ndarray:
        """(T,) from -1 to 1"""
        ...


class EditedResult(ColoredResult, Protocol):
    """What `EditedText` shows of a result."""

    @property
    def position(self) -> int:
        """of the character that was replaced, from 1"""
        ...

    @property
    def replacement(self) -> str: ...


C = TypeVar("C", bound=ColoredResult)
E = TypeVar("E", bound=EditedResult)


def wrap(text: str, columns: int) -> list[tuple[int, int]]:
    """(line, column) of each character; a line ends after a space in its last third, or where it is full."""
    places: list[tuple[int, int]] = []
    line, start = 0, 0
    while start < len(text):
        end = start + columns
        if end < len(text):
            space = text.rfind(" ", start + 2 * columns // 3, end)
            end = space + 1 if space >= 0 else end
        places += [(line, i - start) for i in range(start, min(end, len(text)))]
        line, start = line + 1, end
    return places


def fit(text: str, wide: float, high: float) -> tuple[int, list[tuple[int, int]], float]:
    """The size in points at which a text fills so many pixels, the place of each character, and the height of a line.

    The smallest size is taken even where the lines must stand closer than they should.
    """
    for points in SIZES:
        em = points * 100 / 72
        places = wrap(text, max(int(wide / (ADVANCE * em)), 1))
        lines = places[-1][0] + 1
        if lines * LINE * em <= high:
            break
    return points, places, min(high / lines, MOST * em)


class ColoredText(Panel[C]):
    """The text in as large a type as there is room for: blue above zero, brown below.

    The axes are in pixels, from their upper left corner.
    """

    title = "The text"
    least = (560, 156)
    margins = Margins(left=52, right=14, top=46, bottom=6)
    stretch = 0.0

    def build(self, ax: Axes) -> None:
        ax.set_axis_off()
        scale = ax.figure.dpi / 100
        self.wide, self.high = ax.bbox.width / scale, ax.bbox.height / scale
        ax.set(xlim=(0, self.wide), ylim=(self.high, 0))
        self.heading(ax)
        self.still: list[Any] = []
        self.cells = self.moving(PolyCollection([], edgecolors="none"))
        ax.add_collection(self.cells, autolim=False)
        self.cursor = Rectangle((0, 0), 1, 1, fill=False, ec=self.theme.cursor, lw=2, clip_on=False)
        ax.add_patch(self.moving(self.cursor, MOVING + 1))

    def background(self, result: C) -> Hashable:
        return result.shown, result.inside.tobytes()

    def arrange(self, result: C) -> None:
        for artist in self.still:
            artist.remove()
        self.points, self.places, self.line = fit(result.text, self.wide, self.high)
        self.advance = ADVANCE * self.points * 100 / 72
        style: dict[str, Any] = dict(
            family=FONT_NAME, fontsize=self.points, ha="center", va="center", color=self.theme.ink
        )
        self.still = [
            self.ax.text(*self.center(t), character, parse_math=False, **style)
            for t, character in enumerate(result.shown, 1)
            if character != "␣"
        ]
        lines, columns = np.array(self.places)[result.inside].reshape(-1, 2).T
        x, y = columns * self.advance, (lines + 0.4 * OVERLINE) * self.line
        self.still.append(self.ax.hlines(y, x, x + self.advance, color=self.theme.target, lw=2))
        left, top, right, bottom = self._corners(result)
        corners = [left, top, right, top, right, bottom, left, bottom]
        self.cells.set_verts(np.stack(corners, axis=1).reshape(-1, 4, 2))

    def _corners(self, result: C) -> np.ndarray:
        """(4, T) left, top, right and bottom of every character's cell."""
        lines, columns = np.array(self.places).T
        left, top = columns * self.advance, (lines + OVERLINE) * self.line
        return np.stack([left, top, left + self.advance, (lines + 1) * self.line])

    def center(self, t: int) -> tuple[float, float]:
        """The middle of character t, from 1."""
        line, column = self.places[t - 1]
        return (column + 0.5) * self.advance, (line + 0.5 + OVERLINE / 2) * self.line

    def put(self, box: Rectangle, t: int) -> None:
        """Let a rectangle cover the cell of character t."""
        line, column = self.places[t - 1]
        box.set_bounds(
            column * self.advance, (line + OVERLINE) * self.line, self.advance, (1 - OVERLINE) * self.line
        )

    def update(self, result: C, t: float) -> None:
        colors = np.empty((len(self.places), 4))
        above = result.color_by >= 0
        colors[:, :3] = np.where(above[:, None], to_rgb(self.theme.state), to_rgb(self.theme.negative))
        colors[:, 3] = STRENGTH * np.abs(result.color_by).clip(max=1)
        self.cells.set_facecolor(colors)
        t = int(t)
        self.cursor.set_visible(t > 0)
        if t > 0:
            self.put(self.cursor, t)

    def character_at(self, pointer: Pointer) -> int | None:
        """The number t, from 1, of the character that is pointed at."""
        place = (int(pointer.y / self.line), int(pointer.x / self.advance))
        return self.places.index(place) + 1 if place in self.places else None

    def pointer(self, result: C, t: float, pointer: Pointer) -> dict[str, Any] | None:
        chosen = self.character_at(pointer)
        return {"t": chosen} if chosen and pointer.kind in ("press", "drag") else None


class EditedText(ColoredText[E]):
    """A text with one character replaced, in white on the color of inputs. Pressing on another replaces that."""

    def build(self, ax: Axes) -> None:
        super().build(ax)
        self.patch = Rectangle((0, 0), 1, 1, color=self.theme.input, lw=0)
        ax.add_patch(self.moving(self.patch, MOVING))
        self.edit = self.label(0, 0, weight="bold", ha="center", va="center", color=self.theme.paper)

    def update(self, result: E, t: float) -> None:
        super().update(result, t)
        self.put(self.patch, result.position)
        self.edit.set_position(self.center(result.position))
        self.edit.set_text(result.replacement)
        self.edit.set_fontsize(self.points * min(1, ADVANCE / width(result.replacement, bold=True)))

    def pointer(self, result: E, t: float, pointer: Pointer) -> dict[str, Any] | None:
        chosen = self.character_at(pointer)
        if not chosen or pointer.kind != "press":
            return None
        return {"position": chosen, "t": max(t, chosen)}  # before it there is nothing to see
