"""The first labs of notebooks 06 and 07: an LSTM and a GRU drawn operation by operation, with the numbers in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ...errors import InputError
from ...lab import Choice, Integer, Lab, Number, State, Timeline, View
from ...networks.marked_value import STEPS, UNITS
from .captions import captions
from .diagram import CellDiagram
from .equations import CellEquations
from .kinds import GRU_AFTER, LSTM
from .model import WHOLE, InsideCellResult, compute_gru, compute_lstm
from .panels import CellInputs, CellStrip
from .weights import BY_HAND, FADING, INPUTS, RANDOM, TRAINED, VALUES

BETWEEN = 13  # frames of motion within a step: ten a second


def check_inputs(inputs: Any) -> tuple[tuple[float, float], ...]:
    """The sequence as STEPS pairs; InputError unless each has a value in −1..1 and a mark in 0..1."""
    try:
        pairs = tuple((float(value), float(mark)) for value, mark in inputs)
    except (TypeError, ValueError):
        raise InputError(f"The inputs are {STEPS} pairs of numbers, a value and a mark.") from None
    if len(pairs) != STEPS:
        raise InputError(f"The inputs are {STEPS} pairs of a value and a mark; {len(pairs)} were given.")
    for step, (value, mark) in enumerate(pairs, 1):
        if not (-1 <= value <= 1 and 0 <= mark <= 1):
            raise InputError(
                f"At step {step} the inputs are {value:g} and {mark:g}; "
                "a value can be from -1 to 1, a mark from 0 to 1."
            )
    return pairs


def reading(inputs: Sequence[tuple[float, float]], step: int = 2) -> dict[str, Any]:
    """The settings for a sequence, with the sliders at one of its steps."""
    value, mark = inputs[step - 1]
    return {"inputs": tuple(inputs), "step": step, "value": value, "mark": mark}


class InsideCell(Lab):
    """A gated cell of 4 units reads a value and a mark at each of 8 steps; the drawing follows one unit."""

    views = (
        View("cell", "the cell", CellDiagram),
        View("strip", "over time", CellStrip),
        View("equations", "equations", CellEquations),
        View("inputs", "inputs to drag", CellInputs),
    )
    opens_with = "cell strip"
    passing = frozenset({"pointed"})
    parts: tuple[str, ...] = ()

    weights = Choice(
        BY_HAND,
        (BY_HAND, TRAINED, RANDOM),
        "weights",
        "Set by hand so that each unit does something with a name, trained, or drawn at random.",
    )
    unit = Integer(1, 1, UNITS, "unit in focus", "The numbers on the wires are this unit's.")
    step = Integer(2, 1, STEPS, "step to change", "The step whose inputs the next two sliders move.")
    value = Number(VALUES[1], -1, 1, 0.05, "value", "The first input of that step.")
    mark = Number(1.0, 0, 1, 0.05, "mark", "The second input of that step.")
    focus = Choice(
        WHOLE,
        lambda lab: [WHOLE, *lab.parts],
        "part in focus",
        "Or point at it in the drawing or the equations.",
    )
    scale = Number(
        1.0, 0, 10, 0.05, "scale of all weights", "At 0 every gate is half open; large ones saturate."
    )
    seed = Integer(0, 0, 999, "seed", "Another draw of the random weights.")
    inputs = State(INPUTS, "inputs", check_inputs)
    pointed = State("", "what is pointed at", str)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def settle(self, changes: dict) -> dict:
        """Let the sliders follow the step, and keep in `inputs` what they changed."""
        if not {"step", "value", "mark", "inputs"} & changes.keys():
            return changes
        step, inputs = changes.get("step", self.step), changes.get("inputs", self.inputs)
        try:
            if not 1 <= step <= STEPS:
                return changes  # something that will be refused
            step = int(step + 0.5)
            inputs = check_inputs(inputs)
            value, mark = inputs[step - 1]
            value, mark = changes.get("value", value), changes.get("mark", mark)
            changed = check_inputs((*inputs[: step - 1], (value, mark), *inputs[step:]))
        except (InputError, TypeError, ValueError):
            return changes
        if set(changes) == {"step"}:
            changes = changes | {"t": step}
        return changes | {"inputs": changed, "value": value, "mark": mark}

    def irrelevant(self, p):
        return set() if p.weights == RANDOM else {"seed"}

    def timeline(self, result: InsideCellResult):
        whole = Timeline.steps(0, result.T, between=BETWEEN, seconds_per_step=(BETWEEN + 1) / 10)

        def label(t: float) -> str:
            step = math.ceil(t - 1e-9)
            moment = t - (step - 1)
            if step == 0:
                return "start"
            if moment > 1 - 1e-9:
                return f"t = {step}"
            return f"t = {step}: {next(words for until, words in result.cell.stages if moment <= until)}"

        return Timeline(whole.positions, tuple(map(label, whole.positions)), whole.stops, whole.seconds)

    def start_time(self):
        return 5.0


class InsideLSTM(InsideCell):
    """The cell of c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t and h_t = o_t ⊙ tanh(c_t)."""

    title = "Inside the LSTM"
    core = "unit weights step value mark"
    parts = LSTM.parts
    presets = {
        "keep a marked value": {},
        "count, and show it at marks": {"unit": 2, "focus": "output gate", "t": 6.0},
        "let it fade": {**reading(FADING, 1), "unit": 3, "focus": "forget gate", "t": 4.0},
        "turn over at marks": {"unit": 4, "focus": "candidate", "t": 5.0},
        "half-open gates": {"scale": 0.2, "focus": "memory", "t": 5.0},
        "trained to keep a marked value": {"weights": TRAINED, "t": 5.0},
    }

    def compute(self, p):
        return compute_lstm(p)


class InsideGRU(InsideCell):
    """The cell of h_t = (1 - z_t) ⊙ n_t + z_t ⊙ h_{t-1}, its past reset after the product or before it."""

    title = "Inside the GRU"
    core = "unit form step value mark"
    parts = GRU_AFTER.parts
    presets = {
        "keep a marked value": {},
        "count as far as 1": {"unit": 2, "focus": "update gate", "t": 5.0},
        "let it fade": {**reading(FADING, 1), "unit": 3, "focus": "state", "t": 4.0},
        "start anew at a mark": {"unit": 4, "focus": "candidate", "t": 5.0},
        "start anew, reset before": {"unit": 4, "focus": "candidate", "form": "before", "t": 5.0},
        "half-open gates": {"scale": 0.2, "focus": "state", "t": 5.0},
    }

    form = Choice(  # not "reset", which every lab has
        "after",
        ("after", "before"),
        "reset after or before W_hn",
        "After the product: PyTorch, cuDNN, Keras. Before it: Cho et al. 2014.",
    )

    def compute(self, p):
        return compute_gru(p)
