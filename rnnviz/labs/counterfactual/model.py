"""A text and the same with one character changed: the true difference of the states, and the linear prediction.

The prediction is the product of Jacobians J_t ⋯ J_{k+1} ∂h_k/∂x_k Δx, with J_t = ∂h_t/∂h_{t-1}: what a very small
change of x_k would do, times the size of this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np

from ...errors import InputError
from ...gradients import GRADIENT_RANGE, step_jacobians
from ...networks.reading import OwnReader, is_trained, passage, reader_named, scale, states
from ...text import CHARACTERS, visible

TOLERANCE = 0.1  # the prediction is right while its relative error is below this
LASTS = 0.1  # of its first size: a change that ends above it has lasted
FLOOR = GRADIENT_RANGE[0]  # below it a change is not drawn
SINGLE_FLOOR = 1e-4  # below it the difference of two runs in 32-bit floats is of rounding
REPLACEMENTS = {visible(character): character for character in CHARACTERS}


@dataclass(frozen=True, eq=False)
class CounterfactualResult:
    """A text of T characters, the same with character k changed, and what the change did to every later state."""

    text: str
    shown: str  # (T) how each character is drawn
    inside: np.ndarray  # (T,) whether each is inside a quotation, in the text as it was
    notes: str
    trained: bool
    position: int  # k, from 1
    replacement: str  # how it is drawn
    share: float  # of the change that is made
    h: np.ndarray  # (T+1, H) of the text as it was
    change: np.ndarray  # (T+1, H) h'_t - h_t
    first_order: np.ndarray  # (T+1, H) the linear prediction of it
    answers: tuple[np.ndarray, np.ndarray]  # P(inside a quotation) before and after the change, (T+1,) each
    floor: float = FLOOR  # a change below it counts as gone
    unit: None = None

    @property
    def order(self) -> np.ndarray:
        return np.arange(self.h.shape[1])

    @cached_property
    def actual(self) -> np.ndarray:
        """(T+1,) ‖h'_t - h_t‖"""
        return np.linalg.norm(self.change, axis=1)

    @cached_property
    def predicted(self) -> np.ndarray:
        """(T+1,) the length of the linear prediction"""
        return np.linalg.norm(self.first_order, axis=1)

    @property
    def scale(self) -> float:
        """At the ends of every scale of h; that of a change is twice as long."""
        return scale(np.concatenate([self.h, self.h + self.change]))

    @property
    def color_by(self) -> np.ndarray:
        return (self.answers[1] - self.answers[0])[1:]

    @cached_property
    def faded(self) -> int | None:
        """The step from which on the change stays below the floor, None if it never does."""
        above = np.flatnonzero(self.actual >= self.floor)
        first = int(above[-1]) + 1 if above.size else self.position
        return first if first < len(self.actual) else None

    @property
    def lasts(self) -> bool:
        return bool(self.actual[-1] >= LASTS * self.actual[self.position])

    @cached_property
    def errors(self) -> np.ndarray:
        """‖predicted - actual‖ / ‖actual‖, of vectors, from step k on until both are below the floor."""
        k = self.position
        actual, predicted = self.actual[k:], self.predicted[k:]
        gone = (actual < self.floor) & (predicted < self.floor)
        seen = int(np.argmax(np.append(gone, True)))
        difference = np.linalg.norm(self.first_order - self.change, axis=1)[k : k + seen]
        return difference / np.maximum(actual[:seen], np.finfo(float).tiny)

    @property
    def turned(self) -> tuple[int, int]:
        """At how many characters from k on the answer “inside a quotation” is another one, and of how many."""
        before, after = (answer[self.position :] > 0.5 for answer in self.answers)
        return int((before != after).sum()), len(before)


@np.errstate(all="ignore")  # an overflow is said in a sentence
def compute(p: SimpleNamespace, own: OwnReader | None = None) -> CounterfactualResult:
    """Read the text twice; `own` is the learner's reader, if the lab was given one."""
    reader, k = reader_named(p.network, own), p.position
    read, cell = passage(p.text, reader), reader.cell
    x = reader.vocabulary.one_hot(read.text)
    dx = np.zeros_like(x)
    dx[k - 1] = p.share * (reader.vocabulary.one_hot(REPLACEMENTS[p.replacement])[0] - x[k - 1])
    trace = cell.forward(x)
    changed = states(cell.forward(x + dx), read.shown)
    h = states(trace, read.shown)
    return CounterfactualResult(
        text=read.text,
        shown=read.shown,
        inside=read.inside,
        notes=read.notes,
        trained=is_trained(p.network),
        position=k,
        replacement=p.replacement,
        share=p.share,
        h=h,
        change=changed - h,
        first_order=first_order(cell, trace, dx[k - 1, 0], k),
        answers=(reader.answers(h)[0], reader.answers(changed)[0]),
        floor=SINGLE_FLOOR if trace.h.dtype == np.float32 else FLOOR,
    )


@np.errstate(all="ignore")
def first_order(cell: Any, trace: Any, dx: np.ndarray, k: int) -> np.ndarray:
    """The linear prediction of h'_t - h_t, (T+1, H), when x_k changes by dx: ∂s_k/∂x_k dx, then J_t of that."""
    jacobians = step_jacobians(cell, trace)
    change = np.zeros((len(jacobians) + 1, jacobians.shape[1]))
    change[k] = input_jacobian(cell, trace, k) @ dx
    for t in range(k + 1, len(change)):
        change[t] = jacobians[t - 1] @ change[t - 1]
    return change[:, : trace.h.shape[2]]


def input_jacobian(cell: Any, trace: Any, k: int) -> np.ndarray:
    """∂s_k/∂x_k, (S, I): row i is what one step of `cell.backward` makes of a gradient of 1 on entry i of the state.

    s is h, but (h, c) for a cell with a memory c.
    """
    units = trace.h.shape[2]

    def copies(array: np.ndarray) -> np.ndarray:
        return np.repeat(array, units, axis=0)

    x, one, none = copies(trace.x[k - 1])[None], np.eye(units)[None], np.zeros((1, units, units))
    if not hasattr(trace, "c"):
        return cell.backward(cell.forward(x, copies(trace.h[k - 1])), one).x[0]
    try:
        step = cell.forward(x, copies(trace.h[k - 1]), copies(trace.c[k - 1]))
        return np.concatenate([cell.backward(step, *d).x[0] for d in ((one, none), (none, one))])
    except TypeError as error:
        raise InputError(
            f"A cell with a memory c needs forward(x, h0, c0) and backward(trace, dh, dc) here: {error}."
        ) from error
