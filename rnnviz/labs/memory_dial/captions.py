"""What the lab Memory dial says: how long a memory lasts, and whether the run does as its biases say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...words import number, size, steps
from .model import MemoryResult

FAR = 100  # the distance at which one is read off


def captions(result: MemoryResult, t: float, views: Sequence[str]) -> list[str]:
    t = int(t)
    said = [headline(result), fate(result, t)]
    if "units" in views:
        said.append(holders(result, t))
    said.append(comparison(result))
    if "outside" in views:
        said.append(inside_outside(result))
    return said


def headline(result: MemoryResult) -> str:
    """What the biases say."""
    first, last = result.half_life[[0, -1]]
    if result.longest is None:
        who = "By itself, a forget bias" if result.disturbed else "A forget bias"
        return (
            f"{who} of {signed(result.bias[0])} keeps {gate(result.bias[0])} a step: half of a memory is gone "
            f"after {lasting(first)}."
        )
    who = "By themselves, chrono biases" if result.disturbed else "Chrono biases"
    return (
        f"{who} for memories of up to {result.longest} steps spread the half-lives of {len(result.bias)} units "
        f"from {number(first)} to {lasting(last)}."
    )


def lasting(n: float) -> str:
    return "1 step" if n == 1 else f"{number(n)} steps"


def signed(bias: float) -> str:
    """−2.5"""
    return f"{bias:g}".replace("-", "−")


def gate(bias: float) -> str:
    """f = σ(bias), near 1 by what is missing."""
    missing = float(np.exp(-np.logaddexp(0, bias)))
    return f"1 − {number(missing)}" if missing < 5e-4 else number(1 - missing)


def fate(result: MemoryResult, t: int) -> str:
    """What the unit that is followed still holds."""
    n = t - result.written
    if n < 0:
        return f"At t = {t} the pulse is still to come or being written; it ends at step {result.written}."
    left, predicted = size(result.left[t, result.unit]), size(result.predicted[t, result.unit])
    when = f"At t = {t}, {steps(n)} after the pulse"
    if not result.various:
        return f"{when}, {left} of it is left: f^{n}."
    holds = f"{when}, unit {result.unit + 1} holds {left} of it"
    return f"{holds}; its bias alone predicts {predicted}." if result.disturbed else f"{holds}: f^{n}."


def holders(result: MemoryResult, t: int) -> str:
    """How many units still hold more than half, where they differ."""
    if t < result.written or not result.various:
        return ""
    count, units = int((result.left[t] > 0.5).sum()), len(result.bias)
    return f"More than half of it is held by {count if count else 'none'} of {units} units."


def comparison(result: MemoryResult) -> str:
    """How far the run departs from f^n."""
    if not result.disturbed:
        return ""
    kept = ~np.isfinite(result.measured)
    if kept.all():
        return "In this run no unit loses half of the pulse."
    ratio = float(np.median((result.measured / result.half_life)[~kept]))
    rest = f"; {kept.sum()} of {len(kept)} units keep more than half to the end" if kept.any() else ""
    return (
        "The gates do not stay at their biases: the half-life measured is, at the median, "
        f"{number(ratio)} times the predicted{rest}."
    )


def inside_outside(result: MemoryResult) -> str:
    """How large c becomes, and how large h, where a tanh could not reach so far."""
    c, h = np.abs(result.c).max(), np.abs(result.h).max()
    if c < 2:
        return ""
    return f"|c| goes up to {number(c)}, |h| to {number(h)}: h = o ⊙ tanh(c) cannot leave ±1."
