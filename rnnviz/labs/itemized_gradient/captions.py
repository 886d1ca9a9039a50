"""What the lab Itemized gradient says: how much of the sum the near terms are, and what truncation throws away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...words import LARGEST_FLOAT32, all_saturated, in_training, number, percent, sentence, steps
from .model import ItemizedGradientResult

NEARLY_ALL, HALF = 0.95, 0.5
"""Shares of the sum: from the first on the kept terms are nearly everything; below the second most is elsewhere."""


def captions(result: ItemizedGradientResult, t: float, views: Sequence[str]) -> list[str]:
    """The headline, and what the views that are shown add to it."""
    t = int(t)
    said = [headline(result, t)]
    if result.lost is not None or result.whole_norm == 0:
        return said
    if "terms" in views or "adds" in views:
        said.append(this_term(result, t))
    if "cost" in views:
        said.append(cost(result, t))
    if "matrices" in views:
        said.append(matrices(result, t))
    return [*said, trouble(result, t)]


def headline(result: ItemizedGradientResult, t: int) -> str:
    """How much of the whole gradient the terms of the steps T, ..., t are."""
    T, name = result.T, f"∂L/∂{result.parameter}"
    of = f" of {result.own}" if result.own else ""
    if result.lost is not None:
        return (
            f"From step {result.lost} back the terms of {name} are beyond the largest float, 1.80e+308: "
            "their sum is no number any more."
        )
    if result.whole_norm == 0:
        return f"{name}{of} is exactly 0: {nothing(result)}."
    if t == 1:
        terms = f"All {T} terms together are" if T > 1 else "The only term is"
        return f"{terms} ∂L/∂{result.parameter}{of}, exactly what back-propagation returns."
    k, share = T - t + 1, result.kept[t - 1]
    last = f"The last {k} of {T} terms are" if k > 1 else f"The last of {T} terms is"
    return f"{last} {percent(share)} of {name}{of}: {point(share, k, T)}."


def point(share: float, k: int, T: int) -> str:
    """What it means that the last k of T terms are such a share of the sum."""
    if share > 2 - NEARLY_ALL:
        return "more than the whole, so the far ones take some of it back"
    if share >= NEARLY_ALL:
        return "the near ones drown the far ones" if k <= T / 2 else "the others hardly count"
    if share < 0:
        return "they point against it, and the far ones decide"
    if share < HALF:
        return "most of it comes from further back" if k <= T / 2 else "the far ones outweigh them"
    return "the rest comes from further back"


def nothing(result: ItemizedGradientResult) -> str:
    """Why a gradient is 0."""
    if result.own:
        return f"wherever a gradient arrives, a change of {result.parameter} changes nothing"
    if result.T == 1 and result.parameter == "W_hh":
        return "its one term is h_0ᵀ ∂L/∂a_1, and h_0 is 0"
    if not result.arriving[-1]:
        return f"at t = {result.T} every slope φ' is 0, so that nothing of the loss gets past"
    return "where a gradient arrives, the state or the input that it is multiplied by is 0"


def this_term(result: ItemizedGradientResult, t: int) -> str:
    """The term of step t: how long it is, and what it adds."""
    where = "at the loss itself" if t == result.T else f"{steps(result.T - t)} before the loss"
    norm, term = result.norms[t - 1], f"The term of step {t}, {where},"
    if norm:
        return f"{term} is {number(norm)} long and adds {percent(result.shares[t - 1])}."
    if not result.arriving[t - 1]:
        return f"{term} is exactly 0: no gradient gets there."
    start = t == 1 and result.parameter == "W_hh" and not result.own
    return f"{term} is exactly 0{', as h_0 is 0' if start else ''}."


def cost(result: ItemizedGradientResult, t: int) -> str:
    """What the gradient that runs back to step t and no further is beside the whole."""
    norm, kept, whole = f"‖∂L/∂{result.parameter}‖", number(result.lengths[t - 1]), number(result.whole_norm)
    if t == 1:
        return f"Nothing is cut off: {norm} = {whole}."
    length = f"still {whole}" if kept == whole else f"{kept} instead of {whole}"
    return (
        f"Truncated after {steps(result.T - t + 1)}, {norm} is {length}: the cosine with the whole is "
        f"{number(result.cosines[t - 1])}, the error {percent(result.errors[t - 1])}."
    )


def matrices(result: ItemizedGradientResult, t: int) -> str:
    """What the three matrices are."""
    k = result.T - t + 1
    kept = f"the sum of the last {k} terms" if k > 1 else "the last term alone"
    return f"This term: that of step {t}; kept: {kept}; whole: the sum of all {result.T}."


def trouble(result: ItemizedGradientResult, t: int) -> str:
    """What 32-bit floats make of the terms, and the step at which all units are saturated, if there is one."""
    gone = in_training(result.norms, t, first=1).strip() if 0 < result.norms[t - 1] < 1 else ""
    everyone = sentence(all_saturated(result.slopes, result.gamma, result.nonlinearity, t - 1, result.T))
    return " ".join(text for text in (overflow(result), gone, everyone) if text)


def overflow(result: ItemizedGradientResult) -> str:
    """What becomes of the sum in the floats of training where a term is beyond them, and from which step on."""
    over = np.flatnonzero(result.norms > LARGEST_FLOAT32)
    if not over.size:
        return ""
    return f"In 32-bit floats the terms from step {over.max() + 1} back are infinite, and so is their sum."
