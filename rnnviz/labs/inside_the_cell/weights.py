"""The weights of the cells that are looked at: set by hand so that each unit does something with a name, trained, or
drawn at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

import numpy as np

from ...cells import GRU, LSTM
from ...networks.marked_value import STEPS, UNITS, learned

BY_HAND, TRAINED, RANDOM = "set by hand", "trained", "random"

Row = tuple[float, float, float, float]
"""Weights of the value, of the mark and of the unit's own state, and the bias."""

AT_MARKS, BETWEEN_MARKS = (0, 12, 0, -6), (0, -12, 0, 6)  # a gate that opens at marks, one that shuts at them
OPEN = (0, 0, 0, 6)
LSTM_BY_HAND: dict[str, list[Row]] = {  # by gate, a row for each unit
    "f": [BETWEEN_MARKS, (0, 0, 0, 8), (0, 0, 0, 0.85), BETWEEN_MARKS],
    "i": [AT_MARKS, AT_MARKS, (0, 0, 0, 0), AT_MARKS],
    "g": [(1.5, 0, 0, 0), (0, 0, 0, 4), (1.5, 0, 0, 0), (0, 0, -8, 3)],
    "o": [OPEN, AT_MARKS, OPEN, OPEN],
}
GRU_BY_HAND: dict[str, list[Row]] = {
    "r": [OPEN, OPEN, OPEN, BETWEEN_MARKS],
    "z": [BETWEEN_MARKS, (0, -5.3, 0, 6), (0, 0, 0, 0.85), (0, 0, 0, -2)],
    "n": [(1.5, 0, 0, 0), (0, 0, 0, 4), (1.5, 0, 0, 0), (0.8, 0, 1.5, 0)],
}
FROM_FIRST = 0.8  # what unit 4 of the GRU reads of the state of unit 1, too

LSTM_UNITS = (
    "keeps the value that was marked last",
    "counts the marks, and shows the count only at a mark",
    "adds the values up and lets the sum fade",
    "turns over at every mark",
)
GRU_UNITS = (
    "keeps the value that was marked last",
    "goes a third of the way to 1 at every mark",
    "follows the values with a fading memory",
    "mixes the value with its own past and unit 1's, and starts anew at a mark",
)
"""What each unit does with the weights set by hand."""

VALUES = (-0.4, 0.9, -0.6, 0.3, -0.8, 0.5, -0.2, 0.6)
INPUTS = tuple((value, 1.0 if step in (2, 5, 8) else 0.0) for step, value in enumerate(VALUES, 1))
FADING = ((0.9, 0.0), *((0.0, 0.0),) * (STEPS - 1))  # one value, and then nothing

Chosen = tuple[LSTM | GRU, np.ndarray | None]
"""A cell, and the readout (H,) of a trained one."""


def lstm(p: SimpleNamespace) -> Chosen:
    """The LSTM of these settings, its weights multiplied by their scale."""
    if p.weights == TRAINED:
        return scaled(learned("LSTM"), p.scale)
    network = LSTM(2, UNITS, rng=p.seed)
    if p.weights == BY_HAND:
        set_by_hand(network, LSTM_BY_HAND)
    return scaled((network, None), p.scale)


def gru(p: SimpleNamespace) -> Chosen:
    """The GRU of these settings, its weights multiplied by their scale."""
    if p.weights == TRAINED:
        return scaled(learned(f"GRU, reset {p.form}"), p.scale)
    network = GRU(2, UNITS, reset=p.form, rng=p.seed)
    if p.weights == BY_HAND:
        set_by_hand(network, GRU_BY_HAND)
        network.gate_params("n")["W_hh"][0, 3] = FROM_FIRST
    return scaled((network, None), p.scale)


def set_by_hand(network: LSTM | GRU, rows: Mapping[str, Sequence[Row]]) -> None:
    """Put these weights into a cell, and 0 for all others."""
    for weights in network.params.values():
        weights[...] = 0
    for gate, units in rows.items():
        blocks = network.gate_params(gate)
        for unit, (value, mark, own, bias) in enumerate(units):
            blocks["W_xh"][:, unit] = value, mark
            blocks["W_hh"][unit, unit] = own
            blocks["b_h"][unit] = bias


def scaled(chosen: Chosen, scale: float) -> Chosen:
    """The same cell with all its weights multiplied; the readout is left as it is."""
    for weights in chosen[0].params.values():
        weights *= scale
    return chosen


def block(network: LSTM | GRU, weight: str) -> np.ndarray:
    """The part of a cell's parameters that the equations call W_xf, W_hf or b_f; "b_hn" is the GRU's own."""
    if weight in network.params:
        return network.params[weight]
    kind, gate = weight[:-1], weight[-1]
    return network.gate_params(gate)[{"W_x": "W_xh", "W_h": "W_hh", "b_": "b_h"}[kind]]
