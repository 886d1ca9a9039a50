"""RNN, LSTM and GRU side by side, in words."""

import numpy as np

from .decades import size
from .initial_captions import listed

LOST = 1e-6  # below this a gradient has nothing left to teach
ROUNDING = 1e-12  # a difference of two states below this has no three digits left
LUCK = 1e3  # a larger factor between the draws is worth a sentence


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


def steps(n: int) -> str:
    return f"{n} step{'' if n == 1 else 's'}"


def headline(result, t: int) -> str:
    """How much of the gradient each cell has left at step t, and whether that is enough."""
    n = result.T - t
    if not n:
        return f"At the loss, t = {t}, all three gradients measure 1; now go back from here."
    values = medians(result, "gradients", t)
    start = f"{steps(n)} back from the loss"
    lost = [i for i, value in enumerate(values) if value < LOST]
    kept = [i for i, value in enumerate(values) if value >= LOST]
    if not kept:
        _, lstm, gru = result.runs
        return (
            f"{start}, all three have lost their gradient: {valued(result, values)}. "
            f"A step keeps {size(lstm.dial)} of the LSTM's memory and {size(gru.dial)} of the GRU's state."
        )
    if lost:
        gone = listed([f"the {result.runs[i].name}" for i in lost])
        each = listed([f"the {result.runs[i].name} keeps {size(values[i])}" for i in kept])
        has, its = ("has", "its") if len(lost) == 1 else ("have", "their")
        numbers = listed([size(values[i]) for i in lost])
        return f"{start}, {gone} {has} lost {its} gradient ({numbers}); {each}.{spread_over_draws(result, t)}"
    most, least = int(np.argmax(values)), int(np.argmin(values))
    names = [run.name for run in result.runs]
    return (
        f"{start}, all three keep a gradient to learn from: {valued(result, values)}; "
        f"the {names[most]}'s is {size(values[most] / values[least])} times the {names[least]}'s."
        f"{spread_over_draws(result, t)}"
    )


def spread_over_draws(result, t: int) -> str:
    """By what factor the gradient differs between the draws of the cell that depends most on luck."""
    factors = []
    for run in result.runs:
        least, most = run.gradients.low[t], run.gradients.high[t]
        factors.append(most / least if least > 0 else 0.0)
    widest = int(np.argmax(factors))
    if factors[widest] < LUCK:
        return ""
    return (
        f" From draw to draw the {result.runs[widest].name}'s differs by a factor of {size(factors[widest])}."
    )


def pulse_left(result, t: int) -> str:
    """How far the pulse moved each state at once, and how far it still moves h_t."""
    s = result.s
    wrote = valued(result, medians(result, "changes", s))
    if t < s:
        return f"{result.input.pulse[:1].upper()}{result.input.pulse[1:]} comes at step {s}."
    start = f"{result.input.pulse[:1].upper()}{result.input.pulse[1:]} of step {s} moves h_{s} by {wrote}"
    if t == s:
        return f"{start}."
    still = valued(result, medians(result, "changes", t), lambda value: written(value, ROUNDING))
    slope = valued(result, medians(result, "slopes", t))
    return f"{start}; h_{t} by {still}. ‖∂h_{t}/∂x_{s}‖ is {slope}."


def costs(result) -> str:
    """Parameters and multiplications of each."""
    parameters = valued(result, [run.parameters for run in result.runs], "{:,}".format)
    products = valued(result, [run.multiplications for run in result.runs], "{:,}".format)
    return f"Parameters: {parameters}; multiplications a step: {products}."
