"""A row of bars for each gate of a cell: how often it has which value."""

import numpy as np

GATE_EDGES = np.linspace(0, 1, 11)
"""The first and the last of these bins hold what is near 0 and near 1."""
APART = 1.15  # from row to row, the tallest bar being 1


def row_bases(gates) -> np.ndarray:
    """Where the rows stand, the first gate at the top."""
    return APART * np.arange(len(gates))[::-1]


def gate_shares(values: np.ndarray) -> np.ndarray:
    """The share of the values (n, H) in each bin; none at all where there are none."""
    return np.histogram(values, GATE_EDGES)[0] / max(values.size, 1)


def gate_bars(gates: dict[str, np.ndarray], top: float) -> np.ndarray:
    """Corners (gates × bins, 4, 2) of the bars; a share of `top` is as high as a row."""
    left, right = GATE_EDGES[:-1] + 0.006, GATE_EDGES[1:] - 0.006
    rows = []
    for base, values in zip(row_bases(gates), gates.values(), strict=True):
        low = np.full(len(left), base)
        high = base + gate_shares(values) / top
        rows.append(np.stack([left, low, left, high, right, high, right, low], axis=1))
    return np.concatenate(rows).reshape(-1, 4, 2)


def gate_outlines(gates: dict[str, np.ndarray], top: float) -> tuple[np.ndarray, np.ndarray]:
    """One line (x, y) with a gap between the rows."""
    x = np.append(np.repeat(GATE_EDGES, 2)[1:-1], np.nan)
    rows = [
        np.append(base + np.repeat(gate_shares(values), 2) / top, np.nan)
        for base, values in zip(row_bases(gates), gates.values(), strict=True)
    ]
    return np.tile(x, len(rows)), np.concatenate(rows)
