"""What the unrolling film says at each moment."""

from __future__ import annotations

from collections.abc import Sequence

from ...words import length, number, percent, steps
from .model import UnrollingResult
from .moment import FOLDED, UNFOLDED, back_to


def captions(result: UnrollingResult, t: float, views: Sequence[str]) -> list[str]:
    return [headline(result, t), term(result, t) if "terms" in views else "", cut_off(result, t)]


def headline(result: UnrollingResult, t: float) -> str:
    """One or two sentences for time t."""
    if t < (FOLDED + UNFOLDED) / 2:
        return "One cell with a loop: h_t is computed from the input x_t and the cell's own last state."
    if t < UNFOLDED + 0.5:
        copies = "1 copy" if result.T == 1 else f"{result.T} copies"
        same = f"all with the same {result.weights} weights"
        return f"The loop has become a chain: {copies} of one cell, {same}."
    if t <= result.T + 0.5:
        return forward(result, min(int(t + 0.5), result.T))
    if t < back_to(result.T + 0.5):
        return at_loss(result)
    if t > back_to(0.5):
        return total(result)
    return backward(result, int(back_to(t) + 0.5))


def forward(result: UnrollingResult, t: int) -> str:
    before, after = number(result.shown[t - 1]), number(result.shown[t])
    return f"Step {t} reads {result.names[t - 1]}: {result.looked_at} goes from {before} to {after}."


def at_loss(result: UnrollingResult) -> str:
    loss = f"the loss is L = {number(result.loss)}"
    return f"After {steps(result.T)} {result.outcome}: {loss}. The network is untrained."


def backward(result: UnrollingResult, t: int) -> str:
    whole, size = result.whole_state_gradients[t], result.state_gradients[t]
    if t == result.T:
        return f"The way back begins: the loss sends ∂L/∂h_{t} of size {number(size)} to the last state."
    if t <= result.cut:
        return (
            f"The way back to step {t} is cut: truncation after {steps(result.T - result.cut)} takes "
            f"∂L/∂h_{t} for 0; in truth its size is {number(whole)}."
        )
    arrived = result.state_gradients[result.T]
    if arrived == 0:
        return f"Going back: ∂L/∂h_{t} is 0, because nothing arrived at step {result.T}."
    left = length(size / arrived)
    return f"{steps(result.T - t)} back from the loss, {left}: ∂L/∂h_{t} has size {number(size)}."


def total(result: UnrollingResult) -> str:
    """What the terms come to, in the numbers of the bars."""
    if result.cut < 1:
        if result.T == 1:
            return "The one term of ∂L/∂W_hh is 0: it multiplies h_0 = 0, so W_hh has had no effect."
        return f"All {result.T} terms add up to {result.summed} = {number(result.levels[1])}."
    left = f"{result.T - result.cut} of {result.T} terms are left"
    is_now = f"{result.summed} is {number(result.levels[1])} instead of {number(result.whole_levels[1])}"
    return f"Truncated after {steps(result.T - result.cut)}, {left}: {is_now}."


def cut_off(result: UnrollingResult, t: float) -> str:
    """How much of the whole matrix truncation has cost."""
    if result.cut < 1 or t <= back_to(0.5):
        return ""
    if result.whole_norm == 0:
        return "Nothing is lost, because ∂L/∂W_hh is 0."
    return (
        f"Over all of W_hh, what was cut off measures {percent(result.lost)} of ‖∂L/∂W_hh‖ = "
        f"{number(result.whole_norm)}."
    )


def term(result: UnrollingResult, t: float) -> str:
    """What the bars say at time t: the newest term and the sum so far."""
    if t < back_to(result.T + 0.5):
        return ""
    if t > back_to(0.5):
        return "" if result.cut >= 1 or result.T == 1 else "That is exactly what back-propagation returns."
    step = int(back_to(t) + 0.5)
    if step <= result.cut:
        return f"Its term, {number(result.bars[step - 1])} for {result.summed}, is lost."
    why = " (h_0 is 0)" if step == 1 else ""
    adds = f"Term {step} adds {number(result.bars[step - 1])}{why} to {result.summed}"
    return f"{adds}; the sum so far is {number(result.levels[step])}."
