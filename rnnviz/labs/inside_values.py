"""Every number in a gated cell, step by step: what flows on the wires of its drawing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..cells.activations import sigmoid
from ..panels.cell_operations import PRODUCT, Cell, Operation, share

FUNCTIONS = {
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
    vectors: tuple[str, ...]
    inputs: np.ndarray  # (T, I)
    input_names: tuple[str, ...]
    step: int  # the step whose inputs the sliders move
    unit: int  # its index
    focus: str  # the part that is in focus, chosen or pointed at
    pointed: str  # the part that is pointed at, or nothing
    gates: tuple[tuple[str, str], ...]  # (sign, name)
    limits: tuple[float, float]  # of the curves' axis
    origin: str  # where the weights are from, a sentence
    answers: np.ndarray | None  # (T+1,) what a trained cell gives as its answer
    marked: np.ndarray  # (T+1,) the last value with a mark above a half, 0 before the first
    other_n: np.ndarray | None  # (T+1,) the candidate, were the reset in the other place

    @property
    def T(self) -> int:
        return len(self.inputs)

    @property
    def units(self) -> int:
        return self.all["h"].shape[1]

    def scalar(self, name: str, step: int) -> float:
        """The number of the unit in focus."""
        value = self.values[name][step]
        return float(value[self.unit] if np.ndim(value) else value)


def block(network, weight: str) -> np.ndarray:
    """The part of a cell's parameters that the equations call W_xf, W_hf or b_f; "b_hn" is the GRU's own."""
    if weight in network.params:
        return network.params[weight]
    kind, gate = weight[:-1], weight[-1]
    return network.gate_params(gate)[{"W_x": "W_xh", "W_h": "W_hh", "b_": "b_h"}[kind]]


def values_on_wires(cell: Cell, network, trace, unit: int) -> dict[str, np.ndarray]:
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
    shares = {}
    for operation in cell.operations:
        out = operation.out
        if operation.symbol == PRODUCT:
            parts = shares_of(operation, network, whole)
            whole[out] = sum(parts.values())
            shares |= {name: np.broadcast_to(part, whole[out].shape)[:, unit] for name, part in parts.items()}
        elif out in ("h", "c"):
            whole[out] = getattr(trace, out)[:, 0]
        elif hasattr(trace, out):
            whole[out] = from_start(getattr(trace, out)[:, 0])
        else:
            whole[out] = FUNCTIONS[operation.symbol](*(whole[name] for name in operation.inputs))
    return {name: of_unit(name, array) for name, array in whole.items()} | shares


def shares_of(operation: Operation, network, whole: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What each input and the bias add to a product, for all units."""
    parts = {
        share(operation, name): whole[name] @ block(network, weight)
        for name, weight in zip(operation.inputs, operation.weights, strict=True)
    }
    return parts | ({share(operation, "bias"): block(network, operation.bias)} if operation.bias else {})
