"""The pictures of Wiring: the network unrolled, and which output depends on which input."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba

from ...drawing import (
    MOVING,
    Glyphs,
    Margins,
    Panel,
    Pointer,
    arrowheads,
    ease,
    in_pixels,
    rectangles,
    text_size,
    typeset,
)
from .graph import Graph, Node
from .model import Part, WiringResult

NAMES = 82  # the width of the names of the rows, in pixels, as all lengths here
LEAST_NAMED = 400  # the width of a picture that has room for them
RADIUS, BOX = 10, 24  # of a state; the height of a box with a word
WIDEST = 150  # from column to column
EDGE = 12  # for the words of the first and the last column
STAGGER = 17  # how far words leave their row where neighbors are too wide for one
FAINT = 0.45
DASHES = {"back": (0, (5, 2)), "arc": (0, (5, 2)), "feed": (0, (1, 1.5))}

FEWEST, LARGEST_CELL = 6, 36  # inputs or outputs that the table has room for; the side of a cell


class Network(Panel[WiringResult]):
    """Inputs below, states between, outputs above, time from left to right.

    At t, what needs at most t rounds of computing is ready.
    """

    hover = True
    least = (430, 300)
    margins = Margins(left=12, right=8, top=46, bottom=8)
    aligned = False

    def build(self, ax: Axes) -> None:
        self.graph: Graph | None = None
        self.width, self.height = in_pixels(ax)
        self.links = self.moving(ax.add_collection(LineCollection([]), autolim=False))
        self.heads = self.moving(ax.add_collection(PolyCollection([]), autolim=False))
        self.pulses = self.moving(ax.scatter([], []), MOVING + 1)
        self.states = self.moving(ax.scatter([], []), MOVING + 2)
        self.boxes = self.moving(
            ax.add_collection(PolyCollection([], clip_on=False), autolim=False), MOVING + 2
        )
        self.words = self.moving(Glyphs(ax), MOVING + 3)

    def background(self, result: WiringResult) -> Hashable:
        gap, *room = self._spacing(result)  # columns move without it, but for the names of parts between them
        return result.wiring, result.layers, result.both, *room, gap if len(result.parts) > 1 else None

    def arrange(self, result: WiringResult) -> None:
        """Name the wiring, its application, its rows and its parts."""
        self.clear()
        self.build(self.ax)
        title = f"{result.wiring.capitalize()}: {result.application}"
        self.heading(
            self.ax, title, "words: an example, not computed; point at an output to see what it needs"
        )
        self.lay_out(result)
        style: dict[str, Any] = dict(va="center", fontsize=9, color=self.theme.soft)
        if self.width >= LEAST_NAMED:
            for name, y in self._rows(result):
                self.ax.text(0, y, typeset(name), ha="left", **style)
        if len(result.parts) > 1:
            for part, (x, y) in zip(result.parts, self._free(result), strict=True):
                self.ax.text(x, y, part_name(part, self.width >= LEAST_NAMED), ha="center", **style)

    # -- where everything stands -------------------------------------------------------------------

    def lay_out(self, result: WiringResult) -> None:
        """Place every node and link, once for each graph."""
        if self.graph is not result.graph:
            self.graph = result.graph
            self.places = self.place(result)
            self.paths = [self.path(result.graph, *link) for link in result.graph.links]

    def _spacing(self, result: WiringResult) -> tuple[float, float, bool]:
        """From column to column, how far words leave their row, and whether there is room for words at all."""
        nodes = result.graph.nodes
        names = NAMES if self.width >= LEAST_NAMED else 0
        gap = min((self.width - names - 2 * EDGE) / (1 + max(node.column for node in nodes)), WIDEST)
        words = {(node.kind, node.column): self._word_width(node.word) for node in nodes if node.word}

        def fit(apart: int) -> bool:
            pairs = [(wide, words.get((kind, c + apart))) for (kind, c), wide in words.items()]
            return all(other is None or (wide + other) / 2 + 4 <= apart * gap for wide, other in pairs)

        staggered = not fit(1)
        worded = not staggered or fit(2)
        return gap, STAGGER if staggered and worded else 0, worded

    def place(self, result: WiringResult) -> np.ndarray:
        """(N, 2), the center of every node."""
        nodes = result.graph.nodes
        gap, stagger, self.worded = self._spacing(result)
        self.radius = min(RADIUS, 0.4 * gap)
        names = NAMES if self.width >= LEAST_NAMED else 0
        left = (names + self.width - gap * (1 + max(node.column for node in nodes))) / 2
        bottom, top = BOX / 2 + 2 + stagger, self.height - BOX / 2 - 4 - stagger
        clear = stagger + BOX / 2 + self.radius + 6 + 12 * result.both  # from words to states
        inner = (top - bottom - 2 * clear) / max(result.layers - 1, 1)
        self.layer_gap = min((top - bottom) / (result.layers + 1), inner if result.layers > 1 else top)
        first = (top + bottom - self.layer_gap * (result.layers - 1)) / 2
        places = []
        for node in nodes:
            x = left + gap * (node.column + 0.5)
            zigzag = stagger * (-1) ** node.column
            if node.kind == "state":
                y = first + self.layer_gap * node.layer
                beside = result.both and node.column < result.reading
                side = 1 if node.backward else -1
                x += side * min(14, gap / 4) if beside else 0
                y += side * min(20, self.layer_gap / 4) if result.both else 0
            else:
                y = bottom + zigzag if node.kind == "input" else top + zigzag
            places.append((x, y))
        return np.array(places)

    def _rows(self, result: WiringResult) -> list[tuple[str, float]]:
        """The rows' names and heights."""
        heights = [
            (name, float(np.mean(np.unique([self.places[n][1] for n in result.graph.indices(kind)]))))
            for kind, name in (("input", "inputs x_t"), ("output", "outputs"))
        ]
        placed = zip(result.graph.nodes, self.places, strict=True)
        rows = {(node.layer, node.backward): y for node, (_, y) in placed if node.kind == "state"}
        for (layer, backward), y in rows.items():
            name = f"layer {layer + 1}" if result.layers > 1 else "states h_t"
            heights.append((f"{name} {'←' if backward else '→'}", y))
        return heights

    def _free(self, result: WiringResult) -> list[tuple[float, float]]:
        """Over the encoder, where no outputs are, and under the decoder, where no inputs are."""
        nodes = result.graph.nodes
        inputs, outputs = (self.places[result.graph.indices(kind)] for kind in ("input", "output"))
        decoder = [
            x for node, (x, _) in zip(nodes, self.places, strict=True) if node.column >= result.reading
        ]
        return [
            (float(inputs[:, 0].mean()), float(outputs[:, 1].max())),
            (float(np.mean(decoder)), float(inputs[:, 1].min())),
        ]

    def path(self, graph: Graph, start: int, end: int, kind: str) -> np.ndarray:
        """(P, 2), the line of a link from rim to rim."""
        a, b = self.places[start], self.places[end]
        way = np.linspace(0, 1, 24)[:, None]
        if kind == "arc":
            line = a + (b - a) * way + np.array((0, 26)) * (4 * way * (1 - way))
        elif kind == "feed":
            # Down between the columns and up into the state: the word is an input of the next step.
            low = b[1] - min(50, 0.45 * self.layer_gap)
            over, under = (np.array(((a[0] + b[0]) / 2, y)) for y in (a[1], low))
            rest = 1 - way
            line = rest**3 * a + 3 * way * rest**2 * over + 3 * way**2 * rest * under + way**3 * b
        else:
            line = np.array((a, b))
        line[0] += self._rim(graph.nodes[start], line[1] - line[0])
        line[-1] += self._rim(graph.nodes[end], line[-2] - line[-1])
        return line

    def _rim(self, node: Node, direction: np.ndarray) -> np.ndarray:
        """From a node's center to its rim in a direction."""
        unit = direction / np.hypot(*direction)
        if node.kind == "state":
            return unit * (self.radius + 1)
        half = np.array((self._box_width(node) / 2, BOX / 2)) + 1
        return unit * min(half / np.maximum(np.abs(unit), 1e-9))

    def _word_width(self, word: str) -> float:
        return max(text_size(self.ax, word, 9)[0] * 100 / self.ax.figure.dpi, 12) + 9

    def _box_width(self, node: Node) -> float:
        return self._word_width(node.word) if self.worded else 2 * self.radius

    # -- what is drawn -----------------------------------------------------------------------------

    def update(self, result: WiringResult, t: float) -> None:
        self.lay_out(result)
        self._draw_links(result, t)
        self._draw_states(result, t)
        self._draw_boxes(result, t)

    def _draw_links(self, result: WiringResult, t: float) -> None:
        nodes = result.graph.nodes
        colors, widths, heads, pulses = [], [], [], []
        for line, (start, end, _) in zip(self.paths, result.graph.links, strict=True):
            on_way = end in result.seen and nodes[end].when <= np.ceil(t)
            colors.append(to_rgba(self.theme.state if on_way else self.theme.soft, 1 if on_way else FAINT))
            widths.append(2 if on_way else 1)
            heads.append(arrowheads(line[None, -2:], 7 if on_way else 5)[0])
            if t < nodes[end].when <= np.ceil(t) and nodes[start].when <= t:
                way = ease(t % 1) * (len(line) - 1)
                step = min(int(way), len(line) - 2)
                pulses.append(line[step] + (line[step + 1] - line[step]) * (way - step))
        self.links.set_segments(self.paths)
        self.links.set(colors=colors, linewidths=widths)
        self.links.set_linestyles([DASHES.get(kind, "-") for _, _, kind in result.graph.links])
        self.heads.set_verts(heads)
        self.heads.set(facecolors=colors, edgecolors="none")
        self.pulses.set_offsets(pulses or np.empty((0, 2)))
        self.pulses.set(sizes=[34], facecolors=self.theme.cursor, edgecolors=self.theme.paper)

    def _draw_states(self, result: WiringResult, t: float) -> None:
        theme, chosen = self.theme, result.graph.indices("state")
        fills, rims = [], []
        for n in chosen:
            ready, seen = result.graph.nodes[n].when <= t, n in result.seen
            fills.append(theme.state if ready and seen else theme.hairline if ready else theme.paper)
            rims.append(theme.state if seen else theme.soft)
        self.states.set_offsets(self.places[chosen])
        self.states.set(
            sizes=[(2 * self.radius * 0.72) ** 2], facecolors=fills, edgecolors=rims, linewidths=1.3
        )

    def _draw_boxes(self, result: WiringResult, t: float) -> None:
        """Words: inputs filled where the chosen output depends on them; outputs once they are ready."""
        inputs, outputs = result.graph.indices("input"), result.graph.indices("output")
        chosen, numbers = inputs + outputs, [*range(1, len(inputs) + 1), *range(1, len(outputs) + 1)]
        boxes, fills, rims, widths, words, inks = [], [], [], [], [], []
        for n, number in zip(chosen, numbers, strict=True):
            node, seen = result.graph.nodes[n], n in result.seen
            (x, y), half = self.places[n], self._box_width(node) / 2
            boxes.append((x - half, x + half, y - BOX / 2, y + BOX / 2))
            filled = node.kind == "input" and seen
            fills.append(self.theme.input if filled else self.theme.paper)
            picked = n == result.chosen
            rim = self.theme.input if filled else self.theme.state if seen else self.theme.soft
            rims.append(self.theme.cursor if picked else rim)
            widths.append(3 if picked else 1.5 if seen else 1)
            words.append("?" if node.when > t else node.word if self.worded else str(number))
            inks.append(self.theme.paper if filled else self.theme.ink if seen else self.theme.soft)
        self.boxes.set_verts(rectangles(*np.transpose(boxes)))
        self.boxes.set(facecolors=fills, edgecolors=rims, linewidths=widths)
        self.words.show(words, self.places[chosen], 9, inks)

    def pointer(self, result: WiringResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """Pointing at an output chooses it."""
        if t != int(t) or pointer.kind not in ("move", "press"):
            return None  # between two stops a film is playing: a passing pointer must not stop it
        self.lay_out(result)
        for number, n in enumerate(result.graph.indices("output"), start=1):
            half = np.array((self._box_width(result.graph.nodes[n]) / 2, BOX / 2)) + 3
            if (np.abs(self.places[n] - (pointer.x, pointer.y)) <= half).all() and n != result.chosen:
                return {"output": number}
        return None


def part_name(part: Part, roomy: bool) -> str:
    """encoder: 16 + 16 units"""
    return f"{part.name}: {f'{part.units} + ' if part.both else ''}{part.units}{' units' * roomy}"


class Sight(Panel[WiringResult]):
    """Which output depends on which input, as a table that fills with the rounds."""

    title = "Who sees what"
    subtitle = "rows: outputs; columns: inputs"
    hover = True
    least = (205, 230)
    margins = Margins(left=16, right=8, top=46, bottom=8)
    aligned = False

    def build(self, ax: Axes) -> None:
        self.width, self.height = in_pixels(ax)
        self.heading(ax)
        self.cells = self.moving(ax.add_collection(PolyCollection([]), autolim=False))
        self.row = self.moving(ax.add_collection(PolyCollection([]), autolim=False), MOVING + 1)
        self.row.set(facecolors="none", edgecolors=self.theme.cursor, linewidths=3)
        self.numbers = self.moving(Glyphs(ax), MOVING + 1)

    def _cell(self, result: WiringResult) -> float:
        most = max(*result.sees.shape, FEWEST) + 0.9
        return min(self.width / most, self.height / most, LARGEST_CELL)

    def middles(self, row: np.ndarray, column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The x and y of cells in pixels; row and column −1 hold the numbers."""
        return (column + 1.2) * self.cell, self.height - (row + 1.2) * self.cell

    def update(self, result: WiringResult, t: float) -> None:
        rows, columns = result.sees.shape
        self.cell = self._cell(result)
        down, across = (index.ravel() for index in np.mgrid[:rows, :columns])
        outputs = result.graph.indices("output")
        ready = np.array([result.graph.nodes[n].when <= t for n in outputs])[:, None]
        color, paper = to_rgba(self.theme.state), to_rgba(self.theme.paper)
        x, y = self.middles(down, across)
        half = 0.42 * self.cell
        self.cells.set_verts(rectangles(x - half, x + half, y - half, y + half))
        self.cells.set(
            facecolors=np.where((result.sees & ready)[..., None], color, paper).reshape(-1, 4),
            edgecolors=self.theme.soft,
            linewidths=0.8,
        )
        x, y = self.middles(np.array([outputs.index(result.chosen)]), np.array([0]))
        half = 0.5 * self.cell
        self.row.set_verts(rectangles(x - half, x + (columns - 0.5) * self.cell, y - half, y + half))
        row = np.concatenate([np.arange(rows), np.full(columns, -0.9)])
        column = np.concatenate([np.full(rows, -0.9), np.arange(columns)])
        points = np.column_stack(self.middles(row, column))
        labels = [str(i + 1) for i in (*range(rows), *range(columns))]
        self.numbers.show(labels, points, 9, self.theme.soft)

    def pointer(self, result: WiringResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """Pointing at a row chooses its output."""
        self.cell = self._cell(result)
        row = math.floor((self.height - pointer.y) / self.cell - 0.7)
        if t != int(t) or pointer.kind not in ("move", "press") or not 0 <= row < len(result.sees):
            return None
        chosen = result.graph.indices("output")[row] == result.chosen
        return None if chosen else {"output": row + 1}
