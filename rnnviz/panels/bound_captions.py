"""Which bound binds a gradient on its way back, and which only seems to."""

from .decades import size
from .panel import number
from .verdicts import THOUSANDFOLD

MUST_SHRINK = 0.5
"""A bound below this is never useless, however far below it the gradient lies."""


def bound_names(result) -> tuple[str, str]:
    """What the two lines beside the gradient are: the bound, dashed, and what the eigenvalues or a gate alone keep.

    With a loss at every step each is a sum over the losses.
    """
    bound, rate = ("(γσ_max)ⁿ", "ρⁿ") if result.made_to_order else ("Π‖J_t‖", f"Π{result.keeper}")
    return (f"Σ{bound}", f"Σ{rate}") if result.everywhere else (bound, rate)


def bound_sentence(result, t: int) -> str:
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
