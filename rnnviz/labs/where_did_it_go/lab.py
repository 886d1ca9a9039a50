"""A lab of notebook 04: what took the gradient on its way back, the weights, the slopes or misalignment."""

from __future__ import annotations

from ...lab import Choice, Integer, Lab, Number, Timeline, View
from ...networks.made_to_order import LONGEST, strongest_input
from .captions import captions
from .factors import EveryStep, OneStepBack
from .model import WhereDidItGoResult, compute
from .panels import Account, WhatIsLeft


class WhereDidItGo(Lab):
    """Every step back is a product, ratio = slopes × weights × alignment: logarithms make it an account."""

    title = "Where did it go?"
    views = (
        View("left", "what is left", WhatIsLeft),
        View("account", "the account", Account),
        View("steps", "every step", EveryStep),
        View("step", "this step", OneStepBack),
    )
    opens_with = "left account"
    core = "rho ratio nonlinearity input_scale T"
    presets = {
        "tanh": {},
        "weights alone": {"nonlinearity": "linear", "ratio": 1.0, "rho": 0.8},
        "saturation": {"input_scale": 3.0, "ratio": 1.0, "rho": 1.5},
        "misalignment": {"nonlinearity": "linear", "ratio": 3.0, "rho": 0.95},
        "sigmoid": {"nonlinearity": "sigmoid", "ratio": 1.0, "rho": 1.0},
        "all units saturated": {"nonlinearity": "sigmoid", "ratio": 1.0, "rho": 1.0, "input_scale": 50.0},
        "dead ReLU": {
            "nonlinearity": "relu", "bias": -0.5, "rho": 2.5, "ratio": 1.0, "hidden_size": 12, "seed": 1, "t": 23,
        },
    }  # fmt: skip

    rho = Number(
        0.92, 0, 3, 0.01, "spectral radius ρ", "The size of the eigenvalues of W_hh: all lie on one circle."
    )
    ratio = Number(
        1.7, 1, 6, 0.05, "non-normality σ_max/ρ",
        "1 for a normal W_hh. Above it, one step can stretch more than ρ.",
    )  # fmt: skip
    nonlinearity = Choice(
        "tanh",
        ["tanh", "sigmoid", "relu", "linear"],
        "nonlinearity φ",
        "Every step back multiplies by its slopes φ', one for each unit.",
    )
    input_scale = Number(
        1.0, 0, strongest_input, 0.05, "input scale",
        "Standard deviation of what the input adds to each pre-activation. Large inputs saturate the units.",
    )  # fmt: skip
    bias = Number(0.0, -3, 3, 0.1, "bias b_h", "The same for every unit.")
    hidden_size = Integer(32, 1, 32, "hidden units H", "The size of the state.")
    T = Integer(40, 1, LONGEST, "steps T", "How far from the start the loss stands.")
    seed = Integer(0, 0, 99, "seed", "Another draw of weights, inputs and gradient at the loss.")

    def compute(self, p):
        return compute(p)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: WhereDidItGoResult):
        label = f"t = {{}} of {result.T}".format
        return Timeline.steps(result.T, 0, label=label, seconds_per_step=min(0.15, 8 / result.T))

    def start_time(self):
        return 12

    def settle(self, changes):
        return changes | {"ratio": 1.0} if changes.get("hidden_size") == 1 else changes

    def irrelevant(self, p):
        off = set()
        if p.nonlinearity == "linear":  # every slope is 1, whatever the states are
            off |= {"input_scale", "bias"}
        if p.hidden_size == 1 or p.rho == 0:
            off.add("ratio")
        return off
