"""One step of a recurrent cell drawn as a network, with the numbers that are in it."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba

from .glyphs import Glyphs
from .panel import MOVING, Panel, Pointer, number
from .theme import signed_norm

RADIUS = 25  # of a node, in pixels of the design, as all lengths here
REACH = 9  # how near to an edge the pointer must be
INPUTS, PRODUCTS, SUM, SQUASH = range(4)  # the stops of the film
BELOW = RADIUS + 9  # how far below an input its name stands
LABELS = {"h": 34, "x": 20, "b": 16}  # how far from their source edges carry their weight
FAINT = 0.3  # opacity of the edges into the units that are not in focus


class OneStep(Panel):
    """The cell as a network: h_{t-1} at the left, x_t below, the sums a_t in the middle, h_t at the right.

    `result` has `units`, `edges` (name, source "x", "h" or "b", i, j), `weights`, `values` and `products` by
    edge, x (I,), h_prev, a and h (H,), the `unit` in focus and the `lit` edge's index or None. t runs from 0
    (only the inputs are known) through 1 (products) and 2 (sums) to 3 (squashed).
    """

    title = "The cell as a network"
    subtitle = "width is the size of a weight, dashes are negative; click a line to take it"
    hover = True

    def build(self, ax: Axes) -> None:
        self.width, self.height = ax.figure.get_size_inches() * ax.get_position().size * 100
        self.columns = {"h": 0.19 * self.width, "a": 0.61 * self.width, "out": 0.865 * self.width}
        self.units = None
        self.plain(ax)
        ax.set(xlim=(0, self.width), ylim=(0, self.height))
        self.heading(ax)
        self.halo = self.lines(ax, 0)
        self.edges = self.lines(ax, 1)
        self.outputs = self.lines(ax, 1)
        self.pulses = self.circles(ax, 2)
        self.nodes = self.circles(ax, 3)
        self.paper = self.moving(Glyphs(ax), MOVING + 4)
        self.paper.set(linewidths=6, edgecolors=self.theme.paper)
        self.amounts = self.moving(Glyphs(ax), MOVING + 5)
        self.numbers = self.moving(Glyphs(ax), MOVING + 5)
        self.names = {anchor: self.moving(Glyphs(ax), MOVING + 5) for anchor in (0, 0.5, 1)}

    def lines(self, ax: Axes, above: int) -> LineCollection:
        return self.moving(ax.add_collection(LineCollection([]), autolim=False), MOVING + above)

    def circles(self, ax: Axes, above: int):
        return self.moving(ax.scatter([], [], marker="o"), MOVING + above)

    def arrange_units(self, result) -> None:
        """Place every node and edge, once for each number of units."""
        if self.units != result.units:
            self.units = result.units
            self.places = self.place(result)
            self.ends = self.edge_ends(result)

    def name_all(self, result) -> None:
        """Name the nodes, and give the shape of every tensor."""
        H, inputs, places = result.units, len(result.x), self.places
        ink, soft = self.theme.ink, self.theme.soft
        top, right = self.height - 10, places["x", inputs - 1] + (RADIUS + 14, 0)
        between = (self.columns["h"] + self.columns["a"]) / 2
        beside = RADIUS + 5
        left = [
            (f"x_t  (1, {inputs})     W_xh  ({inputs}, {H})     b_h  ({H},)", right - (0, 8), ink),
            ("h_t goes on to step t+1 as its h_{t−1}", right - (0, BELOW), soft),
            *((f"h_t[{j + 1}]", places["out", j] + (beside, 0), soft) for j in range(H)),
        ]
        middle = [
            (f"h_{{t−1}}  (1, {H})", (self.columns["h"], top), ink),
            (f"W_hh  ({H}, {H})", (between, top), ink),
            (f"a_t  (1, {H})", (self.columns["a"], top), ink),
            (f"h_t  (1, {H})", (self.columns["out"], top), ink),
            (result.nonlinearity, (places["a", 0] + places["out", 0]) / 2 + (0, 12), ink),
            ("bias", places["b", 0] - (0, BELOW), soft),
            *((f"x_t[{i + 1}]", places["x", i] - (0, BELOW), soft) for i in range(inputs)),
        ]
        ends = [(f"h_{{t−1}}[{j + 1}]", places["h", j] - (beside, 0), soft) for j in range(H)]
        for (anchor, glyphs), named in zip(self.names.items(), (left, middle, ends), strict=True):
            texts, points, colors = zip(*named, strict=True)
            glyphs.show(texts, points, 9, colors, anchor)

    def place(self, result) -> dict[tuple[str, int], np.ndarray]:
        """The center of every node, by kind and index; "out" is h_t and "b" the constant 1 of the bias."""
        H, inputs = result.units, len(result.x)
        high, low = self.height - 58, 150
        spread = min(high - low, 120 * (H - 1)) / 2
        rows = (high + low) / 2 + np.linspace(spread, -spread, H)
        places = {(kind, j): np.array((x, rows[j])) for kind, x in self.columns.items() for j in range(H)}
        start, gap = 0.09 * self.width, 0.135 * self.width
        places["b", 0] = np.array((start, 52.0))
        return places | {("x", i): np.array((start + gap * (i + 1), 52.0)) for i in range(inputs)}

    def edge_ends(self, result) -> np.ndarray:
        """(E, 2, 2), where each edge leaves its source and meets its unit."""
        ends = np.array([(self.places[e.source, e.i], self.places["a", e.j]) for e in result.edges])
        along = ends[:, 1] - ends[:, 0]
        step = RADIUS * along / np.hypot(*along.T)[:, None]
        return np.stack([ends[:, 0] + step, ends[:, 1] - step], axis=1)

    def update(self, result, t: float) -> None:
        self.arrange_units(result)
        self.name_all(result)
        self.draw_edges(result)
        self.draw_pulses(result, self.places, t)
        self.draw_nodes(result, self.places, t)

    def draw_edges(self, result) -> None:
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
        self.label_edges(result, np.flatnonzero(focus))

    def label_edges(self, result, shown: np.ndarray) -> None:
        """Write weights on edges, near their sources, where the edges are apart; side by side from below."""
        chosen = [result.edges[n] for n in shown]
        far = np.array([LABELS[e.source] + 14 * e.i * (e.source == "x") for e in chosen])
        start, along = self.ends[shown, 0], self.ends[shown, 1] - self.ends[shown, 0]
        points = start + along * (far / np.hypot(*along.T))[:, None]
        labels = [number(result.weights[n]) for n in shown]
        self.paper.show(labels, points, 9, self.theme.paper)
        self.amounts.show(labels, points, 9, [self.theme.sign_color(result.weights[n]) for n in shown])

    def draw_pulses(self, result, places, t: float) -> None:
        """Products on their way to the sums, then sums on their way through φ."""
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
            ends = [(places["a", j], places["out", j]) for j in range(result.units)]
            points = np.array([a + (out - a) * way for a, out in ends])
            sizes = 30 + 60 * np.minimum(np.abs(result.a), 2)
            colors = [self.theme.sign_color(a) for a in result.a]
        moving = INPUTS < t < SQUASH and t != SUM
        self.pulses.set_offsets(points if moving else np.empty((0, 2)))
        self.pulses.set(sizes=sizes, facecolors=colors, edgecolors=self.theme.paper)
        H = range(result.units)
        self.outputs.set_segments([(places["a", j], places["out", j]) for j in H])
        self.outputs.set(
            linewidths=1.5,
            colors=[to_rgba(self.theme.ink, 1 if j == result.unit else FAINT) for j in H],
        )

    def draw_nodes(self, result, places, t: float) -> None:
        H = range(result.units)
        known = [(places["h", j], result.h_prev[j]) for j in H] + [(places["b", 0], 1.0)]
        known += [(places["x", i], x) for i, x in enumerate(result.x)]
        known += [(places["a", j], result.a[j] if t >= SUM else None) for j in H]
        known += [(places["out", j], result.h[j] if t >= SQUASH else None) for j in H]
        points = np.array([place for place, _ in known])
        norm, signed = signed_norm(), self.theme.signed
        fills = signed(norm([0 if v is None else v for _, v in known]))  # what is not known yet has no color
        rims = [self.theme.soft] * len(known)
        widths = [1.0] * len(known)
        for kind in range(2):
            chosen = len(known) - (2 - kind) * result.units + result.unit
            rims[chosen], widths[chosen] = self.theme.ink, 2.5
        self.nodes.set_offsets(points)
        self.nodes.set(sizes=[(2 * RADIUS * 0.72) ** 2], facecolors=fills, edgecolors=rims, linewidths=widths)
        labels = ["" if v is None else number(v) for _, v in known]
        self.numbers.show(labels, points, 9, [readable(fill, self.theme) for fill in fills])

    def pointer(self, result, t: float, pointer: Pointer):
        """Pointing at an edge or a node lights it up; a press takes the edge."""
        if t != int(t) or pointer.kind not in ("move", "press"):
            return None  # between two stops a film is playing: a passing pointer must not stop it
        self.arrange_units(result)
        here = np.array((pointer.x, pointer.y))
        target = self.node_at(result, here) or self.edge_at(result, here)
        if pointer.kind == "press" and target and not target.startswith("unit"):
            return {"edge": target, "focus": ""}
        return {"focus": target} if target != result.focus else None

    def node_at(self, result, here: np.ndarray) -> str:
        for j in range(result.units):
            if min(np.hypot(*(self.places[kind, j] - here)) for kind in ("a", "out")) < RADIUS:
                return f"unit {j + 1}"
        return ""

    def edge_at(self, result, here: np.ndarray) -> str:
        """The edge nearest to the pointer, if near; where edges cross, those of the unit in focus win."""
        start, along = self.ends[:, 0], self.ends[:, 1] - self.ends[:, 0]
        way = (((here - start) * along).sum(1) / (along**2).sum(1)).clip(0, 1)
        distance = np.hypot(*(start + along * way[:, None] - here).T)
        preferred = distance - 3 * np.array([e.j == result.unit for e in result.edges])
        nearest = int(preferred.argmin())
        return result.edges[nearest].name if distance[nearest] < REACH else ""

    def describe(self, result, t: float) -> str:
        j, count = result.unit, len(result.edges) // result.units
        unit = j + 1  # units are counted from 1, rows of arrays from 0
        if t < PRODUCTS:
            return (
                f"One step starts from the {len(result.x)} inputs of x_t and the {result.units} remembered "
                f"value{'s' * (result.units > 1)} of h_{{t−1}}."
            )
        if t < SUM:
            return (
                f"Every line multiplies what enters it by its weight: {count} products arrive at unit {unit}."
            )
        if t < SQUASH:
            return f"Unit {unit} adds its {count} products up: a_t[{unit}] = {number(result.a[j])}."
        return (
            f"Unit {unit} adds {count} products up to a_t[{unit}] = {number(result.a[j])} and passes it through "
            f"{result.nonlinearity}: h_t[{unit}] = {number(result.h[j])}."
        )


def ease(way: float) -> float:
    """0 to 1 with a gentle start and end."""
    return way * way * (3 - 2 * way)


def readable(fill, theme) -> str:
    """Ink or paper, whichever stands out from the fill."""

    def lightness(color):
        return np.dot(to_rgba(color)[:3], (0.299, 0.587, 0.114))

    return max((theme.ink, theme.paper), key=lambda color: abs(lightness(color) - lightness(fill)))
