"""Where a cell's parameters come from: PyTorch's default draw."""

import numpy as np


def drawn(shapes: dict[str, tuple[int, ...]], hidden_size: int, rng, dtype) -> dict[str, np.ndarray]:
    """Every parameter from Uniform(-1/√H, 1/√H), PyTorch's default for its recurrent layers.

    `rng` is a numpy Generator, a seed, or None for a draw that differs every time.
    """
    if np.dtype(dtype) not in (np.float32, np.float64):
        raise ValueError(f"dtype is {np.dtype(dtype)}; a cell computes in float32 or float64")
    rng = np.random.default_rng(rng)
    bound = 1 / np.sqrt(hidden_size)
    return {name: rng.uniform(-bound, bound, shape).astype(dtype) for name, shape in shapes.items()}
