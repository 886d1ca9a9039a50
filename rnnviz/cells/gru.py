"""The gated recurrent unit (Cho et al. 2014): two gates, no memory apart from the state."""

from dataclasses import dataclass

import numpy as np

from .activations import sigmoid
from .checks import check_single, check_truncation, checked_batch, checked_outside_gradient, checked_state
from .gated import (
    GatedCell,
    back_through,
    by_gate,
    checked_clamp,
    hold,
    side_by_side,
    still,
    sum_of_outer_by_gate,
)
from .torch_weights import only_layer, read_layer, write_layer
from .trace import Gradients, Trace, keeps_overflow, sum_of_outer, terms_of_outer


@dataclass(frozen=True, kw_only=True, eq=False)
class GRUTrace(Trace):
    """The trace of a GRU.

    r, z   (T, B, H)  the reset and the update gate, between 0 and 1; z = 1 keeps the state
    n      (T, B, H)  the candidate, between -1 and 1
    q      (T, B, H)  h_{t-1} W_hn + b_hn, on which r acts, if it resets after the product; r_t ⊙ h_{t-1},
                      which W_hn reads, if it resets before
    held   where a gate was held by `clamp`, (3, T, B, H), NaN where it was free; None if none was
    """

    r: np.ndarray
    z: np.ndarray
    n: np.ndarray
    q: np.ndarray
    held: np.ndarray | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class GRUGradients(Gradients):
    """da (3, T, B, H) is ∂L/∂a_t of the pre-activations of r, z, n, and dq (T, B, H) is ∂L/∂q_t."""

    dq: np.ndarray


class GRU(GatedCell):
    """r_t = σ(x_t W_xr + h_{t-1} W_hr + b_r),  z_t alike,
    n_t = tanh(x_t W_xn + b_n + r_t ⊙ (h_{t-1} W_hn + b_hn)),  h_t = (1 - z_t) ⊙ n_t + z_t ⊙ h_{t-1}.

    This resets after the product, as PyTorch, cuDNN and Keras do. With reset="before", as in Cho et al. 2014,
    n_t = tanh(x_t W_xn + b_n + (r_t ⊙ h_{t-1}) W_hn).

    `params` holds W_xh (I, 3H), W_hh (H, 3H) and b_h (3H,), the gates side by side in the order r, z, n
    (`gate_params` gives the blocks of one), and b_hn (H,) if it resets after. They are drawn from
    Uniform(-1/√H, 1/√H), PyTorch's default. `rng` is a numpy Generator, a seed, or None. ValueError if a size
    is below 1, or the dtype or the form of reset unknown.
    """

    gates = ("r", "z", "n")

    def __init__(self, input_size, hidden_size, reset="after", rng=None, dtype=np.float64):
        if reset not in ("after", "before"):
            raise ValueError(f"reset is {reset!r}; choose 'after' (PyTorch) or 'before' (Cho et al. 2014)")
        self.reset = reset
        super().__init__(input_size, hidden_size, rng, dtype)

    def _shapes(self):
        own = {"b_hn": (self.hidden_size,)} if self.reset == "after" else {}
        return super()._shapes() | own

    @keeps_overflow
    def forward(self, x, h0=None, *, lengths=None, clamp=None) -> GRUTrace:
        """Run over x (T, B, I) from h0 (B, H), or from zeros; `lengths` and `clamp` as for the LSTM."""
        W_hh = by_gate(self.params["W_hh"], 3)
        x, lengths = checked_batch(x, lengths, self.input_size, W_hh.dtype)
        T, B, H = *x.shape[:2], self.hidden_size
        held = checked_clamp(clamp, self.gates, (T, B, H), W_hh.dtype)
        a = self._input_share(x)  # of the pre-activations of every step; the gates take its place
        r, z, n = a
        h = np.empty((T + 1, B, H), W_hh.dtype)
        h[0] = checked_state(h0, B, H, W_hh.dtype)
        q = np.empty((T, B, H), W_hh.dtype)

        for t in range(1, T + 1):
            a_t = a[:, t - 1]
            a_t[:2] = sigmoid(a_t[:2] + h[t - 1] @ W_hh[:2])
            if held is not None:
                hold(a_t[:2], held[:2, t - 1])
            if self.reset == "after":
                q[t - 1] = h[t - 1] @ W_hh[2] + self.params["b_hn"]
                a_t[2] += r[t - 1] * q[t - 1]
            else:
                q[t - 1] = r[t - 1] * h[t - 1]
                a_t[2] += q[t - 1] @ W_hh[2]
            a_t[2] = np.tanh(a_t[2])
            if held is not None:
                hold(a_t[2], held[2, t - 1])
            h[t] = (1 - z[t - 1]) * n[t - 1] + z[t - 1] * h[t - 1]
            if lengths is not None:
                padded = t > lengths
                h[t, padded] = h[t - 1, padded]
        return GRUTrace(x=x, h=h, r=r, z=z, n=n, q=q, held=held, lengths=lengths)

    def _slopes(self, trace: GRUTrace) -> np.ndarray:
        """How h_t answers a_z and a_n, and what a_r acts on answers a_r, in the order r, z, n, (3, T, B, H).

        Reset after, a_r acts on h_t through r ⊙ q; reset before, on q = r ⊙ h_{t-1}. All are zero on padding.
        """
        r, z, n, h = trace.r, trace.z, trace.n, trace.h[:-1]
        on_r = trace.q if self.reset == "after" else h
        K = np.stack([r * (1 - r) * on_r, (h - n) * z * (1 - z), (1 - z) * (1 - n**2)])
        K = still(K, trace.held, trace.lengths)
        if self.reset == "after":
            K[0] *= K[2]  # by way of n
        return K

    @keeps_overflow
    def backward(self, trace: GRUTrace, dh, truncate=None) -> GRUGradients:
        """Back-propagation through time: every ∂L/∂a_t is ∂L/∂h_t times a slope, and ∂L/∂h_{t-1} gains
        ∂L/∂h_t ⊙ z_t beside what comes back through the weights.

        dh (T, B, H) arrives from outside at each step; at a padded step it passes straight through. A gate held
        by `clamp` is a constant. `truncate` = k cuts the recurrence before the last k steps, as for the RNN.
        """
        dh = checked_outside_gradient(dh, trace)
        check_truncation(truncate)
        W_r, W_z, W_n = by_gate(self.params["W_hh"], 3)
        dh = np.concatenate([np.zeros_like(dh[:1]), dh])
        K = self._slopes(trace)
        da = np.empty_like(K)
        da_r, da_z, da_n = da
        dq = np.empty_like(dh[1:])
        for t in range(len(trace.x), 0, -1):
            r, z = trace.r[t - 1], trace.z[t - 1]
            da[:, t - 1] = dh[t] * K[:, t - 1]
            back = dh[t] * z
            if self.reset == "after":
                dq[t - 1] = da_n[t - 1] * r
                back += dq[t - 1] @ W_n.T
            else:
                dq[t - 1] = da_n[t - 1] @ W_n.T
                da_r[t - 1] = dq[t - 1] * K[0, t - 1]
                back += dq[t - 1] * r
            back += da_r[t - 1] @ W_r.T + da_z[t - 1] @ W_z.T
            if trace.lengths is not None:
                padded = t > trace.lengths
                back[padded] = dh[t, padded]
            if truncate is not None:
                back[t - 1 <= trace.ends - truncate] = 0
            dh[t - 1] += back
        read, given = self._recurrent_product(trace, da, dq)
        params = {
            "W_xh": sum_of_outer_by_gate(trace.x, da),
            "W_hh": side_by_side([sum_of_outer(*pair) for pair in zip(read, given, strict=True)]),
            "b_h": da.sum(axis=(1, 2)).ravel(),
        }
        if self.reset == "after":
            params["b_hn"] = dq.sum(axis=(0, 1))
        return GRUGradients(params=params, x=back_through(da, self.params["W_xh"]), h=dh, da=da, dq=dq)

    def _recurrent_product(self, trace, da, dq):
        """What W_hr, W_hz and W_hn read, and the gradients of what they give."""
        h, (da_r, da_z, da_n) = trace.h[:-1], da
        if self.reset == "after":
            return (h, h, h), (da_r, da_z, dq)
        return (h, h, trace.q), (da_r, da_z, da_n)

    @keeps_overflow
    def weight_terms(self, trace: GRUTrace, gradients: GRUGradients) -> dict[str, np.ndarray]:
        """What each step adds to the gradient of each parameter, (T, ...); their sum is `gradients.params`."""
        da = side_by_side(gradients.da)
        read, given = self._recurrent_product(trace, gradients.da, gradients.dq)
        terms = {
            "W_xh": terms_of_outer(trace.x, da),
            "W_hh": side_by_side([terms_of_outer(*pair) for pair in zip(read, given, strict=True)]),
            "b_h": da.sum(axis=1),
        }
        if self.reset == "after":
            terms["b_hn"] = gradients.dq.sum(axis=1)
        return terms

    @keeps_overflow
    def step_jacobians(self, trace: GRUTrace) -> np.ndarray:
        """∂h_t/∂h_{t-1}, (T, H, H): `[t-1, i, j]` = ∂h_t[i]/∂h_{t-1}[j]. With slopes K and reset after,
        diag(z) + K_r W_hrᵀ + K_z W_hzᵀ + (K_n ⊙ r) W_hnᵀ; reset before, the path through r is chained with W_hn.

        ValueError unless the trace is of a batch of one.
        """
        check_single(trace)
        W_r, W_z, W_n = by_gate(self.params["W_hh"], 3).mT
        K_r, K_z, K_n = self._slopes(trace)[:, :, 0, :, None]
        one = np.eye(self.hidden_size, dtype=K_n.dtype)
        J = trace.z[:, 0, :, None] * one + K_z * W_z
        if self.reset == "after":
            J += K_r * W_r + K_n * trace.r[:, 0, :, None] * W_n
        else:
            J += K_n * (W_n @ (trace.r[:, 0, :, None] * one + K_r * W_r))
        J[~trace.mask[:, 0]] = one
        return J

    @classmethod
    def from_torch(cls, state_dict, layer=None) -> "GRU":
        """The cell, resetting after, with one layer's weights of a torch.nn.GRU; see `RNN.from_torch`.

        Only r and z add PyTorch's two biases; n keeps its own apart, as b_n and b_hn.
        """
        layer = only_layer(state_dict, layer)
        W_xh, W_hh, b_ih, b_hh = read_layer(state_dict, layer, cls.gates, cls.gates, "a GRU")
        cell, H = cls(W_xh.shape[0], W_hh.shape[0], dtype=W_xh.dtype), len(W_hh)
        b_ih[: 2 * H] += b_hh[: 2 * H]
        cell.params = {"W_xh": W_xh, "W_hh": W_hh, "b_h": b_ih, "b_hn": b_hh[2 * H :].copy()}
        return cell

    def to_torch(self, layer="l0") -> dict[str, np.ndarray]:
        """The weights under PyTorch's names. ValueError if the cell resets before, which PyTorch's does not."""
        if self.reset == "before":
            raise ValueError(
                "this GRU resets before the product; torch.nn.GRU resets after it, so none equals it"
            )
        W_xh, W_hh, b_h, b_hn = (self.params[name] for name in ("W_xh", "W_hh", "b_h", "b_hn"))
        b_hh = np.concatenate([np.zeros_like(b_h[: -len(b_hn)]), b_hn])
        return write_layer(W_xh, W_hh, b_h, b_hh, layer, self.gates, self.gates)
