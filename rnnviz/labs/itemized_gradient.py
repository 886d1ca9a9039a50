"""A lab of notebook 04: how much of ∂L/∂W comes from each distance back in time, and what truncation throws away."""

from dataclasses import dataclass

import numpy as np

from ..gradients import itemized, lengths, loss_gradients
from ..panels.itemized import TermNorms
from ..panels.itemized_cost import TruncationCost
from ..panels.itemized_maps import GradientMap
from ..panels.itemized_shares import TermShares
from ..stage import Timeline
from .gradient_network import LONGEST, draw_for_own, network_with_loss, strongest_input
from .lab import Lab
from .own_cell import own_cell, parameters_of
from .parameters import Choice, Integer, Number


@dataclass(frozen=True, eq=False)
class ItemizedResult:
    """The terms of ∂L/∂θ, the loss standing at step T. Row t-1 of what has T rows belongs to step t.

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


class ItemizedGradient(Lab):
    """∂L/∂θ = Σ_t ∂L/∂h_t ∂⁺h_t/∂θ (Pascanu, Mikolov and Bengio 2013, eq. 4): the sum, term by term.

    `ItemizedGradient(cell=my_cell)` takes a cell of your own, as `GradientFlow` does; its `params` name the gradients.
    """

    title = "Itemized gradient"
    size = (10.0, 5.4)
    narrow_size = (6.2, 9.6)
    presets = {  # the first three are networks of `GradientFlow`, by the same names
        "vanish": {"t": 36},
        "hold": {"rho": 1.0, "ratio": 1.0, "nonlinearity": "linear", "t": 31},
        "explode": {"rho": 1.4, "ratio": 1.0, "nonlinearity": "linear", "T": 12, "t": 9},
        "grow, then vanish": {
            "rho": 0.8, "ratio": 4.0, "nonlinearity": "linear", "input_scale": 0.1, "hidden_size": 32, "T": 60, "t": 53,
        },
    }  # fmt: skip

    parameter = Choice(
        "W_hh",
        lambda lab: lab.own_parameters or ["W_hh", "W_xh", "b_h"],
        "gradient of",
        "Which parameter of the network.",
    )
    rho = Number(
        0.8, 0, 3, 0.01, "spectral radius ρ", "The size of the eigenvalues of W_hh: all lie on one circle."
    )
    ratio = Number(
        1.5, 1, 6, 0.05, "non-normality σ_max/ρ",
        "1 for a normal W_hh. Above it, one step can stretch more than ρ.",
    )  # fmt: skip
    nonlinearity = Choice(
        "tanh",
        ["tanh", "sigmoid", "relu", "linear"],
        "nonlinearity φ",
        "Its slope φ' is met at every step back.",
    )
    input_scale = Number(
        0.5, 0, strongest_input, 0.05, "input scale",
        "Standard deviation of what the input adds to each pre-activation; for a cell of your own, of the input.",
    )  # fmt: skip
    bias = Number(0.0, -3, 3, 0.1, "bias b_h", "The same for every unit.")
    hidden_size = Integer(16, 1, 32, "hidden units H", "The size of the state.")
    T = Integer(40, 1, LONGEST, "steps T", "The loss stands at the last step.")
    seed = Integer(0, 0, 99, "seed", "Another draw of weights, inputs and gradient at the loss.")

    def __init__(self, cell=None, **values):
        self.own = None if cell is None else own_cell(cell)
        self.own_parameters = parameters_of(self.own) if self.own else []
        if self.own:
            self.presets = {}  # they are networks of ours
        super().__init__(**values)

    def first_values(self):
        names = self.own_parameters
        return {} if not names or "W_hh" in names else {"parameter": names[0]}

    @np.errstate(all="ignore")
    def compute(self, p) -> ItemizedResult:
        if not self.own:
            return itemize(*network_with_loss(p), p.parameter)
        own, cell = self.own, self.own.cell
        x, directions = draw_for_own(own.input_size, own.hidden_size, p.input_scale, p.T, p.seed)
        dh = np.zeros((p.T, own.hidden_size))
        dh[-1] = directions[0]
        return itemize(cell, cell.forward(x), dh, p.parameter, own.name)

    def make_panels(self):
        return [
            TermNorms(),
            TermShares(),
            GradientMap("This term", lambda result, t: result.terms[t - 1], under="axes"),
            GradientMap("Kept", lambda result, t: result.partial[t - 1]),
            GradientMap("Whole", lambda result, t: result.partial[0], under="scale"),
            TruncationCost(),
        ]

    def layout(self, figure, narrow):
        if narrow:
            boxes = [(0.12, 0.755, 0.85, 0.175), (0.12, 0.51, 0.85, 0.15)]
            maps = [(x, 0.265, 0.25, 0.25 * 6.2 / 9.6) for x in (0.07, 0.395, 0.72)]
            return [figure.add_axes(box) for box in (*boxes, *maps, (0.12, 0.05, 0.85, 0.12))]
        boxes = [(0.06, 0.575, 0.48, 0.32), (0.06, 0.085, 0.48, 0.325)]
        maps = [(x, 0.895 - 0.119 * 10 / 5.4, 0.119, 0.119 * 10 / 5.4) for x in (0.597, 0.731, 0.865)]
        return [figure.add_axes(box) for box in (*boxes, *maps, (0.62, 0.085, 0.364, 0.325))]

    def timeline(self, result):
        return Timeline.steps(
            result.T, 1, label=lambda t: f"t = {t} of {result.T}", seconds_per_step=min(0.15, 8 / result.T)
        )

    def start_time(self):
        return 36

    def settle(self, changes):
        return changes | {"ratio": 1.0} if changes.get("hidden_size") == 1 else changes

    def irrelevant(self, p):
        if self.own:
            return {"rho", "ratio", "nonlinearity", "bias", "hidden_size"}
        return {"ratio"} if p.hidden_size == 1 or p.rho == 0 else set()

    def notes(self, result):
        return self.own.doubt if self.own else ""


@np.errstate(all="ignore")
def itemize(cell, trace, dh, parameter: str, own: str = "") -> ItemizedResult:
    """The terms of ∂L/∂θ for dh (T, H) in the trace of a batch of one, and what truncation makes of their sum."""
    T = len(dh)
    terms = np.asarray(itemized(cell, trace, dh)[parameter], float)
    slopes = np.ones(dh.shape) if own else cell.activation.slope(trace.h[1:, 0])
    gradients = loss_gradients(cell, trace, dh)[1:]
    arriving = lengths(np.asarray(gradients if own else gradients * slopes, float))
    flat = terms.reshape(T, -1)
    partial = np.cumsum(flat[::-1], axis=0)[::-1]
    dropped = np.concatenate([np.zeros_like(flat[:1]), np.cumsum(flat[:-1], axis=0)])
    whole, whole_norm = partial[0], float(lengths(partial[0]))
    direction = whole / whole_norm
    shares = flat @ direction / whole_norm
    kept_lengths = lengths(partial)
    bad = ~np.isfinite(partial).all(axis=1)
    return ItemizedResult(
        T=T,
        parameter=parameter,
        terms=terms,
        partial=partial.reshape(terms.shape),
        norms=lengths(flat),
        arriving=arriving,
        whole_norm=whole_norm,
        largest=float(np.abs(whole).max()),
        shares=shares,
        kept=np.cumsum(shares[::-1])[::-1],
        lengths=kept_lengths,
        cosines=partial @ direction / kept_lengths,
        errors=lengths(dropped) / whole_norm,
        slopes=slopes,
        gamma=1.0 if own else cell.activation.gamma,
        nonlinearity="" if own else cell.activation.name,
        own=own,
        state="s" if hasattr(trace, "c") else "h",
        lost=int(T - np.argmax(bad[::-1])) if bad.any() else None,
    )
