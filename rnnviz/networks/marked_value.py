"""A small LSTM and a small GRU that have to keep a value: of what they read, the one that was marked last.

At each step they read a value and a mark. Train them again, in about fifteen seconds, with
`python -m rnnviz.networks.marked_value`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ..cells import GRU, LSTM
from ..course import data_file
from ..gradients import clip_norm
from ..learning.adam import Adam

WEIGHTS = "marked_value.npz"
UNITS, STEPS, CHANCE = 4, 8, 0.3
KINDS = ("LSTM", "GRU, reset after", "GRU, reset before")


def sequences(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """x (T, count, 2), values from U(-1, 1) and marks that are 1 by chance; y (T, count), what was marked last."""
    values = rng.uniform(-1, 1, (STEPS, count))
    marks = (rng.random((STEPS, count)) < CHANCE).astype(float)
    y, last = np.empty_like(values), np.zeros(count)
    for t in range(STEPS):
        last = np.where(marks[t] == 1, values[t], last)
        y[t] = last
    return np.stack([values, marks], axis=-1), y


def train(cell, rng: np.random.Generator, batches: int = 2500, size: int = 64) -> np.ndarray:
    """Teach a cell, in place, to give the value that was marked last as h_t · w. Returns w (H,)."""
    readout = rng.uniform(-0.5, 0.5, UNITS)
    adam = Adam(cell.params | {"readout": readout}, rate=1e-2)
    for n in range(batches):
        adam.rate = 1e-2 * (1 - n / batches)
        x, y = sequences(rng, size)
        trace = cell.forward(x)
        error = (trace.h[1:] @ readout - y) / y.size
        gradients = cell.backward(trace, error[..., None] * readout).params
        gradients = gradients | {"readout": np.tensordot(error, trace.h[1:], 2)}
        clip_norm(gradients, 1.0)
        adam.step(gradients)
    return readout


def miss(cell, readout: np.ndarray, rng: np.random.Generator) -> float:
    """The root mean squared error on sequences that it never saw; always saying 0 misses by 0.49."""
    x, y = sequences(rng, 2000)
    return float(np.sqrt(np.mean((cell.forward(x).h[1:] @ readout - y) ** 2)))


def draw(name: str, rng: np.random.Generator) -> LSTM | GRU:
    """The cell of that name, untrained."""
    if name == "LSTM":
        return LSTM(2, UNITS, forget_bias=1, rng=rng)
    return GRU(2, UNITS, reset=name.split()[-1], rng=rng)


def learned(name: str) -> tuple[LSTM | GRU, np.ndarray]:
    """The cell of that name with its learned weights, and its readout (H,). Each call gives its own copy."""
    weights = _stored(data_file(WEIGHTS))
    cell = draw(name, np.random.default_rng(0))
    cell.params = {key: weights[f"{name}: {key}"].copy() for key in cell.params}
    return cell, weights[f"{name}: readout"].copy()


@cache
def _stored(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name].astype(np.float64) for name in file.files}


def trained(name: str) -> dict[str, np.ndarray]:
    """The weights that `train` makes of the cell drawn with seed 0, and its readout, to two decimals.

    Its units are put in the order of their weight in the answer.
    """
    rng = np.random.default_rng(0)
    cell = draw(name, rng)
    readout = train(cell, rng)
    order = np.abs(readout).argsort()[::-1]
    weights = {"readout": readout[order]}
    for key, values in cell.params.items():
        by_unit = values.reshape(*values.shape[:-1], -1, UNITS)[
            ..., order
        ]  # the gates stand one after another
        weights[key] = by_unit.reshape(values.shape)
    weights["W_hh"] = weights["W_hh"][order]
    return {key: np.round(values, 2) + 0.0 for key, values in weights.items()}  # + 0.0: no negative zero


def main() -> None:
    """Train all three, store the weights, and say by how much they miss on sequences that they have not seen."""
    weights: dict[str, Any] = {
        f"{name}: {key}": values for name in KINDS for key, values in trained(name).items()
    }
    np.savez(data_file("README.md").parent / WEIGHTS, **weights)
    for name in KINDS:
        cell, readout = learned(name)
        print(f"{name:17}  misses by {miss(cell, readout, np.random.default_rng(11)):.3f}")


if __name__ == "__main__":
    main()
