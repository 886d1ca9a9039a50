"""What the labs Inside the cell say: what the gates do to the memory or the state at this step."""

from __future__ import annotations

from collections.abc import Sequence

from ...words import number
from .kinds import gap
from .model import InsideCellResult, step_and_moment
from .weights import RANDOM, TRAINED


def captions(result: InsideCellResult, t: float, views: Sequence[str]) -> list[str]:
    """The headline, and what the views that are shown add to it.

    What is pointed at stands in the place of what the unit did over time: the picture must not move under the pointer.
    """
    step, moment = step_and_moment(t)
    focus = in_focus(result, step, moment) if {"cell", "equations"} & set(views) else ""
    run = over_time(result) if "strip" in views and not (focus and result.pointed) else ""
    told = answer(result, int(t)) if "strip" in views else ""
    return [headline(result, step, moment), focus, run, f"{origin(result)} {told}".rstrip()]


def headline(result: InsideCellResult, step: int, moment: float) -> str:
    """One sentence: the step as a whole, or the stage of it that the film shows."""
    lstm = "c" in result.values
    if moment == 0:
        start = "the memory and the state are" if lstm else "the state is"
        return f"Before step 1 {start} 0, in all {result.units} units."
    told = _lstm(result, step, moment) if lstm else _gru(result, step, moment)
    return f"At step {step} {told}" if moment == 1 else f"Within step {step}: {told}"


def _lstm(result: InsideCellResult, t: int, moment: float) -> str:
    f, i, g, o, before, now, h = (
        number(result.scalar(n, t)) for n in ("f", "i", "g", "o", "c_prev", "c", "h")
    )
    if moment < 0.4:
        unit = f"unit {result.unit + 1}"
        return f"x_t and h_{{t-1}} reach the weights of every gate; the memory of {unit} is still {before}."
    if moment < 0.6:
        return f"the gates are set: forget {f}, input {i}, output {o}; the candidate is {g}."
    if moment < 0.75:
        kept, written = number(result.scalar("kept", t)), number(result.scalar("written", t))
        return f"{kept} of the memory {before} is kept, and {written} of the candidate {g} is let in."
    if moment < 0.93:
        return f"the sum of what is kept and what is let in is the new memory, c = {now}."
    if result.focus in ("output gate", "state"):
        return f"the output gate lets {o} of tanh(c) = {number(result.scalar('tanh_c', t))} through: h = {h}."
    return f"the forget gate keeps {f} of the memory {before}, the input gate writes {i} of {g}: c = {now}."


def _gru(result: InsideCellResult, t: int, moment: float) -> str:
    r, z, n, before, now = (number(result.scalar(name, t)) for name in ("r", "z", "n", "own", "h"))
    if moment < 0.34:
        unit = f"unit {result.unit + 1}"
        return f"x_t and h_{{t-1}} reach the weights of both gates; the state of {unit} is still {before}."
    if moment < 0.56:
        return f"the gates are set: reset {r}, update {z}."
    if moment < 0.74:
        past = number(result.scalar("past", t))
        return f"the past reaches the candidate as {past}, after the reset gate, {r}."
    if moment < 0.93:
        return f"the candidate is {n}; the update gate keeps {z} of the state {before}."
    if result.focus in ("reset gate", "candidate"):
        return f"{_past(result, t)}: n = {n}."
    return (
        f"the update gate keeps {z} of the state {before} and takes {number(result.scalar('open', t))} "
        f"of the candidate {n}: h = {now}."
    )


def _past(result: InsideCellResult, t: int) -> str:
    """What the reset gate does to the past, in the form of reset that is drawn."""
    r = number(result.scalar("r", t))
    if "q" in result.values:
        return f"the reset gate lets {r} of the product {number(result.scalar('q', t))} into the candidate"
    own, past = number(result.scalar("own", t)), number(result.scalar("past", t))
    return f"the reset gate lets {r} of the state {own} into the product, which makes {past} of all units"


def other_reset(result: InsideCellResult, t: int) -> str:
    """What the candidate would be with the reset in the other place."""
    if result.other_n is None or t == 0 or result.focus not in ("reset gate", "candidate"):
        return ""
    place = "before" if "q" in result.values else "after"
    weights = "weights without b_hn" if place == "before" else "weights"
    return f"Reset {place} the product, the same {weights} would give n = {number(result.other_n[t])}."


def in_focus(result: InsideCellResult, step: int, moment: float) -> str:
    """The equation of the part in focus with its numbers, once it has been worked out."""
    out = dict(result.cell.equations).get(result.focus, "")
    if not out or moment < result.cell.moments[out]:
        return ""
    text, before = "", ""
    for token in result.written_out(out, step):
        text += (" " if gap(before, token.text) else "") + token.text
        before = token.text
    return f"In focus, the {result.focus}: {out} = {text}. {other_reset(result, step)}".rstrip()


def over_time(result: InsideCellResult) -> str:
    """What the unit held at first and at last, and how far it went if that was further."""
    name = result.memory
    values = result.all[name][1:, result.unit]
    first, last, low, high = map(number, (values[0], values[-1], values.min(), values.max()))
    between = "" if {first, last} == {low, high} else f", between {low} and {high}"
    return f"Over the {result.T} steps {name} of unit {result.unit + 1} goes from {first} to {last}{between}."


def origin(result: InsideCellResult) -> str:
    """Where the weights are from, and what they were made for: multiplied, they need not do it any more."""
    times = "" if result.scale == 1 else f"{result.scale:g} times "
    if result.weights == RANDOM:
        return f"The weights are {times}random ones, seed {result.seed}; nothing was learned."
    if result.weights == TRAINED:
        aim = f"to give the value that was marked last as a weighted sum of the {result.units} states"
        return f"The weights are {times}those that were trained {aim}."
    unit = f"unit {result.unit + 1}"
    if times:
        return f"The weights are {times}those, set by hand, with which {unit} {result.by_hand}."
    return f"The weights are set by hand, not learned, so that {unit} {result.by_hand}."


def answer(result: InsideCellResult, step: int) -> str:
    if result.answers is None or step == 0:
        return ""
    told, marked = number(result.answers[step]), number(result.marked[step])
    return f"At step {step} that sum is {told}; it should be {marked}."
