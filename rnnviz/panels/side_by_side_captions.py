"""RNN, LSTM and GRU side by side, in words."""

import numpy as np

from .decades import size
from .initial_captions import listed

LOST = 1e-6  # below this a gradient has nothing left to teach
ROUNDING = 1e-12  # a difference of two states below this has no three digits left
LUCK = 1e3  # a larger factor between the draws is what is to be said
TINY = 1e-300  # stands for nothing, to divide by


def medians(result, name: str, t: int) -> list[float]:
    """The median over the draws of one quantity of each cell at step t."""
    return [float(getattr(run, name).median[t]) for run in result.runs]


def valued(result, values: list[float], text=size) -> str:
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


def steps(n: int) -> str:
    return f"{n} step{'' if n == 1 else 's'}"


def headline(result, t: int) -> str:
    """How much of the gradient each cell has left at step t, and whether that is enough."""
    n = result.T - t
    if not n:
        return f"At the loss, t = {t}, each gradient is 1, the measure of all others; now go back from here."
    values = medians(result, "gradients", t)
    start = f"{steps(n)} back from the loss"
    lost = [i for i, value in enumerate(values) if value < LOST]
    kept = sorted((i for i, value in enumerate(values) if value >= LOST), key=lambda i: -values[i])
    if not kept:
        return f"{start}, all three have lost their gradient: {valued(result, values)}."
    luck = spread_over_draws(result, kept, t)
    if luck:
        return f"{start}, {luck}"
    if not lost:
        return f"{start}, all three keep a gradient to learn from: {valued(result, values)}."
    gone = listed([f"the {result.runs[i].name}" for i in lost])
    names = [f"the {result.runs[i].name}" for i in kept]
    names[0] += " keeps"
    each = listed([f"{name} {size(values[i])}" for name, i in zip(names, kept, strict=True)])
    has, its = ("has", "its") if len(lost) == 1 else ("have", "their")
    numbers = listed([size(values[i]) for i in lost])
    return f"{start}, {gone} {has} lost {its} gradient ({numbers}); {each}."


def spread_over_draws(result, kept: list[int], t: int) -> str:
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


def pulse_left(result, t: int) -> str:
    """How far the pulse moved each state at once, or how far it still moves h_t."""
    s, pulse = result.s, f"{result.input.pulse[:1].upper()}{result.input.pulse[1:]}"
    if t < s:
        return f"{pulse} comes at step {s}."
    values = medians(result, "changes", t)
    return f"{pulse} of step {s} moves h_{t} by {valued(result, values, lambda value: written(value, ROUNDING))}."


def costs(result) -> str:
    """The parameters of each, where they are to be the same."""
    if not result.same_parameters:
        return ""
    return f"Parameters: {valued(result, [run.parameters for run in result.runs], '{:,}'.format)}."
