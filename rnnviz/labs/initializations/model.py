"""Before training, how far back does the gradient reach? Four ways to draw W_hh, on the same inputs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace

import numpy as np

from ...cells.activations import Activation, activation
from ...gradients import Spectrum, gaussian, identity, orthogonal, spectrum

SCHEMES = ("PyTorch's default", "Gaussian", "orthogonal", "identity")
RULES = ("uniform ±1/√H, no gain", "N(0, g²/H)", "g·Q, with QᵀQ = I", "g·I")
DRAWS = 5  # networks of each scheme: what is said is said of one of them, the same whatever they read
LONGEST = 100
FEATURES = 16
FIRST_INPUT = 0.5  # the size of what the first input brings to each unit
FIRST = 1  # the first step looked at: h_0 is a constant, and nothing can be learned from its gradient
TENFOLD = (0.1, 10.0)
"""What the exercise asks for: a gradient within a factor of ten of what it was at the loss."""


@dataclass(frozen=True, eq=False)
class Draws:
    """What is random, at gain 1 and input scale 1; the same inputs and the same loss for every scheme.

    W  (4, D, H, H)  recurrent weights of each scheme
    u  (D, T, H)     x_t W_xh: entries near N(0, 1)
    c  (D, H)        ∂L/∂h_T: +1/√H or -1/√H, so that its norm is 1
    """

    W: np.ndarray
    u: np.ndarray
    c: np.ndarray


@dataclass(frozen=True, eq=False)
class InitializationsResult:
    """Every state and gradient of D networks of each of four schemes, before the first step of training.

    h_0 is a constant 0: the first state that anything learned has a part in, and the last that is looked at
    on the way back, is h_1.
    """

    schemes: tuple[str, ...]
    nonlinearity: str
    gain: float
    input_scale: float
    gradients: np.ndarray  # (4, D, T+1) ‖∂L/∂h_t‖
    states: np.ndarray  # (4, D, T+1) ‖h_t‖/√H, the root mean square of the units
    shown: int  # the draw whose curves, numbers and eigenvalues are shown
    eigenvalues: np.ndarray  # (4, H) of its W_hh
    norms: np.ndarray  # (4,) their σ_max
    active: np.ndarray  # (4, D) how many units have a slope above 0 at every step
    zeros: np.ndarray  # (4, D) how many units of h_T are exactly 0, as dead ReLUs are

    @property
    def T(self) -> int:
        return self.gradients.shape[-1] - 1

    @property
    def hidden_size(self) -> int:
        return self.eigenvalues.shape[-1]

    @property
    def gradient(self) -> np.ndarray:
        """(4, T+1), of the draw of each scheme that is shown."""
        return self.gradients[:, self.shown]

    @property
    def state(self) -> np.ndarray:
        """(4, T+1), of the same."""
        return self.states[:, self.shown]


def per_step(result: InitializationsResult, t: int) -> np.ndarray:
    """(4,) the factor by which one step back multiplied the gradient, on average from T to t; nan at t = T."""
    n = result.T - t
    return result.gradient[:, t] ** (1 / n) if n else np.full(len(result.schemes), np.nan)


def compute(p: SimpleNamespace) -> InitializationsResult:
    """Every network of every scheme, forward and back."""
    drawn = draws(p.hidden_size, p.seed)
    gains = np.array([1.0, p.gain, p.gain, p.gain])
    u = p.input_scale * drawn.u[:, : p.T]
    u[:, 0] = FIRST_INPUT * drawn.u[:, 0]
    phi = activation(p.nonlinearity)
    h, g = flow(gains[:, None, None, None] * drawn.W, u, drawn.c, phi)
    gradients = np.moveaxis(np.linalg.norm(g, axis=-1), 0, -1)
    shown = shown_draw(p.hidden_size, p.seed)
    spectra = [drawn_spectrum(p.hidden_size, p.seed, scheme, shown) for scheme in range(len(SCHEMES))]
    return InitializationsResult(
        schemes=SCHEMES,
        nonlinearity=p.nonlinearity,
        gain=p.gain,
        input_scale=p.input_scale,
        gradients=gradients,
        states=np.moveaxis(np.linalg.norm(h, axis=-1), 0, -1) / np.sqrt(p.hidden_size),
        shown=shown,
        eigenvalues=gains[:, None] * [one.eigenvalues for one in spectra],
        norms=gains * [one.norm for one in spectra],
        zeros=(h[-1] == 0).sum(axis=-1),
        active=(phi.slope(h[1:]) > 0).all(axis=0).sum(axis=-1),
    )


def scaled_uniform(hidden_size: int, rng: np.random.Generator) -> np.ndarray:
    """Entries from Uniform(-1/√H, 1/√H): their variance is 1/(3H), so ρ is near 1/√3 = 0.577."""
    return rng.uniform(-1, 1, (hidden_size, hidden_size)) / np.sqrt(hidden_size)


@lru_cache(maxsize=8)
def draws(hidden_size: int, seed: int) -> Draws:
    """D networks of each scheme with their inputs, at gain 1."""
    W = np.empty((len(SCHEMES), DRAWS, hidden_size, hidden_size))
    u, c = np.empty((DRAWS, LONGEST, hidden_size)), np.empty((DRAWS, hidden_size))
    for draw in range(DRAWS):
        rng = np.random.default_rng((seed, draw))
        W[:, draw] = (
            scaled_uniform(hidden_size, rng),
            gaussian(hidden_size, rng),
            orthogonal(hidden_size, rng),
            identity(hidden_size),
        )
        W_xh = rng.standard_normal((FEATURES, hidden_size)) / np.sqrt(FEATURES)
        u[draw] = rng.standard_normal((LONGEST, FEATURES)) @ W_xh
        c[draw] = rng.choice((-1.0, 1.0), hidden_size) / np.sqrt(hidden_size)
    return Draws(W, u, c)


@lru_cache(maxsize=256)
def drawn_spectrum(hidden_size: int, seed: int, scheme: int, draw: int) -> Spectrum:
    """That of one W_hh at gain 1; of the twenty, only those are computed that are looked at."""
    return spectrum(draws(hidden_size, seed).W[scheme, draw])


@lru_cache(maxsize=64)
def shown_draw(hidden_size: int, seed: int) -> int:
    """The draw in which PyTorch's default has the middle ρ of all: it is shown of every scheme, with the same inputs.

    It depends on the weights alone, so that the eigenvalues stand still when only what is read changes.
    """
    radii = abs(np.linalg.eigvals(draws(hidden_size, seed).W[0])).max(axis=-1)
    return int(radii.argsort(kind="stable")[DRAWS // 2])


def flow(W: np.ndarray, u: np.ndarray, c: np.ndarray, phi: Activation) -> tuple[np.ndarray, np.ndarray]:
    """Forward and back through many networks at once: h_t = φ(h_{t-1} W + u_t), then ∂L/∂h_{t-1} from ∂L/∂h_t.

    W (S, D, H, H), u (D, T, H), c (D, H); returns h and ∂L/∂h, each (T+1, S, D, H). It is what `RNN.forward`
    and `RNN.backward` do to one network, with h_0 = 0 and b = 0.
    """
    S, D, H, _ = W.shape
    T = u.shape[1]
    h, g = np.zeros((2, T + 1, S, D, 1, H))
    for t in range(1, T + 1):
        h[t] = phi.f(h[t - 1] @ W + u[:, t - 1, None])
    slope = phi.slope(h)
    g[T] = c[:, None]
    for t in range(T, 0, -1):
        g[t - 1] = (g[t] * slope[t]) @ W.mT
    return h[..., 0, :], g[..., 0, :]
