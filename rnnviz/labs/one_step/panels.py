"""The pictures of One step: the cell as a network, one unit's sum term by term, and the squash."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from ...drawing import (
    MOVING,
    Glyphs,
    Margins,
    Panel,
    Pointer,
    Theme,
    ease,
    in_pixels,
    signed_norm,
    style_axes,
    text_size,
    typeset,
)
from ...words import number
from .model import GRID, INPUTS, PRODUCTS, SQUASH, SUM, OneStepResult

RADIUS = 25  # of a node with room enough, in pixels, as all lengths here
NEAR = 9  # how near to an edge the pointer must be
BESIDE, OVER = (
    34,
    {"x": 13, "b": 11},
)  # how far right of a state, and above an input, an edge carries its weight
FAINT = 0.3  # opacity of the edges into the units that are not in focus
BELOW, ABOVE, APART = 9, 34, 4  # from an input down to its name and up to the units, and between units

LINE = 17  # of text in a row of the sum
LONGEST = ("+ h_{t−1}[1] · W_hh[1, 1]", "−0.500")  # the name of a term, and a number
TERM_REACH = 2.0  # products beyond it are marked with a triangle at the end of their bar

REACH = 4.0  # pre-activations beyond it are marked with a triangle at the edge
HEIGHTS = {"tanh": (-1.2, 1.2), "sigmoid": (-1.2, 1.2), "relu": (-4.4, 4.4), "linear": (-4.4, 4.4)}


class Network(Panel[OneStepResult]):
    """The cell as a network: h_{t-1} at the left, x_t below, the sums a_t in the middle, h_t at the right.

    t runs from 0 (only the inputs are known) through 1 (products) and 2 (sums) to 3 (squashed).
    """

    title = "The cell as a network"
    subtitle = "width: size of the weight; dashed: negative; click a line to take it"
    hover = True
    least = (430, 320)
    margins = Margins(left=12, right=6, top=46, bottom=6)
    aligned = False

    def build(self, ax: Axes) -> None:
        self.width, self.height = in_pixels(ax)
        self.roomy = self.width > 380  # for the shapes of the tensors
        left, right = (82.0, 66.0) if self.roomy else (70.0, 58.0)
        self.columns = {
            "h": left,
            "a": left + 0.6 * (self.width - left - right),
            "out": self.width - right,
        }
        self.units = 0
        self.heading(ax)
        self.halo = self._lines(0)
        self.edges = self._lines(1)
        self.outputs = self._lines(1)
        self.pulses = self._circles(2)
        self.nodes = self._circles(3)
        self.paper = self.moving(Glyphs(ax), MOVING + 4)
        self.paper.set(linewidths=6, edgecolors=self.theme.paper)
        self.amounts = self.moving(Glyphs(ax), MOVING + 5)
        self.numbers = self.moving(Glyphs(ax), MOVING + 5)
        self.names = {anchor: self.moving(Glyphs(ax), MOVING + 5) for anchor in (0.0, 0.5, 1.0)}

    def _lines(self, above: int) -> LineCollection:
        lines = LineCollection([])
        self.ax.add_collection(lines, autolim=False)
        return self.moving(lines, MOVING + above)

    def _circles(self, above: int) -> PathCollection:
        return self.moving(self.ax.scatter([], [], marker="o"), MOVING + above)

    # -- where everything stands -------------------------------------------------------------------

    def lay_out(self, result: OneStepResult) -> None:
        """Place every node and edge, once for each number of units."""
        if self.units != result.units:
            self.units = result.units
            self.places = self.place(result)
            self.ends = self.edge_ends(result)

    def place(self, result: OneStepResult) -> dict[tuple[str, int], np.ndarray]:
        """The center of every node, by kind and index; "out" is h_t and "b" the constant 1 of the bias."""
        H, inputs = result.units, len(result.x)
        top, floor = self.height - 20, 18.0  # above are the names of the columns, below those of the inputs
        room = top - floor - BELOW - ABOVE - APART * (H - 1)
        self.radius = min(RADIUS, 0.068 * self.width, room / (2 * H + 2))
        base = floor + BELOW + self.radius
        high, low = top - self.radius, base + 2 * self.radius + ABOVE
        spread = min(high - low, 120 * (H - 1)) / 2
        rows = (high + low) / 2 + np.linspace(spread, -spread, H)
        places = {(kind, j): np.array((x, rows[j])) for kind, x in self.columns.items() for j in range(H)}
        start, gap = 8 + self.radius, 2 * self.radius + 14
        places["b", 0] = np.array((start, base))
        return places | {("x", i): np.array((start + gap * (i + 1), base)) for i in range(inputs)}

    def edge_ends(self, result: OneStepResult) -> np.ndarray:
        """(E, 2, 2), where each edge leaves its source and meets its unit."""
        ends = np.array([(self.places[e.source, e.i], self.places["a", e.j]) for e in result.edges])
        along = ends[:, 1] - ends[:, 0]
        step = self.radius * along / np.hypot(*along.T)[:, None]
        return np.stack([ends[:, 0] + step, ends[:, 1] - step], axis=1)

    # -- what is drawn -----------------------------------------------------------------------------

    def update(self, result: OneStepResult, t: float) -> None:
        self.lay_out(result)
        self._name_all(result)
        self._draw_edges(result)
        self._draw_pulses(result, t)
        self._draw_nodes(result, t)

    def _name_all(self, result: OneStepResult) -> None:
        """Name the nodes, and give the shape of every tensor where there is room."""
        H, inputs, places = result.units, len(result.x), self.places
        ink, soft = self.theme.ink, self.theme.soft
        top, beside, under = self.height - 8, self.radius + 5, self.radius + BELOW + 3
        between = (self.columns["h"] + self.columns["a"]) / 2
        after = (self.columns["a"] + self.columns["out"]) / 2

        squash = result.nonlinearity if after - self.columns["a"] > self.radius + 18 else ""

        def of(name: str, shape: str) -> str:
            return f"{name}  {shape}" if self.roomy else name

        left: list[tuple[str, Any, str]] = [
            (f"h_t[{j + 1}]", places["out", j] + (beside, 0), soft) for j in range(H)
        ]
        if self.roomy:
            right = places["x", inputs - 1] + (self.radius + 18, 0)
            left += [
                (f"x_t (1, {inputs})  W_xh ({inputs}, {H})  b_h ({H},)", right + (0, 9), ink),
                ("h_t is the h_{t−1} of step t + 1", right - (0, 9), soft),
            ]
        middle: list[tuple[str, Any, str]] = [
            (of("h_{t−1}", f"(1, {H})"), (self.columns["h"], top), ink),
            (of("W_hh", f"({H}, {H})"), (between, top), ink),
            (of("a_t", f"(1, {H})"), (self.columns["a"], top), ink),
            (of("h_t", f"(1, {H})"), (self.columns["out"], top), ink),
            (squash, (after, places["a", 0][1] + 12), ink),
            ("bias", places["b", 0] - (0, under), soft),
            *((f"x_t[{i + 1}]", places["x", i] - (0, under), soft) for i in range(inputs)),
        ]
        ends: list[tuple[str, Any, str]] = [
            (f"h_{{t−1}}[{j + 1}]", places["h", j] - (beside, 0), soft) for j in range(H)
        ]
        for (anchor, glyphs), named in zip(self.names.items(), (left, middle, ends), strict=True):
            texts, points, colors = zip(*named, strict=True)
            glyphs.show(texts, points, 9, colors, anchor)

    def _draw_edges(self, result: OneStepResult) -> None:
        focus = np.array([e.j == result.unit for e in result.edges])
        colors = np.array([to_rgba(self.theme.sign_color(w)) for w in result.weights])
        colors[:, 3] = np.where(focus, 1, FAINT)
        widths = 0.7 + 1.6 * np.abs(result.weights)
        self.edges.set_segments(self.ends)
        self.edges.set(colors=colors, linewidths=widths)
        self.edges.set_linestyles(["--" if w < 0 else "-" for w in result.weights])
        self.halo.set_segments([] if result.lit is None else [self.ends[result.lit]])
        if result.lit is not None:
            self.halo.set(colors=to_rgba(self.theme.cursor, 0.55), linewidths=widths[result.lit] + 8)
        self._label_edges(result, result.terms)

    def _label_edges(self, result: OneStepResult, shown: list[int]) -> None:
        """Write weights on edges, near their sources, where the edges are apart; side by side from below."""
        start, along = self.ends[shown, 0], self.ends[shown, 1] - self.ends[shown, 0]
        share = BESIDE / np.hypot(*along.T)
        for n, edge in enumerate(result.edges[n] for n in shown):
            if edge.source != "h":
                top = self.places["b", 0][1] + self.radius + OVER[edge.source] + 14 * edge.i
                share[n] = (top - start[n, 1]) / along[n, 1]
        points = start + along * share[:, None]
        labels = [number(result.weights[n]) for n in shown]
        self.paper.show(labels, points, 9, self.theme.paper)
        self.amounts.show(labels, points, 9, [self.theme.sign_color(result.weights[n]) for n in shown])

    def _draw_pulses(self, result: OneStepResult, t: float) -> None:
        """Products on their way to the sums, then sums on their way through φ."""
        places, H = self.places, range(result.units)
        if t <= SUM:
            way = ease(min(t, PRODUCTS))
            points = self.ends[:, 0] + (self.ends[:, 1] - self.ends[:, 0]) * way
            if t > PRODUCTS:
                targets = np.array([places["a", e.j] for e in result.edges])
                points = points + (targets - points) * ease(t - PRODUCTS)
            sizes = 30 + 60 * np.minimum(np.abs(result.products), 2)
            alphas = [1 if e.j == result.unit else FAINT for e in result.edges]
            signs = [self.theme.sign_color(p) for p in result.products]
            colors = [to_rgba(*each) for each in zip(signs, alphas, strict=True)]
        else:
            way = ease(t - SUM)
            points = np.array([places["a", j] + (places["out", j] - places["a", j]) * way for j in H])
            sizes = 30 + 60 * np.minimum(np.abs(result.a), 2)
            colors = [to_rgba(self.theme.sign_color(a)) for a in result.a]
        moving = INPUTS < t < SQUASH and t != SUM
        self.pulses.set_offsets(points if moving else np.empty((0, 2)))
        self.pulses.set(sizes=sizes, facecolors=colors, edgecolors=self.theme.paper)
        self.outputs.set_segments([(places["a", j], places["out", j]) for j in H])
        self.outputs.set(
            linewidths=1.5,
            colors=[to_rgba(self.theme.ink, 1 if j == result.unit else FAINT) for j in H],
        )

    def _draw_nodes(self, result: OneStepResult, t: float) -> None:
        H, places = range(result.units), self.places
        known: list[tuple[np.ndarray, float | None]] = [(places["h", j], result.h_prev[j]) for j in H]
        known += [(places["b", 0], 1.0)]
        known += [(places["x", i], x) for i, x in enumerate(result.x)]
        known += [(places["a", j], result.a[j] if t >= SUM else None) for j in H]
        known += [(places["out", j], result.h[j] if t >= SQUASH else None) for j in H]
        points = np.array([place for place, _ in known])
        norm, signed = signed_norm(), self.theme.signed
        fills = signed(norm([0 if v is None else v for _, v in known]))  # what is not known yet has no color
        rims, widths = [self.theme.soft] * len(known), [1.0] * len(known)
        for kind in range(2):
            chosen = len(known) - (2 - kind) * result.units + result.unit
            rims[chosen], widths[chosen] = self.theme.ink, 2.5
        self.nodes.set_offsets(points)
        self.nodes.set(
            sizes=[(2 * self.radius * 0.72) ** 2], facecolors=fills, edgecolors=rims, linewidths=widths
        )
        labels = ["" if v is None else self._written(v) for _, v in known]
        self.numbers.show(labels, points, 9, [readable(fill, self.theme) for fill in fills])

    def _written(self, value: float) -> str:
        """A number as it fits into a node."""
        if self.radius > 23:
            return number(value)
        return in_few_signs(value) if self.radius > 19 else in_few_signs(value).replace("0.", ".")

    # -- the pointer -------------------------------------------------------------------------------

    def pointer(self, result: OneStepResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """Pointing at an edge or a node lights it up; a press takes the edge."""
        if t != int(t) or pointer.kind not in ("move", "press"):
            return None  # between two stops a film is playing: a passing pointer must not stop it
        self.lay_out(result)
        here = np.array((pointer.x, pointer.y))
        target = self.node_at(result, here) or self.edge_at(result, here)
        if pointer.kind == "press" and target and not target.startswith("unit"):
            return {"edge": target, "focus": ""}
        return {"focus": target} if target != result.focus else None

    def node_at(self, result: OneStepResult, here: np.ndarray) -> str:
        for j in range(result.units):
            if min(np.hypot(*(self.places[kind, j] - here)) for kind in ("a", "out")) < self.radius:
                return f"unit {j + 1}"
        return ""

    def edge_at(self, result: OneStepResult, here: np.ndarray) -> str:
        """The edge nearest to the pointer, if near; where edges cross, those of the unit in focus win."""
        start, along = self.ends[:, 0], self.ends[:, 1] - self.ends[:, 0]
        way = (((here - start) * along).sum(1) / (along**2).sum(1)).clip(0, 1)
        distance = np.hypot(*(start + along * way[:, None] - here).T)
        preferred = distance - 3 * np.array([e.j == result.unit for e in result.edges])
        nearest = int(preferred.argmin())
        return result.edges[nearest].name if distance[nearest] < NEAR else ""


class Sum(Panel[OneStepResult]):
    """a_t[j] = Σ x·W_xh + Σ h·W_hh + b for the unit j in focus: a row for each term, its bar under its numbers."""

    title = "The same as a sum"
    subtitle = "a_t = x_t W_xh + h_{t−1} W_hh + b_h,  h_t = φ(a_t)"
    hover = True
    least = (350, 230)
    margins = Margins(left=14, right=12, top=46, bottom=8)
    aligned = False

    def build(self, ax: Axes) -> None:
        self.width, self.height = in_pixels(ax)
        self.heading(ax)
        wide = min(self.width, 400.0)
        self.short = wide < 300  # no room for the two factors of each product
        name, amount = (text_size(ax, text, 9)[0] * 100 / ax.figure.dpi for text in LONGEST)
        gap = (wide - name - 3 * amount) / 6
        value, weight = name + gap + amount, name + 3 * gap + 2 * amount
        self.x = dict(
            name=2, value=value, times=value + gap, weight=weight, equals=weight + gap, outcome=wide - 2
        )
        self.light = Rectangle((0, 0), self.width, 1, color=self.theme.cursor, alpha=0.28, lw=0)
        ax.add_patch(self.moving(self.light))
        self.axis = self.moving(ax.plot([], [], color=self.theme.hairline, lw=1)[0])
        self.rule = self.moving(ax.plot([], [], color=self.theme.soft, lw=1)[0])
        self.bars = self.moving(ax.add_collection(LineCollection([]), autolim=False), MOVING + 1)
        self.beyond = [
            self.moving(ax.plot([], [], ls="none", marker=marker, color=color, ms=6)[0], MOVING + 2)
            for marker, color in ((">", self.theme.state), ("<", self.theme.negative))
        ]
        self.texts = {anchor: self.moving(Glyphs(ax), MOVING + 3) for anchor in (0.0, 0.5, 1.0)}
        self.row, self.barred = 0.0, False

    def lay_out(self, result: OneStepResult) -> None:
        """The height of a row, and whether there is room in it for a bar."""
        self.row = min(self.height / (len(result.terms) + 2), 46.0)
        self.barred = self.row >= LINE + 9

    def y(self, row: int) -> float:
        """The middle of a row's text, the first at the top."""
        return self.height - self.row * (row + 0.5) + (5.5 if self.barred else 0)

    def rows(self, result: OneStepResult, t: float) -> list[tuple[str, str, str, str]]:
        """Name, value, weight and outcome of each row; empty where there is none, or none yet."""
        rows: list[tuple[str, str, str, str]] = []
        for n in result.terms:
            edge, plus = result.edges[n], "+ " if rows else "   "
            product = number(result.products[n]) if t >= PRODUCTS else ""
            name = f"{plus}{edge.factor} · {edge.name}"
            rows.append((name, number(result.values[n]), number(result.weights[n]), product))
        unit, a, h = result.unit + 1, number(result.a[result.unit]), number(result.h[result.unit])
        if t >= SUM:
            rows.append((f"   a_t[{unit}], the sum of {len(rows)} terms", "", "", a))
        if t >= SQUASH:
            rows.append((f"   h_t[{unit}] = {result.nonlinearity}({a})", "", "", h))
        return rows

    def update(self, result: OneStepResult, t: float) -> None:
        self.lay_out(result)
        terms, x = result.terms, self.x
        left, middle, right = [], [], []  # (text, x, y)
        for row, (name, value, weight, outcome) in enumerate(self.rows(result, t)):
            y = self.y(row)
            left.append((name, x["name"], y))
            right.append((outcome, x["outcome"], y))
            if value and not self.short:
                right += [(value, x["value"], y), (weight, x["weight"], y)]
                middle += [("×", x["times"], y), ("=" if outcome else "", x["equals"], y)]
        for (anchor, glyphs), entries in zip(self.texts.items(), (left, middle, right), strict=True):
            points = np.array([entry[1:] for entry in entries]).reshape(-1, 2)
            glyphs.show([entry[0] for entry in entries], points, 9, self.theme.ink, anchor)
        line = self.height - self.row * len(terms)
        self.rule.set_data([x["name"], x["outcome"]], [line, line])
        self.light.set_visible(result.lit in terms)
        if result.lit in terms:
            self.light.set_bounds(
                0, self.height - self.row * (terms.index(result.lit) + 1), self.width, self.row
            )
        self._draw_bars(result, t)

    def _draw_bars(self, result: OneStepResult, t: float) -> None:
        """Each product, the sum and the state as a bar from a zero line, those beyond the reach with an arrowhead."""
        values = np.append(result.products[result.terms], (result.a[result.unit], result.h[result.unit]))
        grown = np.ones(len(values)) * min(max(t, 0), 1)
        grown[-2:] = np.clip(t - PRODUCTS, 0, 1), np.clip(t - SUM, 0, 1)
        for artist in (self.axis, self.bars, *self.beyond):
            artist.set_visible(self.barred)
        zero = self.x["outcome"] / 2
        half = self.x["outcome"] / 2 - 8
        ends = zero + values.clip(-TERM_REACH, TERM_REACH) * half / TERM_REACH * grown
        rows = np.array([self.y(row) for row in range(len(values))]) - LINE / 2 - 4.5
        self.bars.set_segments([[(zero, y), (end, y)] for y, end in zip(rows, ends, strict=True)])
        self.bars.set(linewidths=5, colors=[self.theme.sign_color(value) for value in values])
        self.axis.set_data(np.full(3 * len(rows), zero), np.ravel([(y - 5, y + 5, np.nan) for y in rows]))
        shown = self.barred & (grown == 1)
        for marks, outside in zip(self.beyond, (values > TERM_REACH, values < -TERM_REACH), strict=True):
            marks.set_data(ends[outside & shown], rows[outside & shown])

    def pointer(self, result: OneStepResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """Pointing at a term lights it up; a press takes its weight."""
        if t != int(t) or pointer.kind not in ("move", "press"):
            return None
        self.lay_out(result)
        row, terms = int((self.height - pointer.y) // self.row), result.terms
        # While a unit is pointed at in the network the formula is its own; from here on the edge decides.
        target = result.edges[terms[row]].name if 0 <= row < len(terms) else ""
        if pointer.kind == "press" and target:
            return {"edge": target, "focus": ""}
        return {"focus": target} if target != result.focus else None


class Squash(Panel[OneStepResult]):
    """h = φ(a) over a, and where each unit stands on it; the one in focus rises from the axis as it is squashed."""

    title = "The squash"
    subtitle = "h_t = φ(a_t) over a_t; every unit is a point on the curve"
    least = (300, 170)
    margins = Margins(left=34, right=14, top=46, bottom=34)

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(xlim=(GRID[0], GRID[-1]), xticks=range(-4, 5, 2))
        ax.set_xticklabels([f"{tick}".replace("-", "−") for tick in range(-4, 5, 2)])
        ax.set_xlabel(typeset("a_t"), labelpad=0)
        self.heading(ax)
        ax.axhline(0, color=theme.hairline, lw=1)
        ax.axvline(0, color=theme.hairline, lw=1)
        (self.curve,) = ax.plot([], [], color=theme.soft, lw=1.5)
        self.drop = self.moving(ax.plot([], [], color=theme.cursor, lw=2)[0])
        self.others = self.moving(ax.plot([], [], "o", color=theme.state, ms=5, alpha=0.6)[0], MOVING + 1)
        self.dot = self.moving(
            ax.plot([], [], color=theme.state, ms=10, mec=theme.paper, mew=1.5)[0], MOVING + 2
        )
        self.value = self.label(0, 0, fontsize=10, weight="bold", color=theme.state, va="center")
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1.5))

    def background(self, result: OneStepResult) -> Hashable:
        return result.nonlinearity

    def arrange(self, result: OneStepResult) -> None:
        low, high = HEIGHTS[result.nonlinearity]
        ticks = (-1, 0, 1) if high < 2 else (-4, 0, 4)
        self.ax.set(ylim=(low, high), yticks=ticks)
        self.ax.set_yticklabels([f"{tick}".replace("-", "−") for tick in ticks])
        self.curve.set_data(GRID, result.curve)

    def update(self, result: OneStepResult, t: float) -> None:
        known = t >= SUM
        for artist in (self.drop, self.others, self.dot, self.value):
            artist.set_visible(known)
        if not known:
            return
        way = ease(min(t - SUM, 1))
        a, h = result.a.clip(-REACH, REACH), result.h.clip(-REACH, REACH) * way
        j = result.unit
        self.others.set_data(np.delete(a, j), np.delete(h, j))
        self.dot.set_data([a[j]], [h[j]])
        self.dot.set_marker("o" if a[j] == result.a[j] else ">" if a[j] > 0 else "<")
        self.drop.set_data([a[j], a[j]], [0, h[j]])
        name, value = ("h_t", result.h[j]) if t >= SQUASH else ("a_t", result.a[j])
        self.value.set_text(f"{name}[{j + 1}] = {number(value)}")
        wide, _ = text_size(self.ax, self.value.get_text(), 10, bold=True)
        room = 0.5 + wide * (GRID[-1] - GRID[0]) / self.ax.bbox.width
        right = a[j] + room < GRID[-1] if a[j] > 0 else a[j] - room < GRID[0]
        high = HEIGHTS[result.nonlinearity][1]
        height = 0.4 * high if high < 2 else -0.4 * high
        self.value.set(ha="left" if right else "right")
        self.value.set_position((a[j] + (0.35 if right else -0.35), height if a[j] > 0 else -height))


def in_few_signs(value: float) -> str:
    """A number to two figures, for a small node: −0.34, 1.4, 12."""
    text = f"{value:.2f}" if abs(value) < 0.995 else f"{value:.1f}" if abs(value) < 9.95 else f"{value:.0f}"
    return text.replace("-", "−") if value else "0"


def readable(fill: Any, theme: Theme) -> str:
    """Ink or paper, whichever stands out from the fill."""

    def lightness(color: Any) -> float:
        return float(np.dot(to_rgba(color)[:3], (0.299, 0.587, 0.114)))

    return max((theme.ink, theme.paper), key=lambda color: abs(lightness(color) - lightness(fill)))
