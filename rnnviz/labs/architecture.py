"""The labs of notebook 01: one step of a cell, and the ways to wire cells into networks."""

from dataclasses import dataclass

import numpy as np

from ..cells import ACTIVATIONS, RNN, Bidirectional, Stacked
from ..panels.one_step import SQUASH, OneStep as OneStepNetwork
from ..panels.one_step_formula import OneStepFormula
from ..panels.one_step_squash import REACH, OneStepSquash
from ..panels.wiring import Wiring as WiringGraph
from ..panels.wiring_sight import WiringSight
from ..stage import Timeline
from .lab import Lab
from .parameters import Choice, InputError, Integer, Number, State, Toggle
from .wiring_graph import STEPS, WIRINGS, Graph, example, graph, reads_both_ways

INPUTS, MOST_UNITS, LARGEST = 2, 4, 3.0
W_XH = np.array([[0.8, -0.5, 0.3, 1.0], [-0.6, 0.9, 0.4, -0.3]])
W_HH = np.array([[0.5, -0.7, 0.2, 0.4], [0.3, 0.6, -0.4, -0.2], [-0.3, 0.2, 0.7, 0.5], [0.6, -0.1, 0.3, -0.8]])
B_H = np.array([0.1, -0.2, 0.0, 0.3])
"""The weights that the lab starts from: of the largest cell, so that smaller ones are its upper left corners."""


@dataclass(frozen=True)
class Edge:
    """One weight of the cell: it carries x_t[i], h_{t-1}[i] or the constant 1 of the bias ("b") to unit j."""

    source: str
    i: int
    j: int

    @property
    def name(self) -> str:
        if self.source == "b":
            return f"b_h[{self.j}]"
        return f"W_{self.source}h[{self.i}, {self.j}]"

    @property
    def start(self) -> float:
        """The weight before the learner changes it."""
        return float({"x": W_XH, "h": W_HH, "b": B_H[None]}[self.source][self.i, self.j])


def edges_of(units: int) -> list[Edge]:
    """Every weight of a cell, in the order of the formula and unit by unit."""
    sources = [("x", i) for i in range(INPUTS)] + [("h", i) for i in range(units)] + [("b", 0)]
    return [Edge(source, i, j) for j in range(units) for source, i in sources]


EVERY_EDGE = {edge.name: edge for edge in edges_of(MOST_UNITS)}


def check_weights(weights: dict) -> dict:
    """The edited weights by the names of their edges; InputError if one is unknown or outside the slider."""
    for name, weight in dict(weights).items():
        if name not in EVERY_EDGE or not -LARGEST <= weight <= LARGEST:
            raise InputError(f"{name} = {weight} is not a weight of this cell from {-LARGEST:g} to {LARGEST:g}.")
    return dict(weights)


@dataclass(frozen=True, eq=False)
class OneStepResult:
    """One step: x (I,), h_prev, a, h and slope φ'(a) (H,); weights, values and products by edge (E,)."""

    units: int
    nonlinearity: str
    edges: tuple[Edge, ...]
    weights: np.ndarray
    values: np.ndarray
    products: np.ndarray
    x: np.ndarray
    h_prev: np.ndarray
    a: np.ndarray
    h: np.ndarray
    slope: np.ndarray
    grid: np.ndarray
    curve: np.ndarray  # φ at `grid`
    unit: int
    lit: int | None
    focus: str


class OneStep(Lab):
    """h_t = φ(x_t W_xh + h_{t-1} W_hh + b_h), one step, every weight an edge that can be taken and changed."""

    title = "One step"
    size = (10.0, 5.0)
    narrow_size = (6.2, 8.6)
    presets = {
        "first step": {"h0": 0.0, "h1": 0.0},
        "no input": {"x0": 0.0, "x1": 0.0},
        "no recurrence": {
            "weights": {"W_hh[0, 0]": 0.0, "W_hh[0, 1]": 0.0, "W_hh[1, 0]": 0.0, "W_hh[1, 1]": 0.0},
            "weight": 0.0,
        },
        "latch": {
            "units": 1,
            "weights": {"W_xh[0, 0]": 3.0, "W_xh[1, 0]": 0.0, "W_hh[0, 0]": 3.0, "b_h[0]": 0.0},
            "weight": 3.0,
            "x0": 0.0,
            "x1": 0.0,
            "h0": 1.0,
        },
    }

    units = Integer(2, 1, MOST_UNITS, "hidden units H", "How many numbers the cell remembers.")
    nonlinearity = Choice("tanh", list(ACTIVATIONS), "nonlinearity φ", "What bends the sum before it becomes h_t.")
    edge = Choice(
        "W_hh[0, 0]",
        lambda lab: [edge.name for edge in edges_of(lab.units)],
        "edge",
        "The weight to change: [from, to]. Or click its line in the picture.",
    )
    weight = Number(0.5, -LARGEST, LARGEST, 0.1, "weight of the edge", "Its width in the picture; dashes are negative.")
    x0 = Number(1.0, -2, 2, 0.1, "input x_t[0]", "The first feature of the input at this step.")
    x1 = Number(-0.5, -2, 2, 0.1, "input x_t[1]", "The second feature of the input at this step.")
    h0 = Number(0.6, -1, 1, 0.05, "state h_{t-1}[0]", "What unit 0 held after the last step.")
    h1 = Number(-0.4, -1, 1, 0.05, "state h_{t-1}[1]", "What unit 1 held after the last step.")
    h2 = Number(0.2, -1, 1, 0.05, "state h_{t-1}[2]", "What unit 2 held after the last step.")
    h3 = Number(0.8, -1, 1, 0.05, "state h_{t-1}[3]", "What unit 3 held after the last step.")
    weights = State({}, "edited weights", check_weights)
    focus = State("", "what is pointed at", str)

    def compute(self, p) -> OneStepResult:
        edges = edges_of(p.units)
        weights = np.array([p.weights.get(edge.name, edge.start) for edge in edges])
        table = weights.reshape(p.units, -1).T  # (I + H + 1, H): W_xh over W_hh over b_h
        cell = RNN(INPUTS, p.units, p.nonlinearity, rng=0)
        cell.params |= {"W_xh": table[:INPUTS], "W_hh": table[INPUTS:-1], "b_h": table[-1]}
        x, h_prev = np.array((p.x0, p.x1)), np.array((p.h0, p.h1, p.h2, p.h3))[: p.units]
        trace = cell.forward(x[None, None], h_prev[None])
        values = np.tile(np.concatenate([x, h_prev, [1.0]]), p.units)
        names = [edge.name for edge in edges]
        lit = names.index(p.focus if p.focus in names else p.edge)
        unit = edges[lit].j
        if p.focus in (f"unit {j}" for j in range(p.units)):
            unit = int(p.focus.removeprefix("unit "))
            lit = lit if edges[lit].j == unit else None
        over = np.linspace(-REACH - 0.4, REACH + 0.4, 201)
        return OneStepResult(
            units=p.units,
            nonlinearity=p.nonlinearity,
            edges=tuple(edges),
            weights=weights,
            values=values,
            products=values * weights,
            x=x,
            h_prev=h_prev,
            a=trace.a[0, 0],
            h=trace.h[1, 0],
            slope=cell.activation.slope(trace.h[1, 0]),
            grid=over,
            curve=cell.activation.f(over),
            unit=unit,
            lit=lit,
            focus=p.focus,
        )

    def _move(self, changes) -> None:
        super()._move(self._with_weights(changes))

    def _with_weights(self, changes: dict) -> dict:
        """Let the slider follow the edge, and remember what it sets: `weights` keeps what differs from the start."""
        units = changes.get("units", self.units)
        if not {"units", "edge", "weight", "weights"} & changes.keys() or units not in range(1, MOST_UNITS + 1):
            return changes  # nothing to settle, or something that will be refused
        edges = {edge.name: edge for edge in edges_of(int(units))}
        edge = changes.get("edge", self.edge if self.edge in edges else next(iter(edges)))
        weights = changes.get("weights", self.weights)
        if edge not in edges or not isinstance(weights, dict):
            return changes
        if "weight" in changes:
            weights = weights | {edge: changes["weight"]}
        weight = weights.get(edge, edges[edge].start)
        weights = {name: value for name, value in weights.items() if name not in EVERY_EDGE or value != EVERY_EDGE[name].start}
        return changes | {"edge": edge, "weight": weight, "weights": weights}

    def irrelevant(self, p):
        return {f"h{j}" for j in range(p.units, MOST_UNITS)}

    def make_panels(self):
        return [OneStepNetwork(), OneStepFormula(), OneStepSquash()]

    def layout(self, figure, narrow):
        if narrow:
            boxes = (0.012, 0.53, 0.976, 0.415), (0.05, 0.26, 0.72, 0.215), (0.1, 0.055, 0.85, 0.13)
        else:
            boxes = (0.012, 0.02, 0.538, 0.885), (0.565, 0.46, 0.425, 0.445), (0.6, 0.1, 0.385, 0.24)
        return [figure.add_axes(box) for box in boxes]

    def timeline(self, result):
        stops = ("inputs", "products", "sum", "squash")
        return Timeline.steps(0, SQUASH, between=7, label=lambda t: stops[t], seconds_per_step=0.8)

    def start_time(self):
        return SQUASH


INPUT_SIZE, HIDDEN_SIZE = 8, 16
LAST = 1000  # stands for the end of the film, however long it is


@dataclass(frozen=True, eq=False)
class WiringResult:
    """A wired network; `sees` (outputs, inputs), `seen` the nodes behind the `chosen` one, `weights` a count."""

    wiring: str
    application: str
    layers: int
    both: bool
    graph: Graph
    reading: int  # how many of the columns read the input
    chosen: int
    seen: frozenset[int]
    sees: np.ndarray
    rounds: int
    weights: int
    refused: str
    input_size: int = INPUT_SIZE
    hidden_size: int = HIDDEN_SIZE


class Wiring(Lab):
    """Five ways to wire cells into a network, each with what it is used for; stacked, and in both directions."""

    title = "Wiring"
    size = (10.0, 4.6)
    narrow_size = (6.2, 7.2)
    presets = {
        "tagger": {"wiring": "many to many", "T": 5, "output": 3},
        "tagger, both ways": {"wiring": "many to many", "T": 5, "output": 3, "bidirectional": True},
        "sentiment": {"wiring": "many to one", "T": 5},
        "caption": {"wiring": "one to many", "T": 6, "output": 3},
        "translator": {"wiring": "encoder-decoder", "T": 5, "output": 2},
        "deep": {"wiring": "many to many", "T": 6, "output": 4, "layers": 3, "bidirectional": True},
    }

    wiring = Choice("many to many", WIRINGS, "wiring", "How inputs and outputs line up in time.")
    T = Integer(5, STEPS[0], STEPS[-1], "steps T", "The length of the sequence.")
    layers = Integer(1, 1, 3, "layers", "The states of one layer are the inputs of the next.")
    bidirectional = Toggle(False, "both directions", "A second row of states reads from the right to the left.")
    output = Integer(
        3, 1, lambda lab: len(example(lab.wiring, lab.T)[2]), "output", "Or point at an output in the picture."
    )

    def compute(self, p) -> WiringResult:
        application, words, _ = example(p.wiring, p.T)
        network = graph(p.wiring, p.layers, p.bidirectional, p.T)
        inputs, outputs = network.indices("input"), network.indices("output")
        seen = [network.sources(n) for n in outputs]
        return WiringResult(
            wiring=p.wiring,
            application=application,
            layers=p.layers,
            both=p.bidirectional and reads_both_ways(p.wiring),
            graph=network,
            reading=len(words),
            chosen=outputs[p.output - 1],
            seen=frozenset(seen[p.output - 1]),
            sees=np.array([[n in sources for n in inputs] for sources in seen]),
            rounds=max(node.when for node in network.nodes),
            weights=count_weights(p.wiring, p.layers, p.bidirectional),
            refused=refusal(p.wiring) if p.bidirectional else "",
        )

    def _move(self, changes) -> None:
        at_end = self._timeline is not None and self.t == self._timeline.positions[-1]
        super()._move({"t": LAST} | changes if at_end else changes)  # a longer sequence is shown to its end too

    def _checked_time(self, t) -> float:
        return super()._checked_time(self._timeline.positions[-1] if t == LAST else t)

    def irrelevant(self, p):
        single = {"one to one": {"T", "output"}, "many to one": {"output"}}
        return single.get(p.wiring, set())

    def notes(self, result) -> str:
        return result.refused

    def make_panels(self):
        return [WiringGraph(), WiringSight()]

    def layout(self, figure, narrow):
        boxes = ((0.012, 0.36, 0.976, 0.56), (0.05, 0.02, 0.36, 0.27)) if narrow else ((0.012, 0.02, 0.776, 0.86), (0.82, 0.36, 0.17, 0.52))
        return [figure.add_axes(box) for box in boxes]

    def timeline(self, result):
        label = f"round {{}} of {result.rounds}".format
        return Timeline.steps(0, result.rounds, between=2, label=label, seconds_per_step=0.7)

    def start_time(self):
        return LAST


def refusal(wiring: str) -> str:
    """Why a wiring cannot run in both directions, or not everywhere; empty if it can."""
    return {
        "one to one": "One step has no second direction, so that both directions change nothing here.",
        "one to many": "This network reads from left to right only: the words to its right are not written yet.",
        "encoder-decoder": "Only the encoder reads both ways: the words to the decoder's right are not written yet.",
    }.get(wiring, "")


def count_weights(wiring: str, layers: int, both: bool) -> int:
    """How many weights the recurrent layers have; a decoder is as wide as what the encoder hands to it."""
    encoder = recurrent_layers(INPUT_SIZE, HIDDEN_SIZE, layers, both and reads_both_ways(wiring))
    parts = [encoder]
    if wiring == "encoder-decoder":
        parts.append(recurrent_layers(INPUT_SIZE, encoder.hidden_size, layers, False))
    return sum(weights.size for part in parts for weights in part.params.values())


def recurrent_layers(input_size: int, hidden_size: int, layers: int, both: bool) -> Stacked:
    """A stack of plain cells; `both` gives every layer two, one in each direction."""
    stack = []
    for _ in range(layers):
        cells = [RNN(input_size, hidden_size, rng=0) for _ in range(2 if both else 1)]
        stack.append(Bidirectional(*cells) if both else cells[0])
        input_size = stack[-1].hidden_size
    return Stacked(stack)
