"""A gradient on its way back through our cells, or through a learner's own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from ...cells import GRU, LSTM, RNN, GRUTrace, LSTMTrace, RNNTrace
from ...gradients import (
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
from ...networks.made_to_order import (
    CANDIDATE,
    KEEPER,
    draw_for_own,
    draw_gated,
    draw_network,
    loss_directions,
)
from ...networks.own_cell import OwnCell

RNN_CELL = "RNN"
CELLS = (RNN_CELL, *KEEPER)
OTHERS = {"LSTM": ("i", "o"), "GRU": ("r",)}
"""The gates beside the one that keeps the state."""
LAST, EVERY, MIDDLE = LOSSES = ("the last step", "every step", "the middle")
EXACT_WORK = 250_000  # H² times cells of the triangle: up to here singular values take about 10 ms
MOST_CELLS = 80  # a side of the triangle: one to each three pixels


@dataclass(frozen=True, eq=False)
class GradientFlowResult:
    """All that the panels show; steps t = 0..T, n = the distance to the loss."""

    T: int
    nonlinearity: str
    keeper: str  # the gate that keeps the state of a gated cell: f, z; "" for another
    whole: str  # what the state s is where it is more than h: (h, c)
    weights: str  # the name of the matrix made to order
    gamma: float
    spectrum: Spectrum | None  # of that matrix; None for a learner's own cell
    slopes: np.ndarray  # (T, H) φ'(a_t); of a gated cell the values of the keeper, of an own one the σ of J_t
    losses: list[int]  # the steps with a loss, ascending
    norms: np.ndarray  # (T+1,) ‖∂L/∂h_t‖, or ‖∂L/∂s_t‖, what comes back through later steps
    upper: np.ndarray  # (T+1,) (γσ_max)^n, summed over the losses; other cells: the product of the ‖J_t‖
    rate: np.ndarray  # (T+1,) ρ^n, summed alike; gated: the product of the keeper in its best unit; own: nan
    factors: np.ndarray  # (T,) ‖J_t‖
    grid: np.ndarray  # the steps of the triangle's rows and columns
    triangle: np.ndarray  # (G, G) ‖∂h_t/∂h_k‖
    exact: bool  # whether the triangle is exact
    first_bad: int | None  # the first step whose state has overflowed
    first_large: int | None  # the first step whose state would overflow in 32-bit floats
    jacobians: np.ndarray  # (T, S, S) of the state
    gates: dict[str, np.ndarray] = field(default_factory=dict)  # (T, H) each, the keeper first
    own: str = ""  # what a learner's own cell is called
    pair: int = 0  # the later step of the chosen pair
    pair_norms: np.ndarray = field(default_factory=lambda: np.ones(1))  # (pair+1,) ‖∂h_pair/∂h_k‖

    @property
    def everywhere(self) -> bool:
        return len(self.losses) > 1

    @property
    def state(self) -> str:
        """The letter of the state that Jacobians and gradients are of."""
        return "s" if self.whole else "h"

    @property
    def state_words(self) -> str:
        """s = (h, c); empty where the state is h."""
        return f"s = {self.whole}" if self.whole else ""

    @property
    def coincide(self) -> bool:
        """Whether the two bounds are the same."""
        if self.spectrum is None or not self.made_to_order:
            return False
        return self.gamma == 1 and self.spectrum.nonnormality < 1 + 1e-9

    @property
    def made_to_order(self) -> bool:
        """Whether it is the plain cell, whose W_hh and γ bound the gradient."""
        return not (self.keeper or self.own)

    def spectrum_at(self, t: int) -> Spectrum | None:
        """What the picture of eigenvalues shows at the cursor: of an own cell, of the step from t to t+1.

        That is the last step that a gradient at t has come through. None if the Jacobian has overflowed.
        """
        if not self.own:
            return self.spectrum
        J = self.jacobians[self.step_at(t) - 1]
        return spectrum(J) if np.isfinite(J).all() else None

    def step_at(self, t: int) -> int:
        """The number of that step."""
        return min(t, self.T - 1) + 1


def compute(p: SimpleNamespace, own: OwnCell | None = None) -> GradientFlowResult:
    """The whole way back; `own` is the learner's cell, if the lab was given one."""
    if own is not None and p.cell == own.name:
        heavy = own_flow(own, p.input_scale, p.T, p.loss_at, p.seed)
    else:
        ratio = p.ratio if p.hidden_size > 1 else 1.0
        weights = (p.rho, ratio, p.nonlinearity, p.input_scale, p.gate_bias)
        heavy = flow(p.cell, p.hidden_size, *weights, p.T, p.loss_at, p.seed, p.bias)
    return replace(heavy, pair=p.pair, pair_norms=row_norms(heavy.jacobians, p.pair))


@lru_cache(maxsize=4)
def flow(
    cell: str,
    hidden_size: int,
    rho: float,
    ratio: float,
    nonlinearity: str,
    input_scale: float,
    gate_bias: float,
    T: int,
    loss_at: str,
    seed: int,
    bias: float = 0.0,
) -> GradientFlowResult:
    """Everything but the pair of steps, which is chosen on the picture."""
    size, draw = hidden_size, (input_scale, T, seed)
    network: RNN | LSTM | GRU
    trace: RNNTrace | LSTMTrace | GRUTrace
    gates: dict[str, np.ndarray] = {}
    if cell == RNN_CELL:
        network, trace = draw_network(size, rho, ratio, nonlinearity, *draw, bias)
        W, slopes = network.params["W_hh"], network.activation.slope(trace.h[1:, 0])
        keeper, weights, gamma = "", "W_hh", network.activation.gamma
    else:
        network, trace = draw_gated(cell, size, rho, ratio, *draw, gate_bias)
        W = network.gate_params(CANDIDATE[cell])["W_hh"]
        keeper, weights, gamma = KEEPER[cell], f"W_h{CANDIDATE[cell]}", 1.0
        gates = {gate: getattr(trace, gate)[:, 0] for gate in (keeper, *OTHERS[cell])}
        slopes = gates[keeper]
    own, J = spectrum(W), step_jacobians(network, trace)
    factors, losses = spectral_norms(J), steps_with_loss(loss_at, T)
    return GradientFlowResult(
        nonlinearity=nonlinearity,
        keeper=keeper,
        weights=weights,
        gamma=gamma,
        spectrum=own,
        slopes=slopes,
        upper=back_from(losses, factors if keeper else np.full(T, gamma * own.norm)),
        rate=kept(losses, slopes) if keeper else back_from(losses, np.full(T, own.radius)),
        factors=factors,
        gates=gates,
        **way_back(network, trace, J, losses, loss_directions(size, ratio, seed)),
    )


@lru_cache(maxsize=2)
@np.errstate(all="ignore")
def own_flow(own: OwnCell, input_scale: float, T: int, loss_at: str, seed: int) -> GradientFlowResult:
    """The same of a learner's own cell, on random inputs; all that is known of it are its states and gradients."""
    x, directions = draw_for_own(own.input_size, own.hidden_size, input_scale, T, seed)
    trace = own.cell.forward(x)
    J = np.asarray(step_jacobians(own.cell, trace), float)
    stretches = np.full(J.shape[:2], np.nan)
    finite = np.isfinite(J).all(axis=(1, 2))
    stretches[finite] = np.linalg.svd(J[finite], compute_uv=False)
    factors, losses = np.where(finite, stretches[:, 0], np.inf), steps_with_loss(loss_at, T)
    return GradientFlowResult(
        own=own.name,
        nonlinearity="",
        keeper="",
        weights="",
        gamma=1.0,
        spectrum=None,
        slopes=stretches,
        upper=back_from(losses, factors),
        rate=np.full(T + 1, np.nan),
        factors=factors,
        **way_back(own.cell, trace, J, losses, directions),
    )


def steps_with_loss(loss_at: str, T: int) -> list[int]:
    return {LAST: [T], MIDDLE: [(T + 1) // 2], EVERY: list(range(1, T + 1))}[loss_at]


def way_back(
    cell: Any, trace: Any, J: np.ndarray, losses: list[int], directions: np.ndarray
) -> dict[str, Any]:
    """What is the same for every cell: the gradient at each step, and the norms of all products of J."""
    T = len(J)
    rows = np.array(losses) - 1
    dh = np.zeros(trace.h[1:, 0].shape)
    dh[rows] = directions[T - 1 - rows]
    stride = -(-T // MOST_CELLS)
    grid = np.arange(T, -1, -stride)[::-1]
    blocks = J if stride == 1 else np.stack([chain(J, t, t - stride) for t in grid[1:]])
    exact = len(blocks) * (len(blocks) + 1) // 2 * J.shape[1] ** 2 <= EXACT_WORK
    bad = ~np.isfinite(trace.h).all(axis=(1, 2))
    large = bad | (np.abs(trace.h) > np.finfo(np.float32).max).any(axis=(1, 2))
    more = J.shape[1] > dh.shape[1]
    gradients = back_through(J, dh) if more else loss_gradients(cell, trace, dh)
    return dict(
        T=T,
        losses=losses,
        whole=("(h, c)" if hasattr(trace, "c") else "the whole state") if more else "",
        norms=lengths(np.asarray(gradients, float)),
        grid=grid,
        triangle=product_norms(blocks, quick=not exact),
        exact=exact,
        first_bad=int(bad.argmax()) if bad.any() else None,
        first_large=int(large.argmax()) if large.any() else None,
        jacobians=J,
    )


@np.errstate(all="ignore")
def back_through(J: np.ndarray, dh: np.ndarray) -> np.ndarray:
    """∂L/∂s_t for a state s that begins with h and goes on with what has no loss of its own, (T+1, S).

    As in ∂s_t/∂s_k, h_t and c_t are two arguments of what follows: that h_t is made of c_t is not counted again.
    So ‖∂L/∂s_k‖ <= ‖∂s_t/∂s_k‖ ‖∂L/∂s_t‖ for one loss.
    """
    gradients = np.zeros((len(J) + 1, J.shape[1]))
    gradients[1:, : dh.shape[1]] = dh
    for t in range(len(J), 0, -1):
        gradients[t - 1] += gradients[t] @ J[t - 1]
    return gradients


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


def passed(result: GradientFlowResult, t: int) -> np.ndarray:
    """The slopes of the steps between the pair, all steps if the cursor is not before the later one."""
    slopes = result.slopes[min(t, result.pair) : result.pair]
    return slopes[np.isfinite(slopes).all(axis=1)] if result.own else slopes


def passed_gates(result: GradientFlowResult, t: int) -> dict[str, np.ndarray]:
    """The values of each gate at those steps."""
    return {name: values[min(t, result.pair) : result.pair] for name, values in result.gates.items()}
