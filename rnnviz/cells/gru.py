"""The gated recurrent unit (Cho et al. 2014): two gates, and no memory apart from the state."""

import numpy as np

from . import reset_before
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
from .gated_traces import GRUGradients, GRUTrace
from .trace import back_through, keeps_overflow, sum_of_outer, sum_of_steps, terms_of_outer, total_gradient
from .work import (
    all_gates,
    by_gate,
    carry_over,
    gate_product,
    less_product,
    padding,
    runs_from_the_end,
    side_by_side,
    with_one,
)


def gru_step(x, h, W_xh, W_hh, b_h, b_hn):
    """h_t (B, H) from x_t (B, I) and h_{t-1}: `gru_step(x, h, **cell.params)`, for a GRU that resets after.

    The equations, in their order; `GRU.forward` does the same for all steps at once, and faster.
    """
    x_r, x_z, x_n = np.split(x @ W_xh + b_h, 3, axis=-1)
    h_r, h_z, h_n = np.split(h @ W_hh, 3, axis=-1)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    n = np.tanh(x_n + r * (h_n + b_hn))
    return (1 - z) * n + z * h


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

    gates, torch_gates, sigmoids = ("r", "z", "n"), ("r", "z", "n"), 2

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
        """Run over x (T, B, I) from h0 (B, H), or from zeros; dtypes, `lengths` and `clamp` as for the LSTM."""
        dtype = checked_dtype(self.params)
        W_xb, W_hh = self._stacked_weights("W_xh", "b_h"), self._stacked_weights("W_hh")
        x, lengths = checked_batch(x, lengths, self.input_size, dtype)
        (T, B, _), H = x.shape, self.hidden_size
        held, padded = checked_clamp(clamp, self.gates, (T, B, H), dtype), padding(lengths, T)
        h, q = np.empty((T + 1, B, H), dtype), np.empty((T, B, H), dtype)
        h[0] = checked_state(h0, B, H, dtype)
        steps = all_gates(with_one(x), W_xb)  # x_t W_xh + b_h of every step at once; then r_t, z_t and n_t
        run = self._run if self.reset == "after" else reset_before.run
        run(W_hh, self.params.get("b_hn"), steps, h, q, held, padded)
        return GRUTrace(x=x, h=h, steps=steps, q=q, held=held, lengths=lengths)

    @staticmethod
    def _run(W_hh, b_hn, steps, h, q, held, padded) -> None:
        """Fill h_1..h_T and q, and the gates, which hold the input's share, halved for r and z."""
        add, multiply, subtract, tanh = np.add, np.multiply, np.subtract, np.tanh
        from_h, work, half, one = np.empty_like(steps[0]), np.empty_like(h[0]), *np.array([0.5, 1], h.dtype)
        rz_from_h, n_from_h, b_hn = from_h[:2], from_h[2], np.broadcast_to(b_hn, work.shape).copy()
        product, W_hh, out = gate_product(W_hh, from_h)
        views = zip(h, steps[:, :2], *steps.swapaxes(0, 1), q, h[1:], strict=False)
        for t, (h_before, rz, r, z, n, q_t, h_t) in enumerate(views):
            product(h_before, W_hh, out)  # h_{t-1} W_hh; the last argument takes the result
            add(rz, rz_from_h, rz)
            tanh(rz, rz)
            multiply(rz, half, rz)
            add(rz, half, rz)  # r_t, z_t = σ(a_t) = ½ + ½ tanh(a_t / 2)
            if held is not None:
                hold(rz, held[t, :2])
            add(n_from_h, b_hn, q_t)  # q_t = h_{t-1} W_hn + b_hn
            multiply(r, q_t, work)
            add(n, work, n)
            tanh(n, n)  # n_t = tanh(x_t W_xn + b_n + r_t ⊙ q_t)
            if held is not None:
                hold(n, held[t, 2])
            subtract(one, z, work)
            multiply(work, n, work)
            multiply(z, h_before, h_t)
            add(work, h_t, h_t)  # h_t = (1 - z_t) ⊙ n_t + z_t ⊙ h_{t-1}
            if padded is not None:
                carry_over(padded[t], (h_t, h_before))

    @staticmethod
    def _slopes(trace: GRUTrace, run: slice, slopes: np.ndarray, by_n: np.ndarray) -> None:
        """Of the n steps in a run: how h_t answers q, a_r, a_z and h_{t-1} itself, into slopes (n, 4, B, H), and
        a_n, into by_n (n, B, H), when the reset is after the product. Padding only carries h over."""
        h, r, z, n, q = (array[run] for array in (trace.h[:-1], trace.r, trace.z, trace.n, trace.q))
        by_q, by_r, by_z, by_h = slopes.swapaxes(0, 1)
        work = by_h  # until its own values come last
        np.multiply(n, n, out=work)
        np.subtract(np.array(1, h.dtype), work, out=work)
        less_product(work, work, z, out=by_n)  # (1 - n²)(1 - z)
        if trace.held is not None:
            still(by_n, trace.held[run, 2])
        np.multiply(by_n, r, out=by_q)
        np.multiply(by_q, q, out=work)
        less_product(work, work, r, out=by_r)  # r(1 - r) ⊙ q, by way of n
        np.subtract(h, n, out=work)
        np.multiply(work, z, out=work)
        less_product(work, work, z, out=by_z)  # z(1 - z) ⊙ (h_{t-1} - n)
        by_h[...] = z
        if trace.held is not None:
            still(slopes[:, 1:3], trace.held[run, :2])
        if trace.lengths is not None:
            padded = ~trace.mask[run]
            by_n[padded] = 0
            slopes.swapaxes(1, 2)[padded] = np.array([0, 0, 0, 1])[:, None]

    @keeps_overflow
    def backward(self, trace: GRUTrace, dh, truncate=None) -> GRUGradients:
        """Back-propagation through time: every ∂L/∂a_t is ∂L/∂h_t times a slope, and ∂L/∂h_{t-1} gains
        ∂L/∂h_t ⊙ z_t beside what comes back through the weights.

        dh (T, B, H) arrives from outside at each step; at a padded step it passes straight through. A gate held
        by `clamp` is a constant. `truncate` = k cuts the recurrence before the last k steps, as for the RNN.
        """
        check_truncation(truncate)
        dh = total_gradient(checked_outside_gradient(dh, trace))
        if self.reset == "before":
            da, dq = reset_before.run_back(self.params["W_hh"], trace, dh, truncate)
        else:
            da, dq = self._run_back(trace, dh, truncate)
        W_hh = np.empty_like(self.params["W_hh"])
        pairs = self._recurrent_products(trace, da, dq)
        for block, (read, given) in zip(by_gate(W_hh, 3), pairs, strict=True):
            block[...] = sum_of_outer(read, given)
        params = {"W_xh": sum_of_outer(trace.x, da), "W_hh": W_hh, "b_h": sum_of_steps(da)}
        if self.reset == "after":
            params["b_hn"] = sum_of_steps(dq)
        return GRUGradients(params=params, x=back_through(da, self.params["W_xh"]), h=dh, da=da, dq=dq)

    def _run_back(self, trace: GRUTrace, dh, truncate) -> tuple[np.ndarray, np.ndarray]:
        """∂L/∂a and ∂L/∂q of every step; dh comes in as what arrives from outside and becomes the total."""
        W_r, W_z, W_n = by_gate(self.params["W_hh"], 3).mT
        W_T, (T, B, H) = np.concatenate([W_n, W_r, W_z]), trace.r.shape
        d, d_by_gate = side_by_side(T, 4, B, H, dh.dtype)  # ∂L/∂ of q, a_r, a_z, which W_hh gave, and of a_n
        blocks, back = np.empty((4, B, H), dh.dtype), np.empty((B, H), dh.dtype)
        d_qrz, kept, add, multiply, dot = blocks[:3], blocks[3], np.add, np.multiply, np.dot
        for run, slopes, by_n in runs_from_the_end(T, (4, B, H), (B, H), dh.dtype):
            self._slopes(trace, run, slopes, by_n)
            d_runs = (d[run, :, : 3 * H], d_by_gate[run, :3])
            arrays = (np.arange(T)[run], dh[1:][run], dh[run], slopes, *d_runs)
            views = zip(*(array[::-1] for array in arrays), strict=True)
            for t, dh_t, dh_before, slopes_t, d_t, d_t_by_gate in views:
                multiply(dh_t, slopes_t, blocks)  # ∂L/∂q, ∂L/∂a_r, ∂L/∂a_z, and ∂L/∂h_t ⊙ z_t
                d_t_by_gate[...] = d_qrz
                dot(d_t, W_T, back)  # ∂L/∂h_{t-1} by way of W_hh
                add(back, kept, back)
                if truncate is not None:
                    back[t <= trace.ends - truncate] = 0
                add(dh_before, back, dh_before)
            np.multiply(dh[1:][run], by_n, out=d_by_gate[run, 3])  # ∂L/∂a_n
        return d[:, :, H:], d[:, :, :H]

    def _recurrent_products(self, trace, da, dq):
        """For W_hr, W_hz and W_hn, what each reads and ∂L/∂ of what it gives."""
        h, (da_r, da_z, da_n) = trace.h[:-1], np.split(da, 3, axis=-1)
        if self.reset == "after":
            return (h, da_r), (h, da_z), (h, dq)
        return (h, da_r), (h, da_z), (trace.q, da_n)

    @keeps_overflow
    def weight_terms(self, trace: GRUTrace, gradients: GRUGradients) -> dict[str, np.ndarray]:
        """What each step adds to the gradient of each parameter, (T, ...); their sum is `gradients.params`."""
        da, dq = gradients.da, gradients.dq
        W_hh = [terms_of_outer(*pair) for pair in self._recurrent_products(trace, da, dq)]
        terms = {
            "W_xh": terms_of_outer(trace.x, da),
            "W_hh": np.concatenate(W_hh, axis=-1),
            "b_h": da.sum(axis=1),
        }
        return terms | ({"b_hn": dq.sum(axis=1)} if self.reset == "after" else {})

    @keeps_overflow
    def step_jacobians(self, trace: GRUTrace) -> np.ndarray:
        """∂h_t/∂h_{t-1}, (T, H, H): `[t-1, i, j]` = ∂h_t[i]/∂h_{t-1}[j]. With k the slopes of h_t, it is
        diag(z) + k_r W_hrᵀ + k_z W_hzᵀ + k_q W_hnᵀ, and with the reset before, k_n W_hnᵀ ∂(r ⊙ h_{t-1})/∂h_{t-1}
        in place of the last. On padding it is the identity. ValueError unless the trace is of a batch of one.
        """
        check_single(trace)
        weights, one = by_gate(self.params["W_hh"], 3).mT, np.eye(self.hidden_size, dtype=trace.h.dtype)
        if self.reset == "before":
            J = reset_before.step_jacobians(weights, trace)
        else:
            slopes, by_n = np.empty((len(trace.x), 4, *trace.r.shape[1:]), one.dtype), np.empty_like(trace.q)
            self._slopes(trace, slice(None), slopes, by_n)
            k_q, k_r, k_z, z = slopes[:, :, 0, :, None].swapaxes(0, 1)
            J = z * one + k_r * weights[0] + k_z * weights[1] + k_q * weights[2]
        J[~trace.mask[:, 0]] = one
        return J

    @staticmethod
    def _biases(b_ih, b_hh):
        """Only r and z add PyTorch's two biases; n keeps its own apart, as b_n and b_hn."""
        H = len(b_hh) // 3
        return {
            "b_h": b_ih + np.append(b_hh[: 2 * H], np.zeros_like(b_hh[2 * H :])),
            "b_hn": b_hh[2 * H :].copy(),
        }

    def _torch_biases(self):
        if self.reset == "before":
            raise ValueError(
                "this GRU resets before the product; torch.nn.GRU resets after it, so none equals it"
            )
        b_h, b_hn = self.params["b_h"], self.params["b_hn"]
        return b_h, np.append(np.zeros_like(b_h[: -len(b_hn)]), b_hn)
