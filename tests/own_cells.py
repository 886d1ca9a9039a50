"""Cells as a learner writes them: two methods, NumPy, and nothing of rnnviz."""

from types import SimpleNamespace

import numpy as np


class MyRNN:
    """h_t = tanh(x_t W_xh + h_{t-1} W_hh + b_h)"""

    def __init__(self, input_size, hidden_size, seed=0):
        rng = np.random.default_rng(seed)
        self.input_size = input_size
        W_xh = rng.normal(size=(input_size, hidden_size)) / np.sqrt(input_size)
        W_hh = rng.normal(size=(hidden_size, hidden_size)) / np.sqrt(hidden_size)
        self.params = {"W_xh": W_xh, "W_hh": W_hh, "b_h": np.zeros(hidden_size)}

    def forward(self, x, h0=None):
        W_xh, W_hh, b_h = self.params.values()
        h = np.zeros((len(x) + 1, x.shape[1], len(b_h)), b_h.dtype)
        h[0] = 0 if h0 is None else h0
        for t in range(len(x)):
            h[t + 1] = np.tanh(x[t] @ W_xh + h[t] @ W_hh + b_h)
        return SimpleNamespace(x=x, h=h)

    def backward(self, trace, dh):
        W_hh = self.params["W_hh"]
        h, da = np.concatenate([0 * trace.h[:1], dh]), np.zeros_like(dh)
        for t in reversed(range(len(dh))):
            da[t] = h[t + 1] * (1 - trace.h[t + 1] ** 2)
            h[t] += da[t] @ W_hh.T
        return self.gradients(trace, da, h)

    def gradients(self, trace, da, h):
        """From ∂L/∂a_1..T and the total ∂L/∂h_0..T."""
        params = {
            "W_xh": (trace.x.mT @ da).sum(0),
            "W_hh": (trace.h[:-1].mT @ da).sum(0),
            "b_h": da.sum((0, 1)),
        }
        return SimpleNamespace(params=params, x=da @ self.params["W_xh"].T, h=h)


class Leaky(MyRNN):
    """h_t = ¾ h_{t-1} + ¼ relu(x_t W_xh + h_{t-1} W_hh + b_h)"""

    def forward(self, x, h0=None):
        W_xh, W_hh, b_h = self.params.values()
        h = np.zeros((len(x) + 1, x.shape[1], len(b_h)), b_h.dtype)
        h[0] = 0 if h0 is None else h0
        a = np.zeros_like(h[1:])
        for t in range(len(x)):
            a[t] = x[t] @ W_xh + h[t] @ W_hh + b_h
            h[t + 1] = 0.75 * h[t] + 0.25 * np.maximum(a[t], 0)
        return SimpleNamespace(x=x, h=h, a=a)

    def backward(self, trace, dh):
        W_hh = self.params["W_hh"]
        h, da = np.concatenate([0 * trace.h[:1], dh]), np.zeros_like(dh)
        for t in reversed(range(len(dh))):
            da[t] = 0.25 * h[t + 1] * (trace.a[t] > 0)
            h[t] += 0.75 * h[t + 1] + da[t] @ W_hh.T
        return self.gradients(trace, da, h)


def in_float32(cell):
    """The same cell with weights of 32 bits."""
    cell.params = {name: value.astype(np.float32) for name, value in cell.params.items()}
    return cell
