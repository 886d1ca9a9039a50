"""What a checker answers, and the steps that all checkers share."""

from __future__ import annotations

import dis
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Verdict:
    """An answer to an attempt: right (True), not yet (False) or not attempted (None), with a sentence."""

    right: bool | None
    sentence: str
    nothing: bool = False  # whether nothing came back: the dots are still there, or a `return` is missing

    def __repr__(self) -> str:
        mark = {True: "Right", False: "Not yet", None: "Not attempted yet"}[self.right]
        return f"{mark}: {self.sentence}"


def attempt(function: Callable, *arguments: Any) -> Any:
    """What the learner's function returns; a Verdict if it is not written yet, returns nothing or raises an error."""
    name = function.__name__
    try:
        answer = function(*arguments)
    except Exception as error:
        return Verdict(False, f"{name} stopped with {type(error).__name__}: {error}")
    if answer is ... or (answer is None and is_blank(function)):
        return Verdict(None, f"replace the dots in {name}, then run this cell again.", nothing=True)
    if answer is None:
        return Verdict(False, f"{name} returns nothing: is its `return` missing?", nothing=True)
    return answer


def _blank(): ...


IDLE = {step.opname for step in dis.get_instructions(_blank)} | {"NOP"}  # NOP is a `pass`


def is_blank(function: Callable) -> bool:
    """Whether a function's body has dots, `pass`, a docstring or comments alone, as Python has compiled it."""
    code = getattr(function, "__code__", None)
    return code is not None and all(step.opname in IDLE for step in dis.get_instructions(code))


def compare(
    name: str, answer: Any, expected: Any, mistakes: Mapping[str, Any] | None = None, praise: str = ""
) -> Verdict:
    """Hold an answer to what is expected: its kind, shape and finiteness, known mistakes, then its values.

    mistakes  what a known mistake would have given, by the sentence that names the mistake
    """
    if isinstance(answer, Verdict):
        return answer
    expected = np.asarray(expected, dtype=float)
    try:
        answer = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return Verdict(False, f"{name} should be an array of numbers, not {type(answer).__name__}.")
    if answer.shape != expected.shape:
        return Verdict(False, f"{name} has shape {answer.shape}; it should have {expected.shape}.")
    if not np.isfinite(answer).all():
        return Verdict(False, f"{name} holds a value that is not finite (inf or nan).")
    if np.allclose(answer, expected, rtol=TOLERANCE, atol=TOLERANCE):
        return Verdict(True, praise or f"{name} is as expected.")
    for sentence, wrong in (mistakes or {}).items():
        wrong = np.asarray(wrong, dtype=float)
        if wrong.shape == answer.shape and np.allclose(answer, wrong, rtol=TOLERANCE, atol=TOLERANCE):
            return Verdict(False, sentence)
    if np.allclose(answer, -expected, rtol=TOLERANCE, atol=TOLERANCE):
        return Verdict(False, f"{name} has the wrong sign everywhere.")
    worst = np.unravel_index(np.argmax(np.abs(answer - expected)), expected.shape)
    place = f"[{', '.join(map(str, worst))}]" if worst else ""
    found, wanted = told_apart(answer[worst], expected[worst])
    return Verdict(
        False,
        f"{name}{place} is {found} where {wanted} is expected; "
        f"of {expected.size} values {int((~np.isclose(answer, expected, atol=TOLERANCE)).sum())} differ.",
    )


def told_apart(found: float, wanted: float) -> tuple[str, str]:
    """Both numbers to three figures, or to as many as it takes to see that they differ; a count is written out."""
    if float(found).is_integer() and float(wanted).is_integer() and max(abs(found), abs(wanted)) < 1e12:
        return f"{found:.0f}", f"{wanted:.0f}"
    for figures in range(3, 18):
        written = f"{found:.{figures}g}", f"{wanted:.{figures}g}"
        if written[0] != written[1]:
            break
    return written
