"""The GRU as Cho et al. 2014 have it: the reset gate acts on h_{t-1} before the product, q_t = r_t ⊙ h_{t-1}."""

import numpy as np

from .clamps import hold
from .work import by_gate, carry_over


def run(W_hh, _, steps, h, q, held, padded) -> None:
    """Fill h_1..h_T and q, and the gates, which hold the input's share; that and W_hh are halved for r and z."""
    W_rz, W_n = W_hh[:2], W_hh[2]
    for t, (rz, n) in enumerate(zip(steps[:, :2], steps[:, 2], strict=True)):
        rz[...] = 0.5 + 0.5 * np.tanh(rz + h[t] @ W_rz)  # σ(a) = ½ + ½ tanh(a / 2)
        if held is not None:
            hold(rz, held[t, :2])
        r, z = rz
        q[t] = r * h[t]
        n[...] = np.tanh(n + q[t] @ W_n)
        if held is not None:
            hold(n, held[t, 2])
        h[t + 1] = (1 - z) * n + z * h[t]
        if padded is not None:
            carry_over(padded[t], (h[t + 1], h[t]))


def slopes(trace) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How q_t answers a_r, and h_t answers a_z and a_n, (T, B, H) each, zero on padding."""
    r, z, n, h = trace.r, trace.z, trace.n, trace.h[:-1]
    by_gate = np.stack([r * (1 - r) * h, (h - n) * z * (1 - z), (1 - z) * (1 - n * n)], axis=1)
    if trace.held is not None:
        by_gate[~np.isnan(trace.held)] = 0
    return by_gate.swapaxes(0, 1) * trace.mask[..., None]


def run_back(W_hh, trace, dh, truncate) -> tuple[np.ndarray, np.ndarray]:
    """∂L/∂a and ∂L/∂q of every step; dh comes in as what arrives from outside and becomes the total."""
    W_r, W_z, W_n = by_gate(W_hh, 3).mT
    by_r, by_z, by_n = slopes(trace)
    da_r, da_z, da_n = np.empty((3, *trace.r.shape), dh.dtype)
    dq = np.empty_like(da_n)
    for t in range(len(dq) - 1, -1, -1):
        da_z[t], da_n[t] = dh[t + 1] * by_z[t], dh[t + 1] * by_n[t]
        dq[t] = da_n[t] @ W_n
        da_r[t] = dq[t] * by_r[t]
        back = dh[t + 1] * trace.z[t] + dq[t] * trace.r[t] + da_r[t] @ W_r + da_z[t] @ W_z
        if trace.lengths is not None:
            padded = t >= trace.lengths
            back[padded] = dh[t + 1, padded]
        if truncate is not None:
            back[t <= trace.ends - truncate] = 0
        dh[t] += back
    return np.concatenate([da_r, da_z, da_n], axis=-1), dq


def step_jacobians(weights, trace) -> np.ndarray:
    """∂h_t/∂h_{t-1} = diag(z) + k_z W_hzᵀ + k_n W_hnᵀ (diag(r) + k_r W_hrᵀ), for a batch of one."""
    W_r, W_z, W_n = weights
    k_r, k_z, k_n = slopes(trace)[:, :, 0, :, None]
    r, z, one = trace.r[:, 0, :, None], trace.z[:, 0, :, None], np.eye(W_n.shape[-1], dtype=W_n.dtype)
    return z * one + k_z * W_z + k_n * (W_n @ (r * one + k_r * W_r))
