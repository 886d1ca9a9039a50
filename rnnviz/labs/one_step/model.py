"""One step of a recurrent cell, h_t = φ(x_t W_xh + h_{t-1} W_hh + b_h), taken apart into its products."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from ...cells import RNN
from ...errors import InputError

FEATURES, MOST_UNITS, LARGEST = 2, 4, 3.0
INPUTS, PRODUCTS, SUM, SQUASH = range(4)  # what is known at each stop of the film
GRID = np.linspace(-4.4, 4.4, 201)  # pre-activations at which the curve of φ is drawn

W_XH = np.array([[0.8, -0.5, 0.3, 1.0], [-0.6, 0.9, 0.4, -0.3]])
W_HH = np.array(
    [[0.5, -0.7, 0.2, 0.4], [0.3, 0.6, -0.4, -0.2], [-0.3, 0.2, 0.7, 0.5], [0.6, -0.1, 0.3, -0.8]]
)
B_H = np.array([0.1, -0.2, 0.0, 0.3])
"""The weights at the start, of the largest cell; those of a smaller one are the upper left corners."""


@dataclass(frozen=True)
class Edge:
    """One weight of the cell: it carries x_t[i], h_{t-1}[i] or the constant 1 of the bias ("b") to unit j.

    i and j are rows and columns of the arrays, from 0; the names count from 1, as all labs count units.
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
    def factor(self) -> str:
        """What it multiplies: x_t[1], h_{t-1}[2], or 1."""
        return {"x": "x_t[{}]", "h": "h_{{t−1}}[{}]", "b": "1"}[self.source].format(self.i + 1)

    @property
    def start(self) -> float:
        """The weight before the learner changes it."""
        return float({"x": W_XH, "h": W_HH, "b": B_H[None]}[self.source][self.i, self.j])


def edges_of(units: int) -> list[Edge]:
    """Every weight of a cell, in the order of the formula and unit by unit."""
    sources = [("x", i) for i in range(FEATURES)] + [("h", i) for i in range(units)] + [("b", 0)]
    return [Edge(source, i, j) for j in range(units) for source, i in sources]


EVERY_EDGE = {edge.name: edge for edge in edges_of(MOST_UNITS)}


def check_weights(weights: dict[str, Any]) -> dict[str, float]:
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
    curve: np.ndarray  # φ at GRID
    unit: int  # in focus, from 0
    lit: int | None
    focus: str

    @property
    def terms(self) -> list[int]:
        """The edges into the unit in focus, in the order of the formula."""
        return [n for n, edge in enumerate(self.edges) if edge.j == self.unit]


def compute(p: SimpleNamespace) -> OneStepResult:
    edges = edges_of(p.units)
    weights = np.array([p.weights.get(edge.name, edge.start) for edge in edges])
    table = weights.reshape(p.units, -1).T  # (I + H + 1, H): W_xh over W_hh over b_h
    cell = RNN(FEATURES, p.units, p.nonlinearity, rng=0)
    cell.params |= {"W_xh": table[:FEATURES], "W_hh": table[FEATURES:-1], "b_h": table[-1]}
    x, h_prev = np.array((p.x1, p.x2)), np.array((p.h1, p.h2, p.h3, p.h4))[: p.units]
    trace = cell.forward(x[None, None], h_prev[None])
    values = np.tile(np.concatenate([x, h_prev, [1.0]]), p.units)
    unit, lit = in_focus(p, edges)
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
        curve=cell.activation.f(GRID),
        unit=unit,
        lit=lit,
        focus=p.focus,
    )


def in_focus(p: SimpleNamespace, edges: list[Edge]) -> tuple[int, int | None]:
    """The unit whose sum is shown, and the edge that is lit, if one of the unit's is."""
    names = [edge.name for edge in edges]
    lit = names.index(p.focus if p.focus in names else p.edge)
    if p.focus not in (f"unit {j + 1}" for j in range(p.units)):
        return edges[lit].j, lit
    unit = int(p.focus.removeprefix("unit ")) - 1
    return unit, lit if edges[lit].j == unit else None
