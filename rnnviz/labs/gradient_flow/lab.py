"""A lab of notebook 04: what becomes of a gradient on its way back through time."""

from __future__ import annotations

from typing import Any

from ...lab import Choice, Integer, Lab, Number, Timeline, View
from ...networks.made_to_order import LONGEST, strongest_input
from ...networks.own_cell import own_cell
from .captions import captions
from .model import CELLS, LAST, LOSSES, RNN_CELL, GradientFlowResult, compute
from .pairs import FactorChain, JacobianTriangle
from .panels import EigenvaluePlane, GradientCurve, SlopeHistogram, StretchStrip


class GradientFlow(Lab):
    """Send a gradient back through a network whose recurrent weights are made to order, or through your own.

    `GradientFlow(cell=my_cell)` takes a cell with the two methods that `own_cell` names; TypeError or ValueError
    if it has not. The lab keeps a copy: to see a cell after more training, make a new lab.
    """

    title = "Gradient flow"
    views = (
        View("curve", "the gradient", GradientCurve),
        View("eigenvalues", "eigenvalues", EigenvaluePlane, StretchStrip),
        View("pairs", "every pair of steps", JacobianTriangle),
        View("chain", "the chain", FactorChain),
        View("slopes", "saturation", SlopeHistogram),
    )
    opens_with = "curve eigenvalues"
    core = "rho ratio nonlinearity T cell"
    presets = {
        "vanish": {"rho": 0.8},
        "hold": {"ratio": 1.0, "nonlinearity": "linear"},
        "explode": {"rho": 1.4, "ratio": 1.0, "nonlinearity": "linear"},
        "transient growth": {
            "rho": 0.9, "ratio": 6.0, "nonlinearity": "linear", "hidden_size": 32, "T": 100, "pair": 100,
            "t": 84,
        },
    }  # fmt: skip

    cell = Choice(
        RNN_CELL,
        lambda lab: (*CELLS, *([lab.own.name] if lab.own else [])),
        "cell",
        "What takes the step: the plain cell, or one with gates.",
    )
    rho = Number(
        1.0,
        0,
        3,
        0.01,
        "spectral radius ρ",
        "The size of W_hh's eigenvalues, all on one circle; of a gated cell, the candidate's.",
    )
    ratio = Number(
        1.5,
        1,
        6,
        0.05,
        "non-normality σ_max/ρ",
        "1 for a normal W_hh. Above it, one step can stretch more than ρ.",
    )
    nonlinearity = Choice(
        "tanh", ["tanh", "sigmoid", "relu", "linear"], "nonlinearity φ", "What bends the sum."
    )
    input_scale = Number(
        0.5, 0, strongest_input, 0.05, "input scale",
        "Standard deviation of what the input adds to each pre-activation; for a cell of your own, of the input.",
    )  # fmt: skip
    bias = Number(0.0, -3, 3, 0.1, "bias b_h", "The same for every unit of the RNN.")
    gate_bias = Number(
        1.0, -3, 6, 0.1, "bias of the gate that keeps",
        "LSTM: of the forget gate f; GRU: of the update gate z. The higher, the more of the state is kept.",
    )  # fmt: skip
    hidden_size = Integer(16, 1, 32, "hidden units H", "The size of the state.")
    T = Integer(40, 2, LONGEST, "steps T", "The length of the sequence.")
    loss_at = Choice(LAST, LOSSES, "loss at", "The steps that have a loss, from which gradients start.")
    pair = Integer(
        40,
        1,
        lambda lab: lab.T,
        "chain ends at step",
        "The later step of the pair. Or press on the triangle.",
    )
    seed = Integer(0, 0, 99, "seed", "Another draw of W_hh, of the inputs and of the loss.")

    def __init__(self, cell: Any = RNN_CELL, *, linked_to: GradientFlow | None = None, **values: Any):
        named = isinstance(cell, str)
        if linked_to is not None and not named:
            raise TypeError("a linked lab has the cell of the other: leave cell or linked_to out")
        self.own = getattr(linked_to, "own", None) if named else own_cell(cell)
        if self.own:
            self.presets = {name: {"cell": RNN_CELL} | values for name, values in self.presets.items()}
        if named and cell != RNN_CELL:
            values["cell"] = cell
        super().__init__(linked_to=linked_to, **values)

    def first_values(self):
        return {"cell": self.own.name} if self.own else {}

    def settle(self, changes):
        """A chain that ends at the last step goes on doing so when the sequence grows."""
        changes = dict(changes)
        if "T" in changes and "pair" not in changes and self.pair == self.T:
            changes["pair"] = changes["T"]
        if changes.get("hidden_size") == 1:
            changes.setdefault("ratio", 1.0)
        return changes

    def compute(self, p):
        return compute(p, self.own)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: GradientFlowResult):
        label = f"t = {{}} of {result.T}".format
        return Timeline.steps(result.T, 0, label=label, seconds_per_step=min(0.15, 8 / result.T))

    def start_time(self):
        return 0

    def irrelevant(self, p):
        if p.cell not in CELLS:
            return {"rho", "ratio", "nonlinearity", "bias", "gate_bias", "hidden_size"}
        off = {"gate_bias"} if p.cell == RNN_CELL else {"nonlinearity", "bias"}
        if p.cell == RNN_CELL and p.nonlinearity == "linear":  # every slope is 1, whatever the states are
            off |= {"input_scale", "bias"}
        return off | {"ratio"} if p.hidden_size == 1 else off

    def notes(self, result):
        return self.own.doubt if self.own and result.own else ""
