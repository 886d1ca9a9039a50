"""The way back of a gradient, and what the weights, the slopes and misalignment have each done to its length."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Literal

import numpy as np

from ...cells import RNN, RNNTrace
from ...gradients import lengths, loss_gradients, shrinkage
from ...networks.made_to_order import network_with_loss

SLOPES, WEIGHTS, ALIGNMENT = range(3)
"""The factors of a step back, in the order in which they meet the gradient."""

IN_THE_ACCOUNT = (WEIGHTS, SLOPES, ALIGNMENT)
"""The account begins with what the weights alone could leave; slopes and misalignment only take from that."""

End = Literal["", "overflow", "slopes", "weights", "alignment", "underflow"]
"""What ended a gradient: it left the range of floats at the upper or the lower end, or a factor was 0."""


@dataclass(frozen=True, eq=False)
class WhereDidItGoResult:
    """The way back of a gradient over T steps, from ‖∂L/∂h_T‖ = 1 at the loss.

    Column t-1 of what has T columns is the step back from t to t-1. Of three rows the first is that of the slopes,
    the second that of the weights, the third that of alignment.
    """

    T: int
    nonlinearity: str
    gamma: float  # the largest slope of the nonlinearity
    factors: np.ndarray  # (3, T)
    ratio: np.ndarray  # (T,) their product
    logs: np.ndarray  # (3, T) log10 of the factors
    sums: np.ndarray  # (T,) log10 of the ratio
    accounts: np.ndarray  # (3, T+1) at t: the sum of the logs from step T back to t
    norms: np.ndarray  # (T+1,) ‖∂L/∂h_t‖
    reach: int  # the first t whose gradient is finite and not 0
    end: End  # what the step back from `reach` did to it; "" where reach is 0
    slopes: np.ndarray  # (T, H) φ'(a_t)

    @property
    def levels(self) -> np.ndarray:
        """(3, T+1) where the account stands after weights, slopes and misalignment, in powers of ten."""
        return np.cumsum(self.accounts[list(IN_THE_ACCOUNT)], axis=0)


def compute(p: SimpleNamespace) -> WhereDidItGoResult:
    return account(*network_with_loss(p))


@np.errstate(all="ignore")
def account(cell: RNN, trace: RNNTrace, dh: np.ndarray) -> WhereDidItGoResult:
    """The way back of dh (T, H) in the trace of a batch of one, and what took how much of it."""
    T = len(dh)
    split = shrinkage(cell, trace, dh)
    factors = np.stack([split.saturation, split.weights, split.alignment])
    norms = lengths(loss_gradients(cell, trace, dh))
    logs = np.log10(factors)
    accounts = np.concatenate([np.cumsum(logs[:, ::-1], axis=1)[:, ::-1], np.zeros((3, 1))], axis=1)
    fine = np.isfinite(norms) & (norms > 0)
    reach = int(T + 1 - np.argmin(np.append(fine[::-1], False)))
    accounts[:, : max(reach - 1, 0)] = accounts[:, [max(reach - 1, 0)]]  # it ends there
    return WhereDidItGoResult(
        T=T,
        nonlinearity=cell.activation.name,
        gamma=cell.activation.gamma,
        factors=factors,
        ratio=split.ratio,
        logs=logs,
        sums=np.log10(split.ratio),
        accounts=accounts,
        norms=norms,
        reach=reach,
        end=what_ended(norms[reach - 1], factors[:, reach - 1]) if reach else "",
        slopes=cell.activation.slope(trace.h[1:, 0]),
    )


def what_ended(norm: float, factors: np.ndarray) -> End:
    """Why there is no gradient: `norm` is its length after a step back with these factors."""
    if norm != 0:
        return "overflow"
    if factors[SLOPES] == 0:
        return "slopes"
    if factors[WEIGHTS] == 0:
        return "weights"
    return "alignment" if factors[ALIGNMENT] == 0 else "underflow"
