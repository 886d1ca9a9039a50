"""The sum that one unit computes in one step, term by term, with its numbers."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from .glyphs import Glyphs
from .one_step import PRODUCTS, SQUASH, SUM
from .panel import MOVING, Panel, Pointer, number

REACH = 2.0  # products beyond it are marked with a triangle at the end of their bar
MOST = 9  # rows at most: two inputs, four states, the bias, the sum and the state
SIGNS = {"x": "x_t[{}]", "h": "h_{{t−1}}[{}]", "b": "1"}


def factor(edge) -> str:
    """What an edge multiplies, counted from 1: x_t[1], h_{t-1}[2], or 1."""
    return SIGNS[edge.source].format(edge.i + 1)


class OneStepFormula(Panel):
    """a_t[j] = Σ x·W_xh + Σ h·W_hh + b for the unit j in focus; `result` as for the network."""

    title = "The same as a sum"
    subtitle = "a_t = x_t W_xh + h_{t−1} W_hh + b_h,  h_t = φ(a_t)"
    hover = True

    def build(self, ax: Axes) -> None:
        width, self.height = ax.figure.get_size_inches() * ax.get_position().size * 100
        self.plain(ax)
        ax.set(xlim=(0, width), ylim=(0, self.height))
        self.heading(ax)
        self.row = self.height / MOST
        self.half = (width - 372) / 2  # the length of a bar of REACH
        self.zero = width - 6 - self.half
        self.x = dict(name=4, value=205, times=215, weight=279, equals=288, product=360)
        self.light = self.moving(
            Rectangle((0, 0), width, self.row, color=self.theme.cursor, alpha=0.28, lw=0)
        )
        ax.add_patch(self.light)
        self.rule = self.moving(ax.plot([], [], color=self.theme.soft, lw=1)[0])
        self.bars = self.moving(ax.add_collection(LineCollection([]), autolim=False), MOVING + 1)
        self.axis = self.moving(ax.plot([], [], color=self.theme.hairline, lw=1)[0])
        self.beyond = [
            self.moving(ax.plot([], [], ls="none", marker=marker, color=color, ms=6)[0], MOVING + 2)
            for marker, color in ((">", self.theme.state), ("<", self.theme.negative))
        ]
        self.left = self.moving(Glyphs(ax), MOVING + 3)
        self.right = self.moving(Glyphs(ax), MOVING + 3)

    def terms(self, result) -> list[int]:
        """The edges into the unit in focus, in the order of the formula."""
        return [n for n, edge in enumerate(result.edges) if edge.j == result.unit]

    def y(self, row: int) -> float:
        """The middle of a row, the first at the top."""
        return self.height - self.row * (row + 0.5)

    def rows(self, result, t: float) -> list[tuple[str, str, str, str]]:
        """Name, value, weight and outcome of each row; empty where there is none, or none yet."""
        rows = []
        for n in self.terms(result):
            edge, plus = result.edges[n], "+ " if rows else "   "
            name = f"{plus}{factor(edge)} · {edge.name}"
            product = number(result.products[n]) if t >= PRODUCTS else ""
            rows.append((name, number(result.values[n]), number(result.weights[n]), product))
        unit, a, h = result.unit + 1, number(result.a[result.unit]), number(result.h[result.unit])
        if t >= SUM:
            rows.append((f"   a_t[{unit}], the sum of {len(rows)} terms", "", "", a))
        if t >= SQUASH:
            rows.append((f"   h_t[{unit}] = {result.nonlinearity}({a})", "", "", h))
        return rows

    def update(self, result, t: float) -> None:
        terms, column = self.terms(result), self.x
        left, right = [], []  # (text, x, y)
        for row, (name, value, weight, outcome) in enumerate(self.rows(result, t)):
            y = self.y(row)
            left += [(name, column["name"], y), ("×" if value else "", column["times"], y)]
            left.append(("=" if outcome else "", column["equals"], y))
            right += [(value, column["value"], y), (weight, column["weight"], y)]
            right.append((outcome, column["product"], y))
        show(self.left, left, self.theme.ink, anchor=0)
        show(self.right, right, self.theme.ink, anchor=1)
        line = self.y(len(terms)) + self.row / 2
        self.rule.set_data([column["name"], column["product"]], [line, line])
        self.light.set_visible(result.lit in terms)
        if result.lit in terms:
            self.light.set_y(self.y(terms.index(result.lit)) - self.row / 2)
        self.draw_bars(result.products[terms], t)

    def draw_bars(self, products: np.ndarray, t: float) -> None:
        """Each product as a bar from a zero line, those beyond REACH with an arrowhead."""
        grown = min(max(t, 0), 1) if t < PRODUCTS else 1
        scale = self.half / REACH * grown
        rows = [self.y(row) for row in range(len(products))]
        ends = self.zero + products.clip(-REACH, REACH) * scale
        self.bars.set_segments([[(self.zero, y), (end, y)] for y, end in zip(rows, ends, strict=True)])
        self.bars.set(linewidths=7, colors=[self.theme.sign_color(p) for p in products])
        self.axis.set_data([self.zero, self.zero], [rows[0] + self.row / 2, rows[-1] - self.row / 2])
        for marks, outside in zip(self.beyond, (products > REACH, products < -REACH), strict=True):
            marks.set_data(ends[outside], np.array(rows)[outside])

    def pointer(self, result, t: float, pointer: Pointer):
        """Pointing at a term lights it up; a press takes its weight."""
        if t != int(t) or pointer.kind not in ("move", "press"):
            return None
        row, terms = int((self.height - pointer.y) // self.row), self.terms(result)
        # While a unit is pointed at in the network the formula is its own; from here on the edge decides.
        target = result.edges[terms[row]].name if 0 <= row < len(terms) else ""
        if pointer.kind == "press" and target:
            return {"edge": target, "focus": ""}
        return {"focus": target} if target != result.focus else None

    def describe(self, result, t: float) -> str:
        if result.lit is None or t < PRODUCTS:
            return ""
        edge = result.edges[result.lit]
        return (
            f"The term that is lit: {factor(edge)} · {edge.name} = {number(result.values[result.lit])} × "
            f"{number(result.weights[result.lit])} = {number(result.products[result.lit])}."
        )


def show(glyphs: Glyphs, entries: list[tuple[str, float, float]], color: str, anchor: float) -> None:
    glyphs.show([text for text, _, _ in entries], np.array([(x, y) for _, x, y in entries]), 9, color, anchor)
