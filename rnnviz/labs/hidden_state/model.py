"""A network that reads a text: every state, and how well the units go with what we can name."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from ...networks.probe import auc, principal_components, similarity_order
from ...networks.reader import letters_into_word
from ...networks.reading import OWN, OwnReader, is_trained, passage, reader_named, scale, states

FOLLOWS, LEANS = (
    0.9,
    0.75,
)  # AUC, or 1 - AUC, of a unit that follows quotations, and of one that leans toward them
GOES_WITH = 0.8  # size of the correlation of a unit that follows the letters into the word
REACH = 5.0  # of the path of 24 tanh units, along each axis


@dataclass(frozen=True, eq=False)
class HiddenStateResult:
    """A text of T characters, and all that the network held while reading it."""

    text: str
    shown: str  # (T) how each character is drawn
    inside: np.ndarray  # (T,) whether each character is inside a quotation
    notes: str
    trained: bool
    h: np.ndarray  # (T+1, H)
    scale: float  # at the ends of every scale of h
    unit: int  # counted from 1: unit 1 is column 0 of h
    order: np.ndarray  # (H,) the rows of the map
    aucs: (
        np.ndarray
    )  # (H,) of every unit, inside against outside, on this text; nan if there is only one of them
    letters_correlation: float  # of the unit with the letters into the word, on this text
    scores: np.ndarray  # (T+1, 2) h along the two directions in which it varies most
    shares: np.ndarray  # (2,) of the variance
    reach: float  # at the ends of both axes of the scores
    answers: tuple[np.ndarray, np.ndarray]  # what the reader says at each step, (T+1,) each

    @property
    def values(self) -> np.ndarray:
        """(T+1,) h of the chosen unit."""
        return self.h[:, self.unit - 1]

    @property
    def color_by(self) -> np.ndarray:
        return self.values[1:] / self.scale

    @property
    def auc(self) -> float:
        return float(self.aucs[self.unit - 1])

    @property
    def following(self) -> int:
        """How many units follow quotations, either way round."""
        return int((either_way(self.aucs) >= FOLLOWS).sum())


def either_way(aucs: np.ndarray | float) -> np.ndarray:
    """From 0.5 to 1: a unit that is low inside quotations tells them from outside as well as one that is high."""
    return np.abs(np.asarray(aucs) - 0.5) + 0.5


@np.errstate(all="ignore")  # an overflow is said in a sentence
def compute(p: SimpleNamespace, own: OwnReader | None = None) -> HiddenStateResult:
    """Read the text; `own` is the learner's reader, if the lab was given one."""
    reader = reader_named(p.network, own)
    read = passage(p.text, reader)
    h = states(reader.read(read.text), read.shown)
    scores, _, shares = principal_components(h if h.shape[1] > 1 else np.pad(h, ((0, 0), (0, 1))))
    return HiddenStateResult(
        text=read.text,
        shown=read.shown,
        inside=read.inside,
        notes=read.notes,
        trained=is_trained(p.network),
        h=h,
        scale=scale(h),
        unit=p.unit,
        order=similarity_order(h) if p.sort else np.arange(h.shape[1]),
        aucs=auc(h[1:], read.inside),
        letters_correlation=correlation(h[1:, p.unit - 1], letters_into_word(read.text)),
        scores=scores,
        shares=shares,
        reach=REACH * scale(scores / REACH) if p.network == OWN else REACH,
        answers=reader.answers(h),
    )


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson's r; 0 if one of them never changes."""
    a, b = a - a.mean(), b - b.mean()
    size = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / size if size > 0 else 0.0


def stretch(values: np.ndarray, t: int) -> tuple[int, int]:
    """The first and the last step, in a row around step t, at which values (T,) of steps 1 to T keep their sign."""
    other = np.flatnonzero(np.sign(values) != np.sign(values[t - 1])) + 1
    return max(other[other < t], default=0) + 1, min(other[other > t], default=len(values) + 1) - 1
