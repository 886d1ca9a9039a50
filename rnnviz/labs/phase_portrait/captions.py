"""What a phase portrait shows, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...dynamics import LONGEST, Attractor
from ...words import number, steps
from .model import REACH, STEPS, PhaseResult

COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def captions(result: PhaseResult, t: float, views: Sequence[str]) -> list[str]:
    """What the network can keep, and what becomes of the newest point."""
    now = f" At t = {int(t)} it is at {place(result.h[int(t), -1])}." if int(t) < STEPS else ""
    return [memory(result), f"{fate(result)}{now}"]


def place(h: np.ndarray) -> str:
    """A state in figures."""
    return "({}, {})".format(*(number(0 if abs(value) < 5e-4 else value) for value in h))


def memory(result: PhaseResult) -> str:
    """How many pasts the network can tell apart for good: as many as it has attractors."""
    rests = [attractor for attractor in result.attractors if attractor.period == 1]
    others = [attractor for attractor in result.attractors if attractor.period != 1]
    if not result.attractors:
        return _without_attractor(result)
    if not others and len(rests) == 1:
        at = rests[0].states[0]
        outside = ", outside the picture" if abs(at).max() > REACH else ""
        if (result.ends == 0).all():
            return f"One stable point {place(at)}{outside}: every start shown ends there, and is forgotten."
        return f"One stable point {place(at)}{outside}; not every start in the picture ends there."
    if not others:
        bits = math.log2(len(rests))
        unit = "bit" if bits == 1 else "bits"
        return f"{_count(len(rests), 'stable point')}: this network can keep {bits:.3g} {unit}."
    rhythm = _rhythm(others[0]) if len(others) == 1 else f"one of {len(others)} cycles"
    if rests:
        return f"{_count(len(rests), 'stable point')} and {rhythm}: where it starts decides."
    return f"It never rests, but ends on {rhythm}."


def _without_attractor(result: PhaseResult) -> str:
    if not result.points:
        return "No fixed point: the state drifts on and on."
    if result.still:
        return "Every state is a fixed point: the network keeps both numbers as they are."
    if result.points[0].line:
        return "Fixed points side by side without a gap: along them the network keeps a number as it is."
    neutral = [point for point in result.points if point.kind == "neutral"]
    if neutral:
        return (
            f"A neutral point {place(neutral[0].h)}: with |λ| = 1 its eigenvalues do not decide what is kept."
        )
    if result.nonlinearity == "linear":
        point = result.points[0]
        return f"Nothing stops what leaves the {point.kind} point {place(point.h)} of a linear network."
    return "No stable point, and after some hundreds of steps the network has not settled into a rhythm."


def fate(result: PhaseResult) -> str:
    """What becomes of the newest point."""
    h, ending = result.h[:, -1], result.ending
    start = f"The point dropped at {place(h[0])}"
    if result.escape is not None:
        lost = " and explodes" if abs(h[-1]).max() > 1e6 else ""
        return f"{start} leaves the picture at step {result.escape}{lost}."
    if ending is None:
        return f"{start} is at {place(h[-1])} after {STEPS} steps, still on its way."
    after = f"after {steps(ending.since)}" if ending.since else "from the start"
    if ending.point is not None:
        at, kind = place(ending.point.h), ending.point.kind
        if not ending.point.line:
            return f"{start} is still at the {kind} point {at} at step {STEPS}."
        return f"{start} comes to rest at {at} {after}." if ending.since else f"{start} stays where it is."
    assert ending.attractor is not None
    if ending.attractor.period == 1:
        rest = place(ending.attractor.states[0])
        return f"{start} ends at {rest} {after}." if ending.since else f"{start} stays at {rest}."
    return f"{start} is on {_rhythm(ending.attractor, known=True)} {after}."


def _count(n: int, noun: str) -> str:
    return f"{COUNTS[n] if n < len(COUNTS) else n} {noun}{'' if n == 1 else 's'}"


def _rhythm(attractor: Attractor, known: bool = False) -> str:
    if attractor.period:
        return f"{'the' if known else 'a'} cycle of {attractor.period} states"
    return "the loop" if known else f"a loop that does not repeat in {LONGEST} steps"
