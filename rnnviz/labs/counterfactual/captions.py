"""What the lab Counterfactual says: what becomes of the change, and how far the linear prediction is right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...words import number, spoken, steps
from .model import TOLERANCE, CounterfactualResult


def captions(result: CounterfactualResult, t: float, views: Sequence[str]) -> list[str]:
    """The headline, and what the views that are shown add to it."""
    t = int(t)
    if not result.actual.any():
        return [f"Nothing changes: to this network {old(result)} and {new(result)} are the same character."]
    said = [headline(result), reading(result, t)]
    if "curves" in views:
        said.append(comparison(result))
    if "text" in views:
        said.append(answers(result))
    return said


def headline(result: CounterfactualResult) -> str:
    """Whether the change lasts, fades or dies out, and where the linear prediction ends."""
    k, last = result.position, len(result.text)
    start, end, predicted = result.actual[k], result.actual[-1], result.predicted[-1]
    if k == last:
        return (
            f"The last character is changed, and with it the last state by {number(start)}: "
            f"the linear prediction is {number(result.predicted[k])}."
        )
    after = f"{steps(last - k)} later"
    if result.faded is not None:
        return f"The change dies out: {steps(result.faded - k)} later it is below {below(result)}, {foretold(result)}."
    ends = f"the linear prediction has {'fallen' if predicted < end else 'grown'} to {number(predicted)}"
    if 0.5 * end < predicted < 2 * end:
        ends = f"the linear prediction says {number(predicted)}"
    if result.lasts:
        return f"The change lasts: {after} the states still differ by {number(end)}; {ends}."
    return f"The change fades: {after} {number(end)} is left of {number(start)}; {ends}."


def foretold(result: CounterfactualResult) -> str:
    """Whether the linear prediction dies out where the change does."""
    value = result.predicted[result.faded]
    if value < 100 * result.floor:
        return "as the linear prediction says"
    return f"where the linear prediction says {number(float(value))}"


def below(result: CounterfactualResult) -> str:
    """The floor: 1e-8"""
    return f"{result.floor:.0e}".replace("e-0", "e-")


def old(result: CounterfactualResult) -> str:
    """The character as it was."""
    k = result.position
    character = result.text[k - 1]
    if character == '"':
        return f"the {'opening' if result.inside[k - 1] else 'closing'} mark"
    return spoken(character)


def new(result: CounterfactualResult) -> str:
    """What it became."""
    return spoken(result.replacement)


def reading(result: CounterfactualResult, t: int) -> str:
    """Both lengths at the cursor."""
    k = result.position
    into = f"into {new(result)}{'' if result.share == 1 else f' by {100 * result.share:g} %'}"
    if t < k:
        return f"Nothing has changed yet at t = {t}: {old(result)} turns {into} at t = {k}."
    who = f"{old(result)} (character {k})"
    when = f"{steps(t - k)} after {who} turned {into}" if t > k else f"As {who} turns {into}"
    actual = result.actual[t]
    differ = f"by {number(actual)}" if actual >= result.floor else f"by less than {below(result)}"
    return f"{when}, the states differ {differ}; the linear prediction is {number(result.predicted[t])}."


def comparison(result: CounterfactualResult) -> str:
    """At which steps the linear prediction is right; its error is that of vectors, not of their lengths."""
    errors = result.errors
    count, wrong = len(errors), np.flatnonzero(errors > TOLERANCE)
    until = (
        f" until both are below {below(result)}"
        if count < len(result.actual) - result.position
        else " to the end"
    )
    if not count:
        return ""
    right = f"The linear prediction is right to {100 * TOLERANCE:.0f} %"
    if not len(wrong):
        return f"{right}{until}."
    first = int(wrong[0])
    if len(wrong) == count - first:  # and never right again
        if first:
            return f"{right} for {steps(first)}; then it is off by {span(errors[first:])}."
        return (
            f"The linear prediction is off by {span(errors)} from the start: the change is too large for it."
        )
    return (
        f"{right} at {count - len(wrong)} of {steps(count)}{until}; "
        f"at the other{'s' * (len(wrong) > 1)} it is off by {span(errors[wrong])}."
    )


def span(errors: np.ndarray) -> str:
    """11 %, 71 to 100 %"""
    low, high = (f"{100 * error:.0f}" for error in (errors.min(), errors.max()))
    if errors.max() >= 10:
        return f"up to {number(float(errors.max()))} times the change"
    return f"{low} %" if low == high else f"{low} to {high} %"


def answers(result: CounterfactualResult) -> str:
    """How often the network's answer turns, which is what the text is colored by."""
    if not result.trained:
        return ""
    turned, count = result.turned
    if not turned:
        return "The answer “inside a quotation” stays what it was at every character."
    characters = "character" if count == 1 else "characters"
    return f"The answer “inside a quotation” turns at {turned} of the {count} {characters} from there on."
