"""Weights under PyTorch's names, in and out, as arrays: PyTorch itself is never imported.

PyTorch keeps weight_ih_l0 (G·H, I), weight_hh_l0 (G·H, H) and two biases of (G·H,), for column vectors, with
the gates of an LSTM in the order i, f, g, o. Here they are (I, G·H) and (H, G·H), for row vectors.
"""

import re
from collections.abc import Sequence

import numpy as np

NAME = re.compile(r"(weight|bias)_(ih|hh)_(l\d+)(_reverse)?")


def layers_in(state_dict) -> list[str]:
    """The layers of a state_dict in their order, "l0", "l1", ...; ValueError for a name that is not theirs."""
    layers = set()
    for name in state_dict:
        match = NAME.fullmatch(name)
        if match is None:
            mend = (
                "that is a projection (proj_size), which these cells do not have"
                if name.startswith("weight_hr_")
                else "no recurrent layer of PyTorch has that; pass the entries of the layer alone"
            )
            raise ValueError(f"state_dict holds {name!r}; {mend}")
        layers.add(match[3])
    return sorted(layers, key=lambda layer: int(layer[1:]))


def is_bidirectional(state_dict) -> bool:
    return any(name.endswith("_reverse") for name in state_dict)


def only_layer(state_dict, layer: str | None, directions: int = 1) -> str:
    """The layer to read: the one that is named, or the only one there is."""
    if layer is not None:
        return layer
    if "weight_ih_l0" not in state_dict:
        return "l0"  # which reading it will miss
    layers = layers_in(state_dict)
    if len(layers) > 1 or (is_bidirectional(state_dict) and directions == 1):
        raise ValueError(
            f"state_dict holds {len(layers) * (1 + is_bidirectional(state_dict))} cells; read them all with "
            "Stacked.from_torch, or name the layer of one, such as layer='l0'"
        )
    return layers[0]


def read_layer(state_dict, layer: str, gates: Sequence[str], torch_gates: Sequence[str], kind: str):
    """W_xh, W_hh, b_ih and b_hh of one layer, copied, for row vectors and with our order of the gates.

    `layer` is how its names end: "l0", "l1", "l0_reverse". A layer without biases gets zeros. ValueError if an
    array is missing, unknown or of a shape that torch.nn.`kind` does not have.
    """
    names = [f"weight_ih_{layer}", f"weight_hh_{layer}"]
    if any(name in state_dict for name in (f"bias_ih_{layer}", f"bias_hh_{layer}")):
        names += [f"bias_ih_{layer}", f"bias_hh_{layer}"]
    for name in names:
        if name not in state_dict:
            there = f"its names are {', '.join(state_dict)}" if state_dict else "it is empty"
            raise ValueError(f"state_dict has no {name!r}; {there}")
    layers_in(state_dict)  # no unknown name
    W_hh = np.asarray(state_dict[names[1]])
    arrays = [np.asarray(state_dict[name], W_hh.dtype) for name in names]
    H, G = W_hh.shape[-1] if W_hh.ndim else 1, len(gates)
    I = arrays[0].shape[-1] if arrays[0].ndim else 1  # noqa: E741
    shapes = [(G * H, I), (G * H, H), (G * H,), (G * H,)]
    for name, array, shape in zip(names, arrays, shapes, strict=False):
        if array.shape != shape:
            raise ValueError(f"{name} has shape {array.shape}; torch.nn.{kind} with {H} units has {shape}")
    if len(arrays) == 2:
        arrays += [np.zeros(G * H, W_hh.dtype)] * 2
    return [reordered(array.T, torch_gates, gates) for array in arrays]


def write_layer(W_xh, W_hh, b_ih, b_hh, layer: str, gates: Sequence[str], torch_gates: Sequence[str]) -> dict:
    """The four arrays of one layer under PyTorch's names, copied."""
    named = {"weight_ih": W_xh, "weight_hh": W_hh, "bias_ih": b_ih, "bias_hh": b_hh}
    return {
        f"{name}_{layer}": np.ascontiguousarray(reordered(array, gates, torch_gates).T)
        for name, array in named.items()
    }


def reordered(array: np.ndarray, old: Sequence[str], new: Sequence[str]) -> np.ndarray:
    """(..., G·H) with its blocks taken from the old order into the new, copied."""
    blocks = dict(zip(old, np.split(array, len(old), axis=-1), strict=True))
    return np.concatenate([blocks[gate] for gate in new], axis=-1)


def check_alike(parts: Sequence, what: str) -> None:
    """The parts of a network of PyTorch's are of one kind, one size and one nonlinearity."""
    kinds = list(dict.fromkeys(type(part).__name__ for part in parts))
    if "Stacked" in kinds:
        raise ValueError(
            "a part is a Stacked; PyTorch stacks layers of both directions, not directions of several layers"
        )
    if len(kinds) > 1:
        raise ValueError(f"the network holds {' and '.join(kinds)}; PyTorch's layers are of one kind")
    sizes = [part.hidden_size for part in parts]
    if len(set(sizes)) > 1:
        raise ValueError(
            f"the {what} have {', '.join(map(str, sizes))} units; PyTorch's all have the same number"
        )
    names = list(dict.fromkeys(part.activation.name for part in parts if hasattr(part, "activation")))
    if len(names) > 1:
        raise ValueError(
            f"the {what} have the nonlinearities {' and '.join(names)}; PyTorch's all have the same one"
        )
