"""What a cell's two passes leave behind: a trace of the forward pass, the gradients of the backward pass.

Steps count from 1 to T, as in the lesson. `h[t]` is h_t, and `h[0]` the initial state. What
has no step 0, such as the input, starts with step 1: x_t is `x[t-1]`.
"""

from dataclasses import dataclass

import numpy as np

# An overflow is something to look at, not a warning: it stays in the arrays (see Trace.first_bad_step).
keeps_overflow = np.errstate(all="ignore")


@dataclass(frozen=True, kw_only=True, eq=False)
class Trace:
    """One run of a cell over a batch. A cell adds each intermediate of its equations under its own name.

    x        (T, B, I)     the input, its padding cleared to zero
    h        (T+1, B, H)   the states; a padded step carries the state over, h_t = h_{t-1}
    lengths  (B,) or None  the number of real steps of each sequence; None if all have T

    All are in the dtype of the cell's parameters. x is not copied if it came so, without padding: the backward pass
    reads it again, so write into that array only after it.
    """

    x: np.ndarray
    h: np.ndarray
    lengths: np.ndarray | None = None

    @property
    def ends(self) -> np.ndarray:
        """(B,), the last real step of each sequence: its length, or T."""
        T, B, _ = self.x.shape
        return np.full(B, T) if self.lengths is None else self.lengths

    @property
    def mask(self) -> np.ndarray:
        """(T, B), True where a step is real and False where it is padding."""
        return step_mask(self.ends, len(self.x))

    @property
    def last(self) -> np.ndarray:
        """(B, H), the state of each sequence after its own last step, which padding has carried to h_T."""
        return self.h[-1]

    @property
    def first_bad_step(self) -> int | None:
        """The first t whose state h_t holds an infinity or a NaN; None if every state is finite."""
        bad = ~np.isfinite(self.h).all(axis=(1, 2))
        return int(bad.argmax()) if bad.any() else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Gradients:
    """The derivatives of a loss L with respect to all that made a trace.

    params  by name      ∂L/∂θ, in the shapes of `cell.params`
    x       (T, B, I)    ∂L/∂x_t, zero on padding
    h       (T+1, B, H)  the total ∂L/∂h_t, through every path; h[0] is that of the initial state
    da      (T, B, H)    ∂L/∂a_t of the pre-activations, for a cell that has them
    """

    params: dict[str, np.ndarray]
    x: np.ndarray
    h: np.ndarray
    da: np.ndarray | None = None


def step_mask(lengths: np.ndarray, T: int) -> np.ndarray:
    """(T, B), True at the steps t = 1..T with t <= lengths[b]."""
    return np.arange(1, T + 1)[:, None] <= lengths


def sum_of_outer(left: np.ndarray, da: np.ndarray) -> np.ndarray:
    """Σ_t left_tᵀ da_t over the steps and the batch, as one product: (T, B, N), (T, B, M) -> (N, M)."""
    N, M = left.shape[-1], da.shape[-1]
    return left.reshape(-1, N).T @ da.reshape(-1, M)


def sum_of_steps(da: np.ndarray) -> np.ndarray:
    """Σ_t da_t over the steps and the batch: (T, B, M) -> (M,)."""
    da = da.reshape(-1, da.shape[-1])
    return np.ones(len(da), da.dtype) @ da


def all_steps(x: np.ndarray, W: np.ndarray) -> np.ndarray:
    """x_t W of every step at once: (T, B, N), (N, M) -> (T, B, M)."""
    return (x.reshape(-1, x.shape[-1]) @ W).reshape(*x.shape[:-1], -1)


def back_through(da: np.ndarray, W: np.ndarray) -> np.ndarray:
    """da_t Wᵀ of every step at once: (T, B, M), (N, M) -> (T, B, N)."""
    return all_steps(da, np.ascontiguousarray(W.T))


def total_gradient(dh: np.ndarray) -> np.ndarray:
    """(T+1, B, H), where the total ∂L/∂h_t is to be gathered: what arrives from outside, and 0 at h_0."""
    total = np.empty((len(dh) + 1, *dh.shape[1:]), dh.dtype)
    total[0], total[1:] = 0, dh
    return total


def terms_of_outer(left: np.ndarray, da: np.ndarray) -> np.ndarray:
    """The terms left_tᵀ da_t of that sum, one for each step: (T, B, N), (T, B, M) -> (T, N, M)."""
    return left.mT @ da
