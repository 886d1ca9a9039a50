"""What the labs of notebook 03 share: a text, and a network that reads it, which may be a learner's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..applications.reader import Reader, load
from ..text import OTHER
from .lab import Lab
from .own_cell import own_cell
from .parameters import Choice, InputError, Text

LONGEST = 150  # characters that a lab reads
TRAINED, OWN = "trained reader", "your reader"
RANDOM = {f"random, seed {seed}": seed for seed in range(3)}
TEXT = 'The door opened. "You are late," she said, "and the tide is not." He put down his bag and smiled.'


class ReadingLab(Lab):
    """A lab with a text and a network that reads it.

    `reader` is a learner's own `applications.reader.Reader(cell, W_hy, b_y)`, trained or not, whose cell has the two
    methods that `own_cell` names. TypeError or ValueError says what it lacks. The lab keeps a copy.
    """

    text = Text(TEXT, "text", "The network reads it character by character, from left to right.")
    network = Choice(
        TRAINED,
        lambda lab: (TRAINED, *RANDOM, *([OWN] if lab.own else [])),
        "network",
        "The trained reader, or one with random weights.",
    )

    def __init__(self, reader: Reader | None = None, **values):
        self.own, self._doubt = (None, "") if reader is None else own_reader(reader)
        super().__init__(**values)

    def first_values(self):
        return {"network": OWN} if self.own else {}

    def reader(self, name: str) -> Reader:
        """The network that has this name."""
        if name == OWN:
            return self.own
        return load() if name == TRAINED else Reader.draw(RANDOM[name])

    def notes(self, result) -> str:
        return " ".join(filter(None, [result.notes, self._doubt if self.network == OWN else ""]))


def own_reader(reader: Reader) -> tuple[Reader, str]:
    """A copy of a learner's reader, and what is doubtful about its gradient; see `own_cell`."""
    if not isinstance(reader, Reader):
        raise TypeError(
            f"reader is a {type(reader).__name__}; give a Reader of rnnviz.applications.reader, made from a cell "
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
    copies = {name: np.array(getattr(reader, name), float) for name in readout}
    return replace(reader, cell=own.cell, **copies), own.doubt


def states(trace, shown: str) -> np.ndarray:
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


def reading_notes(notes: tuple[str, ...], text: str, reader: Reader) -> str:
    """What was done to a text before the network read it, and what of it the network cannot tell apart."""
    unknown = sorted(
        set(text) - {OTHER} - set(reader.vocabulary.symbols) - set(map(str.upper, reader.vocabulary.symbols))
    )
    if unknown:
        found = ", ".join(f"“{character}”" for character in unknown)
        notes = (
            *notes,
            f"The network never learned {found}; it reads each as the same unknown symbol.",
        )
    return " ".join(notes)
