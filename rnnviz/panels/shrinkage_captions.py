"""What is said about a gradient that goes back, and about what took it."""

from dataclasses import dataclass

import numpy as np

from .gradient_captions import in_training, length
from .saturation_captions import all_saturated, said
from .shrinkage_scale import figures

ROUNDING = 5e-13  # a power of ten that is rounding, not a change


@dataclass(frozen=True)
class Trouble:
    """Why there is no gradient to speak of before `step`: the step back from there ended it."""

    step: int
    brief: str
    sentence: str


def what_stopped(step: int, norms: np.ndarray, factors: np.ndarray, nonlinearity: str) -> Trouble:
    """Name what the step back from `step` did.

    norms    (T+1,) ‖∂L/∂h_t‖, of which norms[step] is the last that is finite and not 0
    factors  saturation, weights and alignment of that step
    """
    saturation, weights, alignment = factors
    before = f"‖∂L/∂h_{step}‖ = {figures(norms[step])}"
    after = f"∂L/∂h_t is 0 for every t < {step}"
    if norms[step - 1] != 0:
        return Trouble(
            step,
            f"beyond the largest float from t = {step - 1} back",
            f"At t = {step - 1} the numbers leave the range of floats: {before} still, and one step further back "
            f"the gradient is beyond the largest float, 1.80e+308.",
        )
    if saturation == 0:
        what = "every unit is off" if nonlinearity == "relu" else "every unit is saturated to the last digit"
        return Trouble(
            step,
            f"φ' = 0 at t = {step}: the gradient ends",
            f"At t = {step} {what}, so φ' = 0: of {before} nothing gets past, and {after}.",
        )
    if weights == 0:
        return Trouble(
            step,
            "W_hh = 0: the gradient ends",
            f"All weights of W_hh are 0, so the first step back takes everything: {before}, and {after}.",
        )
    if alignment == 0:
        return Trouble(
            step,
            f"W_hh maps it to 0 at t = {step}",
            f"At t = {step} the gradient lies where W_hh maps everything to 0: {after}.",
        )
    return Trouble(
        step,
        f"below the smallest float from t = {step - 1} back",
        f"At t = {step - 1} the gradient falls below the smallest float, 4.94e-324: {before} still, but for the "
        f"computer {after}.",
    )


def headline(result, t: float) -> str:
    """The whole account from the loss at T back to t."""
    t, T = int(t), result.T
    if t < result.reach:
        return result.trouble.sentence
    if t == T:
        return f"At the loss, t = {T}, nothing has happened yet: ‖∂L/∂h_{T}‖ = {figures(result.norms[T])}."
    saturation, weights, misalignment = result.accounts[:, t]
    return (
        f"{steps(T - t)} back from the loss, {length(result.norms[t])}: in powers of ten, "
        f"{part(weights, 'the weights took', 'the weights gave')}, {part(saturation, 'saturation took')} and "
        f"{part(misalignment, 'misalignment took')}.{in_training(result.norms, t)}"
    )


def part(log: float, took: str, gave: str = "") -> str:
    """What one factor did in total, in powers of ten: saturation took 4.02."""
    if abs(log) < ROUNDING:
        return f"{took} nothing"
    return f"{gave if log > 0 and gave else took} {abs(log):.2f}"


def one_step(result, t: float) -> str:
    """The step at which all units are saturated, if there is one, and the step back at the cursor, as a product."""
    first = max(int(t), result.reach - 1)
    everyone = said(all_saturated(result.slopes, result.gamma, result.nonlinearity, first, result.T))
    return f"{everyone} {_product(result, t)}".strip()


def _product(result, t: float) -> str:
    step = int(t) + 1  # the step back from there has come to t
    if step > result.T or step < result.reach:
        return ""
    saturation, weights, alignment = map(figures, result.factors[:, step - 1])
    return (
        f"The step back from t = {step} multiplies by {figures(result.ratio[step - 1])} = {saturation} (saturation) "
        f"× {weights} (weights, σ_max) × {alignment} (alignment)."
    )


def steps(count: int) -> str:
    return f"{count} step{'' if count == 1 else 's'}"
