"""What the lab Hidden state says: what the chosen unit follows, and what it is at now."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...words import number, sentence, spoken
from .model import FOLLOWS, GOES_WITH, LEANS, HiddenStateResult, either_way, stretch

APART = 0.5  # difference of the shares of one sign, inside and outside, from which on counts of signs say it


def captions(result: HiddenStateResult, t: float, views: Sequence[str]) -> list[str]:
    """The headline, and what the views that are shown add to it."""
    t = int(t)
    said = [headline(result)]
    if "text" in views or "curve" in views:
        said.append(reading(result, t))
    if "map" in views:
        said.append(together(result, t))
    if "path" in views:
        first, second = (f"{100 * share:.0f} %" for share in result.shares)
        said.append(f"The path is drawn along two directions that hold {first} and {second} of the variance.")
    return said


def headline(result: HiddenStateResult) -> str:
    """Which of the things that we can name the unit follows, with the number that says how well."""
    who = f"Unit {result.unit}{'' if result.trained else ' of this untrained network'}"
    r, auc = result.letters_correlation, result.auc
    letters = f"(correlation {number(r)})"
    strength = float(either_way(auc))
    if abs(r) >= GOES_WITH and not 2 * strength - 1 > abs(r):
        way = "rises with" if r > 0 else "falls with"
        return f"{who} follows the letters into the word: it {way} their number {letters}."
    if auc != auc:
        where = "inside a quotation" if result.inside.all() else "outside of quotations"
        follows = f"{who[0].lower()}{who[1:]} follows quotations"
        return f"All of this text is {where}: whether {follows} cannot be told."
    if strength >= LEANS:
        verb = "follows" if strength >= FOLLOWS else "leans toward"
        return f"{who} {verb} quotations: {difference(result)} (AUC {number(auc)})."
    return f"{who} follows neither quotations (AUC {number(auc)}) nor the letters into the word {letters}."


def difference(result: HiddenStateResult) -> str:
    """How the unit differs inside and outside of quotations: by its sign if that tells them apart."""
    values, inside = result.values[1:], result.inside
    high = result.auc > 0.5
    signed = values > 0 if high else values < 0
    within, without = signed[inside], signed[~inside]
    if within.mean() - without.mean() >= APART:
        return (
            f"{'positive' if high else 'negative'} at {within.sum()} of {len(within)} characters inside them and at "
            f"{without.sum()} of {len(without)} outside"
        )
    pairs = f"{100 * either_way(result.auc):.0f} % of all pairs of characters"
    return f"{'higher' if high else 'lower'} inside than outside in {pairs}"


def reading(result: HiddenStateResult, t: int) -> str:
    """The unit at the cursor, and for how long it has the sign that it has there."""
    unit, T = result.unit, len(result.text)
    if t == 0:
        others = "" if result.h[0].any() else ", like all the others"
        return f"Before the first character unit {unit} is at {number(result.h[0, unit - 1])}{others}."
    now = result.values[t]
    where = f"After character {t} of {T}, {named(result, t)}, unit {unit} is at {number(now)}"
    if now == 0:
        return f"{where}."
    first, last = stretch(result.values[1:], t)
    side = "positive" if now > 0 else "negative"
    if (first, last) == (1, T) and T > 1:
        return f"{where}; it is {side} at every character."
    if first == last:
        return f"{where}; it is {side} at this character only."
    return f"{where}; it is {side} from character {first}, {named(result, first)}, to {last}, {named(result, last)}."


def named(result: HiddenStateResult, t: int) -> str:
    """Character t as a sentence names it."""
    return spoken(result.text[t - 1], bool(result.inside[t - 1]))


def together(result: HiddenStateResult, t: int) -> str:
    """How many units follow quotations, and what all of them together answer at the cursor."""
    units = result.h.shape[1]
    who = "the only unit" if units == 1 else f"all {units} units together"
    count = ""
    if units > 1 and not np.isnan(result.aucs).any():
        few = result.following
        count = f"{few or 'None'} of the {units} units follow{'s' * (few <= 1)} quotations"
    if not result.trained:
        return sentence(count)
    inside, letters = (float(answer[t]) for answer in result.answers)
    answer = (
        f"{who} answer{'s' * (units == 1)}: inside a quotation with probability {number(inside)}, "
        f"{number(letters)} letters into the word"
    )
    return sentence(f"{count}; {answer}" if count else answer)
