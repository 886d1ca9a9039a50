"""The network whose gradients the labs of notebook 04 look at: recurrent weights made to order, random inputs."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..cells import RNN, RNNTrace
from ..gradients import made_to_order

LONGEST = 200


@lru_cache(maxsize=16)
def _drawn(hidden_size: int, nonnormality: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """W with ρ = 1, what x_1..x_200 add to a_t when their scale is 1, and the loss's direction at each step."""
    rng = np.random.default_rng(seed)
    inputs = rng.standard_normal((LONGEST, 1, hidden_size))
    directions = rng.standard_normal((LONGEST, hidden_size))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return made_to_order(hidden_size, 1.0, nonnormality, rng), inputs, directions


def draw_network(
    hidden_size: int,
    radius: float,
    nonnormality: float,
    nonlinearity: str,
    input_scale: float,
    T: int,
    seed: int,
    bias: float = 0.0,
) -> tuple[RNN, RNNTrace]:
    """An RNN with ρ(W_hh) = radius and σ_max/ρ = nonnormality, and its trace over T random inputs from h_0 = 0.

    Each unit has an input of its own, drawn from N(0, 1): W_xh = input_scale · I, so that `input_scale` is the
    standard deviation of what the input adds to a pre-activation. b_h is `bias` for every unit. The same seed
    gives the same inputs and the same W_hh/ρ whatever else is asked for.
    """
    W, inputs, _ = _drawn(hidden_size, nonnormality, seed)
    cell = RNN(hidden_size, hidden_size, nonlinearity, rng=seed)
    cell.params["W_xh"] = input_scale * np.eye(hidden_size)
    cell.params["W_hh"] = radius * W
    cell.params["b_h"] = np.full(hidden_size, bias)
    return cell, cell.forward(inputs[:T])


def loss_directions(hidden_size: int, nonnormality: float, seed: int) -> np.ndarray:
    """∂L_t/∂h_t of a loss at each step t = 1..200: random directions of length 1, (200, H)."""
    return _drawn(hidden_size, nonnormality, seed)[2]
