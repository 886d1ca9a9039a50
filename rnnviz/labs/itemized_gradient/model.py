"""The terms of ∂L/∂θ, one for each step at which θ was used, and what is left of their sum without the far ones."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from ...gradients import NOTHING_LEFT, itemized, lengths, loss_gradients
from ...networks.made_to_order import draw_for_own, network_with_loss
from ...networks.own_cell import OwnCell


@dataclass(frozen=True, eq=False)
class ItemizedGradientResult:
    """The loss stands at step T. Row t-1 of what has T rows belongs to step t.

    "Kept at t" is the sum of the terms T, T-1, ..., t: the gradient truncated after T - t + 1 steps.
    """

    T: int
    parameter: str
    terms: np.ndarray  # (T, ...) of W_hh h_{t-1}ᵀ ∂L/∂a_t, of W_xh x_tᵀ ∂L/∂a_t, of b_h ∂L/∂a_t
    partial: np.ndarray  # (T, ...) kept at t
    norms: np.ndarray  # (T,) of the terms
    arriving: np.ndarray  # (T,) ‖∂L/∂a_t‖ of the pre-activation: 0 where no gradient gets to a weight
    whole_norm: float
    largest: float  # |entry| of the whole gradient
    shares: np.ndarray  # (T,) length of each term along the whole gradient, by its norm: they add up to 1
    kept: np.ndarray  # (T,) the sum of the shares T, ..., t
    lengths: np.ndarray  # (T,) of what is kept at t
    cosines: np.ndarray  # (T,) between what is kept at t and the whole
    errors: np.ndarray  # (T,) ‖whole - kept‖ / ‖whole‖
    lost: int | None  # the last step whose term is beyond the largest float
    slopes: np.ndarray  # (T, H) φ'(a_t)
    gamma: float  # the largest slope of the nonlinearity
    nonlinearity: str  # "" of a learner's own cell, whose slopes are not known
    own: str = ""  # what a learner's own cell is called; of that, `arriving` is ‖∂L/∂h_t‖
    state: str = "h"  # or s = (h, c), of which ∂L/∂s_t and ∂⁺s_t/∂θ are

    @property
    def drowned(self) -> float:
        """A term shorter than this is nothing beside the largest one."""
        return NOTHING_LEFT * float(self.norms.max())


@np.errstate(all="ignore")
def compute(p: SimpleNamespace, own: OwnCell | None = None) -> ItemizedGradientResult:
    """The bill of the network of these parameters; or of `own`, the learner's cell, if the lab was given one."""
    if own is None:
        return itemize(*network_with_loss(p), p.parameter)
    x, directions = draw_for_own(own.input_size, own.hidden_size, p.input_scale, p.T, p.seed)
    dh = np.zeros((p.T, own.hidden_size))
    dh[-1] = directions[0]
    return itemize(own.cell, own.cell.forward(x), dh, p.parameter, own.name)


@np.errstate(all="ignore")
def itemize(cell: Any, trace: Any, dh: np.ndarray, parameter: str, own: str = "") -> ItemizedGradientResult:
    """The terms of ∂L/∂θ for dh (T, H) in the trace of a batch of one, and what truncation makes of their sum."""
    T = len(dh)
    terms = np.asarray(itemized(cell, trace, dh)[parameter], float)
    slopes = np.ones(dh.shape) if own else cell.activation.slope(trace.h[1:, 0])
    gradients = loss_gradients(cell, trace, dh)[1:]
    flat = terms.reshape(T, -1)
    partial = np.cumsum(flat[::-1], axis=0)[::-1]
    dropped = np.concatenate([np.zeros_like(flat[:1]), np.cumsum(flat[:-1], axis=0)])
    whole, whole_norm = partial[0], float(lengths(partial[0]))
    direction = whole / whole_norm
    shares = flat @ direction / whole_norm
    kept_lengths = lengths(partial)
    bad = ~np.isfinite(partial).all(axis=1)
    return ItemizedGradientResult(
        T=T,
        parameter=parameter,
        terms=terms,
        partial=partial.reshape(terms.shape),
        norms=lengths(flat),
        arriving=lengths(np.asarray(gradients if own else gradients * slopes, float)),
        whole_norm=whole_norm,
        largest=float(np.abs(whole).max()),
        shares=shares,
        kept=np.cumsum(shares[::-1])[::-1],
        lengths=kept_lengths,
        cosines=partial @ direction / kept_lengths,
        errors=lengths(dropped) / whole_norm,
        lost=int(T - np.argmax(bad[::-1])) if bad.any() else None,
        slopes=slopes,
        gamma=1.0 if own else cell.activation.gamma,
        nonlinearity="" if own else cell.activation.name,
        own=own,
        state="s" if hasattr(trace, "c") else "h",
    )
