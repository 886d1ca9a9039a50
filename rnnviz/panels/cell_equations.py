"""The equations of a gated cell, with the numbers of one unit put in."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from .cell_captions import other_reset
from .cell_operations import Token
from .cell_plans import PLANS
from .cell_shapes import FAINT, PT, WHOLE, choice, faded, step_and_moment
from .cell_symbols import Symbols, width
from .panel import MOVING, Panel, Pointer, number

SIGNS, NUMBERS, NAME = 10.5, 9, 9  # sizes in points
LINE = 18  # pixels between lines of numbers
WIDE = 450  # pixels in which no equation needs another line
INDENT = 92  # where the equations begin, beside their names


class CellEquations(Panel):
    """Each equation of `result.cell` and, below it, the same with numbers; `result` as for the drawing."""

    title = "The same in equations"
    hover = True

    def build(self, ax: Axes) -> None:
        self.width, self.height = ax.figure.get_size_inches() * ax.get_position().size * 100
        self.create(ax)

    def create(self, ax: Axes) -> None:
        self.plain(ax)
        ax.set(xlim=(0, self.width), ylim=(0, self.height))
        self.heading(ax)
        self.light = self.moving(ax.add_collection(PolyCollection([], linewidths=0), autolim=False))
        self.light.set_facecolor(to_rgba(self.theme.cursor, 0.25))
        self.signs = self.moving(Symbols(ax), MOVING + 1)
        self.numbers = self.moving(Symbols(ax), MOVING + 2)

    def tops(self, result) -> np.ndarray:
        """The upper edge of each equation's row, and the lower edge of the last."""
        lines = np.array((0, *result.cell.lines))
        if self.width > WIDE:
            lines[1:] = 1
        return self.height * (1 - lines.cumsum() / lines.sum())

    def update(self, result, t: float) -> None:
        step, moment = step_and_moment(t)
        moments = PLANS[result.cell.name].moments
        tops = self.tops(result)
        signs, numbers, lit = [], [], []  # of (text, x, y, color)
        for n, (part, out) in enumerate(result.cell.equations):
            top, bottom = tops[n : n + 2]
            opacity = 1.0 if result.focus in (WHOLE, part) else FAINT + 0.25
            working = moment < 1 and 0 <= moment - moments[out] < 0.12
            if working or part == result.focus:
                lit.append([(0, top), (self.width, top), (self.width, bottom), (0, bottom)])
            y = top - 14
            signs.append((part, 6, y, NAME, self.color("soft", opacity)))
            left = Token(result.cell.quantities[out].sign, result.cell.quantities[out].role)
            y = self.write(signs, [left, Token("="), *result.cell.equation(out)], INDENT, y, SIGNS, opacity)
            if moment >= moments[out]:
                tokens = [Token("="), *self.values(result, out, step)]
                self.write(numbers, tokens, 22, y - LINE - 2, NUMBERS, opacity)
        self.light.set_verts(lit)
        self.written = numbers
        for glyphs, entries in ((self.signs, signs), (self.numbers, numbers)):
            texts, x, y, sizes, colors = zip(*entries, strict=True) if entries else ((),) * 5
            glyphs.show(texts, np.column_stack([x, y]), sizes or 9, np.reshape(colors, (-1, 4)), 0)

    def color(self, role: str, opacity: float):
        return faded(getattr(self.theme, role), self.theme.paper, opacity)

    def values(self, result, out: str, step: int) -> list[Token]:
        """The right side with its numbers, and what comes out."""
        tokens: list[Token] = []
        for token in result.cell.substituted(out):
            if token.value:
                value = result.scalar(token.value, step)
                text, before = number(value), tokens[-1].text if tokens else "("
                if value < 0 and before == "+":  # a + (−b) is written a − b
                    tokens[-1] = Token("−", of=tokens[-1].of)
                    text = number(-value)
                elif value < 0 and before != "(":
                    text = f"({text})"
                token = Token(text, token.role, token.value)
            tokens.append(token)
        result_token = Token(number(result.scalar(out, step)), result.cell.quantities[out].role, out)
        return [*tokens, Token("="), result_token]

    def write(
        self, entries: list, tokens: list[Token], x: float, y: float, size: float, opacity: float
    ) -> float:
        """Set tokens from x, in as many lines as they need; the height of the last line."""
        em, room = size * PT, self.width - 4
        while True:
            places = np.cumsum([x, *(em * advance for advance in advances(tokens))])
            end = len(tokens) if places[-1] <= room else break_of(tokens, places, room)
            for token, place, previous in zip(tokens[:end], places, [None, *tokens], strict=False):
                place += em * gap(previous.text, token.text) if previous else 0
                entries.append((token.text, place, y, size, self.color(token.role, opacity)))
            if end == len(tokens):
                return y
            tokens, y = tokens[end:], y - LINE

    def pointer(self, result, t: float, pointer: Pointer):
        """Pointing at an equation puts its part in focus."""
        if pointer.kind not in ("move", "press") or (pointer.kind == "move" and t != int(t)):
            return None
        n = int((pointer.y < self.tops(result)[1:-1]).sum())
        part = result.cell.equations[n][0]
        if pointer.kind == "press" and part == result.focus and not result.pointed:
            part = ""  # a second press lets go
        return choice(pointer.kind, part, result)

    def describe(self, result, t: float) -> str:
        step, moment = step_and_moment(t)
        outs = {part: out for part, out in result.cell.equations}
        if result.focus == WHOLE or moment < PLANS[result.cell.name].moments[outs[result.focus]]:
            return ""
        tokens = self.values(result, outs[result.focus], step)
        text, before = "", ""
        for token in tokens:
            text += (" " if gap(before, token.text) else "") + token.text
            before = token.text
        said = f"In focus, the {result.focus}: {outs[result.focus]} = {text}."
        return f"{said} {other_reset(result, step)}".rstrip()


def advances(tokens: list[Token]) -> list[float]:
    """How far each token moves the pen, in ems, with the space before it."""
    before = ["", *(token.text for token in tokens)]
    return [gap(last, token.text) + width(token.text) for last, token in zip(before, tokens, strict=False)]


def break_of(tokens: list[Token], places, room: float) -> int:
    """The operator that a line which does not fit ends before: the last of those in the fewest parentheses."""
    depth, best, least = 0, len(tokens), np.inf
    for n, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if n > 1 and token.text in ("+", "−", "=") and places[n] <= room and depth <= least:
            best, least = n, depth
    return best


def gap(before: str, after: str) -> float:
    """The space between two tokens, in ems: wide around operators, a little between factors."""
    if not before or before == "(" or after in ("(", ")") and before not in ("+", "−", "⊙", "="):
        return 0.0
    return 0.28 if before in ("+", "−", "⊙", "=") or after in ("+", "−", "⊙", "=") else 0.12
