"""A recurrent network unrolled: inputs below, states between, outputs above, time from left to right."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba

from .glyphs import Glyphs
from .one_step import ease
from .panel import MOVING, Panel, Pointer
from .typeset import typeset

MARGIN = 92  # for the names of the rows, in pixels of the design, as all lengths here
RADIUS, BOX = 10, 24  # of a state; the height of a box with a word
LETTER = 7.4  # the width of a letter, about
FAINT = 0.3
DASHES = {"back": (0, (5, 2)), "arc": (0, (5, 2)), "feed": (0, (1, 1.5))}


class Wiring(Panel):
    """The graph of a network; at t, what needs at most t rounds of computing is ready.

    `result` has `graph` (nodes and links), `chosen`, the index of an output, `seen`, all the nodes that it
    depends on, `wiring`, `application`, `layers`, `both` (directions), `reading` (columns) and `rounds`.
    """

    hover = True

    def build(self, ax: Axes) -> None:
        self.width, self.height = ax.figure.get_size_inches() * ax.get_position().size * 100
        self.create(ax)

    def create(self, ax: Axes) -> None:
        """The axes in pixels, and the artists that move."""
        self.graph = None
        self.plain(ax)
        ax.set(xlim=(0, self.width), ylim=(0, self.height))
        self.links = self.moving(ax.add_collection(LineCollection([]), autolim=False))
        self.heads = self.moving(ax.add_collection(PolyCollection([]), autolim=False))
        self.pulses = self.moving(ax.scatter([], []), MOVING + 1)
        self.states = self.moving(ax.scatter([], []), MOVING + 2)
        self.boxes = self.moving(ax.add_collection(PolyCollection([]), autolim=False), MOVING + 2)
        self.words = self.moving(Glyphs(ax), MOVING + 3)

    def background(self, result):
        return result.wiring, result.layers, result.both, self.spacing(result)[1]

    def arrange(self, result) -> None:
        """Name the wiring, its application and its rows."""
        self.clear()
        self.create(self.ax)
        title = f"{result.wiring.capitalize()}: {result.application}"
        self.heading(self.ax, title, "point at an output to see what it depends on")
        self.lay_out(result)
        soft = dict(x=4, ha="left", va="center", fontsize=9, color=self.theme.soft)
        for kind, name in (("input", "inputs x_t"), ("output", "outputs")):
            heights = [self.places[n][1] for n in result.graph.indices(kind)]
            self.ax.text(y=np.mean([min(heights), max(heights)]), s=typeset(name), **soft)
        placed = zip(result.graph.nodes, self.places, strict=True)
        rows = {(node.layer, node.backward): y for node, (_, y) in placed if node.kind == "state"}
        for (layer, backward), y in rows.items():
            name = f"layer {layer + 1}" if result.layers > 1 else "states h_t"
            self.ax.text(y=y, s=typeset(f"{name} {'←' if backward else '→'}"), **soft)

    def lay_out(self, result) -> None:
        """Place every node and link, once for each graph."""
        if self.graph is not result.graph:
            self.graph = result.graph
            self.places = self.place(result)
            self.paths = [self.path(*link) for link in result.graph.links]

    def spacing(self, result) -> tuple[float, float]:
        """From column to column; and how far words leave their row where neighbors are too wide for one."""
        nodes = result.graph.nodes
        gap = min((self.width - MARGIN - 8) / (1 + max(node.column for node in nodes)), 150)
        return gap, 17 if gap < 6 + LETTER * max(len(node.word) for node in nodes) else 0

    def place(self, result) -> np.ndarray:
        """(N, 2), the center of every node."""
        nodes = result.graph.nodes
        gap, stagger = self.spacing(result)
        left = (MARGIN + self.width - 8 - gap * (1 + max(node.column for node in nodes))) / 2
        bottom, top = 22 + stagger, self.height - 20 - stagger
        layer_gap = (top - bottom) / (result.layers + 1)
        places = []
        for node in nodes:
            x = left + gap * (node.column + 0.5)
            zigzag = stagger * (-1) ** node.column
            if node.kind == "state":
                y = bottom + layer_gap * (node.layer + 1)
                beside = result.both and node.column < result.reading
                side = 1 if node.backward else -1
                x += side * min(14, gap / 4) if beside else 0
                y += side * min(20, layer_gap / 4) if result.both else 0
            else:
                y = bottom + zigzag if node.kind == "input" else top + zigzag
            places.append((x, y))
        return np.array(places)

    def path(self, start: int, end: int, kind: str) -> np.ndarray:
        """(P, 2), the line of a link from rim to rim."""
        a, b = self.places[start], self.places[end]
        if kind == "arc":
            way = np.linspace(0, 1, 24)[:, None]
            line = a + (b - a) * way + np.array((0, 26)) * (4 * way * (1 - way))
        elif kind == "feed":
            # Down between the columns and up into the state: the word is an input of the next step.
            way = np.linspace(0, 1, 24)[:, None]
            over, under = (np.array(((a[0] + b[0]) / 2, y)) for y in (a[1], b[1] - 50))
            line = (
                (1 - way) ** 3 * a
                + 3 * way * (1 - way) ** 2 * over
                + 3 * way**2 * (1 - way) * under
                + way**3 * b
            )
        else:
            line = np.array((a, b))
        nodes = self.graph.nodes
        line[0] += self.rim(nodes[start], line[1] - line[0])
        line[-1] += self.rim(nodes[end], line[-2] - line[-1])
        return line

    def rim(self, node, direction: np.ndarray) -> np.ndarray:
        """From a node's center to its rim in a direction."""
        unit = direction / np.hypot(*direction)
        if node.kind == "state":
            return unit * (RADIUS + 1)
        half = np.array((self.box_width(node) / 2, BOX / 2)) + 1
        return unit * min(half / np.maximum(np.abs(unit), 1e-9))

    def box_width(self, node) -> float:
        return LETTER * max(len(node.word), 2) + 10

    def update(self, result, t: float) -> None:
        self.lay_out(result)
        self.draw_links(result, t)
        self.draw_states(result, t)
        self.draw_boxes(result, t)

    def draw_links(self, result, t: float) -> None:
        nodes, colors, widths, heads, pulses = result.graph.nodes, [], [], [], []
        for line, (start, end, _) in zip(self.paths, result.graph.links, strict=True):
            on_way = end in result.seen and nodes[end].when <= np.ceil(t)
            colors.append(to_rgba(self.theme.state if on_way else self.theme.soft, 1 if on_way else 0.45))
            widths.append(2 if on_way else 1)
            heads.append(arrowhead(line, 7 if on_way else 5))
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

    def draw_states(self, result, t: float) -> None:
        chosen = result.graph.indices("state")
        fills, rims = [], []
        for n in chosen:
            ready, seen = result.graph.nodes[n].when <= t, n in result.seen
            fills.append(
                to_rgba(
                    self.theme.state if ready and seen else self.theme.hairline if ready else self.theme.paper
                )
            )
            rims.append(to_rgba(self.theme.state if seen else self.theme.soft))
        self.states.set_offsets(self.places[chosen])
        self.states.set(sizes=[(2 * RADIUS * 0.72) ** 2], facecolors=fills, edgecolors=rims, linewidths=1.3)

    def draw_boxes(self, result, t: float) -> None:
        """Words: inputs filled where the chosen output depends on them; outputs once they are ready."""
        chosen = result.graph.indices("input") + result.graph.indices("output")
        boxes, fills, rims, widths, words, inks = [], [], [], [], [], []
        for n in chosen:
            node, seen = result.graph.nodes[n], n in result.seen
            half = np.array((self.box_width(node) / 2, BOX / 2))
            boxes.append(self.places[n] + half * ((-1, -1), (1, -1), (1, 1), (-1, 1)))
            filled = node.kind == "input" and seen
            fills.append(self.theme.input if filled else self.theme.paper)
            picked = n == result.chosen
            rim = self.theme.input if filled else self.theme.state if seen else self.theme.soft
            rims.append(self.theme.cursor if picked else rim)
            widths.append(3 if picked else 1.5 if seen else 1)
            words.append(node.word if node.when <= t else "?")
            inks.append(self.theme.paper if filled else self.theme.ink if seen else self.theme.soft)
        self.boxes.set_verts(boxes)
        self.boxes.set(facecolors=fills, edgecolors=rims, linewidths=widths)
        self.words.show(words, self.places[chosen], 9, inks)

    def pointer(self, result, t: float, pointer: Pointer):
        """Pointing at an output chooses it."""
        if t != int(t) or pointer.kind not in ("move", "press"):
            return None  # between two stops a film is playing: a passing pointer must not stop it
        for number, n in enumerate(result.graph.indices("output"), start=1):
            half = np.array((self.box_width(result.graph.nodes[n]) / 2, BOX / 2)) + 3
            if (np.abs(self.places[n] - (pointer.x, pointer.y)) <= half).all() and n != result.chosen:
                return {"output": number}
        return None

    def describe(self, result, t: float) -> str:
        outputs = result.graph.indices("output")
        if t < result.rounds:
            ready = sum(result.graph.nodes[n].when <= t for n in outputs)
            return (
                f"After {int(t)} of {result.rounds} rounds of computing, {ready} of {len(outputs)} "
                f"output{'s' * (len(outputs) > 1)} {'is' if ready == 1 else 'are'} ready."
            )
        return sight(result)


def sight(result) -> str:
    """What the chosen output depends on, in words and numbers."""
    outputs, inputs = result.graph.indices("output"), result.graph.indices("input")
    number, total = 1 + outputs.index(result.chosen), len(inputs)
    seen = [i for i, n in enumerate(inputs, start=1) if n in result.seen]
    name = (
        f"Output {number} (“{result.graph.nodes[result.chosen].word}”)" if len(outputs) > 1 else "The output"
    )
    if result.wiring == "one to one":
        return "One input, one step, one output: a plain network, with nothing to remember."
    if result.wiring in ("one to many", "encoder-decoder"):
        words = (
            f" and the {f'{number - 1} words' if number > 2 else 'word'} written before it"
            if number > 1
            else ""
        )
        if total == 1:
            return f"{name} sees the one input{words}."
        states = "last states" if result.both else "last state"
        only = f"but only through the {states} of the encoder{',' if words else ''}"
        return f"{name} sees all {total} inputs, {only}{words}."
    if result.wiring == "many to one":
        return f"The output sees all {total} inputs{', read in both directions' if result.both else ''}."
    if number == total:
        return f"{name} is the last and sees all {total} inputs, in one direction or in both."
    if result.both:
        one_way = span(range(1, number + 1))
        return f"{name} sees all {total} inputs; reading one way, it would see {one_way}."
    return f"{name} sees {span(seen)} of {total}; with both directions it would see all {total}."


def span(numbers) -> str:
    """ "input 1", or "inputs 1 to 3"."""
    return "input 1" if len(numbers) == 1 else f"inputs {numbers[0]} to {numbers[-1]}"


def arrowhead(line: np.ndarray, size: float) -> np.ndarray:
    """(3, 2), a triangle at the end of a line."""
    tip, along = line[-1], line[-1] - line[-2]
    along = along / np.hypot(*along) * size
    across = np.array((-along[1], along[0])) * 0.45
    return np.array((tip, tip - along + across, tip - along - across))
