"""The plain recurrent cell (Elman 1990): one state, which every step mixes with its input and squashes."""

from dataclasses import dataclass

import numpy as np

from .activations import activation
from .checks import (
    check_single,
    check_sizes,
    check_truncation,
    checked_batch,
    checked_dtype,
    checked_outside_gradient,
    checked_state,
)
from .parameters import drawn
from .torch_weights import only_layer, read_layer, write_layer
from .trace import (
    Gradients,
    Trace,
    all_steps,
    back_through,
    keeps_overflow,
    sum_of_outer,
    sum_of_steps,
    terms_of_outer,
    total_gradient,
)
from .work import carry_over, padding, with_one


def rnn_step(x, h, W_xh, W_hh, b_h, phi=np.tanh):
    """h_t (B, H) from x_t (B, I) and h_{t-1}: `rnn_step(x, h, **cell.params)`.

    The equation; `RNN.forward` does the same for all steps at once, and faster.
    """
    return phi(x @ W_xh + h @ W_hh + b_h)


@dataclass(frozen=True, kw_only=True, eq=False)
class RNNTrace(Trace):
    """The trace of an RNN, with its pre-activations a (T, B, H)."""

    a: np.ndarray


class RNN:
    """a_t = x_t W_xh + h_{t-1} W_hh + b_h,  h_t = φ(a_t).

    `params` holds W_xh (I, H), W_hh (H, H) and b_h (H,), drawn from Uniform(-1/√H, 1/√H), PyTorch's default.
    The cell computes in their dtype, float32 for training, float64 for analysis. `rng` is a numpy Generator, a
    seed, or None for a new draw every time. ValueError if a size is below 1, or the nonlinearity or the dtype unknown.
    """

    def __init__(self, input_size, hidden_size, nonlinearity="tanh", rng=None, dtype=np.float64):
        check_sizes(input_size, hidden_size)
        self.input_size, self.hidden_size = input_size, hidden_size
        self.activation = activation(nonlinearity)
        shapes = {
            "W_xh": (input_size, hidden_size),
            "W_hh": (hidden_size, hidden_size),
            "b_h": (hidden_size,),
        }
        self.params = drawn(shapes, hidden_size, rng, dtype)

    @keeps_overflow
    def forward(self, x, h0=None, lengths=None) -> RNNTrace:
        """Run over x (T, B, I) from h0 (B, H), or from zeros.

        With `lengths` (B,), the steps beyond a sequence's length are padding: they carry its state over,
        whatever x holds there. x and h0 are taken in the dtype of the parameters, integers too. ValueError if a
        shape does not fit, or if the parameters are not all float32 or all float64.
        """
        W_xh, W_hh, b_h = (self.params[name] for name in ("W_xh", "W_hh", "b_h"))
        dtype = checked_dtype(self.params)
        x, lengths = checked_batch(x, lengths, self.input_size, dtype)
        (T, B, _), padded = x.shape, padding(lengths, len(x))
        h = np.empty((T + 1, B, self.hidden_size), dtype)
        h[0] = checked_state(h0, B, self.hidden_size, dtype)
        from_h = np.empty_like(h[0])

        a = all_steps(with_one(x), np.vstack([W_xh, b_h]))  # the input's share of every step at once
        for t, (a_t, h_before, h_t) in enumerate(zip(a, h, h[1:], strict=False)):
            np.dot(h_before, W_hh, out=from_h)
            np.add(a_t, from_h, out=a_t)
            self.activation.f(a_t, out=h_t)
            if padded is not None:
                carry_over(padded[t], (h_t, h_before))
        return RNNTrace(x=x, a=a, h=h, lengths=lengths)

    @keeps_overflow
    def backward(self, trace: RNNTrace, dh, truncate=None) -> Gradients:
        """Back-propagation through time: ∂L/∂a_t = ∂L/∂h_t ⊙ φ'(a_t), and ∂L/∂h_{t-1} gains ∂L/∂a_t W_hhᵀ.

        dh (T, B, H) is the ∂L/∂h_t that arrives at each step from outside. At a padded step, where h_t is
        h_{t-1}, it passes straight through. `truncate` = k cuts the recurrence before the last k steps of a
        sequence: no gradient flows from step t+1 back to h_t for t <= n-k, n being the last step. A loss at
        step n then reaches k steps, and an earlier step feels only the loss at its own output.
        """
        check_truncation(truncate)
        dh = checked_outside_gradient(dh, trace)
        dh = total_gradient(dh)  # from here on, dh[t] gathers the total ∂L/∂h_t
        T, W_hh_T = len(trace.x), np.ascontiguousarray(self.params["W_hh"].T)
        slope = self.activation.slope(trace.h[1:])  # φ'(a_t) of every step at once
        da, back = np.empty_like(trace.a), np.empty_like(dh[0])
        padded = padding(trace.lengths, T)
        if padded is not None:
            np.copyto(slope, 0, where=padded)

        views = zip(range(T)[::-1], dh[:0:-1], dh[-2::-1], slope[::-1], da[::-1], strict=True)
        for t, dh_t, dh_before, slope_t, da_t in views:
            np.multiply(dh_t, slope_t, out=da_t)
            np.dot(da_t, W_hh_T, out=back)
            if truncate is not None:
                back[t <= trace.ends - truncate] = 0
            np.add(dh_before, back, out=dh_before)
            if padded is not None:
                np.add(dh_before, dh_t, out=dh_before, where=padded[t])

        params = {
            "W_xh": sum_of_outer(trace.x, da),
            "W_hh": sum_of_outer(trace.h[:-1], da),
            "b_h": sum_of_steps(da),
        }
        return Gradients(params=params, x=back_through(da, self.params["W_xh"]), h=dh, da=da)

    @keeps_overflow
    def weight_terms(self, trace: RNNTrace, gradients: Gradients) -> dict[str, np.ndarray]:
        """What each step adds to the gradient of each parameter, (T, ...); their sum is `gradients.params`.

        The term of step t is x_tᵀ ∂L/∂a_t for W_xh, h_{t-1}ᵀ ∂L/∂a_t for W_hh and ∂L/∂a_t for b_h.
        """
        return {
            "W_xh": terms_of_outer(trace.x, gradients.da),
            "W_hh": terms_of_outer(trace.h[:-1], gradients.da),
            "b_h": gradients.da.sum(axis=1),
        }

    @keeps_overflow
    def step_jacobians(self, trace: RNNTrace) -> np.ndarray:
        """J_t = ∂h_t/∂h_{t-1}, (T, H, H): `[t-1, i, j]` = ∂h_t[i]/∂h_{t-1}[j] = φ'(a_t[i]) W_hh[j, i].

        A small change d of h_{t-1}, as a column, becomes J_t d. On padding it is the identity. ValueError
        unless the trace is of a batch of one.
        """
        check_single(trace)
        J = self.activation.slope(trace.h[1:, 0])[:, :, None] * self.params["W_hh"].T
        J[~trace.mask[:, 0]] = np.eye(self.hidden_size)
        return J

    @classmethod
    def from_torch(cls, state_dict, nonlinearity="tanh", layer=None) -> "RNN":
        """The cell with one layer's weights of a torch.nn.RNN, given as arrays under PyTorch's names.

        `layer` is how the names end, "l0", "l1", "l0_reverse"; None takes the only one there is. PyTorch has
        two biases, which are only ever added; here they are the one b_h. ValueError if an array is missing,
        unknown or of the wrong shape.
        """
        layer = only_layer(state_dict, layer)
        W_xh, W_hh, b_ih, b_hh = read_layer(state_dict, layer, "h", "h", "RNN")
        cell = cls(*W_xh.shape, nonlinearity, dtype=W_xh.dtype)
        cell.params = {"W_xh": W_xh, "W_hh": W_hh, "b_h": b_ih + b_hh}
        return cell

    def to_torch(self, layer="l0") -> dict[str, np.ndarray]:
        """The weights under PyTorch's names, ready for `load_state_dict` once made tensors; bias_hh is zero.

        ValueError if the nonlinearity is one that torch.nn.RNN does not have.
        """
        if self.activation.name not in ("tanh", "relu"):
            raise ValueError(f"nonlinearity is {self.activation.name!r}; torch.nn.RNN has tanh and relu only")
        W_xh, W_hh, b_h = (self.params[name] for name in ("W_xh", "W_hh", "b_h"))
        return write_layer(W_xh, W_hh, b_h, np.zeros_like(b_h), layer, "h", "h")
