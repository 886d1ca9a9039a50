"""A lab of notebook 01: one step of a recurrent cell, every weight within reach."""

from dataclasses import dataclass

import numpy as np

from ..cells import ACTIVATIONS, RNN
from ..panels.one_step import SQUASH
from ..panels.one_step import OneStep as OneStepNetwork
from ..panels.one_step_formula import OneStepFormula
from ..panels.one_step_squash import REACH, OneStepSquash
from ..stage import Timeline
from .lab import Lab
from .parameters import Choice, InputError, Integer, Number, State

INPUTS, MOST_UNITS, LARGEST = 2, 4, 3.0
W_XH = np.array([[0.8, -0.5, 0.3, 1.0], [-0.6, 0.9, 0.4, -0.3]])
W_HH = np.array(
    [[0.5, -0.7, 0.2, 0.4], [0.3, 0.6, -0.4, -0.2], [-0.3, 0.2, 0.7, 0.5], [0.6, -0.1, 0.3, -0.8]]
)
B_H = np.array([0.1, -0.2, 0.0, 0.3])
"""The weights at the start, of the largest cell; those of a smaller one are the upper left corners."""


@dataclass(frozen=True)
class Edge:
    """One weight of the cell: it carries x_t[i], h_{t-1}[i] or the constant 1 of the bias ("b") to unit j.

    i and j are rows and columns of the arrays, from 0; the name counts from 1, as all labs count units.
    """

    source: str
    i: int
    j: int

    @property
    def name(self) -> str:
        if self.source == "b":
            return f"b_h[{self.j + 1}]"
        return f"W_{self.source}h[{self.i + 1}, {self.j + 1}]"

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
        known = name in EVERY_EDGE and isinstance(weight, int | float)
        if not known or not -LARGEST <= weight <= LARGEST:
            raise InputError(
                f"{name} = {weight} is not a weight of this cell from {-LARGEST:g} to {LARGEST:g}."
            )
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
    unit: int  # in focus, from 0
    lit: int | None
    focus: str


class OneStep(Lab):
    """h_t = φ(x_t W_xh + h_{t-1} W_hh + b_h), one step, every weight an edge that can be taken."""

    title = "One step"
    size = (10.0, 5.0)
    narrow_size = (6.2, 8.6)
    passing = frozenset({"focus"})
    presets = {
        "first step": {"weights": {}, "h1": 0.0, "h2": 0.0},
        "no input": {"weights": {}, "x1": 0.0, "x2": 0.0},
        "no recurrence": {
            "weights": {"W_hh[1, 1]": 0.0, "W_hh[1, 2]": 0.0, "W_hh[2, 1]": 0.0, "W_hh[2, 2]": 0.0},
            "weight": 0.0,
        },
        "latch": {
            "units": 1,
            "weights": {"W_xh[1, 1]": 3.0, "W_xh[2, 1]": 0.0, "W_hh[1, 1]": 3.0, "b_h[1]": 0.0},
            "weight": 3.0,
            "x1": 0.0,
            "x2": 0.0,
            "h1": 1.0,
        },
    }

    units = Integer(2, 1, MOST_UNITS, "hidden units H", "How many numbers the cell remembers.")
    nonlinearity = Choice(
        "tanh", list(ACTIVATIONS), "nonlinearity φ", "What bends the sum before it becomes h_t."
    )
    edge = Choice(
        "W_hh[1, 1]",
        lambda lab: [edge.name for edge in edges_of(lab.units)],
        "edge",
        "The weight to change: [from, to]. Or click its line in the picture.",
    )
    weight = Number(
        0.5, -LARGEST, LARGEST, 0.1, "weight of the edge", "Its width in the picture; dashes are negative."
    )
    x1 = Number(1.0, -2, 2, 0.1, "input x_t[1]", "The first feature of the input at this step.")
    x2 = Number(-0.5, -2, 2, 0.1, "input x_t[2]", "The second feature of the input at this step.")
    h1 = Number(0.6, -1, 1, 0.05, "state h_{t−1}[1]", "What unit 1 held after the last step.")
    h2 = Number(-0.4, -1, 1, 0.05, "state h_{t−1}[2]", "What unit 2 held after the last step.")
    h3 = Number(0.2, -1, 1, 0.05, "state h_{t−1}[3]", "What unit 3 held after the last step.")
    h4 = Number(0.8, -1, 1, 0.05, "state h_{t−1}[4]", "What unit 4 held after the last step.")
    weights = State({}, "edited weights", check_weights)
    focus = State("", "what is pointed at", str)

    def compute(self, p) -> OneStepResult:
        edges = edges_of(p.units)
        weights = np.array([p.weights.get(edge.name, edge.start) for edge in edges])
        table = weights.reshape(p.units, -1).T  # (I + H + 1, H): W_xh over W_hh over b_h
        cell = RNN(INPUTS, p.units, p.nonlinearity, rng=0)
        cell.params |= {"W_xh": table[:INPUTS], "W_hh": table[INPUTS:-1], "b_h": table[-1]}
        x, h_prev = np.array((p.x1, p.x2)), np.array((p.h1, p.h2, p.h3, p.h4))[: p.units]
        trace = cell.forward(x[None, None], h_prev[None])
        values = np.tile(np.concatenate([x, h_prev, [1.0]]), p.units)
        names = [edge.name for edge in edges]
        lit = names.index(p.focus if p.focus in names else p.edge)
        unit = edges[lit].j
        if p.focus in (f"unit {j + 1}" for j in range(p.units)):
            unit = int(p.focus.removeprefix("unit ")) - 1
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

    def settle(self, changes: dict) -> dict:
        """Let the slider follow the edge, and keep in `weights` what it changed."""
        units = changes.get("units", self.units)
        concerned = {"units", "edge", "weight", "weights"} & changes.keys()
        if not concerned or units not in range(1, MOST_UNITS + 1):
            return changes  # nothing to settle, or something that will be refused
        edges = {edge.name: edge for edge in edges_of(int(units))}
        edge = changes.get("edge", self.edge if self.edge in edges else next(iter(edges)))
        weights = changes.get("weights", self.weights)
        if edge not in edges or not isinstance(weights, dict):
            return changes
        if "weight" in changes:
            weights = weights | {edge: changes["weight"]}
        weight = weights.get(edge, edges[edge].start)
        start = {name: EVERY_EDGE[name].start for name in weights if name in EVERY_EDGE}
        edited = {name: value for name, value in weights.items() if value != start.get(name)}
        return changes | {"edge": edge, "weight": weight, "weights": edited}

    def irrelevant(self, p):
        return {f"h{j + 1}" for j in range(p.units, MOST_UNITS)}

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
