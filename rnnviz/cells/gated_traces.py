"""What the passes of the cells with gates leave behind."""

from dataclasses import dataclass

import numpy as np

from .trace import Gradients, Trace


@dataclass(frozen=True, kw_only=True, eq=False)
class LSTMTrace(Trace):
    """The trace of an LSTM: its memory c (T+1, B, H), its gates, and the terms of its equations.

    o, i, f   (T, B, H)  the output, input and forget gate, between 0 and 1
    g         (T, B, H)  the candidate, between -1 and 1
    written   (T, B, H)  i_t ⊙ g_t, what is written into the memory
    kept      (T, B, H)  f_t ⊙ c_{t-1}, what it keeps
    tanh_c    (T, B, H)  tanh(c_t), what the output gate lets through
    held      where a gate was held by `clamp`, (T, 4, B, H), NaN where it was free; None if none was

    Most are views: `steps` (T+1, 7, B, H) has o_t, i_t, f_t, g_t, c_t, tanh(c_t) and h_t side by side, of which
    the step t = 0 has only c_0 and h_0. `read` (T+1, B, H+I+1) is what the gates read, [h_{t-1}, x_t, 1].
    """

    steps: np.ndarray
    read: np.ndarray
    held: np.ndarray | None = None

    o = property(lambda self: self.steps[1:, 0])
    i = property(lambda self: self.steps[1:, 1])
    f = property(lambda self: self.steps[1:, 2])
    g = property(lambda self: self.steps[1:, 3])
    c = property(lambda self: self.steps[:, 4])
    tanh_c = property(lambda self: self.steps[1:, 5])
    written = property(lambda self: self.i * self.g)
    kept = property(lambda self: self.f * self.c[:-1])


@dataclass(frozen=True, kw_only=True, eq=False)
class LSTMGradients(Gradients):
    """c (T+1, B, H) is the total ∂L/∂c_t, by way of h_t too; da (T, B, 4H) is ∂L/∂a_t of o, i, f and g."""

    c: np.ndarray


@dataclass(frozen=True, kw_only=True, eq=False)
class GRUTrace(Trace):
    """The trace of a GRU.

    r, z   (T, B, H)  the reset and the update gate, between 0 and 1; z = 1 keeps the state
    n      (T, B, H)  the candidate, between -1 and 1
    q      (T, B, H)  h_{t-1} W_hn + b_hn, on which r acts, if it resets after the product; r_t ⊙ h_{t-1},
                      which W_hn reads, if it resets before
    held   where a gate was held by `clamp`, (T, 3, B, H), NaN where it was free; None if none was

    The gates are views of `steps` (T, 3, B, H).
    """

    steps: np.ndarray
    q: np.ndarray
    held: np.ndarray | None = None

    r = property(lambda self: self.steps[:, 0])
    z = property(lambda self: self.steps[:, 1])
    n = property(lambda self: self.steps[:, 2])


@dataclass(frozen=True, kw_only=True, eq=False)
class GRUGradients(Gradients):
    """da (T, B, 3H) is ∂L/∂a_t of the pre-activations of r, z and n, side by side; dq (T, B, H) is ∂L/∂q_t."""

    dq: np.ndarray
