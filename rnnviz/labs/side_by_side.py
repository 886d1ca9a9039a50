"""A lab of notebook 07: RNN, LSTM and GRU on the same input and the same seed."""

from __future__ import annotations

from dataclasses import dataclass

from ..panels.side_by_side_costs import CellCosts
from ..panels.side_by_side_gradients import CellGradients
from ..panels.side_by_side_input import SharedInput
from ..panels.side_by_side_memory import PulseLeft
from ..panels.side_by_side_states import CellStates
from ..stage import Timeline
from .lab import Lab
from .parameters import Choice, Integer, Number, Toggle
from .three_cells import CELLS, LONGEST, SOURCES, Inputs, Run, inputs, matched_units, run


@dataclass(frozen=True, eq=False)
class SideBySideResult:
    """The three cells, what they read, and the step of the pulse."""

    T: int
    s: int
    input: Inputs
    runs: tuple[Run, ...]
    same_parameters: bool


class SideBySide(Lab):
    """Run an RNN, an LSTM and a GRU on the same input: what they do, what they cost, and what they forget."""

    title = "Side by side"
    size = (10.0, 5.6)
    narrow_size = (6.2, 11.5)
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

    def compute(self, p) -> SideBySideResult:
        given = inputs(p.source, p.T, p.s, p.seed)
        features = given.x.shape[-1]
        dials = {"RNN": p.rnn_scale, "LSTM": p.forget_bias, "GRU": p.update_bias}
        runs = []
        for name in CELLS:
            H = (
                matched_units(name, features, p.hidden_size, p.reset_gate)
                if p.same_parameters
                else p.hidden_size
            )
            reset = p.reset_gate if name == "GRU" else ""
            runs.append(run(name, H, p.source, p.T, p.s, p.seed, dials[name], reset))
        return SideBySideResult(p.T, p.s, given, tuple(runs), p.same_parameters)

    def make_panels(self):
        states = [CellStates(i, last=i == len(CELLS) - 1) for i in range(len(CELLS))]
        return [CellGradients(), PulseLeft(), *states, CellCosts(), SharedInput()]

    def layout(self, figure, narrow):
        if narrow:
            wide, high = 620, 1150
            boxes = [
                (60, 162, 540, 204), (60, 422, 540, 184), (60, 676, 540, 90), (60, 796, 540, 90),
                (60, 916, 540, 90), (60, 1084, 540, 54), (60, 50, 540, 40),
            ]  # fmt: skip
        else:
            wide, high = 1000, 560
            boxes = [
                (535, 154, 450, 168), (535, 378, 450, 148), (30, 138, 420, 77), (30, 243, 420, 77),
                (30, 348, 420, 77), (30, 499, 420, 54), (30, 50, 955, 40),
            ]  # fmt: skip
        return [figure.add_axes((x / wide, 1 - (y + h) / high, w / wide, h / high)) for x, y, w, h in boxes]

    def timeline(self, result):
        label = f"t = {{}} of {result.T}".format
        return Timeline.steps(1, result.T, label=label, seconds_per_step=min(0.15, 8 / result.T))

    def start_time(self):
        return 30  # well back from the loss, and well after the pulse
