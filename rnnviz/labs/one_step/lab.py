"""A lab of notebook 01: one step of a recurrent cell, every weight within reach."""

from __future__ import annotations

from typing import Any

from ...cells import ACTIVATIONS
from ...lab import Choice, Integer, Lab, Number, State, Timeline, View
from .captions import captions
from .model import EVERY_EDGE, LARGEST, MOST_UNITS, SQUASH, OneStepResult, check_weights, compute, edges_of
from .panels import Network, Squash, Sum

STOPS = ("inputs", "products", "sum", "squash")


class OneStep(Lab):
    """h_t = φ(x_t W_xh + h_{t-1} W_hh + b_h), one step, every weight an edge that can be taken."""

    title = "One step"
    views = (
        View("network", "the network", Network),
        View("sum", "the sum", Sum),
        View("squash", "the squash", Squash),
    )
    opens_with = "network sum"
    core = "edge weight x1 h1 units"
    passing = frozenset({"focus"})
    presets = {
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

    def compute(self, p):
        return compute(p)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def settle(self, changes: dict[str, Any]) -> dict[str, Any]:
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

    def timeline(self, result: OneStepResult):
        return Timeline.steps(0, SQUASH, between=7, label=lambda t: STOPS[t], seconds_per_step=0.8)

    def start_time(self):
        return SQUASH
