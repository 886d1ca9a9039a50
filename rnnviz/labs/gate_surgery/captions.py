"""What the lab Gate surgery says: what was held, and what became of the memory, the answer and the gradient."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...networks.latch import LETTERS
from ...words import listed, number, sentence, size, steps
from .holds import GATES
from .model import SurgeryResult

KNOWN = 0.5  # an answer above this is given
MOST = 4  # holds that are told one by one


def captions(result: SurgeryResult, t: float, views: Sequence[str]) -> list[str]:
    """The headline, and what the views that are shown add to it."""
    t, said = int(t), [headline(result)]
    if "gates" in views:
        said.append(at_step(result, t))
    if "memory" in views:
        said.append(remembered(result, t))
    if "asked" in views:
        said.append(asked(result, t))
    if "gradient" in views:
        said += [way_back(result), arrives(result, t)]
    return said


def headline(result: SurgeryResult) -> str:
    """What the hands did to the answer."""
    now, letter = result.now, LETTERS[result.target]
    p = number(now.answer[result.target])
    if result.touched:
        was = result.untouched.answer[result.target]
        return f"{what_is_held(result)}, {fate(result)} {changed(was, now.answer[result.target])}."
    who = "the network" if result.trained else "the untrained network"
    ago = f"{steps(result.T - result.written)} after it was read"
    if now.best == result.target:
        return f"Untouched, {who} names {letter} with probability {p}, {ago}."
    wrong, its = LETTERS[now.best], number(now.answer[now.best])
    return f"Untouched, {who} answers {wrong} ({its}); {letter} has {p}, {ago}."


def changed(was: float, p: float) -> str:
    """falls from 0.978 to 0.266"""
    if number(was) == number(p):
        return f"stays {number(p)}"
    return f"{'falls' if p < was else 'rises'} from {number(was)} to {number(p)}"


def fate(result: SurgeryResult) -> str:
    """What became of the letter, up to the numbers."""
    letter, now = LETTERS[result.target], result.now
    whose = f"the probability of {letter}"
    if result.untouched.answer[result.target] < KNOWN:
        return whose
    if now.answer[result.target] >= KNOWN:
        return f"{letter} is still named: its probability"
    if (result.held[2, -1] == 0).all():
        return f"no letter can be shown: {whose}"
    if (result.held[1, result.written - 1] == 0).all():
        return f"{letter} was never written: its probability"
    if now.best == result.target:
        return f"{letter} is still first, but below one half: its probability"
    if now.answer[now.best] > KNOWN:
        return f"the network names {LETTERS[now.best]} instead: {whose}"
    return f"{letter} is no longer named: its probability"


def what_is_held(result: SurgeryResult) -> str:
    """With f = 0 at step 12"""
    holds = [hold for hold in result.holds if hold[1] <= result.T]
    if len(holds) > MOST:
        gates = sorted({hold[0] for hold in holds}, key=GATES.index)
        return f"With {len(holds)} values of {listed(gates)} held by hand"
    places: dict[tuple[int, int, bool], dict[float | None, list[str]]] = {}
    for gate, step, unit, value in holds:
        names = places.setdefault((step, unit, value is None), {})
        names.setdefault(value, []).append(gate)
    held = [one_place(*place, values) for place, values in places.items() if not place[2]]
    free = [one_place(*place, values) for place, values in places.items() if place[2]]
    return f"With {listed(held)}" + (f" but {listed(free)}" if free else "")


def one_place(step: int, unit: int, free: bool, values: dict[float | None, list[str]]) -> str:
    """f = i = 1 and o = 0 at step 3 of unit 2; i free at step 4"""
    parts = [listed(gates) if free else f"{' = '.join(gates)} = {value:g}" for value, gates in values.items()]
    where = (f" at step {step}" if step else " at every step") + (f" of unit {unit}" if unit else "")
    return listed(parts) + (" free" if free else "") + where


def at_step(result: SurgeryResult, t: int) -> str:
    """The gates at the cursor."""
    read = result.tape[t - 1]
    what = "reads the question" if read == "?" else f"reads {read}"
    gates = []
    for gate, values, held in zip(GATES, result.now.gates, result.held, strict=True):
        by_hand = not np.isnan(held[t - 1]).any() and np.ptp(held[t - 1]) == 0
        value = f"{held[t - 1, 0]:g} (held)" if by_hand else number(float(values[t - 1].mean()))
        gates.append(f"{gate} = {value}")
    return f"Step {t} {what}; on average over the units {listed(gates)}."


def remembered(result: SurgeryResult, t: int) -> str:
    """The length of the memory at the cursor, now and untouched."""
    now, before = (number(float(np.linalg.norm(run.c[t]))) for run in (result.now, result.untouched))
    was = "" if now == before else f" (untouched {before})"
    largest = float(np.abs(result.now.c).max())
    far = f" No value in it is beyond {number(largest)}." if largest > 1 else ""
    return f"After step {t} the memory has length {now}{was}.{far}"


def asked(result: SurgeryResult, t: int) -> str:
    """The answer that the network would give now."""
    letter, before = LETTERS[result.target], result.untouched.asked[t][result.target]
    p = result.now.asked[t][result.target]
    when = f"Asked right after step {t}" if t < result.T else f"Asked at step {t}"
    was = "" if number(p) == number(before) else f"; untouched, with {number(before)}"
    return f"{when}, it would say {letter} with probability {number(p)}{was}."


def way_back(result: SurgeryResult) -> str:
    """The gradient that comes back to the letter."""
    k, letter = result.written, LETTERS[result.target]
    p, was = size(result.now.gradient[k]), size(result.untouched.gradient[k])
    untouched = "" if p == was else f"; untouched, {was}"
    return sentence(f"{p} of the gradient reaches step {k}, where {letter} was read{untouched}")


def arrives(result: SurgeryResult, t: int) -> str:
    """The gradient at the cursor, and the part of it that the forget gates alone let through."""
    p, was = size(result.now.gradient[t]), size(result.untouched.gradient[t])
    untouched = "" if p == was else f" (untouched {was})"
    alone = f"over the forget gates alone, {size(result.now.highway[t])}"
    return f"At step {t}, {p} of it arrives{untouched}; {alone}."
