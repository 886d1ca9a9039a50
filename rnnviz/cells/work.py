"""Where the passes of the cells with gates get their speed: few calls, each on numbers that lie together.

What a pass computes is stored gate by gate at each step, (T, G, B, H), so that one call serves all gates, and a
gate's numbers are one block. Work arrays are made once and written into.
"""

import math

import numpy as np

CACHED = 2**15  # numbers of one gate in a run of steps whose work arrays a processor's cache still holds


def by_gate(weights: np.ndarray, G: int) -> np.ndarray:
    """(N, G·H) as a view (G, N, H), one matrix for each gate; (G·H,) as (G, 1, H)."""
    return weights.reshape(-1, G, weights.shape[-1] // G).swapaxes(0, 1)


def gate_product(W: np.ndarray, gates: np.ndarray):
    """How to multiply (B, N) by W (G, N, H) into gates (..., G, B, H): (product, weights, out).

    product(read_t, weights, out[t]) fills gates[t]. A batch of one takes one product of a row, a larger one a
    product for each gate: that leaves each gate's numbers together.
    """
    *steps, G, B, H = gates.shape
    if B == 1:
        return np.dot, W.swapaxes(0, 1).reshape(-1, G * H), gates.reshape(*steps, 1, G * H)
    return np.matmul, W, gates


def all_gates(read: np.ndarray, W: np.ndarray) -> np.ndarray:
    """That product of every step at once: (T, B, N), (G, N, H) -> (T, G, B, H)."""
    (T, B, _), (G, _, H) = read.shape, W.shape
    gates = np.empty((T, G, B, H), W.dtype)
    _, W, out = gate_product(W, gates)
    if B == 1:
        np.matmul(read[:, 0], W, out=out[:, 0])
    else:
        np.matmul(read[:, None], W, out=out)
    return gates


def with_one(x: np.ndarray) -> np.ndarray:
    """[x_t, 1]: the bias is the weight of a constant 1."""
    return np.concatenate([x, np.ones((*x.shape[:-1], 1), x.dtype)], axis=-1)


def less_product(a: np.ndarray, b: np.ndarray, c: np.ndarray, out: np.ndarray) -> None:
    """out = a - b ⊙ c."""
    np.multiply(b, c, out=out)
    np.subtract(a, out, out=out)


def side_by_side(T: int, G: int, B: int, H: int, dtype) -> tuple[np.ndarray, np.ndarray]:
    """An empty (T, B, G·H), in the order of the weights, and a view of it gate by gate, (T, G, B, H)."""
    blocks = np.empty((T, B, G, H), dtype)
    return blocks.reshape(T, B, G * H), blocks.swapaxes(1, 2)


def runs_from_the_end(T: int, shape: tuple[int, ...], other: tuple[int, ...], dtype):
    """The steps 0..T-1 in runs that a cache holds, the last ones first: (slice, work, work), where the works are
    empty (n, *shape) and (n, *other) for the n steps of the run. Every run gets the same memory."""
    length = min(T, max(1, CACHED // math.prod(shape[-2:])))
    one, two = np.empty((length, *shape), dtype), np.empty((length, *other), dtype)
    for stop in range(T, 0, -length):
        start = max(0, stop - length)
        yield slice(start, stop), one[: stop - start], two[: stop - start]


def padding(lengths: np.ndarray | None, T: int) -> np.ndarray | None:
    """(T, B, 1), True where a step is padding; None if there are no lengths."""
    return None if lengths is None else np.arange(T)[:, None, None] >= lengths[:, None]


def carry_over(padded: np.ndarray, *states) -> None:
    """For each pair of h_t and h_{t-1}: on padding, h_t is h_{t-1}."""
    for now, before in states:
        np.copyto(now, before, where=padded)
