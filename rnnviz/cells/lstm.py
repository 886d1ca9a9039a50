"""The long short-term memory (Hochreiter, Schmidhuber 1997; with the forget gate of Gers et al. 2000)."""

import numpy as np

from .activations import sigmoid
from .checks import (
    check_single,
    check_truncation,
    checked_batch,
    checked_dtype,
    checked_outside_gradient,
    checked_state,
)
from .clamps import checked_clamp, hold, still
from .gated import GatedCell
from .gated_traces import LSTMGradients, LSTMTrace
from .memory import chrono_biases
from .trace import back_through, keeps_overflow, sum_of_outer, terms_of_outer, total_gradient
from .work import by_gate, carry_over, gate_product, less_product, padding, runs_from_the_end, side_by_side


def lstm_step(x, h, c, W_xh, W_hh, b_h):
    """h_t and c_t (B, H) from x_t (B, I), h_{t-1} and c_{t-1}: `lstm_step(x, h, c, **cell.params)`.

    The equations, in their order; `LSTM.forward` does the same for all steps at once, and faster.
    """
    a_o, a_i, a_f, a_g = np.split(x @ W_xh + h @ W_hh + b_h, 4, axis=-1)
    o, i, f, g = sigmoid(a_o), sigmoid(a_i), sigmoid(a_f), np.tanh(a_g)
    c = i * g + f * c
    return o * np.tanh(c), c


class LSTM(GatedCell):
    """o_t = σ(x_t W_xo + h_{t-1} W_ho + b_o), and i_t, f_t alike;  g_t = tanh(x_t W_xg + h_{t-1} W_hg + b_g)
    c_t = i_t ⊙ g_t + f_t ⊙ c_{t-1},  h_t = o_t ⊙ tanh(c_t).

    `params` holds W_xh (I, 4H), W_hh (H, 4H) and b_h (4H,), the gates side by side in the order o, i, f, g
    (`gate_params` gives the blocks of one), drawn from Uniform(-1/√H, 1/√H), PyTorch's default. `forget_bias`
    sets b_f; 1 is the usual choice (Jozefowicz, Zaremba, Sutskever 2015), None leaves it as drawn. `rng` is a
    numpy Generator, a seed, or None. ValueError if a size is below 1 or the dtype is not a float's.
    """

    gates, torch_gates, sigmoids = ("o", "i", "f", "g"), ("i", "f", "g", "o"), 3

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
        cell.gate_params("f")["b_h"][:], cell.gate_params("i")["b_h"][:] = b_f, b_i
        return cell

    @keeps_overflow
    def forward(self, x, h0=None, c0=None, *, lengths=None, clamp=None) -> LSTMTrace:
        """Run over x (T, B, I) from h0 and c0 (B, H), or from zeros.

        With `lengths` (B,), the steps beyond a sequence's length are padding: they carry h and c over. `clamp`
        holds gates by hand, {"f": {3: 1.0}} the forget gate at step 3, {"i": array} the input gate wherever
        the array, which spreads to (T, B, H), is not NaN. x, h0 and c0 are taken in the dtype of the parameters.
        ValueError if a shape does not fit, or if the parameters are not all float32 or all float64.
        """
        dtype, W = checked_dtype(self.params), self._stacked_weights("W_hh", "W_xh", "b_h")
        x, lengths = checked_batch(x, lengths, self.input_size, dtype)
        (T, B, _), (_, N, H) = x.shape, W.shape
        held = checked_clamp(clamp, self.gates, (T, B, H), dtype)

        steps = np.empty((T + 1, 7, B, H), dtype)  # o_t, i_t, f_t, g_t, c_t, tanh(c_t) and h_t, side by side
        read = np.empty((T + 1, B, N), dtype)  # h_{t-1}, x_t and the 1 whose weight is the bias
        read[:T, :, H:-1], read[:, :, -1] = x, 1
        steps[0, 4] = checked_state(c0, B, H, dtype, "c0")
        read[0, :, :H] = steps[0, 6] = checked_state(h0, B, H, dtype)
        self._run(W, read, steps, held, padding(lengths, T))
        return LSTMTrace(x=x, h=steps[:, 6], steps=steps, read=read, held=held, lengths=lengths)

    @staticmethod
    def _run(W, read, steps, held, padded) -> None:
        """Fill steps and read from the inputs and the states at 0. W is halved for o, i and f.

        Each step multiplies [h_{t-1}, x_t, 1], which then give the gradient of all weights in one product. To take
        the input's share of all steps at once, as the RNN and the GRU do, saves a part of this product, but costs a
        pass that adds it, and two products more for the gradient. Measured at the sizes of
        benchmarks/training_step.py, these parts together took 1.1 to 1.3 times as long that way; only with a batch of
        one, H = 64 and I = 32, were they faster, 0.8 to 0.95.
        """
        add, multiply, tanh, half = np.add, np.multiply, np.tanh, np.array(0.5, W.dtype)
        step = steps[0].copy()  # each step is taken here, where the cache keeps it, and then written down
        o, _, _, _, c, tanh_c, h = step
        oifg, oif, i_f, g_c, terms = step[:4], step[:3], step[1:3], step[3:5], np.empty_like(step[:2])
        written, kept = terms
        H, (product, W, a) = W.shape[-1], gate_product(W, oifg)
        views = enumerate(zip(read, read[1:, :, :H], steps[1:], strict=False))
        for t, (read_t, h_read_next, steps_t) in views:
            product(read_t, W, a)  # a_t = h_{t-1} W_hh + x_t W_xh + b_h; the last argument takes the result
            tanh(oifg, oifg)  # g_t = tanh(a_t)
            multiply(oif, half, oif)
            add(oif, half, oif)  # o_t, i_t, f_t = σ(a_t) = ½ + ½ tanh(a_t / 2)
            if held is not None:
                hold(oifg, held[t])
            multiply(i_f, g_c, terms)  # i_t ⊙ g_t and f_t ⊙ c_{t-1}
            add(written, kept, c)  # c_t = i_t ⊙ g_t + f_t ⊙ c_{t-1}
            tanh(c, tanh_c)
            multiply(o, tanh_c, h)  # h_t = o_t ⊙ tanh(c_t)
            if padded is not None:
                carry_over(padded[t], (h, steps[t, 6]), (c, steps[t, 4]))
            steps_t[...] = step
            h_read_next[...] = h

    @staticmethod
    def _slopes(trace: LSTMTrace, run: slice, slopes: np.ndarray, work: np.ndarray) -> np.ndarray:
        """Of the n steps in a run: how h_t answers a_o, and c_t answers a_i, a_f, a_g and c_{t-1}, into slopes
        (n, 5, B, H), and how h_t answers c_t, (n, B, H), as a part of work, which has room for (n, 7, B, H).
        Padding only carries c over."""
        steps = trace.steps[1:][run].swapaxes(0, 1)
        work = work.reshape(steps.shape)
        work[...] = steps  # gate by gate, so that each call runs over one block: NumPy is slower at strides
        o, i, f, g, c_before, tanh_c, h = work
        c_before[...] = trace.c[:-1][run]
        slopes[:, 4] = f
        less_product(o, h, tanh_c, out=tanh_c)  # o ⊙ (1 - tanh²(c_t))
        less_product(h, h, o, out=o)  # o(1 - o) ⊙ tanh(c_t)
        written, kept = np.multiply(i, g, out=h), np.multiply(f, c_before, out=c_before)
        less_product(i, written, g, out=g)  # i ⊙ (1 - g²)
        less_product(written, written, i, out=i)  # i(1 - i) ⊙ g
        less_product(kept, kept, f, out=f)  # f(1 - f) ⊙ c_{t-1}
        slopes[:, :4], h_by_c = work[:4].swapaxes(0, 1), tanh_c
        if trace.held is not None:
            still(slopes[:, :4], trace.held[run])
        if trace.lengths is not None:
            padded = ~trace.mask[run]
            h_by_c[padded] = 0
            slopes.swapaxes(1, 2)[padded] = np.array([0, 0, 0, 0, 1])[:, None]
        return h_by_c

    @keeps_overflow
    def backward(self, trace: LSTMTrace, dh, dc=None, truncate=None) -> LSTMGradients:
        """Back-propagation through time: ∂L/∂c_t gains ∂L/∂h_t ⊙ o_t(1 - tanh²c_t), and ∂L/∂c_{t-1} gains
        ∂L/∂c_t ⊙ f_t, the path that no weight matrix stands in.

        dh and dc (T, B, H) arrive from outside at h_1..h_T and c_1..c_T; None is zero. At a padded step they
        pass straight through. A gate held by `clamp` is a constant. `truncate` = k cuts both paths before the
        last k steps of a sequence, as for the RNN.
        """
        check_truncation(truncate)
        dh = total_gradient(checked_outside_gradient(dh, trace))
        outside = None if dc is None else checked_outside_gradient(dc, trace, "dc")
        dc, da = self._run_back(trace, dh, outside, truncate)
        H, by_read = self.hidden_size, sum_of_outer(trace.read[:-1], da)
        params = {"W_xh": by_read[H:-1], "W_hh": by_read[:H], "b_h": by_read[-1]}
        return LSTMGradients(params=params, x=back_through(da, self.params["W_xh"]), h=dh, c=dc, da=da)

    def _run_back(self, trace, dh, outside, truncate) -> tuple[np.ndarray, np.ndarray]:
        """∂L/∂c_0..T and ∂L/∂a_1..T; dh comes in as what arrives from outside and becomes the total."""
        add, multiply, dot, W_T = np.add, np.multiply, np.dot, np.ascontiguousarray(self.params["W_hh"].T)
        (T, B, H), padded = trace.tanh_c.shape, padding(trace.lengths, len(trace.x))
        dc, back, blocks = np.empty_like(dh), np.empty_like(dh[0]), np.zeros((5, B, H), dh.dtype)
        d_o, d_ifgc, d_oifg, carried = blocks[0], blocks[1:], blocks[:4], blocks[4]
        da, da_by_gate = side_by_side(T, 4, B, H, dh.dtype)
        dh_t, dc_fourfold = dh[T], np.empty_like(d_ifgc)
        for run, slopes, work in runs_from_the_end(T, (5, B, H), (7, B, H), dh.dtype):
            h_by_c = self._slopes(trace, run, slopes, work)
            arrays = dh[run], dc[1:][run], slopes[:, 0], slopes[:, 1:], h_by_c, da[run], da_by_gate[run]
            views = zip(range(T)[run][::-1], *(array[::-1] for array in arrays), strict=True)
            for t, dh_before, dc_t, by_o, by_ifgc, h_by_c_t, da_t, da_t_by_gate in views:
                multiply(dh_t, h_by_c_t, dc_t)
                add(dc_t, carried, dc_t)  # the total ∂L/∂c_t
                if outside is not None:
                    add(dc_t, outside[t], dc_t)
                multiply(dh_t, by_o, d_o)  # ∂L/∂a_o
                dc_fourfold[...] = dc_t  # faster than to let NumPy spread dc_t over the four itself
                multiply(dc_fourfold, by_ifgc, d_ifgc)  # ∂L/∂a_i, ∂L/∂a_f, ∂L/∂a_g, and ∂L/∂c_{t-1}
                da_t_by_gate[...] = d_oifg
                dot(da_t, W_T, back)  # ∂L/∂h_{t-1} = ∂L/∂a_t W_hhᵀ
                if truncate is not None:
                    cut = t <= trace.ends - truncate
                    back[cut], carried[cut] = 0, 0
                add(dh_before, back, dh_before)
                if padded is not None:
                    add(dh_before, dh_t, dh_before, where=padded[t])
                dh_t = dh_before
        dc[0] = carried
        return dc, da

    @keeps_overflow
    def weight_terms(self, trace: LSTMTrace, gradients: LSTMGradients) -> dict[str, np.ndarray]:
        """What each step adds to the gradient of each parameter, (T, ...); their sum is `gradients.params`."""
        da = gradients.da
        return {
            "W_xh": terms_of_outer(trace.x, da),
            "W_hh": terms_of_outer(trace.h[:-1], da),
            "b_h": da.sum(axis=1),
        }

    @keeps_overflow
    def step_jacobians(self, trace: LSTMTrace) -> np.ndarray:
        """∂s_t/∂s_{t-1} of the whole state s = (h, c), (T, 2H, 2H): `[t-1, i, j]` = ∂s_t[i]/∂s_{t-1}[j].

        With k the slopes i(1-i) ⊙ g, f(1-f) ⊙ c_{t-1}, i(1-g²) and o(1-o) ⊙ tanh(c_t), its four blocks are
            ∂h_t/∂h_{t-1} = k_o W_hoᵀ + o(1 - tanh²c) ∂c_t/∂h_{t-1}       ∂h_t/∂c_{t-1} = o(1 - tanh²c) diag(f)
            ∂c_t/∂h_{t-1} = k_i W_hiᵀ + k_f W_hfᵀ + k_g W_hgᵀ             ∂c_t/∂c_{t-1} = diag(f)
        The last is `forget_gate_jacobians`. On padding it is the identity. ValueError unless the trace is of a
        batch of one.
        """
        check_single(trace)
        T, H = len(trace.x), self.hidden_size
        W_o, W_i, W_f, W_g = by_gate(self.params["W_hh"], 4).mT
        slopes, work = np.empty((T, 5, 1, H), trace.h.dtype), np.empty((T, 7, 1, H), trace.h.dtype)
        h_by_c = self._slopes(trace, slice(None), slopes, work)
        k_o, k_i, k_f, k_g, _ = slopes[:, :, 0, :, None].swapaxes(0, 1)
        h_by_c = h_by_c[:, 0, :, None]
        J = np.empty((T, 2 * H, 2 * H), slopes.dtype)
        J[:, H:, :H] = k_i * W_i + k_f * W_f + k_g * W_g
        J[:, H:, H:] = self.forget_gate_jacobians(trace)
        J[:, :H, :H] = k_o * W_o + h_by_c * J[:, H:, :H]
        J[:, :H, H:] = h_by_c * J[:, H:, H:]
        J[~trace.mask[:, 0]] = np.eye(2 * H)
        return J

    def forget_gate_jacobians(self, trace: LSTMTrace) -> np.ndarray:
        """diag(f_t), (T, H, H): the part of ∂c_t/∂c_{t-1} that goes through the memory alone.

        Their product is the highway of the gradient. The rest of ∂c_t/∂c_{t-1} goes through h_{t-1} and the
        gates. ValueError unless the trace is of a batch of one.
        """
        check_single(trace)
        one = np.eye(self.hidden_size, dtype=trace.f.dtype)
        return np.where(trace.mask, trace.f[:, 0], 1)[:, :, None] * one
