"""What a cell asks of its arguments.

A check hands back the argument ready for use, or raises a ValueError that names the value, the bound and
the mend.
"""

from collections.abc import Mapping

import numpy as np

from .trace import Trace, step_mask

COMPUTED = {np.dtype(np.float32), np.dtype(np.float64)}


def check_sizes(input_size: int, hidden_size: int) -> None:
    if input_size < 1:
        raise ValueError(f"input_size is {input_size}; a cell needs at least 1 input")
    if hidden_size < 1:
        raise ValueError(f"hidden_size is {hidden_size}; a cell needs at least 1 unit")


def checked_dtype(params: Mapping[str, np.ndarray]) -> np.dtype:
    """The one dtype of all parameters, float32 or float64, in which a cell computes."""
    for name, value in params.items():
        if not isinstance(value, np.ndarray):
            raise ValueError(
                f"{name} is a {type(value).__name__}; make it a NumPy array of float32 or float64"
            )
    dtypes = {value.dtype for value in params.values()}
    if len(dtypes) > 1 or not dtypes <= COMPUTED:
        held = ", ".join(f"{name} {value.dtype}" for name, value in params.items())
        raise ValueError(f"the parameters hold {held}; make them all float32 or all float64")
    return dtypes.pop()


def as_numbers(values, dtype, name: str) -> np.ndarray:
    """An argument in the dtype of the parameters: integers, truth values and floats of any size become that."""
    array = np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} holds {array.dtype}; a cell reads real numbers")
    return array.astype(dtype, copy=False)


def checked_batch(x, lengths, input_size: int, dtype) -> tuple[np.ndarray, np.ndarray | None]:
    """x as (T, B, input_size) with its padding cleared to zero, and lengths as (B,) integers or None."""
    x = as_numbers(x, dtype, "x")
    if x.ndim != 3:
        raise ValueError(
            f"x has shape {x.shape}, {x.ndim} dimensions; a cell reads 3, (T, B, I): "
            "pass one sequence of shape (T, I) as x[:, None, :]"
        )
    T, B, features = x.shape
    if T == 0:
        raise ValueError("x has 0 steps; a sequence needs at least 1")
    if B == 0:
        raise ValueError("x has 0 sequences; a batch needs at least 1")
    if features != input_size:
        raise ValueError(f"x has {features} features a step; this cell reads {input_size}, its input_size")
    if lengths is None:
        return x, None
    lengths = checked_lengths(lengths, T, B)
    return np.where(step_mask(lengths, T)[..., None], x, 0), lengths


def checked_lengths(lengths, T: int, B: int) -> np.ndarray:
    lengths = np.array(lengths)  # a trace keeps them
    if lengths.shape != (B,):
        raise ValueError(f"lengths has shape {lengths.shape}; a batch of {B} needs ({B},), one length each")
    if not np.issubdtype(lengths.dtype, np.integer):
        raise ValueError(f"lengths holds {lengths.dtype}; a length counts whole steps, so pass integers")
    outside = lengths[(lengths < 1) | (lengths > T)]
    if outside.size:
        raise ValueError(f"lengths holds {outside[0]}; x has {T} steps, so each length lies in 1..{T}")
    return lengths


def checked_state(h0, B: int, hidden_size: int, dtype, name: str = "h0") -> np.ndarray:
    """The initial state as (B, hidden_size), zeros for None."""
    if h0 is None:
        return np.zeros((B, hidden_size), dtype)
    h0 = as_numbers(h0, dtype, name)
    if h0.shape != (B, hidden_size):
        raise ValueError(
            f"{name} has shape {h0.shape}; a batch of {B} on {hidden_size} units starts from ({B}, {hidden_size})"
        )
    return h0


def checked_outside_gradient(dh, trace: Trace, name: str = "dh") -> np.ndarray:
    """dh as (T, B, H), one ∂L/∂h_t for each of the states h_1..h_T."""
    dh = as_numbers(dh, trace.h.dtype, name)
    states = trace.h[1:]
    if dh.shape != states.shape:
        raise ValueError(
            f"{name} has shape {dh.shape}; the states {name[1:]}_1..{name[1:]}_T have shape {states.shape}: "
            "pass one gradient for each, zero where none arrives"
        )
    return dh


def check_truncation(truncate: int | None) -> None:
    if truncate is not None and truncate < 1:
        raise ValueError(f"truncate is {truncate}; follow at least 1 step back, or None for all of them")


def check_single(trace: Trace) -> None:
    if trace.h.shape[1] != 1:
        raise ValueError(
            f"the trace holds {trace.h.shape[1]} sequences; give that of 1: cell.forward(x[:, :1])"
        )
