"""What One step says: the unit in focus, the term that is lit, and how flat φ is there."""

from collections.abc import Sequence

from ...words import number
from .model import PRODUCTS, SQUASH, SUM, OneStepResult


def captions(result: OneStepResult, t: float, views: Sequence[str]) -> list[str]:
    """The headline, and what the views that are shown add to it."""
    said = [headline(result, t)]
    if result.lit is not None and t >= PRODUCTS and ("network" in views or "sum" in views):
        said.append(lit_term(result, result.lit))
    if "squash" in views and t >= SQUASH:
        said.append(
            f"The slope of {result.nonlinearity} at a_t[{result.unit + 1}] is {number(result.slope[result.unit])}."
        )
    return said


def headline(result: OneStepResult, t: float) -> str:
    j, count = result.unit, len(result.terms)
    unit = j + 1  # units are counted from 1, rows of arrays from 0
    if t < PRODUCTS:
        values = f"the {result.units} values" if result.units > 1 else "the one value"
        return f"One step starts from the {len(result.x)} inputs x_t and {values} remembered in h_{{t−1}}."
    if t < SUM:
        return f"Every line multiplies what enters it by its weight: {count} products arrive at unit {unit}."
    total = f"Unit {unit} adds up its {count} products: a_t[{unit}] = {number(result.a[j])}"
    if t < SQUASH:
        return f"{total}."
    return f"{total}; {result.nonlinearity} makes it h_t[{unit}] = {number(result.h[j])}."


def lit_term(result: OneStepResult, lit: int) -> str:
    edge = result.edges[lit]
    return (
        f"The term that is lit: {edge.factor} · {edge.name} = {number(result.values[lit])} × "
        f"{number(result.weights[lit])} = {number(result.products[lit])}."
    )
