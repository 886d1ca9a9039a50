"""A lab of notebook 04: what took the gradient on its way back, the weights, saturation or misalignment."""

from dataclasses import dataclass

import numpy as np

from ..cells import RNN
from ..gradients import lengths, loss_gradients, shrinkage
from ..panels.shrinkage import StepFactors
from ..panels.shrinkage_account import Account
from ..panels.shrinkage_captions import Trouble, what_stopped
from ..panels.shrinkage_curve import Remaining
from ..panels.shrinkage_step import OneStepBack
from ..stage import Timeline
from .gradient_network import LONGEST, network_with_loss, strongest_input
from .lab import Lab
from .parameters import Choice, Integer, Number


@dataclass(frozen=True, eq=False)
class ShrinkageResult:
    """The way back of a gradient over T steps, from ‖∂L/∂h_T‖ = 1 at the loss.

    Column t-1 of what has T columns is the step back from t to t-1. Factors are in the order of `NAMES`.
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
    trouble: Trouble | None  # what happened at the step back from `reach`
    slopes: np.ndarray  # (T, H) φ'(a_t)


class WhereDidItGo(Lab):
    """Every step back is a product, ratio = saturation × weights × alignment: logarithms make it an account."""

    title = "Where did it go?"
    size = (10.0, 5.6)
    narrow_size = (6.2, 9.8)
    presets = {
        "tanh": {},
        "weights alone": {"nonlinearity": "linear", "ratio": 1.0, "rho": 0.8},
        "saturation": {"input_scale": 3.0, "ratio": 1.0, "rho": 1.5},
        "misalignment": {"nonlinearity": "linear", "ratio": 3.0, "rho": 0.95},
        "sigmoid": {"nonlinearity": "sigmoid", "ratio": 1.0, "rho": 1.0},
        "all units saturated": {"nonlinearity": "sigmoid", "ratio": 1.0, "rho": 1.0, "input_scale": 50.0},
        "dead ReLU": {
            "nonlinearity": "relu",
            "bias": -0.5,
            "rho": 2.5,
            "ratio": 1.0,
            "hidden_size": 12,
            "seed": 1,
            "t": 23,
        },  # fmt: skip
    }

    rho = Number(
        0.92, 0, 3, 0.01, "spectral radius ρ", "The size of the eigenvalues of W_hh: all lie on one circle."
    )
    ratio = Number(
        1.7, 1, 6, 0.05, "non-normality σ_max/ρ",
        "1 for a normal W_hh. Above it, one step can stretch more than ρ.",
    )  # fmt: skip
    nonlinearity = Choice(
        "tanh",
        ["tanh", "sigmoid", "relu", "linear"],
        "nonlinearity φ",
        "Its slope φ' is met at every step back.",
    )
    input_scale = Number(
        1.0,
        0,
        strongest_input,
        0.05,
        "input scale",
        "Standard deviation of what the input adds to each pre-activation.",
    )
    bias = Number(0.0, -3, 3, 0.1, "bias b_h", "The same for every unit.")
    hidden_size = Integer(32, 1, 32, "hidden units H", "The size of the state.")
    T = Integer(40, 1, LONGEST, "steps T", "How far from the start the loss stands.")
    seed = Integer(0, 0, 99, "seed", "Another draw of weights, inputs and gradient at the loss.")

    def compute(self, p) -> ShrinkageResult:
        return account(*network_with_loss(p))

    def make_panels(self):
        return [StepFactors(), Remaining(), OneStepBack(), Account()]

    def layout(self, figure, narrow):
        if narrow:
            boxes = [
                (0.12, 0.765, 0.85, 0.175),
                (0.12, 0.515, 0.85, 0.155),
                (0.22, 0.285, 0.75, 0.115),
                (0.12, 0.045, 0.85, 0.14),
            ]
        else:
            boxes = [
                (0.06, 0.56, 0.53, 0.345),
                (0.06, 0.08, 0.53, 0.335),
                (0.72, 0.56, 0.26, 0.345),
                (0.64, 0.08, 0.34, 0.335),
            ]
        return [figure.add_axes(box) for box in boxes]

    def timeline(self, result):
        return Timeline.steps(
            result.T, 0, label=lambda t: f"t = {t} of {result.T}", seconds_per_step=min(0.15, 8 / result.T)
        )

    def start_time(self):
        return 12

    def settle(self, changes):
        return changes | {"ratio": 1.0} if changes.get("hidden_size") == 1 else changes

    def irrelevant(self, p):
        off = set()
        if p.nonlinearity == "linear":  # every slope is 1, whatever the states are
            off |= {"input_scale", "bias"}
        if p.hidden_size == 1 or p.rho == 0:
            off.add("ratio")
        return off


@np.errstate(all="ignore")
def account(cell: RNN, trace, dh) -> ShrinkageResult:
    """The way back of dh (T, H) in the trace of a batch of one, and what took how much of it."""
    T = len(dh)
    split = shrinkage(cell, trace, dh)
    factors = np.stack([split.saturation, split.weights, split.alignment])
    gradients = loss_gradients(cell, trace, dh)
    norms = lengths(gradients)
    slopes = cell.activation.slope(trace.h[1:, 0])
    logs = np.log10(factors)
    start = np.zeros((3, 1))
    accounts = np.concatenate([np.cumsum(logs[:, ::-1], axis=1)[:, ::-1], start], axis=1)
    fine = np.isfinite(norms) & (norms > 0)
    reach = int(T + 1 - np.argmin(np.append(fine[::-1], False)))
    accounts[:, : max(reach - 1, 0)] = accounts[:, [max(reach - 1, 0)]]  # it ends there
    return ShrinkageResult(
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
        trouble=what_stopped(reach, norms, factors[:, reach - 1], cell.activation.name) if reach else None,
        slopes=slopes,
    )
