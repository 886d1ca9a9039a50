"""What the cells with gates share: the blocks of their weights, and gates held fixed by hand.

The weights of all gates stand side by side, in the order of `cell.gates`: W_xh is (I, G·H), W_hh (H, G·H) and
b_h (G·H,). What a pass computes is stored gate by gate, (G, T, B, H), so that `i, f, o, g = gates`.
"""

import numpy as np

from .checks import check_sizes
from .parameters import drawn
from .trace import step_mask


class GatedCell:
    """A cell whose gates all read x_t and h_{t-1}; `gates` names them in the order of the weights."""

    gates: tuple[str, ...]

    def __init__(self, input_size, hidden_size, rng, dtype):
        check_sizes(input_size, hidden_size)
        self.input_size, self.hidden_size = input_size, hidden_size
        self.params = drawn(self._shapes(), hidden_size, rng, dtype)

    def _shapes(self) -> dict[str, tuple[int, ...]]:
        width = len(self.gates) * self.hidden_size
        return {"W_xh": (self.input_size, width), "W_hh": (self.hidden_size, width), "b_h": (width,)}

    def gate_params(self, name: str) -> dict[str, np.ndarray]:
        """W_xh (I, H), W_hh (H, H) and b_h (H,) of one gate: views, so that writing there sets the weights."""
        n, H = self.gates.index(name), self.hidden_size
        return {key: self.params[key][..., n * H : (n + 1) * H] for key in ("W_xh", "W_hh", "b_h")}

    def _input_share(self, x: np.ndarray) -> np.ndarray:
        """x_t W_x + b of every gate and every step at once, (G, T, B, H)."""
        G, (T, B, _) = len(self.gates), x.shape
        share = x.reshape(T * B, -1) @ by_gate(self.params["W_xh"], G)
        share += self.params["b_h"].reshape(G, 1, -1)
        return share.reshape(G, T, B, -1)


def by_gate(weights: np.ndarray, G: int) -> np.ndarray:
    """(N, G·H) as a view (G, N, H), one matrix for each gate."""
    return weights.reshape(len(weights), G, -1).swapaxes(0, 1)


def side_by_side(blocks: np.ndarray) -> np.ndarray:
    """(G, ..., H) as (..., G·H), the order of the weights."""
    return np.concatenate(list(blocks), axis=-1)


def sum_of_outer_by_gate(left: np.ndarray, da: np.ndarray) -> np.ndarray:
    """Σ_t left_tᵀ da_t over steps and batch, gate by gate: (T, B, N), (G, T, B, H) -> (N, G·H)."""
    G, T, B, H = da.shape
    total = np.empty((left.shape[-1], G * H), da.dtype)
    np.matmul(left.reshape(T * B, -1).T, da.reshape(G, T * B, H), out=by_gate(total, G))
    return total


def back_through(da: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Σ_gates da Wᵀ, what reaches the input of a product: (G, T, B, H), (N, G·H) -> (T, B, N)."""
    return (da @ by_gate(weights, len(da)).mT[:, None]).sum(axis=0)


def checked_clamp(clamp, gates: tuple[str, ...], shape: tuple[int, int, int], dtype) -> np.ndarray | None:
    """Where each gate is held, and at what: (G, T, B, H), NaN where it is free; None if none is held.

    `clamp` names gates. Each is given an array that spreads to `shape`, (T, B, H), with NaN for free, or a dict
    from steps t = 1..T to a value or an array that spreads to (B, H).
    """
    if not clamp:
        return None
    held = np.full((len(gates), *shape), np.nan, dtype)
    for name, values in clamp.items():
        if name not in gates:
            raise ValueError(f"clamp names the gate {name!r}; this cell has {', '.join(gates)}")
        gate = held[gates.index(name)]
        for t, value in values.items() if isinstance(values, dict) else [(None, values)]:
            if t is not None and not 1 <= t <= len(gate):
                raise ValueError(f"clamp holds {name} at step {t}; this run has the steps 1..{len(gate)}")
            target = gate if t is None else gate[t - 1]
            try:
                target[...] = value
            except ValueError:
                raise ValueError(
                    f"clamp gives {name} an array of shape {np.shape(value)}; "
                    f"pass one that spreads to {target.shape}, NaN where the gate is free"
                ) from None
    return held


def hold(gates_t: np.ndarray, held_t: np.ndarray) -> None:
    """Put the values by hand into the gates of one step."""
    np.copyto(gates_t, held_t, where=~np.isnan(held_t))


def still(slopes: np.ndarray, held: np.ndarray | None, lengths: np.ndarray | None) -> np.ndarray:
    """The slopes (G, T, B, H) with zero where a gate is held by hand, which nothing moves, and on padding."""
    if held is not None:
        slopes[~np.isnan(held)] = 0
    if lengths is not None:
        slopes[:, ~step_mask(lengths, slopes.shape[1])] = 0
    return slopes
