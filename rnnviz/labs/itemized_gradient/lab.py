"""A lab of notebook 04: how much of ∂L/∂W comes from each distance back in time, and what truncation throws away."""

from __future__ import annotations

from typing import Any

from ...lab import Choice, Integer, Lab, Number, Timeline, View
from ...networks.made_to_order import LONGEST, strongest_input
from ...networks.own_cell import own_cell, parameters_of
from .captions import captions
from .matrices import Kept, ThisTerm, Whole
from .model import ItemizedGradientResult, compute
from .panels import TermNorms, TermShares, TruncationCost


class ItemizedGradient(Lab):
    """∂L/∂θ = Σ_t ∂L/∂h_t ∂⁺h_t/∂θ (Pascanu, Mikolov and Bengio 2013, eq. 4): the sum, term by term.

    `ItemizedGradient(cell=my_cell)` takes a cell of your own, as `GradientFlow` does; its `params` name the gradients.
    """

    title = "Itemized gradient"
    views = (
        View("terms", "the terms", TermNorms),
        View("matrices", "as matrices", [ThisTerm, Kept, Whole]),
        View("adds", "what each adds", TermShares),
        View("cost", "if truncated", TruncationCost),
    )
    opens_with = "terms adds"
    core = "rho ratio nonlinearity T parameter"
    presets = {  # the first three are networks of `GradientFlow`, by the same names
        "vanish": {"t": 36},
        "hold": {"rho": 1.0, "ratio": 1.0, "nonlinearity": "linear", "t": 31},
        "explode": {"rho": 1.4, "ratio": 1.0, "nonlinearity": "linear", "T": 12, "t": 9},
        "grow, then vanish": {
            "rho": 0.8, "ratio": 4.0, "nonlinearity": "linear", "input_scale": 0.1, "hidden_size": 32, "T": 60, "t": 53,
        },
    }  # fmt: skip

    parameter = Choice(
        "W_hh",
        lambda lab: lab.own_parameters or ["W_hh", "W_xh", "b_h"],
        "gradient of",
        "The parameter whose gradient is itemized.",
    )
    rho = Number(
        0.8, 0, 3, 0.01, "spectral radius ρ", "The size of the eigenvalues of W_hh: all lie on one circle."
    )
    ratio = Number(
        1.5, 1, 6, 0.05, "non-normality σ_max/ρ",
        "1 for a normal W_hh. Above it, one step can stretch more than ρ.",
    )  # fmt: skip
    nonlinearity = Choice(
        "tanh",
        ["tanh", "sigmoid", "relu", "linear"],
        "nonlinearity φ",
        "Every step back multiplies by its slopes φ', one for each unit.",
    )
    input_scale = Number(
        0.5, 0, strongest_input, 0.05, "input scale",
        "Standard deviation of what the input adds to each pre-activation; for a cell of your own, of the input.",
    )  # fmt: skip
    bias = Number(0.0, -3, 3, 0.1, "bias b_h", "The same for every unit.")
    hidden_size = Integer(16, 1, 32, "hidden units H", "The size of the state.")
    T = Integer(40, 1, LONGEST, "steps T", "The number of terms; the loss stands at the last step.")
    seed = Integer(0, 0, 99, "seed", "Another draw of weights, inputs and gradient at the loss.")

    def __init__(self, cell: Any = None, **values: Any):
        self.own = None if cell is None else own_cell(cell)
        self.own_parameters = parameters_of(self.own) if self.own else []
        if self.own:
            self.presets = {}  # they are networks of ours
        super().__init__(**values)

    def first_values(self):
        names = self.own_parameters
        return {} if not names or "W_hh" in names else {"parameter": names[0]}

    def compute(self, p):
        return compute(p, self.own)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: ItemizedGradientResult):
        label = f"t = {{}} of {result.T}".format
        return Timeline.steps(result.T, 1, label=label, seconds_per_step=min(0.15, 8 / result.T))

    def start_time(self):
        return 36

    def settle(self, changes):
        return changes | {"ratio": 1.0} if changes.get("hidden_size") == 1 else changes

    def irrelevant(self, p):
        if self.own:
            return {"rho", "ratio", "nonlinearity", "bias", "hidden_size"}
        return {"ratio"} if p.hidden_size == 1 or p.rho == 0 else set()

    def notes(self, result):
        return self.own.doubt if self.own else ""
