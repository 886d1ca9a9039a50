"""Step Jacobians, their products and the norms of those: ∂h_t/∂h_k = J_t J_{t-1} … J_{k+1}.

Everything here is about a batch of one. A change d of h_k, as a column, becomes ∂h_t/∂h_k d at step t; a gradient
g of h_t, as a row, becomes g ∂h_t/∂h_k at step k (Pascanu, Mikolov and Bengio 2013, eq. 5).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..cells import GRU, LSTM, RNN
from ..cells.checks import check_single

KRYLOV = 3
"""Vectors that a quick norm is sought with: one from the step before, and this many less one that follow it."""
ROUNDS = 3  # of them for the first step of every chain, which has no step before
ROUNDING = (
    1e-5  # what is left of a vector, once the known directions are taken out, is no direction below this
)


@np.errstate(all="ignore")  # an overflow stays in the arrays, to be shown
def step_jacobians(cell: Any, trace: Any) -> np.ndarray:
    """J_t = ∂s_t/∂s_{t-1} of every step, (T, S, S): `[t - 1, i, j]` is ∂s_t[i]/∂s_{t-1}[j].

    s is the state: h, S = H, but for the LSTM (h, c), S = 2H. A cell that knows its Jacobian is asked for it,
    such as the RNN, where it is φ'(a_t[i]) · W_hh[j, i]; of any other cell, row i is what one step of
    `cell.backward` makes of a gradient of 1 on unit i. ValueError unless the trace is of a batch of one.
    """
    check_single(trace)
    if hasattr(cell, "step_jacobians"):
        return cell.step_jacobians(trace)
    if hasattr(trace, "c"):
        raise ValueError("this cell has a second state, c; give it a method step_jacobians(trace) of (h, c)")
    T, _, H = trace.h[1:].shape
    one_step = cell.forward(np.repeat(trace.x[:, 0], H, axis=0)[None], np.repeat(trace.h[:-1, 0], H, axis=0))
    return cell.backward(one_step, np.tile(np.eye(H), (T, 1))[None]).h[0].reshape(T, H, H)


def input_jacobians(cell: RNN | LSTM | GRU, trace: Any) -> np.ndarray:
    """∂s_t/∂x_t of every step, (T, S, I): `[t - 1, i, j]` is ∂s_t[i]/∂x_t[j]. ValueError unless of a batch of one.

    The state s is h, but for the LSTM (h, c), as in `step_jacobians`. With W_x of every gate transposed, each is a sum
    of slopes on its rows:
    RNN: φ'(a);  LSTM, c: i(1-i) g, f(1-f) c_{t-1} and i (1-g²);  GRU: z(1-z)(h_{t-1} - n), (1-z)(1-n²), and that
    times what r(1-r) does to n.
    """
    check_single(trace)
    before, h = trace.h[:-1, 0, :, None], trace.h[1:, 0, :, None]
    if isinstance(cell, RNN):
        return cell.activation.slope(h) * cell.params["W_xh"].T
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


def loss_gradients(cell: Any, trace: Any, dh) -> np.ndarray:
    """The total ∂L/∂s_t of every state, (T+1, S), from the loss's own ∂L/∂h_t, dh (T, H) or (T, 1, H).

    The state s is h, but for the LSTM (h, c), as in `step_jacobians`. Zero rows of `dh` are steps without a loss,
    so that the loss may stand at any set of steps. ValueError unless the trace is of a batch of one.
    """
    check_single(trace)
    dh = np.asarray(dh, trace.h.dtype)
    gradients = cell.backward(trace, dh[:, None] if dh.ndim == 2 else dh)
    parts = [gradients.h, gradients.c] if hasattr(gradients, "c") else [gradients.h]
    return np.concatenate(parts, axis=-1)[:, 0]


@np.errstate(all="ignore")
def lengths(vectors: np.ndarray) -> np.ndarray:
    """Euclidean norms along the last axis, right even where the squares would underflow or overflow."""
    largest = np.abs(vectors).max(axis=-1, keepdims=True)
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1)
    return np.linalg.norm(vectors / scale, axis=-1) * scale[..., 0]


@np.errstate(all="ignore")
def chain(jacobians: np.ndarray, t: int, k: int) -> np.ndarray:
    """∂h_t/∂h_k = J_t … J_{k+1} from the step Jacobians, (S, S); the identity for k = t.

    ValueError unless 0 <= k <= t <= T.
    """
    if not 0 <= k <= t <= len(jacobians):
        raise ValueError(f"t is {t} and k is {k}; a chain needs 0 <= k <= t <= {len(jacobians)}")
    product = np.eye(jacobians.shape[1])
    for jacobian in jacobians[k:t]:
        product = jacobian @ product
    return product


def jacobian_norms(cell: Any, trace: Any) -> np.ndarray:
    """‖∂h_t/∂h_k‖₂ of every pair of steps, (T+1, T+1): entry [t, k], 1 on the diagonal, 0 above it."""
    return product_norms(step_jacobians(cell, trace))


@np.errstate(all="ignore")
def product_norms(jacobians: np.ndarray, quick: bool = False) -> np.ndarray:
    """‖J_t … J_{k+1}‖₂ of every pair, (T+1, T+1), from the step Jacobians (T, S, S).

    The norms are the largest singular values, exact to rounding; infinity stands where a product overflows.
    `quick` gives lower bounds instead, about six times sooner: the largest singular value within a Krylov
    space of three vectors that starts from the one found a step before (Golub and Kahan 1965). For a picture on
    a logarithmic scale: of 480 networks drawn at random 3 had a pair below half of its norm, none below a third.
    """
    T, S, _ = jacobians.shape
    norms = np.eye(T + 1)
    products = np.empty((T, S, S))  # ∂h_t/∂h_k of the present t, row k
    vectors = np.random.default_rng(0).normal(size=(T, S))  # of no direction that a cell could be blind to
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    if quick:
        for _ in range(ROUNDS):  # each begins with the direction that its own first step stretches most
            _quick_norms(jacobians, vectors)
    for t in range(1, T + 1):
        now = products[:t]
        np.matmul(jacobians[t - 1], now[:-1], out=now[:-1])
        now[-1] = jacobians[t - 1]
        norms[t, :t] = _quick_norms(now, vectors[:t]) if quick else spectral_norms(now)
    return norms


@np.errstate(all="ignore")
def row_norms(jacobians: np.ndarray, t: int) -> np.ndarray:
    """‖∂h_t/∂h_k‖₂ for k = 0..t, (t+1,), exact: row t of `product_norms`, multiplied from the left.

    So that only an overflow on the way from t to k counts. ValueError unless 0 <= t <= T.
    """
    if not 0 <= t <= len(jacobians):
        raise ValueError(f"t is {t}; there are {len(jacobians)} steps, so it lies in 0..{len(jacobians)}")
    products = [np.eye(jacobians.shape[1])]
    for jacobian in jacobians[:t][::-1]:
        products.append(products[-1] @ jacobian)
    return spectral_norms(np.stack(products[::-1]))


def spectral_norms(matrices: np.ndarray) -> np.ndarray:
    """The largest singular value of each of (N, S, S), (N,); infinity for one that has overflowed."""
    finite = np.isfinite(matrices).all(axis=(1, 2))
    if finite.all():
        return np.linalg.svd(matrices, compute_uv=False)[:, 0]
    norms = np.full(len(matrices), np.inf)
    norms[finite] = np.linalg.svd(matrices[finite], compute_uv=False)[:, 0]
    return norms


def _quick_norms(matrices: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Lower bounds of the spectral norms of (N, S, S), (N,); `vectors` (N, S) are the start, then improved.

    Golub-Kahan bidiagonalization: M R = L B with orthonormal columns in R and L, and B, KRYLOV x KRYLOV, has
    the largest singular values that M has between these spaces.
    """
    finite = np.isfinite(matrices).all(axis=(1, 2))
    scale = np.abs(matrices).max(axis=(1, 2))
    scale[~finite | (scale == 0)] = 1
    matrices = np.where(finite[:, None, None], matrices, 0) / scale[:, None, None]
    B = np.zeros((len(matrices), KRYLOV, KRYLOV))
    rights, lefts = [vectors], []
    for j in range(KRYLOV):
        if j:
            vector, B[:, j - 1, j] = _new_direction(matrices.mT, lefts[-1], rights)
            rights.append(vector)
        vector, B[:, j, j] = _new_direction(matrices, rights[-1], lefts)
        lefts.append(vector)
    _, sizes, turns = np.linalg.svd(B)
    vectors[:] = np.einsum("nm,mns->ns", turns[:, 0], np.array(rights))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.where(finite, scale * sizes[:, 0], np.inf)


def _new_direction(matrices, vectors, known) -> tuple[np.ndarray, np.ndarray]:
    """What is new in M v beside the known directions: its unit vector, or zero, and its length."""
    new = (matrices @ vectors[:, :, None])[:, :, 0]
    before = np.linalg.norm(new, axis=1)
    for direction in known:
        new -= (new * direction).sum(axis=1, keepdims=True) * direction
    length = np.linalg.norm(new, axis=1)
    return new / np.where(length > ROUNDING * before, length, np.inf)[:, None], length
