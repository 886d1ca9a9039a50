"""The lens: how one state of a network depends on another."""

from __future__ import annotations

import numpy as np

from .cells import RNN, RNNTrace


@np.errstate(all="ignore")  # an overflow stays in the arrays, to be shown
def step_jacobians(cell: RNN, trace: RNNTrace) -> np.ndarray:
    """J_t = ∂h_t/∂h_{t-1} of every step, (T, H, H): `[t - 1, i, j]` is φ'(a_t[i]) · W_hh[j, i].

    A small change d of h_{t-1}, as a column, becomes J_t d. ValueError unless the trace is of a batch of one.
    """
    if trace.h.shape[1] != 1:
        raise ValueError(f"the trace holds {trace.h.shape[1]} sequences; step Jacobians are those of 1")
    slope = cell.activation.slope(trace.h[1:, 0])  # (T, H)
    return slope[:, :, np.newaxis] * cell.params["W_hh"].T
