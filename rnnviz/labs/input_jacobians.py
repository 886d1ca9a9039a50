"""How the state of every step answers the input of that step: ∂h_t/∂x_t, and of the LSTM ∂c_t/∂x_t below it."""

import numpy as np

from ..cells import GRU, LSTM, RNN


def input_jacobians(cell: RNN | LSTM | GRU, trace) -> np.ndarray:
    """(T, S, I) of a trace with a batch of one and no padding: `[t-1, i, j]` = ∂(h_t, c_t)[i]/∂x_t[j].

    S is H, of the LSTM 2H. With W_x of every gate transposed, each is a sum of slopes on its rows:
    RNN: 1 - h²;  LSTM, c: i(1-i) g, f(1-f) c_{t-1} and i (1-g²);  GRU: z(1-z)(h_{t-1} - n), (1-z)(1-n²), and
    that times what r(1-r) does to n. The RNN's nonlinearity is tanh.
    """
    before, h = trace.h[:-1, 0, :, None], trace.h[1:, 0, :, None]
    if isinstance(cell, RNN):
        return (1 - h * h) * cell.params["W_xh"].T
    W = {gate: cell.gate_params(gate)["W_xh"].T for gate in cell.gates}
    if isinstance(cell, LSTM):
        o, i, f, g, tanh_c = (getattr(trace, name)[:, 0, :, None] for name in ("o", "i", "f", "g", "tanh_c"))
        c = trace.c[:-1, 0, :, None]
        by_c = i * (1 - i) * g * W["i"] + f * (1 - f) * c * W["f"] + i * (1 - g * g) * W["g"]
        by_h = o * (1 - tanh_c**2) * by_c + o * (1 - o) * tanh_c * W["o"]
        return np.concatenate([by_h, by_c], axis=1)
    r, z, n, q = (getattr(trace, name)[:, 0, :, None] for name in "rznq")
    if cell.reset == "after":
        by_n = W["n"] + q * r * (1 - r) * W["r"]
    else:
        by_n = W["n"] + cell.gate_params("n")["W_hh"].T @ (before * r * (1 - r) * W["r"])
    return z * (1 - z) * (before - n) * W["z"] + (1 - z) * (1 - n * n) * by_n
