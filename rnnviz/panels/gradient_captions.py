"""What the lab Gradient flow says: how much is left, and why."""

import numpy as np

from .decades import size
from .panel import number
from .verdicts import verb

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
        return f"{where}: the losses of all steps from {max(t, 1)} on add up in it.{in_training(result.norms, t)}"
    if back == 0:
        return f"At the loss, step {t}, the gradient has length {number(value)}; from here it flows back."
    where = f"{steps(back)} back from the loss, {length(value, result.state_words)}"
    return f"{where}: {verdict(result, t)}.{in_training(result.norms, t)}"


def length(value: float, of: str = "") -> str:
    """What has become of a gradient of length 1: a part of it is left, or it is so many times as long.

    `of` is what it is the gradient of, where that is more than h.
    """
    gradient = f"the gradient of {of}" if of else "the gradient"
    if value == np.inf:
        return f"{gradient} is beyond the largest float"
    if value > 1 and number(value) != number(1):
        return f"{gradient} is {number(value)} times as long"
    return f"{size(value)} of {gradient} is left"


def _nothing_left(result) -> str:
    first = int(np.flatnonzero(result.norms == 0).max())  # counted on the way back
    if result.own and result.factors[first] == 0:
        s = result.state
        why = (
            f"∂{s}_{first + 1}/∂{s}_{first} is zero, so that this state does not depend on the one before it"
        )
    elif result.made_to_order and result.spectrum.norm == 0:
        why = "W_hh is zero, so that no state depends on the one before it"
    elif result.made_to_order and not result.slopes[first : first + 1].any():
        dead = "dead" if result.nonlinearity == "relu" else "saturated to the last digit"
        why = f"every unit of step {first + 1} is {dead}: all slopes φ'(a) are 0"
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
    word = verb(factor)
    if not result.made_to_order:
        return f"it {word}"
    rho, sigma, limit = result.spectrum.radius, result.spectrum.norm, 1 / result.gamma
    peak = result.norms[t : last + 1].max() / result.norms[last]
    grew = f"after growing {number(peak)} times first, although ρ = {number(rho)} is below 1"
    transient = rho < 1 and peak > 10
    if word in ("vanishes", "shrinks"):
        if transient:
            return f"it {word}, {grew}"
        if sigma < limit * (1 - 1e-9):
            return f"it {word}, as it must: σ_max = {number(sigma)} is below 1/γ = {limit:g}"
        if rho < 1 and result.nonlinearity == "linear":
            return f"it {word}, as it must in the long run: ρ = {number(rho)} is below 1"
        where = "above" if sigma > limit * (1 + 1e-9) else "at"
        return f"it {word} although σ_max = {number(sigma)} is {where} 1/γ = {limit:g}"
    if word in ("grows", "explodes"):
        if rho < 1:
            why = ", for W_hh is not normal" if result.nonlinearity == "linear" else ""
            return f"it {word} although ρ = {number(rho)} is below 1{why}"
        return f"it {word}; it can, because σ_max = {number(sigma)} is above 1/γ = {limit:g}"
    return f"it is on its way down {grew}" if transient else f"it {word}"


def in_training(norms: np.ndarray, t: int, what: str = "it", first: int = 0) -> str:
    """What 32-bit floats, in which networks are trained, make of a gradient, and from which step on.

    norms[0] is that of step `first`; `what` stands for the gradient in the sentence.
    """
    if norms[t - first] < SMALLEST_FLOAT32:
        step = first + int(np.flatnonzero(norms < SMALLEST_FLOAT32).max())
        return f" A network trained in 32-bit floats would hold 0 from step {step} back."
    if norms[t - first] > LARGEST_FLOAT32:
        step = first + int(np.flatnonzero(norms > LARGEST_FLOAT32).max())
        return f" In 32-bit floats {what} is infinity from step {step} back."
    return ""


def state_in_training(result) -> str:
    """The step from which on 32-bit floats cannot hold the state itself."""
    if result.first_bad is not None or result.first_large is None:
        return ""
    return f"In 32-bit floats the state itself is infinity from step {result.first_large} on."


def chain_sentence(result, t: int) -> str:
    """The most that any gradient is multiplied by between the pair of steps."""
    late, s = result.pair, result.state
    n = late - t
    if n < 1 or result.first_bad is not None:
        return ""
    norm = size(result.pair_norms[t])
    if n == 1:
        return f"∂{s}_{late}/∂{s}_{t} is one Jacobian, with norm {norm}."
    return f"From step {late} back to {t} no gradient is multiplied by more than ‖∂{s}_{late}/∂{s}_{t}‖ = {norm}."
