"""A lab of notebook 04: what becomes of a gradient on its way back through time."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial

from ..gradients import row_norms
from ..panels.factor_chain import FactorChain
from ..panels.gradient_curve import GradientCurve
from ..panels.jacobian_triangle import JacobianTriangle
from ..panels.slopes import SlopeHistogram
from ..panels.spectrum import SpectrumPanel
from ..stage import Timeline
from .gradient_flow_result import (
    CELLS,
    EVERY,
    LAST,
    LOSSES,
    MIDDLE,
    RNN_CELL,
    GradientFlowResult,
    flow,
    own_flow,
)
from .gradient_network import LONGEST, strongest_input
from .lab import Lab
from .own_cell import own_cell
from .parameters import Choice, Integer, Number

__all__ = ["EVERY", "LAST", "MIDDLE", "GradientFlow", "flow"]


class GradientFlow(Lab):
    """Send a gradient back through a network whose recurrent weights are made to order, or through your own.

    `GradientFlow(cell=my_cell)` takes a cell with the two methods that `own_cell` names; TypeError or ValueError
    if it has not. The lab keeps a copy: to see a cell after more training, make a new lab.
    """

    title = "Gradient flow"
    size = (10.0, 5.6)
    narrow_size = (6.2, 12.4)
    presets = {
        "vanish": {"rho": 0.8},
        "hold": {"ratio": 1.0, "nonlinearity": "linear"},
        "explode": {"rho": 1.4, "ratio": 1.0, "nonlinearity": "linear"},
        "transient growth": {
            "rho": 0.9, "ratio": 6.0, "nonlinearity": "linear", "hidden_size": 32, "T": 100, "pair": 100,
            "t": 84,
        },
        "saturated": {"rho": 1.4, "input_scale": 2.5},
        "half of the units dead": {"nonlinearity": "relu"},
        "all units saturated": {"nonlinearity": "sigmoid", "input_scale": 50},
        "LSTM": {"cell": "LSTM"},
        "GRU": {"cell": "GRU"},
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

    def __init__(self, cell=RNN_CELL, **values):
        self.own = None if isinstance(cell, str) else own_cell(cell)
        if self.own:
            self._own_flow = lru_cache(maxsize=2)(partial(own_flow, self.own))
            self.presets = {name: {"cell": RNN_CELL} | values for name, values in self.presets.items()}
        elif cell != RNN_CELL:
            values["cell"] = cell
        super().__init__(**values)

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

    def compute(self, p) -> GradientFlowResult:
        if p.cell in CELLS:
            ratio = p.ratio if p.hidden_size > 1 else 1.0
            weights = (p.rho, ratio, p.nonlinearity, p.input_scale, p.gate_bias)
            heavy = flow(p.cell, p.hidden_size, *weights, p.T, p.loss_at, p.seed, p.bias)
        else:
            heavy = self._own_flow(p.input_scale, p.T, p.loss_at, p.seed)
        return replace(heavy, pair=p.pair, pair_norms=row_norms(heavy.jacobians, p.pair))

    def make_panels(self):
        return [GradientCurve(), SpectrumPanel(), FactorChain(), JacobianTriangle(), SlopeHistogram()]

    def layout(self, figure, narrow):
        if narrow:
            boxes = [
                (0.09, 0.745, 0.88, 0.20), (0.09, 0.285, 0.36, 0.205), (0.09, 0.56, 0.88, 0.115),
                (0.09, 0.03, 0.72, 0.195), (0.60, 0.345, 0.37, 0.145),
            ]  # fmt: skip
        else:
            boxes = [
                (0.05, 0.445, 0.37, 0.455), (0.772, 0.085, 0.215, 0.815), (0.05, 0.085, 0.37, 0.235),
                (0.475, 0.47, 0.225, 0.43), (0.475, 0.085, 0.225, 0.235),
            ]  # fmt: skip
        return [figure.add_axes(box) for box in boxes]

    def timeline(self, result):
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
        return self.own.doubt if result.own else ""
