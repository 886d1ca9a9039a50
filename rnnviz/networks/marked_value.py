"""Weights that a small LSTM and a small GRU learned, for the labs Inside the cell, and how they were trained."""

from __future__ import annotations

import numpy as np

from ..cells import GRU, LSTM
from ..gradients import clip_norm
from ..learning.adam import Adam

UNITS, STEPS, CHANCE = 4, 8, 0.3


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


LEARNED = {
    "LSTM": {
        "W_xh": """
             0.16 -0.13 -0.20  0.04  0.49 -0.32  0.17 -0.65 -0.07 -0.09 -0.08  0.33  0.24 -0.21  0.43 -0.49
             1.23  1.27  1.03  0.88  0.73  0.86  2.01  2.92 -2.27 -2.05 -1.51 -1.81  1.34  0.94  0.08  0.98
        """,
        "W_hh": """
            -1.69  1.44 -0.17  0.63 -1.23  1.09 -0.44  1.84 -0.21  0.74  0.12  0.55 -0.11  0.02  0.05  0.24
            -0.13 -0.56  0.81 -1.00  1.95 -0.96  0.63 -1.36 -0.03 -0.14  0.24 -0.69  0.05 -0.30 -0.33 -0.29
            -0.91 -0.06 -0.83  0.31 -1.18 -0.04 -0.07  1.11  0.82  0.88  0.01  0.79 -0.07  0.25  0.04  0.13
            -0.19 -0.95 -0.29 -0.56  0.69 -1.02  0.42 -0.47  0.39  0.15  0.25  0.86 -0.09  0.41  0.62 -0.29
        """,
        "b_h": "1.31  0.78  0.69  1.29 -0.21 -0.15 -0.56  0.73  0.63  0.79  1.15  0.72 -1.15 -0.54 -0.25 -1.54",
        "readout": "1.95 -1.78  1.08 -0.79",
    },
    "GRU, reset after": {
        "W_xh": """
            -0.23 -0.19  0.43  0.14  0.04  0.65 -1.03  0.04  0.48  0.34 -0.22 -0.40
             1.30 -2.08 -1.68 -1.74 -2.25 -1.01 -0.38  0.74  0.38 -1.06 -1.30 -0.21
        """,
        "W_hh": """
             0.23  0.08 -0.90  0.39  0.18 -1.41  1.34  0.16 -0.18  0.49 -0.67 -0.33
            -0.16 -0.07  0.56  1.44  0.72 -0.56  1.38 -0.72 -0.52  0.71 -0.14  0.68
            -0.83  0.10  1.28  1.35  0.37  1.35 -0.92 -0.15  0.65  0.11  0.81 -0.95
            -0.54  0.29 -0.66  0.11  0.27 -0.53  0.33  0.40 -0.29  0.18 -0.20  0.64
        """,
        "b_h": "-0.07  0.61 -0.28 -0.33  1.25  1.34  1.69  0.26 -0.24  0.38  0.45  0.01",
        "b_hn": "-0.08  0.80  0.26  0.16",
        "readout": "1.94  1.33 -1.25  0.48",
    },
    "GRU, reset before": {
        "W_xh": """
            -1.01 -0.54  1.00 -0.33 -0.09  0.71 -1.18 -0.41  0.55  0.22 -0.20 -0.27
            -1.28 -2.82  4.00 -1.96 -2.22 -1.38 -0.09  0.39  0.44 -1.15 -1.66  0.98
        """,
        "W_hh": """
             0.81  0.11 -1.06 -0.76 -0.37 -1.34  1.46  0.85 -0.66  0.74 -0.43  0.19
            -0.32  1.68 -0.72  0.25  0.76 -0.52  1.87  1.88 -0.21  1.35  0.13  0.47
            -0.94 -0.94  1.59  0.68  0.09  0.99 -0.55 -0.55  0.25  0.75  0.24 -0.74
            -0.37 -0.09  0.10 -1.11 -0.55 -0.81  0.76  1.01  0.12  0.52 -0.70  0.66
        """,
        "b_h": "-0.51 -0.64  0.17 -0.49  1.19  0.59  1.85 -0.77 -0.27  0.56  0.53 -0.25",
        "readout": "1.65  1.47 -1.01  0.57",
    },
}
"""What `train` made, in 2,500 batches, of LSTM(forget_bias=1) and of both forms of GRU, each drawn with seed 0:
the units ordered by their share in the answer, the weights to two decimals. One row an input; the columns are
those of the cell's parameters."""


def learned(name: str) -> tuple[LSTM | GRU, np.ndarray]:
    """The cell of that name with its learned weights, and its readout (H,)."""
    cell = LSTM(2, UNITS) if name == "LSTM" else GRU(2, UNITS, reset=name.split()[-1])
    weights = {key: np.array(text.split(), float) for key, text in LEARNED[name].items()}
    readout = weights.pop("readout")
    cell.params = {key: weights[key].reshape(params.shape) for key, params in cell.params.items()}
    return cell, readout
