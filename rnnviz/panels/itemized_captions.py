"""What is said about the terms of a gradient, and about what truncation throws away."""

import numpy as np

from .decades import power
from .gradient_captions import LARGEST_FLOAT32, in_training
from .gradient_curve import HIGH, LOW
from .saturation_captions import all_saturated, said
from .shrinkage_captions import steps
from .shrinkage_scale import figures
from .unrolling_captions import percent


def headline(result, t: float) -> str:
    """What is kept when the gradient runs back to step t and no further."""
    t, T, name = int(t), result.T, f"∂L/∂{result.parameter}"
    if result.lost is not None:
        return (
            f"From step {result.lost} back the terms of {name} are beyond the largest float, 1.80e+308: "
            f"their sum is no number any more."
        )
    norm, of = f"‖{name}‖{f' of {result.own}' if result.own else ''}", figures(result.whole_norm)
    if result.whole_norm == 0:
        return f"{name} is exactly 0: {nothing(result)}."
    if t == 1:
        terms = f"All {T} terms together are" if T > 1 else "The only term is"
        return f"{terms} the whole gradient, {norm} = {of}, exactly what back-propagation returns."
    kept = figures(result.lengths[t - 1])
    length = f"still {of}" if kept == of else f"{kept} instead of {of}"
    cosine, error = figures(result.cosines[t - 1]), percent(result.errors[t - 1])
    return (
        f"Truncated after {steps(T - t + 1)} of {T}, {norm} is {length}: the cosine with the whole gradient is "
        f"{cosine}, the error {error}.{overflow(result)}"
    )


def nothing(result) -> str:
    """Why a gradient is 0."""
    if result.own:
        return f"wherever a gradient arrives, a change of {result.parameter} changes nothing"
    if result.T == 1 and result.parameter == "W_hh":
        return "its one term is h_0ᵀ ∂L/∂a_1, and h_0 is 0"
    if not result.arriving[-1]:
        return f"at t = {result.T} every slope φ' is 0, so that nothing of the loss gets past"
    return "where a gradient arrives, the state or the input that it is multiplied by is 0"


def newest(result, t: float) -> str:
    """The term of step t, and the step at which all units are saturated, if there is one."""
    if result.lost is not None or result.whole_norm == 0:
        return ""
    everyone = said(all_saturated(result.slopes, result.gamma, result.nonlinearity, int(t) - 1, result.T))
    return f"{_term(result, int(t))} {everyone}".strip()


def _term(result, t: int) -> str:
    T = result.T
    where = "at the loss itself" if t == T else f"{steps(T - t)} before the loss"
    norm = result.norms[t - 1]
    if norm == 0:
        if result.arriving[t - 1]:
            start = t == 1 and result.parameter == "W_hh" and not result.own
            why = " because h_0 is 0" if start else ""
        else:
            why = ": no gradient gets there"
        return f"The term of step {t}, {where}, is exactly 0{why}."
    share, kept = signed_percent(result.shares[t - 1]), signed_percent(result.kept[t - 1])
    where = f"The term of step {t}, {where}, is {figures(norm)} long"
    return f"{where}; along the whole gradient it adds {share}, to {kept}.{_gone(result, t)}"


def overflow(result) -> str:
    """What becomes of the sum in the floats of training where a term is beyond them, and from which step on."""
    over = np.flatnonzero(result.norms > LARGEST_FLOAT32)
    if not over.size:
        return ""
    return f" In 32-bit floats the terms from step {over.max() + 1} back are infinite, and so is their sum."


def _gone(result, t: int) -> str:
    return in_training(result.norms, t, first=1) if result.norms[t - 1] < 1 else ""


def scale_note(result) -> str:
    """What the scale cannot show."""
    norms = result.norms
    below, zero, above = (
        ((norms < 10.0**LOW) & (norms > 0)).sum(),
        (norms == 0).sum(),
        (norms > 10.0**HIGH).sum(),
    )
    marks = (
        ("×", zero, "exactly 0"),
        ("▲", above, f"above {power(HIGH)}"),
        ("▼", below, f"below {power(LOW)}"),
    )
    return "   ".join(
        f"{mark} {f'{count} ' if count > 1 else ''}{what}" for mark, count, what in marks if count
    )


def signed_percent(share: float) -> str:
    return f"−{percent(-share)}" if share < 0 else percent(share)
