"""How long a forget gate remembers, and the biases that set it."""

import numpy as np

from .activations import sigmoid


def carry(bias, steps):
    """σ(b)^steps, the share of the memory that is left after so many steps at zero pre-activation but for b."""
    return sigmoid(np.asarray(bias, float)) ** steps


def half_life(bias):
    """ln ½ / ln σ(b), the steps after which half of the memory is left: 1 at bias 0, 2.21 at bias 1."""
    return np.log(0.5) / -np.logaddexp(0, -np.asarray(bias, float))  # ln σ(b) = -ln(1 + e^-b)


def chrono_biases(hidden_size: int, longest: float, rng=None) -> tuple[np.ndarray, np.ndarray]:
    """b_f ~ ln U[1, longest - 1] and b_i = -b_f, (H,) each: time constants spread from 2 steps to `longest`.

    A unit with f = σ(ln(τ - 1)) = 1 - 1/τ forgets over about τ steps. ValueError if longest is below 2.
    Tallec, Ollivier 2018.
    """
    if not longest >= 2:
        raise ValueError(
            f"longest is {longest}; chrono initialization spreads from 2 steps up, so pass at least 2"
        )
    b_f = np.log(np.random.default_rng(rng).uniform(1, longest - 1, hidden_size))
    return b_f, -b_f
