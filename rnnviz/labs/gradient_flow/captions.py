"""What the lab Gradient flow says: how much is left, why, and which bound binds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...words import DULL, THOUSANDFOLD, all_saturated, in_training, length, number, size, steps, verb
from .model import GradientFlowResult, passed, passed_gates

MUST_SHRINK = 0.5
"""A bound below this is never useless, however far below it the gradient lies."""
NEAR = 0.1  # from 0 and from 1: a gate there is shut or open


def captions(result: GradientFlowResult, t: float, views: Sequence[str]) -> list[str]:
    """The headline, and what the views that are shown add to it."""
    t = int(t)
    said = [headline(result, t), state_in_training(result)]
    if "curve" in views or "eigenvalues" in views:
        said.append(bound_sentence(result, t))
    if "chain" in views or "pairs" in views:
        said.append(chain_sentence(result, t))
    if "slopes" in views:
        said.append(on_the_way(result, t))
    return said


def headline(result: GradientFlowResult, t: int) -> str:
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


def _nothing_left(result: GradientFlowResult) -> str:
    first = int(np.flatnonzero(result.norms == 0).max())  # counted on the way back
    if result.own and result.factors[first] == 0:
        s = result.state
        why = (
            f"∂{s}_{first + 1}/∂{s}_{first} is zero, so that this state does not depend on the one before it"
        )
    elif result.made_to_order and result.spectrum is not None and result.spectrum.norm == 0:
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


def verdict(result: GradientFlowResult, t: int) -> str:
    """One clause: vanishes, holds or explodes, and why."""
    last = result.losses[-1]
    factor = result.norms[t] / result.norms[last]
    word = verb(factor)
    if result.spectrum is None or not result.made_to_order:
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
            why = ", because W_hh is not normal" if result.nonlinearity == "linear" else ""
            return f"it {word} although ρ = {number(rho)} is below 1{why}"
        return f"it {word}; it can, because σ_max = {number(sigma)} is above 1/γ = {limit:g}"
    return f"it is on its way down {grew}" if transient else f"it {word}"


def state_in_training(result: GradientFlowResult) -> str:
    """The step from which on 32-bit floats cannot hold the state itself."""
    if result.first_bad is not None or result.first_large is None:
        return ""
    return f"In 32-bit floats the state itself is infinity from step {result.first_large} on."


def chain_sentence(result: GradientFlowResult, t: int) -> str:
    """The most that any gradient is multiplied by between the pair of steps."""
    late, s = result.pair, result.state
    n = late - t
    if n < 1 or result.first_bad is not None:
        return ""
    norm = size(result.pair_norms[t])
    if n == 1:
        return f"∂{s}_{late}/∂{s}_{t} is one Jacobian, with norm {norm}."
    return f"From step {late} back to {t} no gradient is multiplied by more than ‖∂{s}_{late}/∂{s}_{t}‖ = {norm}."


def bound_names(result: GradientFlowResult) -> tuple[str, str]:
    """What the two lines beside the gradient are: the bound, dashed, and what the eigenvalues or a gate alone keep.

    With a loss at every step each is a sum over the losses.
    """
    bound, rate = ("(γσ_max)ⁿ", "ρⁿ") if result.made_to_order else ("Π‖J_t‖", f"Π{result.keeper}")
    return (f"Σ{bound}", f"Σ{rate}") if result.everywhere else (bound, rate)


def bound_sentence(result: GradientFlowResult, t: int) -> str:
    """The bound and its value; whether it binds or is useless; and what is no bound although it looks like one."""
    last, value = result.losses[-1], result.norms[t]
    n = last - t
    if n <= 0 or result.first_bad is not None or not 0 < value < float("inf"):
        return ""
    bound, alone = bound_names(result)
    if not result.everywhere:
        bound, alone = (name.replace("ⁿ", f"^{n}") for name in (bound, alone))
    upper, rate = result.upper[t], result.rate[t]
    of = f"bound of {result.own}," if result.own else "bound"
    the = f"bound, summed over the losses, {bound}" if result.everywhere else f"{of} {bound}"
    if result.coincide:
        return _says(f"The {the} = {alone}", upper, value)
    if result.made_to_order and value > rate * 1.001:
        return _says(f"{alone} = {size(rate)} is no bound; the {the}", upper, value)
    sentence = _says(f"The {the}", upper, value)
    if result.keeper and not result.everywhere:
        return f"{sentence} The gate {result.keeper} alone would keep {size(rate)} at most."
    return sentence


def _says(bound: str, upper: float, value: float) -> str:
    """The bound … = 1470 binds, or is useless here; or it is small itself, so that the gradient must be."""
    equals = f"{bound} = {number(upper)}" if 0 < upper < float("inf") else f"{bound}, {size(upper)},"
    if upper > THOUSANDFOLD * value:
        if upper < MUST_SHRINK:
            return f"{equals} already makes it {'vanish' if upper < 1 / THOUSANDFOLD else 'shrink'}."
        return f"{equals} is useless here: far above the gradient."
    return f"{equals} binds{': the gradient is on it' if value > 0.999 * upper else ''}."


def on_the_way(result: GradientFlowResult, t: int) -> str:
    """The slopes, or the gates, between the pair of steps."""
    slopes = passed(result, t)
    if not slopes.size or result.nonlinearity == "linear":
        return ""
    mean = number(float(slopes.mean()))
    if result.keeper:
        return near_the_ends(passed_gates(result, t))
    if result.own:
        return f"On the way the singular values of J_t are {mean} on average."
    late = result.pair
    everyone = all_saturated(result.slopes, result.gamma, result.nonlinearity, min(t, late), late)
    if everyone:
        return f"On the way φ' is {mean} on average; {everyone}."
    dull = float((slopes < DULL * result.gamma).mean())
    saturated = f", and {100 * dull:.0f} % of the slopes are below a tenth of γ" if dull >= 0.1 else ""
    return f"On the way φ' is {mean} on average{saturated}."


def near_the_ends(gates: dict[str, np.ndarray]) -> str:
    """Which share of each gate's values is near 0 or 1."""
    shares = {name: float(((values < NEAR) | (values > 1 - NEAR)).mean()) for name, values in gates.items()}
    where = f"Near 0 or 1 (outside {NEAR:g} to {1 - NEAR:g})"
    if not any(shares.values()):
        names = list(shares)
        return f"{where} is no value of {', '.join(names[:-1])} or {names[-1]}."
    (first, share), *others = shares.items()
    parts = [
        f"{_percent(share)} of the values of {first}",
        *(f"{_percent(s)} of {name}" for name, s in others),
    ]
    return f"{where} are {', '.join(parts[:-1])} and {parts[-1]}."


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return "under 1 %"
    return f"{100 * share:.0f} %" if share <= 0.99 or share == 1 else "over 99 %"
