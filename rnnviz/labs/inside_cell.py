"""What the labs Inside the cell of notebooks 06 and 07 share: a small cell, its inputs, and every number in it."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from ..panels.cell_diagram import CellDiagram
from ..panels.cell_equations import CellEquations
from ..panels.cell_inputs import CellInputs
from ..panels.cell_operations import Cell
from ..panels.cell_plans import PLANS
from ..panels.cell_shapes import WHOLE
from ..panels.cell_strip import CellStrip
from ..stage import Timeline
from .inside_values import InsideCellResult, values_on_wires
from .lab import Lab
from .parameters import Choice, InputError, Integer, Number, State

UNITS, STEPS = 4, 8
INPUT_NAMES = ("value", "mark")
VALUES = (-0.4, 0.9, -0.6, 0.3, -0.8, 0.5, -0.2, 0.6)
INPUTS = tuple((value, 1.0 if step in (2, 5, 8) else 0.0) for step, value in enumerate(VALUES, 1))
FADING = ((0.9, 0.0), *((0.0, 0.0),) * (STEPS - 1))  # one value, and then nothing
BY_HAND, TRAINED, RANDOM = "set by hand", "trained", "random"

BETWEEN = 17  # frames of motion within a step: ten a second, in a film of about 7 MB


def marked_last(inputs: np.ndarray) -> np.ndarray:
    """(T+1,), from inputs (T, 2), what the trained cells were taught to give."""
    last = [0.0]
    for value, mark in inputs:
        last.append(value if mark > 0.5 else last[-1])
    return np.array(last)


def check_inputs(inputs) -> tuple[tuple[float, float], ...]:
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


def reading(inputs, step: int = 2) -> dict[str, Any]:
    """The settings for a sequence, with the sliders at one of its steps."""
    value, mark = inputs[step - 1]
    return {"inputs": tuple(inputs), "step": step, "value": value, "mark": mark}


class InsideCell(Lab):
    """A gated cell of 4 units reads a value and a mark at each of 8 steps; the drawing follows one unit."""

    size = (10.0, 5.6)
    narrow_size = (6.2, 9.0)
    parts: ClassVar[tuple[str, ...]] = ()
    gates: ClassVar[tuple[tuple[str, str], ...]] = ()
    passing = frozenset({"pointed"})
    by_hand: ClassVar[tuple[str, ...]] = ()  # what each unit does when the weights are set by hand

    weights = Choice(
        BY_HAND,
        (BY_HAND, TRAINED, RANDOM),
        "weights",
        "Set by hand so that each unit does something with a name, trained, or drawn at random.",
    )
    unit = Integer(1, 1, UNITS, "unit in focus", "The numbers on the wires are this unit's.")
    focus = Choice(
        WHOLE,
        lambda lab: [WHOLE, *lab.parts],
        "part in focus",
        "Or point at it in the drawing or the equations.",
    )
    step = Integer(2, 1, STEPS, "step to change", "The step whose inputs the next two sliders move.")
    value = Number(VALUES[1], -1, 1, 0.05, "value", "The first input of that step. Or drag its bar.")
    mark = Number(1.0, 0, 1, 0.05, "mark", "The second input of that step. Or drag its bar.")
    scale = Number(
        1.0, 0, 10, 0.05, "scale of all weights", "At 0 every gate is half open; large ones saturate."
    )
    seed = Integer(0, 0, 999, "seed", "Another draw of the random weights.")
    inputs = State(INPUTS, "inputs", check_inputs)
    pointed = State("", "what is pointed at", str)

    def network(self, p):
        """The cell with the weights that are chosen, before they are scaled, and the readout (H,) if it has one."""
        raise NotImplementedError

    def other_candidate(self, cell, trace) -> np.ndarray | None:
        """What n_t of every unit would be with the reset in the other place, (T, H); None if there is no other."""
        return None

    def drawing(self, p) -> Cell:
        raise NotImplementedError

    def compute(self, p) -> InsideCellResult:
        network, readout = self.network(p)
        cell, unit = self.drawing(p), p.unit - 1
        for weights in network.params.values():
            weights *= p.scale
        x = np.array(p.inputs)[:, None]
        trace = network.forward(x)
        all_units = {name: getattr(trace, name)[:, 0] for name in ("c", "h") if hasattr(trace, name)}
        curves = np.stack([values[:, unit] for values in all_units.values()])
        other = self.other_candidate(network, trace)
        answers = None if readout is None else trace.h[:, 0] @ readout
        shown = curves if answers is None else np.append(curves, answers)
        return InsideCellResult(
            cell=cell,
            values=values_on_wires(cell, network, trace, unit),
            all=all_units,
            vectors=tuple(name for name, quantity in cell.quantities.items() if quantity.vector),
            inputs=x[:, 0],
            input_names=INPUT_NAMES,
            step=p.step,
            unit=unit,
            focus=p.pointed or p.focus,
            pointed=p.pointed,
            gates=self.gates,
            limits=(float(min(-1, math.floor(shown.min()))), float(max(1, math.ceil(shown.max())))),
            origin=self.origin(p),
            answers=answers,
            marked=marked_last(x[:, 0]),
            other_n=None if other is None else np.append(np.nan, other[:, unit]),
        )

    def origin(self, p) -> str:
        """A sentence on where the weights are from."""
        scaled = "" if p.scale == 1 else f"; here they are multiplied by {p.scale:g}"
        if p.weights == RANDOM:
            return f"The weights are random, seed {p.seed}, and nothing was learned{scaled}."
        if p.weights == TRAINED:
            aim = f"give the value that was marked last as a weighted sum of the {UNITS} states"
            return f"The weights were trained to {aim}{scaled}."
        return f"The weights are set by hand, not learned, so that unit {p.unit} {self.by_hand[p.unit - 1]}{scaled}."

    def settle(self, changes: dict) -> dict:
        """Let the sliders follow the step, and keep in `inputs` what they changed."""
        if not {"step", "value", "mark", "inputs"} & changes.keys():
            return changes
        step, inputs = changes.get("step", self.step), changes.get("inputs", self.inputs)
        try:
            step = int(step + 0.5) if 1 <= step <= STEPS else None
            inputs = check_inputs(inputs)
            value, mark = inputs[step - 1]
            value, mark = changes.get("value", value), changes.get("mark", mark)
            changed = check_inputs((*inputs[: step - 1], (value, mark), *inputs[step:]))
        except (InputError, TypeError, ValueError):
            return changes  # something that will be refused
        if set(changes) == {"step"}:
            changes = changes | {"t": step}
        return changes | {"inputs": changed, "value": value, "mark": mark}

    def irrelevant(self, p):
        return set() if p.weights == RANDOM else {"seed"}

    def make_panels(self):
        return [CellDiagram(), CellEquations(), CellStrip(), CellInputs()]

    def layout(self, figure, narrow):
        width, height = figure.get_size_inches() * 100
        if narrow:
            boxes = (10, 570, 600, 296), (14, 240, 592, 290), (116, 104, 484, 122), (116, 20, 484, 80)
        else:
            boxes = (6, 230, 600, 296), (624, 230, 370, 296), (124, 102, 868, 122), (124, 20, 868, 78)
        return [figure.add_axes((x / width, y / height, w / width, h / height)) for x, y, w, h in boxes]

    def timeline(self, result):
        plan = PLANS[result.cell.name]
        whole = Timeline.steps(0, result.T, between=BETWEEN, seconds_per_step=1.8)

        def label(t: float) -> str:
            step = math.ceil(t - 1e-9)
            moment = t - (step - 1)
            if step == 0:
                return "start"
            if moment > 1 - 1e-9:
                return f"t = {step}"
            return f"t = {step}: {next(words for until, words in plan.stages if moment <= until)}"

        return Timeline(whole.positions, tuple(map(label, whole.positions)), whole.stops, whole.seconds)

    def start_time(self):
        return 5.0


def from_rows(network, rows: dict[str, list[tuple[float, float, float, float]]]):
    """Put weights into a cell: for each gate and unit, those of the value, of the mark, of its own state, the bias."""
    for weights in network.params.values():
        weights[...] = 0
    for gate, units in rows.items():
        blocks = network.gate_params(gate)
        for unit, (value, mark, own, bias) in enumerate(units):
            blocks["W_xh"][:, unit] = value, mark
            blocks["W_hh"][unit, unit] = own
            blocks["b_h"][unit] = bias
    return network
