"""What the lab Gradient flow says: how much is left, why, and which bound holds."""

import numpy as np

from .decades import size
from .panel import number

SMALLEST_FLOAT32, LARGEST_FLOAT32 = 1.4e-45, 3.4e38


def steps(n: int) -> str:
    return f"{n} step{'s' * (n != 1)}"


def headline(result, t: int) -> str:
    """How much of the gradient is left at step t, and what that is due to."""
    if result.first_bad is not None:
        return (
            f"The state itself exploded: at step {result.first_bad} it is beyond the largest float, "
            "and no gradient can be worked out after that."
        )
    last = result.losses[-1]
    if t > last:
        return f"Step {t} comes after the loss at step {last}: no gradient reaches it."
    value = result.norms[t]
    if value != value:
        first = int(np.flatnonzero(np.isnan(result.norms)).max())
        return f"From step {first} back the gradient is no number: on its way infinity met 0 or infinity."
    if value == 0:
        return _nothing_left(result)
    back = last - t
    if result.everywhere:
        where = f"At step {t}, {steps(back)} from the end, the gradient has length {size(value)}"
        return f"{where}: the losses of all steps from {max(t, 1)} on add up in it.{in_training(result, t)}"
    if back == 0:
        return f"At the loss, step {t}, the gradient has length {number(value)}; from here it flows back."
    where = f"{steps(back)} back from the loss, {size(value)} of the gradient is left"
    return f"{where}: {verdict(result, t)}.{in_training(result, t)}"


def _nothing_left(result) -> str:
    first = int(np.flatnonzero(result.norms == 0).max())  # counted on the way back
    if result.own and result.factors[first] == 0:
        why = f"∂h_{first + 1}/∂h_{first} is zero, so that this state does not depend on the one before it"
    elif result.made_to_order and result.spectrum.norm == 0:
        why = "W_hh is zero, so that no state depends on the one before it"
    elif result.made_to_order and not result.slopes[first : first + 1].any():
        why = f"every unit of step {first + 1} is dead: all slopes φ'(a) are 0"
    elif result.norms[first + 1] < 1e-200:
        why = "it fell below the smallest float"
    else:
        why = (
            "what was left lay in a direction that the step back wipes out"
            if result.own
            else "what was left met only units whose slope is 0"
        )
    return f"From step {first} back the gradient is exactly 0: {why}."


def verdict(result, t: int) -> str:
    """One clause: vanishes, holds or explodes, and why."""
    last = result.losses[-1]
    factor = result.norms[t] / result.norms[last]
    if not result.made_to_order:
        return _plain_verdict(factor)
    rho, sigma, limit = result.spectrum.radius, result.spectrum.norm, 1 / result.gamma
    peak = result.norms[t : last + 1].max() / result.norms[last]
    grew = f"after growing {number(peak)} times first, although ρ = {number(rho)} is below 1"
    transient = rho < 1 and peak > 10
    if factor < 0.5:
        shrinks = "it vanishes" if factor < 0.01 else "it shrinks"
        if transient:
            return f"{shrinks}, {grew}"
        if sigma < limit * (1 - 1e-9):
            return f"{shrinks}, as it must: σ_max = {number(sigma)} is below 1/γ = {limit:g}"
        if rho < 1 and result.nonlinearity == "linear":
            return f"{shrinks}, as it must in the long run: ρ = {number(rho)} is below 1"
        where = "above" if sigma > limit * (1 + 1e-9) else "at"
        return f"{shrinks} although σ_max = {number(sigma)} is {where} 1/γ = {limit:g}"
    if factor > 2:
        if rho < 1:
            why = ", for W_hh is not normal" if result.nonlinearity == "linear" else ""
            return f"it has grown although ρ = {number(rho)} is below 1{why}"
        grows = "it explodes" if factor > 100 else "it grows"
        return f"{grows}; it can, because σ_max = {number(sigma)} is above 1/γ = {limit:g}"
    return f"it is on its way down {grew}" if transient else "it holds"


def _plain_verdict(factor: float) -> str:
    for limit, words in ((0.01, "it vanishes"), (0.5, "it shrinks"), (2, "it holds"), (100, "it grows")):
        if factor < limit:
            return words
    return "it explodes"


def in_training(result, t: int) -> str:
    """What 32-bit floats, in which networks are trained, make of the gradient, and from which step on."""
    if result.norms[t] < SMALLEST_FLOAT32:
        first = int(np.flatnonzero(result.norms < SMALLEST_FLOAT32).max())
        return f" A network trained in 32-bit floats would hold 0 from step {first} back."
    if result.norms[t] > LARGEST_FLOAT32:
        first = int(np.flatnonzero(result.norms > LARGEST_FLOAT32).max())
        return f" In 32-bit floats it is infinity from step {first} back."
    return ""


def bound_sentence(result, t: int) -> str:
    """Which of the two bounds holds, and how near the gradient comes to it."""
    last = result.losses[-1]
    n = last - t
    if result.everywhere or n <= 0 or result.first_bad is not None or result.norms[t] == 0:
        return ""
    value, upper, rate = result.norms[t], result.upper[t], result.rate[t]
    if result.keeper:
        return (
            f"The product of all ‖J_t‖ would allow {size(upper)}; the gate {result.keeper} alone keeps "
            f"{size(rate)} in the unit that keeps most."
        )
    if result.own:
        under = "reaches it" if value > 0.97 * upper else f"is {_times_below(value, upper)} below it"
        return f"The product of all ‖J_t‖ of {result.own} is {size(upper)}; the gradient {under}."
    near = "runs along it" if value > 0.97 * upper else f"is {_times_below(value, upper)} below it"
    if result.coincide:
        return f"W_hh is normal, so that both bounds are ρ^{n} = {size(rate)}; the gradient {near}."
    if result.nonlinearity == "linear":
        trend = f"ρ^{n} = {size(rate)} is no bound, as W_hh is not normal"
    else:
        trend = f"ρ^{n} = {size(rate)} knows nothing of φ'"
    above = ", and the gradient is above it" if value > rate * 1.001 else ""
    return f"The bound that holds is (γσ_max)^{n} = {size(upper)}; the gradient {near}. {trend}{above}."


def _times_below(value: float, bound: float) -> str:
    if bound == np.inf:
        return "far"
    return f"{number(bound / value)} times"


def chain_sentence(result, t: int) -> str:
    """The product between the pair of steps, factor by factor."""
    late = result.pair
    n = late - t
    if n < 1 or result.first_bad is not None:
        return ""
    with np.errstate(over="ignore"):
        product = float(np.prod(result.factors[t:late]))
    if n == 1:
        return f"∂h_{late}/∂h_{t} is one Jacobian, with norm {size(result.pair_norms[t])}."
    return (
        f"From step {late} back to {t} no gradient is multiplied by more than ‖∂h_{late}/∂h_{t}‖ = "
        f"{size(result.pair_norms[t])}; the norms of the {n} factors alone would allow {size(product)}."
    )
