"""Where the triangle of Gradient flow is too large for exact norms, its colors are within what the lab says of them."""

import numpy as np
import pytest

from rnnviz.gradients import product_norms
from rnnviz.labs.gradient_flow.model import flow

LAST = "the last step"
WORST = [  # of some hundred settings drawn at random: cell, H, ρ, σ_max/ρ, φ, input scale, bias, T, loss, seed
    ("LSTM", 27, 1.03, 3.9, "linear", 5.0, 3.8, 60, LAST, 41),
    ("GRU", 30, 0.2, 4.91, "tanh", 5.0, 1.15, 41, LAST, 27),
    ("GRU", 16, 2.42, 2.57, "tanh", 5.0, 0.5, 72, LAST, 36),
]


def drawn():
    rng = np.random.default_rng(20)
    for cell in ["RNN", "LSTM", "GRU"] * 5:
        activation = str(rng.choice(["tanh", "sigmoid", "relu", "linear"]))
        size, T, seed = (int(rng.integers(*ends)) for ends in ((16, 33), (50, 80), (0, 100)))
        rho, ratio, bias = (float(rng.uniform(*ends)) for ends in ((0.1, 2), (1, 6), (-3, 6)))
        yield cell, size, rho, ratio, activation, float(rng.choice([0, 0.5, 5])), bias, T, LAST, seed


@pytest.mark.parametrize("setting", [*WORST, *drawn()], ids=str)
def test_colors_are_lower_bounds_and_within_a_factor_of_three(setting):
    result = flow(*setting)
    assert not result.exact
    exact = product_norms(result.jacobians)
    seen = np.isfinite(exact) & (exact > 1e-300)
    assert (result.triangle[seen] <= exact[seen] * (1 + 1e-9)).all()
    assert (result.triangle[seen] >= exact[seen] / 3).all()
