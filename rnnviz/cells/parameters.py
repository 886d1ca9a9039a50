"""Where a cell's parameters come from: PyTorch's default draw, or the weights of a PyTorch module."""

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


def torch_layer(state_dict, layer: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """W_ih, W_hh for row vectors (transposed from PyTorch's, gates side by side) and b_ih, b_hh of one layer.

    `layer` is how its names end: "l0", "l1", "l0_reverse". A module without biases gets zeros.
    """
    missing = [name for name in (f"weight_ih_{layer}", f"weight_hh_{layer}") if name not in state_dict]
    if missing:
        raise ValueError(f"state_dict has no {missing[0]!r}; its names are {', '.join(state_dict)}")
    W_ih, W_hh = (np.asarray(state_dict[f"weight_{kind}_{layer}"]).T.copy() for kind in ("ih", "hh"))
    no_bias = np.zeros_like(W_hh[0])
    b_ih, b_hh = (np.array(state_dict.get(f"bias_{kind}_{layer}", no_bias)) for kind in ("ih", "hh"))
    return W_ih, W_hh, b_ih, b_hh
