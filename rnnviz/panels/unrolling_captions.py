"""What the unrolling film says at each moment."""

from .panel import number
from .unrolling_moment import FOLDED, UNFOLDED, back_to


def headline(result, t: float) -> str:
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


def forward(result, t: int) -> str:
    before, after = number(result.shown[t - 1]), number(result.shown[t])
    return f"Step {t} reads {result.names[t - 1]}: {result.looked_at} goes from {before} to {after}."


def at_loss(result) -> str:
    loss = f"the loss is L = {number(result.loss)}"
    return f"After {steps(result.T)} {result.outcome}: {loss}. The network is untrained."


def backward(result, t: int) -> str:
    whole, size = result.whole_state_gradients[t], result.state_gradients[t]
    if t == result.T:
        return f"The way back begins: the loss sends ∂L/∂h_{t} of size {number(size)} to the last state."
    if t <= result.cut:
        return (
            f"The way back to step {t} is cut: truncation after {steps(result.truncate)} takes "
            f"∂L/∂h_{t} for 0; in truth its size is {number(whole)}."
        )
    arrived = result.state_gradients[result.T]
    if arrived == 0:
        return f"Going back: ∂L/∂h_{t} is 0, for nothing arrived at step {result.T}."
    share = f"{percent(size / arrived)} of what arrived at step {result.T}"
    return f"Going back: ∂L/∂h_{t} has size {number(size)}, {share}."


def total(result) -> str:
    whole = number(result.whole_norm)
    if result.cut < 1:
        if result.T == 1:
            return "The one term of ∂L/∂W_hh is 0: it multiplies h_0 = 0, so that W_hh has had no effect."
        return f"All {result.T} terms together are ∂L/∂W_hh: its norm is {whole}."
    kept = f"Truncated after {steps(result.truncate)}, {result.T - result.cut} of {result.T} terms are left"
    if result.whole_norm == 0:
        return f"{kept}; nothing is lost, as ∂L/∂W_hh is 0."
    lost = f"what was cut off measures {percent(result.lost)} of the whole ∂L/∂W_hh"
    return f"{kept}: {lost}, whose norm is {whole}."


def term(result, t: float) -> str:
    """What the bars say at time t: the newest term and the sum so far."""
    if t < back_to(result.T + 0.5):
        return ""
    if t > back_to(0.5):
        total = f"The terms add up to {result.summed} = {number(result.levels[1])}"
        if result.cut >= 1:
            return f"{total}; the whole is {number(result.whole_levels[1])}."
        return f"{total}, exactly what back-propagation returns."
    step = int(back_to(t) + 0.5)
    if step <= result.cut:
        return f"Its term, {number(result.bars[step - 1])} for {result.summed}, is lost."
    why = " (h_0 is 0)" if step == 1 else ""
    adds = f"Term {step} adds {number(result.bars[step - 1])}{why} to {result.summed}"
    return f"{adds}; the sum so far is {number(result.levels[step])}."


def steps(count: int) -> str:
    return f"{count} step{'' if count == 1 else 's'}"


def percent(share: float) -> str:
    """A share in per cent: 12 %, 0.031 %, 3.1e-07 %."""
    value = 100 * share
    if value == 0:
        return "0 %"
    if 0.001 <= value < 99_999.5:
        return f"{value:,.0f} %" if value >= 100 else f"{float(f'{value:.3g}'):g} %"
    return f"{value:.1e} %".replace("e-", "e−")
