"""Where a gradient goes on its way back, and where the gradient of a weight comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..cells import RNN, RNNTrace
from ..cells.checks import check_single
from .jacobians import lengths, loss_gradients


@dataclass(frozen=True, eq=False)
class Shrinkage:
    """What the step back from t to t-1 does to the length of g_t = ∂L/∂h_t, row t-1 of arrays (T,).

    ratio       ‖J_tᵀ g_t‖ / ‖g_t‖ = weights · saturation · alignment, exactly
    weights     σ_max(W_hh), the most that the weights can do
    saturation  ‖φ'(a_t) ⊙ g_t‖ / ‖g_t‖, at most γ
    alignment   ‖W_hh (φ'(a_t) ⊙ g_t)‖ / (σ_max ‖φ'(a_t) ⊙ g_t‖), at most 1: how near the gradient lies to the
                direction that the weights stretch most; 1 where nothing was left for it to lose

    nan where there is no such thing: no gradient is left, or it is beyond the largest float.
    """

    ratio: np.ndarray
    weights: np.ndarray
    saturation: np.ndarray
    alignment: np.ndarray


@np.errstate(all="ignore")
def shrinkage(cell: RNN, trace: RNNTrace, dh) -> Shrinkage:
    """Split what each step back does to the gradient of an RNN into weights, saturation and alignment.

    dh as for `loss_gradients`. Where the loss stands at several steps, g_t is the total that reaches h_t, and the
    ratio is that of its own way back, before the loss at step t-1 adds its part.

    The split is the RNN's alone: its J_tᵀ = W_hh diag(φ'(a_t)) is one matrix after one slope for each unit, so that
    each has a share. The step of an LSTM or a GRU is a sum, the path that a gate keeps open and one through each
    gate's weights, and a sum has no factors to name. ValueError for such a cell, or for more than one sequence.
    """
    if not isinstance(cell, RNN):
        raise ValueError(f"this cell is a {type(cell).__name__}; only an RNN's step splits into W_hh and φ'")
    check_single(trace)
    W = cell.params["W_hh"]
    g = loss_gradients(cell, trace, dh)[1:]
    slope = cell.activation.slope(trace.h[1:, 0])
    norm = np.linalg.norm(W, 2)
    length = lengths(g)
    unit = g / length[:, None]
    squashed = slope * unit
    after_slope = np.linalg.norm(squashed, axis=1)
    after_weights = np.linalg.norm(squashed @ W.T, axis=1)
    known = np.isfinite(length) & (length > 0)
    most = norm * after_slope
    return Shrinkage(
        ratio=np.where(known, after_weights, np.nan),
        weights=np.where(known, norm, np.nan),
        saturation=np.where(known, after_slope, np.nan),
        alignment=np.where(known, np.where(most > 0, after_weights / most, 1.0), np.nan),
    )


def itemized(cell: Any, trace: Any, dh) -> dict[str, np.ndarray]:
    """The terms of ∂L/∂θ, one for each step k at which θ was used, (T, ...) by the parameter's name.

    They are the sum's terms in eq. 4 of Pascanu, Mikolov and Bengio 2013: ∂L/∂h_k through every path, times
    ∂⁺h_k/∂θ, the derivative of that one step with h_{k-1} held fixed. With the loss at step n alone, the term of
    step k comes from the distance n - k. The sum over k is `cell.backward(trace, dh).params`. A cell that knows its
    terms is asked for them; of any other, step k by itself is run from h_{k-1} and back from ∂L/∂h_k. ValueError for
    such a cell if it has a second state, c.
    """
    dh = np.asarray(dh, trace.h.dtype)
    gradients = cell.backward(trace, dh[:, None] if dh.ndim == 2 else dh)
    if hasattr(cell, "weight_terms"):
        return cell.weight_terms(trace, gradients)
    if hasattr(trace, "c"):
        raise ValueError("this cell has a second state, c; give it a method weight_terms(trace, gradients)")
    steps = [
        cell.backward(cell.forward(x[None], h), g[None]).params
        for x, h, g in zip(trace.x, trace.h, gradients.h[1:], strict=False)
    ]
    return {name: np.stack([params[name] for params in steps]) for name in steps[0]}


def truncated(cell: Any, trace: Any, dh, k: int) -> dict[str, np.ndarray]:
    """∂L/∂θ as backpropagation through time finds it if it goes only k steps back from the last one, by name.

    Truncated, no gradient flows from h_{t+1} back to h_t for t <= n-k, n being the last step. What is left of the sum
    of `itemized` are the terms of the last k steps, and of each step before them the term of the loss at its own
    output alone. Our own cells have it as `cell.backward(trace, dh, truncate=k).params`; this is for any cell of the
    contract. dh as for `loss_gradients`. ValueError unless k >= 1 and the trace is of one sequence.
    """
    if k < 1:
        raise ValueError(f"k is {k}; follow at least 1 step back")
    check_single(trace)
    dh = np.asarray(dh, trace.h.dtype).reshape(trace.h[1:, 0].shape)
    lengths = getattr(trace, "lengths", None)
    cut = max((len(dh) if lengths is None else lengths[0]) - k, 0)
    whole = itemized(cell, trace, dh)
    params = {name: terms[cut:].sum(axis=0) for name, terms in whole.items()}
    for t in np.flatnonzero(dh[:cut].any(axis=1)):
        alone = np.zeros_like(dh)
        alone[t] = dh[t]
        for name, terms in itemized(cell, trace, alone).items():
            params[name] += terms[t]
    return params
