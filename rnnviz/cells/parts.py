"""How a network that is made of cells gathers their parameters, gradients and initial states."""

from collections.abc import Iterator, Mapping, MutableMapping

import numpy as np

from .trace import Gradients


class PartParams(MutableMapping):
    """The parameters of several cells under one roof, named "part.name".

    Nothing is copied: what is written here is written to the cell, and what changes there is seen here.
    """

    def __init__(self, parts: Mapping):
        if len({id(cell) for cell in parts.values()}) < len(parts):
            raise ValueError("one cell stands in two places; build one for each, or they share their weights")
        self._parts = parts

    def _find(self, key: str) -> tuple[MutableMapping, str]:
        part, _, name = key.partition(".")
        return self._parts[part].params, name

    def __getitem__(self, key: str) -> np.ndarray:
        params, name = self._find(key)
        return params[name]

    def __setitem__(self, key: str, value: np.ndarray) -> None:
        params, name = self._find(key)
        params[name] = value

    def __delitem__(self, key: str) -> None:
        params, name = self._find(key)
        del params[name]

    def __iter__(self) -> Iterator[str]:
        return (f"{part}.{name}" for part, cell in self._parts.items() for name in cell.params)

    def __len__(self) -> int:
        return sum(len(cell.params) for cell in self._parts.values())

    def __repr__(self) -> str:
        return repr(dict(self))


def joined_params(gradients: Mapping[str, Gradients]) -> dict[str, np.ndarray]:
    """The parameter gradients of all parts, named "part.name"."""
    return {f"{part}.{name}": value for part, own in gradients.items() for name, value in own.params.items()}


def states_of_parts(h0, parts: int, name: str = "h0"):
    """h0, or c0, as one initial state for each part; None stands for None everywhere."""
    if h0 is None:
        return [None] * parts
    if len(h0) != parts:
        raise ValueError(
            f"{name} holds {len(h0)} states; this network has {parts} parts, so give one for each"
        )
    return h0


def run(part, x, h0, lengths, c0):
    """The part's forward pass. Only what has a memory is given one."""
    memory = {} if c0 is None else {"c0": c0}
    return part.forward(x, h0, lengths=lengths, **memory)
