"""What the lessons about reading have in common: a text that was typed, and a network that reads it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import InputError
from ..text import OTHER, clean, visible
from .own_cell import own_cell
from .reader import Reader, inside_quotation, load

LONGEST = 150  # characters that are read
TEXT = 'The door opened. "You are late," she said, "and the tide is not." He put down his bag and smiled.'
TRAINED, OWN = "trained reader", "your reader"
RANDOM = {f"random, seed {seed}": seed for seed in range(3)}


@dataclass(frozen=True, eq=False)
class OwnReader:
    """A copy of a learner's reader that has been tried."""

    reader: Reader
    doubt: str  # a sentence, if its gradient is not the slope of its states


def own_reader(reader: Any) -> OwnReader:
    """The reader, once it is known that its cell does what `own_cell` asks of it and its readout fits.

    TypeError for what is no `Reader`, ValueError for a readout of the wrong shape; each names it.
    """
    if not isinstance(reader, Reader):
        raise TypeError(
            f"reader is a {type(reader).__name__}; give a Reader of rnnviz.networks.reader, made from a cell "
            "and its readout: Reader(cell, W_hy, b_y)"
        )
    own = own_cell(reader.cell, len(reader.vocabulary))
    readout = {"W_hy": (own.hidden_size, 2), "b_y": (2,)}
    for name, shape in readout.items():
        if np.shape(getattr(reader, name)) != shape:
            raise ValueError(
                f"the reader's {name} has shape {np.shape(getattr(reader, name))}; with {own.hidden_size} units and "
                f"two answers it should have {shape}"
            )
    W_hy, b_y = np.array(reader.W_hy, float), np.array(reader.b_y, float)
    return OwnReader(replace(reader, cell=own.cell, W_hy=W_hy, b_y=b_y), own.doubt)


def reader_names(own: OwnReader | None) -> tuple[str, ...]:
    """The networks to choose from."""
    return (TRAINED, *RANDOM, *([OWN] if own else []))


def reader_named(name: str, own: OwnReader | None = None) -> Reader:
    """The network of this name."""
    if name == OWN and own:
        return own.reader
    return load() if name == TRAINED else Reader.draw(RANDOM[name])


def is_trained(name: str) -> bool:
    """Whether its answers mean anything; of a learner's own reader that is taken for granted."""
    return name in (TRAINED, OWN)


@dataclass(frozen=True, eq=False)
class Passage:
    """A text of T characters as a network reads it and as a picture shows it."""

    text: str
    shown: str  # (T) how each character is drawn
    inside: np.ndarray  # (T,) whether each character is inside a quotation
    notes: str  # what was done to it before, and what of it the network cannot tell apart


def passage(typed: str, reader: Reader) -> Passage:
    """What was typed, made safe to read and to draw. DataError if nothing is left of it."""
    text, notes = clean(typed, LONGEST)
    known = {*reader.vocabulary.symbols, *map(str.upper, reader.vocabulary.symbols), OTHER}
    unknown = ", ".join(f"“{character}”" for character in sorted(set(text) - known))
    if unknown:
        notes = (
            *notes,
            f"The network never learned {unknown}; it reads each as the same unknown symbol.",
        )
    return Passage(text, "".join(map(visible, text)), inside_quotation(text), " ".join(notes))


def states(trace: Any, shown: str) -> np.ndarray:
    """The states of a trace of one text, (T+1, H) float64. InputError if one is beyond the largest float."""
    h = np.asarray(trace.h[:, 0], float)
    bad = ~np.isfinite(h).all(axis=1)
    if bad.any():
        t = int(bad.argmax())
        raise InputError(
            f"The state of the network is beyond the largest float after character {t}, “{shown[t - 1]}”: smaller "
            "recurrent weights keep it in bounds."
        )
    return h


def scale(values: np.ndarray) -> float:
    """1, 2, 5, 10, …: the ends of a scale that holds all values. Ours are of tanh units, and 1 holds them."""
    largest = float(np.abs(values).max(initial=0))
    if largest <= 1:
        return 1.0
    decade = 10.0 ** np.floor(np.log10(largest))
    return float(next(nice * decade for nice in (1, 2, 5, 10) if nice * decade >= largest))
