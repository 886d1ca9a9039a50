"""The cliff: one unit, two parameters, and an error surface with a wall in it (Pascanu, Mikolov, Bengio 2013).

x_t = w σ(x_{t-1}) + b from x_0 = 0.5, and after T = 50 steps the error E = (σ(x_50) - 0.7)²: their Fig. 6.
The wall stands where the start changes sides: where x_0 lies on the unstable branch of the fixed points
x* = w σ(x*) + b (their Fig. 3), each step stretches a small difference by w σ'(x*) > 1, fifty times over.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..cells.activations import sigmoid

T = 50
START = 0.5
TARGET = 0.7
W_RANGE = (3.0, 8.0)
B_RANGE = (-4.0, -1.0)
"""The part of the plane that is looked at."""

ONSET = 4.0
"""Two stable states need w > 1/γ, and the largest slope γ of σ is a quarter."""


class Local(NamedTuple):
    """What is known at (w, b): the last state x_50, the error E there, and its gradient."""

    x: np.ndarray | float
    error: np.ndarray | float
    dw: np.ndarray | float  # ∂E/∂w
    db: np.ndarray | float  # ∂E/∂b


def states(w, b) -> np.ndarray:
    """x_0 ... x_50 for arrays w, b of one shape: (T+1, ...); infinite where a float cannot hold them."""
    w, b = np.broadcast_arrays(np.asarray(w, float), np.asarray(b, float))
    x = np.empty((T + 1, *w.shape))
    x[0] = START
    with np.errstate(over="ignore"):
        for t in range(1, T + 1):
            x[t] = w * sigmoid(x[t - 1]) + b
    return x


def error(x):
    """E = (σ(x_50) - 0.7)²."""
    return (sigmoid(x) - TARGET) ** 2


@np.errstate(over="ignore", invalid="ignore")  # an overflow stays in the result, to be named
def differentiate(w, b, squash: Callable = sigmoid) -> Local:
    """E and its gradient at (w, b), floats or arrays of shapes that broadcast, by forward accumulation:

    ∂x_t/∂w = σ(x_{t-1}) + w σ'(x_{t-1}) ∂x_{t-1}/∂w,   ∂x_t/∂b = 1 + w σ'(x_{t-1}) ∂x_{t-1}/∂b.

    `squash` is σ; for single points `one_sigmoid`, on floats, is twenty times as fast.
    """
    x = START
    dx_dw = dx_db = 0.0
    for _ in range(T):
        h = squash(x)
        stretch = w * (h * (1 - h))
        dx_dw = h + stretch * dx_dw
        dx_db = 1 + stretch * dx_db
        x = w * h + b
    h = squash(x)
    slope = 2 * (h - TARGET) * (h * (1 - h))
    return Local(x, (h - TARGET) ** 2, slope * dx_dw, slope * dx_db)


def one_sigmoid(x: float) -> float:
    """σ of one float, which neither overflows nor warns."""
    return 0.5 + 0.5 * math.tanh(0.5 * x)


def wall(w):
    """The b at which the start is a fixed point: 0.5 = w σ(0.5) + b. Where w σ'(0.5) > 1 it is unstable: the wall."""
    return START - one_sigmoid(START) * w


def inside(w, b):
    """Whether (w, b) is in the part that is looked at."""
    return (W_RANGE[0] <= w) & (w <= W_RANGE[1]) & (B_RANGE[0] <= b) & (b <= B_RANGE[1])
