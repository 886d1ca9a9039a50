"""The long short-term memory (Hochreiter, Schmidhuber 1997; with the forget gate of Gers et al. 2000)."""

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
from .memory import chrono_biases
from .torch_weights import only_layer, read_layer, write_layer
from .trace import Gradients, Trace, keeps_overflow, terms_of_outer


@dataclass(frozen=True, kw_only=True, eq=False)
class LSTMTrace(Trace):
    """The trace of an LSTM: its memory c (T+1, B, H), its gates, and the products of its equations.

    i, f, o   (T, B, H)  the input, forget and output gate, between 0 and 1
    g         (T, B, H)  the candidate, between -1 and 1
    kept      (T, B, H)  f_t ⊙ c_{t-1}, what the memory keeps
    written   (T, B, H)  i_t ⊙ g_t, what is written into it
    tanh_c    (T, B, H)  tanh(c_t), what the output gate lets through
    held      where a gate was held by `clamp`, (4, T, B, H), NaN where it was free; None if none was
    """

    c: np.ndarray
    i: np.ndarray
    f: np.ndarray
    o: np.ndarray
    g: np.ndarray
    kept: np.ndarray
    written: np.ndarray
    tanh_c: np.ndarray
    held: np.ndarray | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class LSTMGradients(Gradients):
    """c (T+1, B, H) is the total ∂L/∂c_t, by way of h_t too; da (4, T, B, H) is ∂L/∂a_t of i, f, o and g."""

    c: np.ndarray


class LSTM(GatedCell):
    """i_t = σ(x_t W_xi + h_{t-1} W_hi + b_i), and f_t, o_t alike;  g_t = tanh(x_t W_xg + h_{t-1} W_hg + b_g)
    c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t,  h_t = o_t ⊙ tanh(c_t).

    `params` holds W_xh (I, 4H), W_hh (H, 4H) and b_h (4H,), the gates side by side in the order i, f, o, g
    (`gate_params` gives the blocks of one), drawn from Uniform(-1/√H, 1/√H), PyTorch's default. `forget_bias`
    sets b_f; 1 is the usual choice (Jozefowicz, Zaremba, Sutskever 2015), None leaves it as drawn. `rng` is a
    numpy Generator, a seed, or None. ValueError if a size is below 1 or the dtype is not a float's.
    """

    gates = ("i", "f", "o", "g")
    torch_gates = ("i", "f", "g", "o")

    def __init__(self, input_size, hidden_size, rng=None, dtype=np.float64, forget_bias=None):
        super().__init__(input_size, hidden_size, rng, dtype)
        if forget_bias is not None:
            self.gate_params("f")["b_h"][:] = forget_bias

    @classmethod
    def chrono(cls, input_size, hidden_size, longest, rng=None, dtype=np.float64) -> "LSTM":
        """An LSTM whose units remember for up to `longest` steps from the start (Tallec, Ollivier 2018)."""
        rng = np.random.default_rng(rng)
        cell = cls(input_size, hidden_size, rng, dtype)
        b_f, b_i = chrono_biases(hidden_size, longest, rng)
        cell.gate_params("f")["b_h"][:] = b_f
        cell.gate_params("i")["b_h"][:] = b_i
        return cell

    @keeps_overflow
    def forward(self, x, h0=None, c0=None, *, lengths=None, clamp=None) -> LSTMTrace:
        """Run over x (T, B, I) from h0 and c0 (B, H), or from zeros.

        With `lengths` (B,), the steps beyond a sequence's length are padding: they carry h and c over. `clamp`
        holds gates by hand, {"f": {3: 1.0}} the forget gate at step 3, {"i": array} the input gate wherever
        the array, which spreads to (T, B, H), is not NaN. ValueError if a shape does not fit.
        """
        W_hh = by_gate(self.params["W_hh"], 4)
        x, lengths = checked_batch(x, lengths, self.input_size, W_hh.dtype)
        T, B, H = *x.shape[:2], self.hidden_size
        held = checked_clamp(clamp, self.gates, (T, B, H), W_hh.dtype)
        a = self._input_share(x)  # of the pre-activations of every step; the gates take its place
        i, f, o, g = a
        c, h = np.empty((2, T + 1, B, H), W_hh.dtype)
        kept, written, tanh_c = np.empty((3, T, B, H), W_hh.dtype)
        h[0] = checked_state(h0, B, H, W_hh.dtype)
        c[0] = checked_state(c0, B, H, W_hh.dtype, "c0")

        for t in range(1, T + 1):
            a_t = a[:, t - 1]
            a_t += h[t - 1] @ W_hh
            a_t[:3] = sigmoid(a_t[:3])
            a_t[3] = np.tanh(a_t[3])
            if held is not None:
                hold(a_t, held[:, t - 1])
            kept[t - 1] = f[t - 1] * c[t - 1]
            written[t - 1] = i[t - 1] * g[t - 1]
            c[t] = kept[t - 1] + written[t - 1]
            tanh_c[t - 1] = np.tanh(c[t])
            h[t] = o[t - 1] * tanh_c[t - 1]
            if lengths is not None:
                padded = t > lengths
                h[t, padded], c[t, padded] = h[t - 1, padded], c[t - 1, padded]
        return LSTMTrace(
            x=x, h=h, c=c, i=i, f=f, o=o, g=g, kept=kept, written=written, tanh_c=tanh_c,
            held=held, lengths=lengths,
        )  # fmt: skip

    @staticmethod
    def _slopes(trace: LSTMTrace) -> tuple[np.ndarray, np.ndarray]:
        """How c_t answers a_i, a_f and a_g, and h_t a_o, in the order i, f, o, g, (4, T, B, H);
        and how h_t answers c_t, (T, B, H). All are zero on padding."""
        K = np.stack([
            trace.written * (1 - trace.i),  # i(1-i) ⊙ g
            trace.kept * (1 - trace.f),  # f(1-f) ⊙ c_{t-1}
            trace.o * (1 - trace.o) * trace.tanh_c,
            trace.i * (1 - trace.g**2),
        ])  # fmt: skip
        to_h = trace.o * (1 - trace.tanh_c**2)
        if trace.lengths is not None:
            to_h[~trace.mask] = 0
        return still(K, trace.held, trace.lengths), to_h

    @keeps_overflow
    def backward(self, trace: LSTMTrace, dh, dc=None, truncate=None) -> LSTMGradients:
        """Back-propagation through time: ∂L/∂c_t gains ∂L/∂h_t ⊙ o_t(1 - tanh²c_t), and ∂L/∂c_{t-1} gains
        ∂L/∂c_t ⊙ f_t, the path that no weight matrix stands in.

        dh and dc (T, B, H) arrive from outside at h_1..h_T and c_1..c_T; None is zero. At a padded step they
        pass straight through. A gate held by `clamp` is a constant. `truncate` = k cuts both paths before the
        last k steps of a sequence, as for the RNN.
        """
        check_truncation(truncate)
        W_hh = self.params["W_hh"]
        no_step = np.zeros_like(trace.h[:1])
        dh = np.concatenate([no_step, checked_outside_gradient(dh, trace)])
        dc = (
            np.zeros_like(dh)
            if dc is None
            else np.concatenate([no_step, checked_outside_gradient(dc, trace, "dc")])
        )
        K, to_h = self._slopes(trace)
        f = trace.f if trace.lengths is None else np.where(trace.mask[..., None], trace.f, 1)
        da = np.empty_like(K)
        for t in range(len(trace.x), 0, -1):
            dc[t] += dh[t] * to_h[t - 1]
            da[:, t - 1] = dc[t] * K[:, t - 1]
            da[2, t - 1] = dh[t] * K[2, t - 1]
            back_h = side_by_side(da[:, t - 1]) @ W_hh.T
            back_c = dc[t] * f[t - 1]
            if trace.lengths is not None:
                padded = t > trace.lengths
                back_h[padded] = dh[t, padded]
            if truncate is not None:
                cut = t - 1 <= trace.ends - truncate
                back_h[cut], back_c[cut] = 0, 0
            dh[t - 1] += back_h
            dc[t - 1] += back_c
        params = {
            "W_xh": sum_of_outer_by_gate(trace.x, da),
            "W_hh": sum_of_outer_by_gate(trace.h[:-1], da),
            "b_h": da.sum(axis=(1, 2)).ravel(),
        }
        return LSTMGradients(params=params, x=back_through(da, self.params["W_xh"]), h=dh, c=dc, da=da)

    @keeps_overflow
    def weight_terms(self, trace: LSTMTrace, gradients: LSTMGradients) -> dict[str, np.ndarray]:
        """What each step adds to the gradient of each parameter, (T, ...); their sum is `gradients.params`."""
        da = side_by_side(gradients.da)
        return {
            "W_xh": terms_of_outer(trace.x, da),
            "W_hh": terms_of_outer(trace.h[:-1], da),
            "b_h": da.sum(axis=1),
        }

    @keeps_overflow
    def step_jacobians(self, trace: LSTMTrace) -> np.ndarray:
        """∂s_t/∂s_{t-1} of the whole state s = (h, c), (T, 2H, 2H): `[t-1, i, j]` = ∂s_t[i]/∂s_{t-1}[j].

        Its blocks, with ∂c/∂h = Σ K[i] W[j, i] over the gates i, f, g:
            ∂h_t/∂h_{t-1} = K_o W_oᵀ + o(1 - tanh²c) ∂c_t/∂h_{t-1}    ∂h_t/∂c_{t-1} = o(1 - tanh²c) diag(f_t)
            ∂c_t/∂h_{t-1}                                             ∂c_t/∂c_{t-1} = diag(f_t)
        The last is `forget_gate_jacobians`. ValueError unless the trace is of a batch of one.
        """
        check_single(trace)
        T, H = len(trace.x), self.hidden_size
        W_i, W_f, W_o, W_g = by_gate(self.params["W_hh"], 4).mT
        K, to_h = self._slopes(trace)
        K_i, K_f, K_o, K_g = K[:, :, 0, :, None]
        to_h = to_h[:, 0, :, None]
        J = np.empty((T, 2 * H, 2 * H), K.dtype)
        J[:, H:, :H] = K_i * W_i + K_f * W_f + K_g * W_g
        J[:, H:, H:] = self.forget_gate_jacobians(trace)
        J[:, :H, :H] = K_o * W_o + to_h * J[:, H:, :H]
        J[:, :H, H:] = to_h * J[:, H:, H:]
        J[~trace.mask[:, 0]] = np.eye(2 * H)
        return J

    def forget_gate_jacobians(self, trace: LSTMTrace) -> np.ndarray:
        """diag(f_t), (T, H, H): the part of ∂c_t/∂c_{t-1} that goes through the memory alone.

        Their product is the highway of the gradient. The rest of ∂c_t/∂c_{t-1} goes through h_{t-1} and the
        gates. ValueError unless the trace is of a batch of one.
        """
        check_single(trace)
        return np.where(trace.mask, trace.f[:, 0], 1)[:, :, None] * np.eye(
            self.hidden_size, dtype=trace.f.dtype
        )

    @classmethod
    def from_torch(cls, state_dict, layer=None) -> "LSTM":
        """The cell with one layer's weights of a torch.nn.LSTM; see `RNN.from_torch`."""
        layer = only_layer(state_dict, layer)
        W_xh, W_hh, b_ih, b_hh = read_layer(state_dict, layer, cls.gates, cls.torch_gates, "an LSTM")
        cell = cls(W_xh.shape[0], W_hh.shape[0], dtype=W_xh.dtype)
        cell.params = {"W_xh": W_xh, "W_hh": W_hh, "b_h": b_ih + b_hh}
        return cell

    def to_torch(self, layer="l0") -> dict[str, np.ndarray]:
        """The weights under PyTorch's names and in its order of the gates, i, f, g, o; bias_hh is zero."""
        W_xh, W_hh, b_h = (self.params[name] for name in ("W_xh", "W_hh", "b_h"))
        return write_layer(W_xh, W_hh, b_h, np.zeros_like(b_h), layer, self.gates, self.torch_gates)
