"""A lab of notebook 07: RNN, LSTM and GRU on the same input and the same seed."""

from __future__ import annotations

from functools import partial

from ...lab import Choice, Integer, Lab, Number, Timeline, Toggle, View
from .captions import captions
from .model import CELLS, LONGEST, SOURCES, SideBySideResult, compute
from .panels import CellGradients, PulseLeft
from .states import CellCosts, CellStates, SharedInput


class SideBySide(Lab):
    """Run an RNN, an LSTM and a GRU on the same input: whose gradient reaches back, and who remembers a pulse?"""

    title = "Side by side"
    views = (
        View("gradients", "the gradients", CellGradients),
        View("pulse", "the pulse", PulseLeft),
        View("states", "the states", [partial(CellStates, i) for i in range(len(CELLS))]),
        View("input", "the input", SharedInput),
        View("costs", "the costs", CellCosts),
    )
    opens_with = "gradients pulse"
    core = "forget_bias update_bias rnn_scale source seed"
    presets = {
        "biases of 0": {"forget_bias": 0.0, "update_bias": 0.0},
        "biases of 3": {"forget_bias": 3.0, "update_bias": 3.0},
        "a GRU that hardly listens": {"forget_bias": 3.0, "update_bias": 6.0, "t": 10},
        "an RNN on the edge": {"rnn_scale": 1.73},
        "same parameters": {"same_parameters": True},
    }

    source = Choice(SOURCES[0], SOURCES, "input", "What all three read.")
    T = Integer(60, 5, LONGEST, "steps T", "The length of the sequence; the loss stands at its end.")
    s = Integer(10, 1, lambda lab: lab.T, "pulse at step s", "Or press on the input.")
    hidden_size = Integer(16, 2, 32, "units H", "The size of the state.")
    same_parameters = Toggle(
        False,
        "same parameters",
        "RNN and GRU get more units, until they have about as many parameters as the LSTM.",
    )
    forget_bias = Number(
        1.0, -3, 6, 0.1, "LSTM: forget bias", "b_f; above 0 the forget gate starts out open."
    )
    update_bias = Number(1.0, -3, 6, 0.1, "GRU: update bias", "b_z; above 0 the GRU starts out keeping.")
    reset_gate = Choice(
        "after", ["after", "before"], "GRU: reset", "After the product, as PyTorch does, or before it."
    )
    rnn_scale = Number(
        1.0, 0, 3, 0.01, "RNN: W_hh times", "1 is PyTorch's draw; ρ(W_hh) is about 0.58 of this."
    )
    seed = Integer(0, 0, 99, "seed", "Another five draws of weights and noise.")

    def compute(self, p):
        return compute(p)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: SideBySideResult):
        label = f"t = {{}} of {result.T}".format
        return Timeline.steps(1, result.T, label=label, seconds_per_step=min(0.15, 8 / result.T))

    def start_time(self):
        return 30  # well back from the loss, and well after the pulse
