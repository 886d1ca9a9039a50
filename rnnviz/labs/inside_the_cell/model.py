"""Every number in a gated cell, step by step: what flows on the wires of its drawing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from ...cells import GRU
from ...cells.activations import sigmoid
from ...words import number
from .kinds import GRU_AFTER, GRU_BEFORE, LSTM, PRODUCT, Cell, Operation, Token, share
from .weights import GRU_UNITS, LSTM_UNITS, Chosen, block, gru, lstm

WHOLE = "the whole cell"
INPUT_NAMES = ("value", "mark")
GATES = {
    "LSTM": (("f", "forget gate"), ("i", "input gate"), ("o", "output gate")),
    "GRU": (("r", "reset gate"), ("z", "update gate")),
}
"""(sign, name)"""

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "σ": sigmoid,
    "tanh": np.tanh,
    "⊙": np.multiply,
    "+": np.add,
    "1−": lambda value: 1 - value,
}
"""What each symbol of a drawing does to the numbers on the wires that enter it."""


@dataclass(frozen=True, eq=False)
class InsideCellResult:
    """A run of T steps of H units, of which one is looked at; index 0 of every array is the start, before step 1.

    values  by quantity and by share of a product: (T+1,) of the unit, (T+1, n) for what a wire carries whole
    all     h, and c if the cell has one, (T+1, H)
    """

    cell: Cell
    values: dict[str, np.ndarray]
    all: dict[str, np.ndarray]
    inputs: np.ndarray  # (T, I)
    step: int  # the step whose inputs the sliders move
    unit: int  # its index
    focus: str  # the part that is in focus, chosen or pointed at
    pointed: str  # the part that is pointed at, or nothing
    gates: tuple[tuple[str, str], ...]  # (sign, name)
    limits: tuple[float, float]  # of the curves' axis
    weights: str  # set by hand, trained or random
    scale: float  # what the weights were multiplied by
    seed: int  # of random weights
    by_hand: str  # what the unit does with the weights set by hand
    answers: np.ndarray | None  # (T+1,) what a trained cell gives as its answer
    marked: np.ndarray  # (T+1,) the last value with a mark above a half, 0 before the first
    other_n: np.ndarray | None  # (T+1,) the candidate, were the reset in the other place

    input_names = INPUT_NAMES

    @property
    def T(self) -> int:
        return len(self.inputs)

    @property
    def units(self) -> int:
        return self.all["h"].shape[1]

    @property
    def memory(self) -> str:
        """What holds the past: c, or h in a cell without it."""
        return "c" if "c" in self.all else "h"

    def scalar(self, name: str, step: int) -> float:
        """The number of the unit in focus."""
        value = self.values[name][step]
        return float(value[self.unit] if np.ndim(value) else value)

    def over_time(self, name: str) -> np.ndarray:
        """The same at every step, (T+1,)."""
        values = self.values[name]
        return values[:, self.unit] if values.ndim > 1 else values

    def written_out(self, out: str, step: int) -> list[Token]:
        """The right side of the equation of `out` with its numbers, and what comes out."""
        tokens: list[Token] = []
        for token in self.cell.substituted(out):
            if token.value:
                value = self.scalar(token.value, step)
                text, before = number(value), tokens[-1].text if tokens else "("
                if value < 0 and before == "+":  # a + (−b) is written a − b
                    tokens[-1] = Token("−", of=tokens[-1].of)
                    text = number(-value)
                elif value < 0 and before != "(":
                    text = f"({text})"
                token = Token(text, token.role, token.value)
            tokens.append(token)
        result = Token(number(self.scalar(out, step)), self.cell.quantities[out].role, out)
        return [*tokens, Token("="), result]


def step_and_moment(t: float) -> tuple[int, float]:
    """The step that is being made at time t, from 1, and how much of it is done: 1 at whole steps, 0 at t = 0."""
    step = max(1, math.ceil(t - 1e-9))
    return step, t - (step - 1)


def compute_lstm(p: SimpleNamespace) -> InsideCellResult:
    return run(p, LSTM, lstm(p), "LSTM", LSTM_UNITS)


def compute_gru(p: SimpleNamespace) -> InsideCellResult:
    return run(p, GRU_AFTER if p.form == "after" else GRU_BEFORE, gru(p), "GRU", GRU_UNITS)


def run(
    p: SimpleNamespace, cell: Cell, chosen: Chosen, kind: str, by_hand: tuple[str, ...]
) -> InsideCellResult:
    """The cell's run over the inputs, with every number on the wires of the unit that is looked at."""
    (network, readout), unit = chosen, p.unit - 1
    x = np.array(p.inputs)[:, None]
    trace = network.forward(x)
    all_units = {name: getattr(trace, name)[:, 0] for name in ("c", "h") if hasattr(trace, name)}
    curves = np.stack([values[:, unit] for values in all_units.values()])
    answers = None if readout is None else trace.h[:, 0] @ readout
    shown = curves if answers is None else np.append(curves, answers)
    other = other_candidate(network, trace) if isinstance(network, GRU) else None
    return InsideCellResult(
        cell=cell,
        values=values_on_wires(cell, network, trace, unit),
        all=all_units,
        inputs=x[:, 0],
        step=p.step,
        unit=unit,
        focus=p.pointed or p.focus,
        pointed=p.pointed,
        gates=GATES[kind],
        limits=(float(min(-1, math.floor(shown.min()))), float(max(1, math.ceil(shown.max())))),
        weights=p.weights,
        scale=p.scale,
        seed=p.seed,
        by_hand=by_hand[unit],
        answers=answers,
        marked=marked_last(x[:, 0]),
        other_n=None if other is None else np.append(np.nan, other[:, unit]),
    )


def marked_last(inputs: np.ndarray) -> np.ndarray:
    """(T+1,), from inputs (T, 2), what the trained cells were taught to give."""
    last = [0.0]
    for value, mark in inputs:
        last.append(value if mark > 0.5 else last[-1])
    return np.array(last)


def values_on_wires(cell: Cell, network: Any, trace: Any, unit: int) -> dict[str, np.ndarray]:
    """Every quantity of `cell` and every share of its products: those that the trace has are the trace's."""

    def of_unit(name: str, array: np.ndarray) -> np.ndarray:
        return array if cell.quantities[name].vector else array[:, unit]

    def from_start(array: np.ndarray) -> np.ndarray:
        return np.concatenate([np.zeros_like(array[:1]), array])

    whole = {"x": from_start(trace.x[:, 0]), "h_prev": from_start(trace.h[:-1, 0])}  # (T+1, n)
    if hasattr(trace, "c"):
        whole["c_prev"] = from_start(trace.c[:-1, 0])
    else:
        whole["own"] = whole["h_prev"]
    shares: dict[str, np.ndarray] = {}
    for operation in cell.operations:
        out = operation.out
        if operation.symbol == PRODUCT:
            parts = shares_of(operation, network, whole)
            whole[out] = sum(parts.values(), np.zeros(1))
            shares |= {name: np.broadcast_to(part, whole[out].shape)[:, unit] for name, part in parts.items()}
        elif out in ("h", "c"):
            whole[out] = getattr(trace, out)[:, 0]
        elif hasattr(trace, out):
            whole[out] = from_start(getattr(trace, out)[:, 0])
        else:
            whole[out] = FUNCTIONS[operation.symbol](*(whole[name] for name in operation.inputs))
    return {name: of_unit(name, array) for name, array in whole.items()} | shares


def shares_of(operation: Operation, network: Any, whole: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What each input and the bias add to a product, for all units."""
    parts = {
        share(operation, name): whole[name] @ block(network, weight)
        for name, weight in zip(operation.inputs, operation.weights, strict=True)
    }
    return parts | ({share(operation, "bias"): block(network, operation.bias)} if operation.bias else {})


def other_candidate(network: GRU, trace: Any) -> np.ndarray:
    """What n_t of every unit would be with the reset in the other place, (T, H)."""
    x, h, r = trace.x[:, 0], trace.h[:-1, 0], trace.r[:, 0]
    present, W_hn = x @ block(network, "W_xn") + block(network, "b_n"), block(network, "W_hn")
    return np.tanh(present + ((r * h) @ W_hn if network.reset == "after" else r * (h @ W_hn)))
