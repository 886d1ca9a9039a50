"""Characters as the input of a network, and what a learner typed made safe to read and to draw."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .data import DataError

CHARACTERS = " abcdefghijklmnopqrstuvwxyz.,'\"()?!-\n"
"""The characters of the course's small networks."""

OTHER = "□"
"""Stands for a character that the network does not know or the font cannot draw."""

LONGEST_TEXT = 200_000
"""Characters that a learner may type or paste; what a lab reads of them is its own affair."""

_VISIBLE = {" ": "␣", "\n": "↵"}

# What word processors make of quotation marks, hyphens and dashes, back in the form that the networks know.
_PLAIN = str.maketrans("\u2018\u2019\u201c\u201d\u2010\u2011\u2013\u2014", "''\"\"----")

# A letter and the accents typed after it. Normalizing these alone, not the whole text, stays fast when
# somebody pastes a pile of thousands of accents, and never makes the text longer.
_ACCENTED = re.compile(r"[A-Za-zÀ-ſΑ-ωА-я][\u0300-\u0338]{1,2}")

_DRAWABLE = (
    r"\n -~\xa1-\xac\xae-\u017f"  # ASCII, Latin-1 without the soft hyphen, Latin Extended-A
    r"\u01cd-\u01dc\u0218-\u021b"  # pinyin, Romanian
    r"\u0386-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f"  # Greek, Cyrillic
    r"\u2026\u20ac□"  # ellipsis, euro sign, OTHER
)
"""Characters that are in both DejaVu Sans and DejaVu Sans Mono, matplotlib's own fonts."""

_UNDRAWABLE = re.compile(f"[^{_DRAWABLE}]")


class Cleaned(NamedTuple):
    """Text that is safe to encode and to draw, and a sentence each for what was cut and what was replaced."""

    text: str
    notes: tuple[str, ...]


def clean(text: str, limit: int) -> Cleaned:
    """Make typed or pasted text safe: at most `limit` characters, each drawable, case kept.

    The text is cut to the limit; accents are joined to their letters; every line end is made a line feed and
    other white space a space; curly quotes and dashes are made straight. What the font cannot draw then
    (emoji, control characters, invisible joiners and direction marks, lone surrogates) is replaced by OTHER.
    The notes say what was cut and replaced. Markup and dollar signs stay what they are: characters.
    Raises DataError if nothing but white space is left, ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"limit is {limit}; a text needs at least 1 character")
    plain = _ACCENTED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text[:limit])
    plain = re.sub(r"[^\S\n]", " ", re.sub(r"\r\n?", "\n", plain)).translate(_PLAIN)
    plain, replaced = _UNDRAWABLE.subn(OTHER, plain)
    notes = []
    if len(text) > limit:
        notes.append(f"The text has {len(text):,} characters; the lab reads the first {limit:,}.")
    if not plain.strip():
        found = "That part holds only spaces" if notes else "The text is empty or only spaces"
        raise DataError(" ".join([*notes, f"{found}; type at least one letter."]))
    if replaced:
        notes.append(f"Characters that cannot be drawn and are shown as {OTHER}: {replaced:,}.")
    return Cleaned(plain, tuple(notes))


def visible(character: str) -> str:
    """What to draw for one character: ␣ for a space, ↵ for a line feed, OTHER for what the font lacks.

    Raises ValueError for a string of any other length than 1.
    """
    if len(character) != 1:
        raise ValueError(f"visible() draws 1 character; it was given {len(character)}")
    return _VISIBLE.get(character) or _UNDRAWABLE.sub(OTHER, character)


@dataclass(frozen=True)
class Vocabulary:
    """The characters that a network knows, in the order of its inputs, and last one symbol for all others.

    A character that it lacks is looked up in lower case, and is OTHER if it lacks that too.
    V = len(vocabulary) counts OTHER. Raises ValueError for no characters, or for one that is there twice.
    """

    characters: str = CHARACTERS

    def __post_init__(self):
        if not self.characters:
            raise ValueError("the vocabulary has 0 characters; it needs at least 1")
        for index, character in enumerate(self.symbols):
            if character in self.symbols[:index]:
                raise ValueError(
                    f"the vocabulary has {character!r} twice; list each once, and {OTHER!r} not at all"
                )

    def __len__(self) -> int:
        return len(self.symbols)

    @property
    def symbols(self) -> str:
        """All V symbols in order, OTHER last."""
        return self.characters + OTHER

    @cached_property
    def _index(self) -> dict[str, int]:
        return {character: index for index, character in enumerate(self.symbols)}

    def encode(self, text: str) -> np.ndarray:
        """The index of each character: (T,) integers from 0 to V-1."""
        find, other = self._index.get, len(self) - 1
        indices = (find(c, find(c.lower(), other)) for c in text)
        return np.fromiter(indices, dtype=np.int64, count=len(text))

    def one_hot(self, text: str) -> np.ndarray:
        """The text as input of a network, a batch of one: (T, 1, V) float64, a single 1 at each step."""
        return np.eye(len(self))[self.encode(text)][:, np.newaxis]

    def decode(self, indices: ArrayLike) -> str:
        """The text of (T,) indices. Raises ValueError for an index outside 0 to V-1."""
        symbols, indices = self.symbols, np.asarray(indices).ravel().tolist()
        for index in indices:
            if not 0 <= index < len(symbols):
                raise ValueError(
                    f"index {index} is outside the vocabulary; it must be 0 to {len(symbols) - 1}"
                )
        return "".join(symbols[index] for index in indices)
