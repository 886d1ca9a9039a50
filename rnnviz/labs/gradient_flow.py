"""A lab of notebook 04: what becomes of a gradient on its way back through time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ..gradients import (
    Spectrum,
    chain,
    lengths,
    loss_gradients,
    product_norms,
    row_norms,
    spectral_norms,
    spectrum,
    step_jacobians,
)
from ..panels.factor_chain import FactorChain
from ..panels.gradient_curve import GradientCurve
from ..panels.jacobian_triangle import JacobianTriangle
from ..panels.slopes import SlopeHistogram
from ..panels.spectrum import SpectrumPanel
from ..stage import Timeline
from .gradient_network import CANDIDATE, KEEPER, LONGEST, draw_gated, draw_network, loss_directions
from .lab import Lab
from .parameters import Choice, Integer, Number

RNN_CELL = "RNN"
CELLS = (RNN_CELL, *KEEPER)
LAST, EVERY, MIDDLE = LOSSES = ("the last step", "every step", "the middle")
EXACT_WORK = 250_000  # H² times cells of the triangle: up to here singular values take about 10 ms
MOST_CELLS = 80  # a side of the triangle: one to each three pixels


@dataclass(frozen=True, eq=False)
class GradientFlowResult:
    """All that the panels show; steps t = 0..T, n = the distance to the loss."""

    T: int
    nonlinearity: str
    keeper: str  # the gate that keeps the state of a gated cell: f, z; "" for an RNN
    weights: str  # the name of the matrix made to order
    gamma: float
    spectrum: Spectrum
    slopes: np.ndarray  # (T, H) φ'(a_t); of a gated cell the values of the keeper
    losses: list[int]  # the steps with a loss, ascending
    norms: np.ndarray  # (T+1,) ‖∂L/∂h_t‖
    upper: np.ndarray  # (T+1,) (γσ_max)^n, summed over the losses; gated: the product of the ‖J_t‖
    rate: np.ndarray  # (T+1,) ρ^n, summed over the losses; gated: the product of the keeper in its best unit
    factors: np.ndarray  # (T,) ‖J_t‖
    grid: np.ndarray  # the steps of the triangle's rows and columns
    triangle: np.ndarray  # (G, G) ‖∂h_t/∂h_k‖
    exact: bool  # whether the triangle is exact
    first_bad: int | None  # the first step whose state has overflowed
    jacobians: np.ndarray  # (T, H, H)
    pair: int = 0  # the later step of the chosen pair
    pair_norms: np.ndarray | None = None  # (pair+1,) ‖∂h_pair/∂h_k‖

    @property
    def everywhere(self) -> bool:
        return len(self.losses) > 1

    @property
    def coincide(self) -> bool:
        """Whether the two bounds are the same."""
        return not self.keeper and self.gamma == 1 and self.spectrum.nonnormality < 1 + 1e-9


@lru_cache(maxsize=4)
def flow(
    cell, hidden_size, rho, ratio, nonlinearity, input_scale, gate_bias, T, loss_at, seed
) -> GradientFlowResult:
    """Everything but the pair of steps, which is chosen on the picture."""
    size, draw = hidden_size, (input_scale, T, seed)
    if cell == RNN_CELL:
        network, trace = draw_network(size, rho, ratio, nonlinearity, *draw)
        W, slopes = network.params["W_hh"], network.activation.slope(trace.h[1:, 0])
        keeper, weights, gamma = "", "W_hh", network.activation.gamma
    else:
        network, trace = draw_gated(cell, size, rho, ratio, *draw, gate_bias)
        W = network.gate_params(CANDIDATE[cell])["W_hh"]
        keeper, weights, gamma = KEEPER[cell], f"W_h{CANDIDATE[cell]}", 1.0
        slopes = getattr(trace, keeper)[:, 0]
    losses = {LAST: [T], MIDDLE: [(T + 1) // 2], EVERY: list(range(1, T + 1))}[loss_at]
    rows = np.array(losses) - 1
    dh = np.zeros((T, size))
    dh[rows] = loss_directions(size, ratio, seed)[T - 1 - rows]
    own = spectrum(W)
    J = step_jacobians(network, trace)
    factors = spectral_norms(J)
    stride = -(-T // MOST_CELLS)
    grid = np.arange(T, -1, -stride)[::-1]
    blocks = J if stride == 1 else np.stack([chain(J, t, t - stride) for t in grid[1:]])
    exact = len(blocks) * (len(blocks) + 1) // 2 * J.shape[1] ** 2 <= EXACT_WORK
    return GradientFlowResult(
        T=T,
        nonlinearity=nonlinearity,
        keeper=keeper,
        weights=weights,
        gamma=gamma,
        spectrum=own,
        slopes=slopes,
        losses=losses,
        norms=lengths(loss_gradients(network, trace, dh)),
        upper=back_from(losses, factors if keeper else np.full(T, gamma * own.norm)),
        rate=kept(losses, slopes) if keeper else back_from(losses, np.full(T, own.radius)),
        factors=factors,
        grid=grid,
        triangle=product_norms(blocks, quick=not exact),
        exact=exact,
        first_bad=trace.first_bad_step,
        jacobians=J,
    )


@np.errstate(all="ignore")
def back_from(losses: list[int], factors: np.ndarray) -> np.ndarray:
    """Σ over the losses m ≥ t of the product of factors t+1..m, for t = 0..T."""
    sums = np.zeros(len(factors) + 1)
    sums[losses] = 1
    for t in range(len(factors) - 1, -1, -1):
        sums[t] += factors[t] * sums[t + 1]
    return sums


def kept(losses: list[int], gate: np.ndarray) -> np.ndarray:
    """Σ over the losses m ≥ t of the gate's product over steps t+1..m in the unit where it is largest."""
    sums = np.zeros(len(gate) + 1)
    for m in losses:
        back = np.cumprod(gate[:m][::-1], axis=0)[::-1].max(axis=1)
        sums[: m + 1] += np.append(back, 1.0)
    return sums


class GradientFlow(Lab):
    """Send a gradient back through a network whose recurrent weights are made to order."""

    title = "Gradient flow"
    size = (10.0, 5.6)
    narrow_size = (6.2, 12.4)
    presets = {
        "vanish": {"rho": 0.8},
        "hold": {"ratio": 1.0, "nonlinearity": "linear"},
        "explode": {"rho": 1.4, "ratio": 1.0, "nonlinearity": "linear"},
        "transient growth": {
            "rho": 0.9, "ratio": 6.0, "nonlinearity": "linear", "hidden_size": 32, "T": 100, "pair": 100,
        },
        "saturated": {"rho": 1.4, "input_scale": 2.5},
        "half of the units dead": {"nonlinearity": "relu"},
        "LSTM": {"cell": "LSTM"},
        "GRU": {"cell": "GRU"},
    }  # fmt: skip

    cell = Choice(RNN_CELL, CELLS, "cell", "What takes the step: the plain cell, or one with gates.")
    rho = Number(
        1.0,
        0,
        3,
        0.01,
        "spectral radius ρ",
        "The size of W_hh's eigenvalues, all on one circle; of a gated cell, the candidate's.",
    )
    ratio = Number(
        1.5,
        1,
        6,
        0.05,
        "non-normality σ_max/ρ",
        "1 for a normal W_hh. Above it, one step can stretch more than ρ.",
    )
    nonlinearity = Choice(
        "tanh", ["tanh", "sigmoid", "relu", "linear"], "nonlinearity φ", "What bends the sum."
    )
    input_scale = Number(
        0.5, 0, 5, 0.05, "input scale", "Standard deviation of what the input adds to each pre-activation."
    )
    gate_bias = Number(
        1.0, -3, 6, 0.1, "bias of the gate that keeps",
        "LSTM: of the forget gate f; GRU: of the update gate z. The higher, the more of the state is kept.",
    )  # fmt: skip
    hidden_size = Integer(16, 1, 32, "hidden units H", "The size of the state.")
    T = Integer(40, 2, LONGEST, "steps T", "The length of the sequence.")
    loss_at = Choice(LAST, LOSSES, "loss at", "The steps that have a loss, from which gradients start.")
    pair = Integer(
        40,
        1,
        lambda lab: lab.T,
        "chain ends at step",
        "The later step of the pair. Or press on the triangle.",
    )
    seed = Integer(0, 0, 99, "seed", "Another draw of W_hh, of the inputs and of the loss.")

    def settle(self, changes):
        """A chain that ends at the last step goes on doing so when the sequence grows."""
        changes = dict(changes)
        if "T" in changes and "pair" not in changes and self.pair == self.T:
            changes["pair"] = changes["T"]
        if changes.get("hidden_size") == 1:
            changes.setdefault("ratio", 1.0)
        return changes

    def compute(self, p) -> GradientFlowResult:
        ratio = p.ratio if p.hidden_size > 1 else 1.0
        heavy = flow(
            p.cell,
            p.hidden_size,
            p.rho,
            ratio,
            p.nonlinearity,
            p.input_scale,
            p.gate_bias,
            p.T,
            p.loss_at,
            p.seed,
        )
        return replace(heavy, pair=p.pair, pair_norms=row_norms(heavy.jacobians, p.pair))

    def make_panels(self):
        return [GradientCurve(), SpectrumPanel(), FactorChain(), JacobianTriangle(), SlopeHistogram()]

    def layout(self, figure, narrow):
        if narrow:
            boxes = [
                (0.09, 0.745, 0.88, 0.20), (0.09, 0.285, 0.36, 0.205), (0.09, 0.56, 0.88, 0.115),
                (0.09, 0.03, 0.72, 0.195), (0.60, 0.345, 0.37, 0.145),
            ]  # fmt: skip
        else:
            boxes = [
                (0.335, 0.445, 0.30, 0.455), (0.035, 0.085, 0.225, 0.815), (0.335, 0.085, 0.30, 0.235),
                (0.695, 0.47, 0.235, 0.43), (0.695, 0.085, 0.235, 0.235),
            ]  # fmt: skip
        return [figure.add_axes(box) for box in boxes]

    def timeline(self, result):
        label = f"t = {{}} of {result.T}".format
        return Timeline.steps(result.T, 0, label=label, seconds_per_step=min(0.15, 8 / result.T))

    def start_time(self):
        return 10

    def irrelevant(self, p):
        off = {"gate_bias"} if p.cell == RNN_CELL else {"nonlinearity"}
        return off | {"ratio"} if p.hidden_size == 1 else off
