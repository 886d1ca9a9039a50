"""The network whose gradients the labs of notebook 04 look at: recurrent weights made to order, random inputs."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

from ..cells import GRU, LSTM, RNN, GRUTrace, LSTMTrace, RNNTrace
from ..gradients import made_to_order

LONGEST = 200
CANDIDATE = {"LSTM": "g", "GRU": "n"}
KEEPER = {"LSTM": "f", "GRU": "z"}
"""The gate through which a state is kept: c_t = f ⊙ c_{t-1} + …, h_t = z ⊙ h_{t-1} + …"""


def strongest_input(lab) -> float:
    """The upper end of the input scale: a sigmoid saturates as deeply as a tanh only at much larger inputs."""
    return 50 if lab.nonlinearity == "sigmoid" else 5


@lru_cache(maxsize=16)
def _drawn(hidden_size: int, nonnormality: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """W with ρ = 1, what x_1..x_200 add to a_t when their scale is 1, and the directions of losses."""
    rng = np.random.default_rng(seed)
    inputs, directions = _inputs_and_directions(rng, hidden_size, hidden_size)
    return made_to_order(hidden_size, 1.0, nonnormality, rng), inputs, directions


def _inputs_and_directions(rng, input_size: int, hidden_size: int) -> tuple[np.ndarray, np.ndarray]:
    """x_1..x_200 of scale 1, (200, 1, I), and the directions of losses, (200, H)."""
    inputs = rng.standard_normal((LONGEST, 1, input_size))
    directions = rng.standard_normal((LONGEST, hidden_size))
    return inputs, directions / np.linalg.norm(directions, axis=1, keepdims=True)


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


def draw_gated(
    kind: str,
    hidden_size: int,
    radius: float,
    nonnormality: float,
    input_scale: float,
    T: int,
    seed: int,
    gate_bias: float,
) -> tuple[LSTM, LSTMTrace] | tuple[GRU, GRUTrace]:
    """An LSTM or a GRU on the same inputs, whose candidate (g or n) has the recurrent weights of `draw_network`.

    The gates read the state through PyTorch's default draw and the inputs through N(0, input_scale²/H). All biases
    are 0 but that of the gate that keeps (f or z), `gate_bias`.
    """
    W, inputs, _ = _drawn(hidden_size, nonnormality, seed)
    rng = np.random.default_rng(seed)
    cell = {"LSTM": LSTM, "GRU": GRU}[kind](hidden_size, hidden_size, rng=rng)
    for name, parameter in cell.params.items():
        if name.startswith("b"):
            parameter[:] = 0
    spread = input_scale / np.sqrt(hidden_size)
    cell.params["W_xh"][:] = spread * rng.standard_normal(cell.params["W_xh"].shape)
    candidate = cell.gate_params(CANDIDATE[kind])
    candidate["W_xh"][:] = input_scale * np.eye(hidden_size)
    candidate["W_hh"][:] = radius * W
    cell.gate_params(KEEPER[kind])["b_h"][:] = gate_bias
    return cell, cell.forward(inputs[:T])


def draw_for_own(
    input_size: int, hidden_size: int, input_scale: float, T: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Inputs for a cell that is not ours, from N(0, input_scale²), (T, 1, I), and `loss_directions` (200, H).

    With I = H they are what `draw_network` gives to its units.
    """
    rng = np.random.default_rng(seed)
    inputs, directions = _inputs_and_directions(rng, input_size, hidden_size)
    return input_scale * inputs[:T], directions


def loss_directions(hidden_size: int, nonnormality: float, seed: int) -> np.ndarray:
    """∂L/∂h of a loss d steps before the last, row d: random directions of length 1, (200, H).

    A longer sequence has the same loss at its end.
    """
    return _drawn(hidden_size, nonnormality, seed)[2]


def network_with_loss(p: SimpleNamespace) -> tuple[RNN, RNNTrace, np.ndarray]:
    """The network of a lab's parameters, its trace, and ∂L/∂h of a loss at the last step alone, (T, H)."""
    ratio = p.ratio if p.hidden_size > 1 else 1.0  # a single weight is normal
    cell, trace = draw_network(
        p.hidden_size, p.rho, ratio, p.nonlinearity, p.input_scale, p.T, p.seed, p.bias
    )
    dh = np.zeros((p.T, p.hidden_size))
    dh[-1] = loss_directions(p.hidden_size, ratio, p.seed)[0]
    return cell, trace, dh
