"""Gates held by hand at chosen steps: at a fixed value, and constants to the backward pass."""

import numpy as np


def checked_clamp(clamp, gates: tuple[str, ...], shape: tuple[int, int, int], dtype) -> np.ndarray | None:
    """Where each gate is held, and at what: (T, G, B, H), NaN where it is free; None if none is held.

    `clamp` names gates. Each is given an array that spreads to `shape`, (T, B, H), with NaN for free, or a dict
    from steps t = 1..T to a value or an array that spreads to (B, H).
    """
    if not clamp:
        return None
    T, B, H = shape
    held = np.full((T, len(gates), B, H), np.nan, dtype)
    for name, values in clamp.items():
        if name not in gates:
            raise ValueError(f"clamp names the gate {name!r}; this cell has {', '.join(gates)}")
        gate = held[:, gates.index(name)]
        for t, value in values.items() if isinstance(values, dict) else [(None, values)]:
            if t is not None and not 1 <= t <= T:
                raise ValueError(f"clamp holds {name} at step {t}; this run has the steps 1..{T}")
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


def still(slopes: np.ndarray, held: np.ndarray) -> None:
    """No slope where a gate is held by hand: nothing moves it."""
    slopes[~np.isnan(held)] = 0
