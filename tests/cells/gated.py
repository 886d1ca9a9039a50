"""Cells with gates, drawn at random for the tests."""

import numpy as np

from rnnviz.cells import GRU, LSTM

KINDS = {
    "LSTM": LSTM,
    "GRU": GRU,
    "GRU, reset before": lambda *sizes, **more: GRU(*sizes, reset="before", **more),
}


def random_cell(kind, features, H, rng, scale=1.0, dtype=np.float64):
    """A cell whose parameters are N(0, scale²), so that its gates and biases are far from special values."""
    cell = KINDS[kind](features, H, rng=rng, dtype=dtype)
    rng = np.random.default_rng(rng)
    cell.params = {name: rng.normal(0, scale, w.shape).astype(dtype) for name, w in cell.params.items()}
    return cell


def random_states(kind, B, H, rng):
    """{"h0": ...} and, for an LSTM, "c0"."""
    names = ("h0", "c0") if kind == "LSTM" else ("h0",)
    return {name: rng.normal(size=(B, H)) for name in names}
