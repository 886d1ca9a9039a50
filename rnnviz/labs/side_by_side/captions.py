"""What the lab Side by side says: whose gradient reaches back, what is left of the pulse, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ...gradients import NOTHING_LEFT
from ...words import listed, number, size, steps
from .model import SideBySideResult

ROUNDING = 1e-12  # a difference of two states below this has no three digits left
LUCK = 1e3  # a larger factor between the draws is what is to be said
TINY = 1e-300  # stands for nothing, to divide by


def captions(result: SideBySideResult, t: float, views: Sequence[str]) -> list[str]:
    """A sentence about each view that is shown, the first as the headline."""
    t = int(t)
    said = []
    if "gradients" in views:
        said.append(whose_gradient(result, t))
    if {"pulse", "input"} & set(views):
        said.append(pulse_left(result, t))
    if "states" in views:
        said.append(kept(result))
    if "costs" in views or (result.same_parameters and "gradients" in views):
        said.append(costs(result))
    return said


def medians(result: SideBySideResult, name: str, t: int) -> list[float]:
    """The median over the draws of one quantity of each cell at step t."""
    return [float(getattr(run, name).median[t]) for run in result.runs]


def valued(result: SideBySideResult, values: Sequence[float], text: Callable[[float], str] = size) -> str:
    """Each cell with its number, the largest first."""
    texts = {text(value) for value in values}
    if len(texts) == 1:
        return f"{texts.pop()} in all three"
    order = sorted(range(len(values)), key=lambda i: -values[i])
    return listed([f"{text(values[i])} ({result.runs[i].name})" for i in order])


def written(value: float, floor: float = 0.0) -> str:
    """A magnitude as labels and captions write it; below the floor, that it is below."""
    return f"under {floor:.0e}" if value < floor else size(value)


def times(factor: float) -> str:
    """A large factor to three figures, in full below a million: 5,490."""
    return f"{float(f'{factor:.3g}'):,.0f}" if factor < 1e6 else size(factor)


def whose_gradient(result: SideBySideResult, t: int) -> str:
    """How much of the gradient each cell has left at step t, and whether that is enough to learn from."""
    n = result.T - t
    if not n:
        return f"At the loss, t = {t}, each gradient is 1, the measure of all others; now go back from here."
    values = medians(result, "gradients", t)
    start = f"{steps(n)} back"
    lost = [i for i, value in enumerate(values) if value < NOTHING_LEFT]
    kept = sorted((i for i, value in enumerate(values) if value >= NOTHING_LEFT), key=lambda i: -values[i])
    if not kept:
        return f"{start}, none of the three has anything left to learn from: {valued(result, values)}."
    luck = spread_over_draws(result, kept, t)
    if luck:
        return f"{start}, {luck}"
    return f"{start}, {listed(clauses(result, values, kept, lost))}."


def clauses(
    result: SideBySideResult, values: Sequence[float], kept: Sequence[int], lost: Sequence[int]
) -> list[str]:
    """The LSTM keeps 0.00219 of its gradient, the GRU 6.78e-04, the RNN nothing to learn from (7.80e-09)."""
    said, keeps, of = [], " keeps", " of its gradient"
    for i in kept:
        name = f"the {result.runs[i].name}"
        if values[i] > 1:
            said.append(f"{name}'s gradient is {size(values[i])} times as long")
        else:
            said.append(f"{name}{keeps} {size(values[i])}{of}")
            keeps = of = ""
    if lost:
        gone = listed([f"the {result.runs[i].name}" for i in lost])
        numbers = listed([size(values[i]) for i in lost])
        said.append(f"{gone}{keeps} nothing to learn from ({numbers})")
    return said


def spread_over_draws(result: SideBySideResult, kept: Sequence[int], t: int) -> str:
    """Of the cells that keep a gradient, the one that owes it most to luck, if it is much: by what factor."""
    factors = [result.runs[i].gradients.high[t] / max(result.runs[i].gradients.low[t], TINY) for i in kept]
    widest = int(np.argmax(factors))
    if factors[widest] < LUCK:
        return ""
    run = result.runs[kept[widest]]
    return (
        f"the {run.name} keeps {size(float(run.gradients.median[t]))} of its gradient at the median, "
        f"but its luckiest draw {times(float(factors[widest]))} times as much as its unluckiest."
    )


def pulse_left(result: SideBySideResult, t: int) -> str:
    """How far the pulse moved each state at once, or how far it still moves h_t."""
    s, pulse = result.s, f"{result.input.pulse[:1].upper()}{result.input.pulse[1:]}"
    if t < s:
        return f"{pulse} comes at step {s}."
    values = medians(result, "changes", t)
    return f"{pulse} of step {s} moves h_{t} by {valued(result, values, lambda value: written(value, ROUNDING))}."


def kept(result: SideBySideResult) -> str:
    """What decides how much a step keeps of each state that is shown."""
    rnn, lstm, gru = (number(run.dial) for run in result.runs)
    return (
        f"On average a step keeps f = {lstm} of the LSTM's memory and z = {gru} of the GRU's state; "
        f"the RNN's W_hh has ρ = {rnn}."
    )


def costs(result: SideBySideResult) -> str:
    """The parameters of each."""
    return f"Parameters: {valued(result, [run.parameters for run in result.runs], '{:,}'.format)}."
