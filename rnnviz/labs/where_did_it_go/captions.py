"""What the lab Where did it go? says: how much of the gradient is left, and who took the rest."""

from __future__ import annotations

from collections.abc import Sequence

from ...words import all_saturated, in_training, length, listed, number, sentence, steps
from .model import ALIGNMENT, SLOPES, WEIGHTS, WhereDidItGoResult

NAMES = ("slopes", "weights", "misalignment")
"""The factors of a step back by what they are called everywhere, in the order in which they meet the gradient."""

WHO = ("the slopes", "the weights", "misalignment")  # in a sentence
ROUNDING, LITTLE = 5e-13, 0.005
"""So few orders of magnitude are rounding, not a change; and so few are not worth a number."""


def captions(result: WhereDidItGoResult, t: float, views: Sequence[str]) -> list[str]:
    """The headline, and what the views that are shown add to it."""
    t = int(t)
    said = [headline(result, t)]
    if "left" in views or "account" in views:
        said.append(others(result, t))
    if result.reach <= t < result.T:
        said.append(in_training(result.norms, t).strip())
    if "steps" in views or "step" in views:
        said.append(one_step(result, t))
    said.append(saturated(result, t))
    return said


def headline(result: WhereDidItGoResult, t: int) -> str:
    """The account from the loss at T back to t: what is left, and who took it, or gave it."""
    if t < result.reach:
        return ended(result)
    if t == result.T:
        return f"At the loss, t = {t}, nothing has happened yet: ‖∂L/∂h_{t}‖ = {number(result.norms[t])}."
    left = f"{steps(result.T - t)} back, {length(result.norms[t])}"
    named = answerable(result, t)
    if not named:
        much = "much" if (abs(result.accounts[:, t]) > ROUNDING).any() else "anything"
        return f"{left}: neither the weights nor the slopes nor misalignment took {much}."
    verb = "gave" if result.accounts[named[0], t] > 0 else "took"
    first, *more = (orders(result.accounts[i, t]) for i in named)
    rest = "".join(f", {WHO[i]} {size}" for i, size in zip(named[1:], more, strict=True))
    return f"{left}: {WHO[named[0]]} {verb} {first} orders of magnitude{rest}."


def orders(log: float) -> str:
    """So many orders of magnitude, without a sign: 5.38, 51.1."""
    size = abs(log)
    return f"{size:.{2 if size < 10 else 1 if size < 100 else 0}f}"


def answerable(result: WhereDidItGoResult, t: int) -> list[int]:
    """The factors that the headline names: those that took, the greediest first, or of what grew the one that gave."""
    account = result.accounts[:, t]
    if account.sum() > 0 and account[WEIGHTS] > LITTLE:
        return [WEIGHTS]
    took = [i for i in (WEIGHTS, SLOPES, ALIGNMENT) if account[i] < -LITTLE]
    return sorted(took, key=lambda i: account[i])


def others(result: WhereDidItGoResult, t: int) -> str:
    """What the factors did that the headline does not name."""
    if not result.reach <= t < result.T:
        return ""
    account, named = result.accounts[:, t], answerable(result, t)
    if not named:
        return ""
    rest = [i for i in (SLOPES, ALIGNMENT, WEIGHTS) if i not in named]
    none = [WHO[i] for i in rest if abs(account[i]) <= ROUNDING]
    little = [WHO[i] for i in rest if ROUNDING < abs(account[i]) <= LITTLE]
    said = [f"{WHO[i]} took {orders(account[i])}" for i in rest if account[i] < -LITTLE]
    said += [f"{listed(little)} took next to nothing"] if little else []
    said += [f"{listed(none)} took nothing"] if none else []
    if WEIGHTS in rest and account[WEIGHTS] > LITTLE:
        said.append(f"the weights gave {orders(account[WEIGHTS])}")
        if 0.3 < account[WEIGHTS] < 300:
            said[-1] += f": by them alone it could be {number(10 ** account[WEIGHTS])} times as long"
    return sentence(listed(said)) if said else ""


def ended(result: WhereDidItGoResult) -> str:
    """Why there is no gradient before the step that it still reached."""
    step, after = result.reach, f"∂L/∂h_t is 0 for every t < {result.reach}"
    before = f"‖∂L/∂h_{step}‖ = {number(result.norms[step])}"
    match result.end:
        case "overflow":
            return (
                f"At t = {step - 1} the numbers leave the range of floats: {before} still, and one step further back "
                "the gradient is beyond the largest float, 1.80e+308."
            )
        case "slopes":
            off = "off" if result.nonlinearity == "relu" else "saturated to the last digit"
            return (
                f"At t = {step} every unit is {off}, so φ' = 0: of {before} nothing gets past, and {after}."
            )
        case "weights":
            return (
                f"All weights of W_hh are 0, so the first step back takes everything: {before}, and {after}."
            )
        case "alignment":
            return f"At t = {step} the gradient lies where W_hh maps everything to 0: {after}."
    return (
        f"At t = {step - 1} the gradient falls below the smallest float, 4.94e-324: {before} still, but for the "
        f"computer {after}."
    )


def ended_briefly(result: WhereDidItGoResult) -> str:
    """The same in two lines, to be written where there is no gradient."""
    step = result.reach
    return {
        "": "",
        "overflow": f"beyond the largest float\nfrom t = {step - 1} back",
        "slopes": f"φ' = 0 at t = {step}:\nthe gradient ends",
        "weights": "W_hh = 0:\nthe gradient ends",
        "alignment": f"W_hh maps it to 0\nat t = {step}",
        "underflow": f"below the smallest float\nfrom t = {step - 1} back",
    }[result.end]


def one_step(result: WhereDidItGoResult, t: int) -> str:
    """The step back at the cursor, as a product."""
    step = t + 1  # the step back from there has come to t
    if step > result.T or step < result.reach:
        return ""
    slopes, weights, alignment = map(number, result.factors[:, step - 1])
    return (
        f"The step back from t = {step} multiplies by {number(result.ratio[step - 1])} = {slopes} (slopes) "
        f"× {weights} (weights, σ_max) × {alignment} (alignment)."
    )


def saturated(result: WhereDidItGoResult, t: int) -> str:
    """The step at which all units are saturated, if there is one on the way back to t."""
    first = max(t, result.reach - 1)
    return sentence(all_saturated(result.slopes, result.gamma, result.nonlinearity, first, result.T))
