"""What the lab Circle to ellipse says: what the steps so far have made of the vector, and what the next one does."""

from __future__ import annotations

from collections.abc import Sequence

from ...words import number, steps
from .model import EllipseResult

SETTLED = 0.01
"""A factor as near to ρ as this share of it is that of the long run."""


def captions(result: EllipseResult, t: float, views: Sequence[str]) -> list[str]:
    """The headline, and what the pictures that are shown leave unsaid."""
    n = int(t)
    said = [headline(result, n)]
    if "step" in views:
        said.append(rescaled(n))
    if "steps" in views:
        said.append(long_run(result, n))
    return said


def headline(result: EllipseResult, n: int) -> str:
    factor = number(result.factors[n])
    if n == 0:
        if result.one_way == 0:
            return f"The first step multiplies the vector by {factor}, as it does every vector: W is normal."
        return (
            f"The first step multiplies the vector by {factor}; no vector gets more than σ_max = "
            f"{number(result.sigma)}."
        )
    return (
        f"After {steps(n)} the vector is {number(result.sizes[n])} times as long; "
        f"the next step multiplies it by {factor}."
    )


def rescaled(n: int) -> str:
    if n == 0:
        return "Black is v_0, of length 1; blue is what W makes of it. Drag the black dot for another v_0."
    return f"Black is v_{n} rescaled to length 1, so that one step shows; blue is what W makes of it."


def long_run(result: EllipseResult, n: int) -> str:
    rho = number(result.rho)
    if abs(result.factors[n] / result.rho - 1) < SETTLED:
        return f"In the long run a step multiplies by ρ = {rho}, and this one does."
    return f"In the long run a step multiplies by ρ = {rho}."
