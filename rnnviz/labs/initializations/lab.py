"""A lab of notebook 05: four ways to draw the first weights of a network."""

from __future__ import annotations

from functools import partial

from ...lab import Choice, Integer, Lab, Number, Timeline, View
from .captions import captions
from .model import FIRST, LONGEST, SCHEMES, InitializationsResult, compute
from .panels import InitialGradient, InitialSpectrum, InitialState


class Initializations(Lab):
    """h_t = φ(x_t W_xh + h_{t-1} W_hh), untrained: four ways to draw W_hh, on the same inputs."""

    title = "Initializations"
    views = (
        View("gradients", "the gradients", [partial(InitialGradient, i) for i in range(len(SCHEMES))]),
        View("spectra", "eigenvalues", [partial(InitialSpectrum, i) for i in range(len(SCHEMES))]),
        View("states", "the states", [partial(InitialState, i) for i in range(len(SCHEMES))]),
    )
    opens_with = "gradients spectra"
    core = "nonlinearity gain input_scale hidden_size seed"
    presets = {
        "loud input": {"input_scale": 1.0},
        "linear": {"nonlinearity": "linear"},
        "IRNN, no input": {"nonlinearity": "relu", "input_scale": 0.0},
        "IRNN, with input": {"nonlinearity": "relu", "input_scale": 0.5},
        "ReLU, gain √2": {"nonlinearity": "relu", "gain": 1.4142},
        "sigmoid": {"nonlinearity": "sigmoid"},
    }

    nonlinearity = Choice(
        "tanh",
        ["tanh", "relu", "sigmoid", "linear"],
        "nonlinearity φ",
        "What bends the sum into the new state.",
    )
    gain = Number(
        1.0, 0.1, 3, 0.05, "gain g", "Multiplies W_hh of all but PyTorch's default, which has no gain."
    )
    input_scale = Number(
        0.05, 0, 2, 0.05, "input scale", "What x_t brings to a unit after the first step; 0 is no input."
    )
    hidden_size = Integer(64, 4, 128, "units H", "How many units the network has.", step=4)
    T = Integer(
        51, 6, LONGEST, "steps T", "The loss stands at step T, T − 1 steps after the first state h_1."
    )
    seed = Integer(0, 0, 999, "seed", "Another five draws of everything.")

    def compute(self, p):
        return compute(p)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: InitializationsResult):
        label = f"t = {{}} of {result.T}".format
        return Timeline.steps(FIRST, result.T, between=0, label=label, seconds_per_step=0.1)
