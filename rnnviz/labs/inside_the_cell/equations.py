"""The equations of a gated cell, with the numbers of one unit put in."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from ...drawing import MOVING, Margins, Panel, Pointer, Symbols, symbol_width
from .diagram import FAINT, PT, choice
from .kinds import Cell, Token, gap
from .model import WHOLE, InsideCellResult, step_and_moment
from .pipes import faded

SIGNS, NUMBERS, NAME = 10.5, 9.5, 9  # sizes in points
LINE, MOST = 16.0, 26.0  # pixels from one line to the next, and with height to spare
PADDING = 3.0  # of a row
NAMES = 92  # pixels for the names of the parts, and the width from which there is room for them
ROOMY = 430
ASIDE = 26  # from the signs to the numbers beside them
BESIDE = 0.6  # of the width: where these must begin at the latest
LONGEST, LONGEST_GATE = "−0.00247", "0.00247"  # numbers for which there is room

Entry = tuple[str, float, float, float, tuple[float, ...]]
"""Text, x, y, size and color."""


@dataclass(frozen=True)
class Layout:
    """Where equations begin, and where their numbers: at x beside the signs, in lines of their own, or nowhere.

    lines  how many there are for the numbers of each equation
    tops   the upper edge of each equation's row, and the lower edge of the last
    """

    indent: float
    beside: float | None
    below: bool
    line: float
    lines: list[int]
    tops: np.ndarray


class CellEquations(Panel[InsideCellResult]):
    """Each equation of `result.cell` and, beside or below it, the same with numbers, if there is room for them."""

    title = "The same in equations"
    hover = True
    least = (560, 166)
    margins = Margins(left=8, right=4, top=27, bottom=2)
    aligned = False

    def build(self, ax: Axes) -> None:
        dpi = ax.figure.dpi
        self.width, self.height = ax.bbox.width / dpi * 100, ax.bbox.height / dpi * 100
        ax.set_axis_off()
        ax.set(xlim=(0, self.width), ylim=(0, self.height))
        self.heading(ax)
        self.light = self.moving(ax.add_collection(PolyCollection([], linewidths=0), autolim=False))
        self.light.set_facecolor(to_rgba(self.theme.cursor, 0.25))
        self.signs = self.moving(Symbols(ax), MOVING + 1)
        self.numbers = self.moving(Symbols(ax), MOVING + 2)

    def background(self, result: InsideCellResult) -> Hashable:
        return result.cell.name

    def arrange(self, result: InsideCellResult) -> None:
        self.layout = laid_out(result.cell, self.width, self.height)

    def update(self, result: InsideCellResult, t: float) -> None:
        step, moment = step_and_moment(t)
        layout = self.layout
        signs: list[Entry] = []
        numbers: list[Entry] = []
        lit = []
        for n, (part, out) in enumerate(result.cell.equations):
            top, bottom = layout.tops[n : n + 2]
            opacity = 1.0 if result.focus in (WHOLE, part) else FAINT + 0.25
            working = moment < 1 and 0 <= moment - result.cell.moments[out] < 0.12
            if working or part == result.focus:
                lit.append([(0, top), (self.width, top), (self.width, bottom), (0, bottom)])
            first = top - (PADDING + layout.line) / 2
            if layout.indent > NAMES / 2:
                signs.append((part, 6, first, NAME, self.color("soft", opacity)))
            y = self.write(signs, left_and_right(result.cell, out), layout.indent, first, SIGNS, opacity)
            if moment >= result.cell.moments[out]:
                self.write_numbers(numbers, result, n, step, (first, y), opacity)
        self.light.set_verts(lit)
        self.written, self.lettered = numbers, signs
        for glyphs, entries in ((self.signs, signs), (self.numbers, numbers)):
            texts, x, ys, sizes, colors = zip(*entries, strict=True) if entries else ((),) * 5
            glyphs.show(texts, np.column_stack([x, ys]), sizes or 9, np.reshape(colors, (-1, 4)), 0)

    def write_numbers(
        self,
        numbers: list[Entry],
        result: InsideCellResult,
        n: int,
        step: int,
        heights: tuple[float, float],
        opacity: float,
    ) -> None:
        """The right side of equation n in numbers; where they are too long for their lines, what comes out alone."""
        layout, out = self.layout, result.cell.equations[n][1]
        if layout.beside is None and not layout.below:
            return
        x = layout.indent + 10 if layout.beside is None else layout.beside
        y = heights[1] - layout.line if layout.beside is None else heights[0]
        tokens = [Token("="), *result.written_out(out, step)]
        if len(lines_of(tokens, x, self.width - 4, NUMBERS * PT)) > layout.lines[n]:
            tokens = tokens[-2:]
        self.write(numbers, tokens, x, y, NUMBERS, opacity)

    def color(self, role: str, opacity: float) -> tuple[float, ...]:
        return faded(getattr(self.theme, role), self.theme.paper, opacity)

    def write(
        self, entries: list[Entry], tokens: Sequence[Token], x: float, y: float, size: float, opacity: float
    ) -> float:
        """Set tokens from x, in as many lines as they need; the height of the last line."""
        for n, line in enumerate(lines_of(tokens, x, self.width - 4, size * PT)):
            for token, place in line:
                entries.append(
                    (token.text, place, y - n * self.layout.line, size, self.color(token.role, opacity))
                )
        return y - n * self.layout.line

    def pointer(self, result: InsideCellResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """Pointing at an equation puts its part in focus."""
        if pointer.kind not in ("move", "press") or (pointer.kind == "move" and t != int(t)):
            return None
        tops = self.layout.tops
        inside = tops[-1] < pointer.y < tops[0] and 2 < pointer.x < self.width - 2
        part = result.cell.parts[int((pointer.y < tops[1:-1]).sum())] if inside else ""
        if pointer.kind == "press" and part == result.focus and not result.pointed:
            part = ""  # a second press lets go
        return choice(pointer.kind, part, result)


def left_and_right(cell: Cell, out: str) -> list[Token]:
    """An equation in signs."""
    return [Token(cell.quantities[out].sign, cell.quantities[out].role), Token("="), *cell.equation(out)]


def laid_out(cell: Cell, width: float, height: float) -> Layout:
    """The richest layout that fits: numbers beside the signs, below them, or none."""
    indent = float(NAMES if width >= ROOMY else 4)
    outs = [out for _, out in cell.equations]
    signs = [left_and_right(cell, out) for out in outs]
    em, small, room = SIGNS * PT, NUMBERS * PT, width - 4
    written = [[Token("="), *map(longest, cell.substituted(out)), Token("="), Token(LONGEST)] for out in outs]
    sign_lines = [len(lines_of(tokens, indent, room, em)) for tokens in signs]
    beside = indent + max(long_of(tokens, em) for tokens in signs) + ASIDE
    aside = [len(lines_of(tokens, beside, room, small)) for tokens in written]
    under = [len(lines_of(tokens, indent + 10, room, small)) for tokens in written]
    options: list[tuple[float | None, bool, list[int]]] = []
    if beside < BESIDE * width:
        options.append((beside, False, aside))
    options += [
        (None, True, [a + b for a, b in zip(sign_lines, under, strict=True)]),
        (None, False, sign_lines),
    ]
    x, below, lines = next(
        (option for option in options if sum(option[2]) * LINE + PADDING * len(signs) <= height), options[-1]
    )
    line = min((height - PADDING * len(lines)) / sum(lines), MOST)
    tops = height - np.cumsum([0.0, *(count * line + PADDING for count in lines)])
    return Layout(indent, x, below, line, under if below else aside, tops)


def longest(token: Token) -> Token:
    """The token as long as it may become with a number in its place."""
    if not token.value:
        return token
    return Token(LONGEST_GATE if token.role == "gate" else LONGEST)


def long_of(tokens: Sequence[Token], em: float) -> float:
    """The length of an equation in one line."""
    return em * float(sum(advances(tokens)))


def lines_of(tokens: Sequence[Token], x: float, room: float, em: float) -> list[list[tuple[Token, float]]]:
    """The tokens with their places from x on, in as many lines as they need to end before `room`."""
    tokens, lines = list(tokens), []
    while True:
        places = np.cumsum([x, *(em * advance for advance in advances(tokens))])
        end = len(tokens) if places[-1] <= room else break_of(tokens, places, room)
        spaces = [0.0, *(gap(a.text, b.text) for a, b in zip(tokens, tokens[1:], strict=False))]
        lines.append([(tokens[n], float(places[n] + em * spaces[n])) for n in range(end)])
        if end == len(tokens):
            return lines
        tokens = tokens[end:]


def advances(tokens: Sequence[Token]) -> list[float]:
    """How far each token moves the pen, in ems, with the space before it."""
    before = ["", *(token.text for token in tokens)]
    return [
        gap(last, token.text) + symbol_width(token.text) for last, token in zip(before, tokens, strict=False)
    ]


def break_of(tokens: Sequence[Token], places: np.ndarray, room: float) -> int:
    """The operator that a line which does not fit ends before: the last of those in the fewest parentheses."""
    depth, best, least = 0, len(tokens), 1000
    for n, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if n > 1 and token.text in ("+", "−", "=") and places[n] <= room and depth <= least:
            best, least = n, depth
    return best
