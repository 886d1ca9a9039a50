"""A gated cell as a list of operations: its drawing and its equations are both made from this one list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

PRODUCT = "W"
"""The symbol of an affine map: its inputs times their weights, added up, and the bias if it has one."""


@dataclass(frozen=True)
class Quantity:
    """What a wire carries: its sign in the equations (empty: written out there), and what it is by its color."""

    sign: str
    role: str  # the name of a color of the theme
    vector: bool = False  # all units at once, not only the one in focus


@dataclass(frozen=True)
class Operation:
    """`out` = `symbol` of `inputs`. `part` is the part of the cell it belongs to, one equation each.

    A PRODUCT names the weights of each input and its bias, if any; it gives the sum for one unit.
    """

    out: str
    symbol: str
    inputs: tuple[str, ...]
    part: str
    weights: tuple[str, ...] = ()
    bias: str = ""

    @cached_property
    def face(self) -> str:
        """What stands on it in the drawing."""
        named = (*self.weights, self.bias) if self.bias else self.weights
        return " ".join(map(sign, named)) if self.symbol == PRODUCT else self.symbol


@dataclass(frozen=True)
class Token:
    """A piece of an equation. `value` names the number that may stand for it, `of` the operation of a symbol."""

    text: str
    role: str = "ink"
    value: str = ""
    of: str = ""


@dataclass(frozen=True, eq=False)
class Cell:
    """What the panels know of a cell: quantities by name, operations in the order in which they can be done,
    the equations, (part, quantity on the left), and how many lines each takes with its numbers."""

    name: str
    quantities: dict[str, Quantity]
    operations: tuple[Operation, ...]
    equations: tuple[tuple[str, str], ...]
    lines: tuple[int, ...]

    @cached_property
    def by_out(self) -> dict[str, Operation]:
        return {operation.out: operation for operation in self.operations}

    def operation(self, out: str) -> Operation | None:
        return self.by_out.get(out)

    def part_of(self, out: str) -> str:
        """The part whose operation gives this quantity; empty for what enters from outside."""
        operation = self.operation(out)
        return operation.part if operation else ""

    @lru_cache(maxsize=64)  # noqa: B019 — there are three cells, and they stay
    def equation(self, out: str) -> tuple[Token, ...]:
        """The right side in signs, as f_t ⊙ c_{t-1} + i_t ⊙ g_t."""
        return tuple(self._written(self.operation(out), numeric=False))

    @lru_cache(maxsize=64)  # noqa: B019
    def substituted(self, out: str) -> tuple[Token, ...]:
        """The right side with a number for everything that is one number for one unit."""
        return tuple(self._written(self.operation(out), numeric=True))

    def _written(self, operation: Operation, numeric: bool) -> Iterator[Token]:
        symbol = Token(operation.symbol, of=operation.out)
        first, *rest = operation.inputs
        match operation.symbol:
            case "σ" | "tanh":
                yield symbol
                yield from parentheses(self._term(first, numeric))
            case "⊙":
                yield from self._factor(first, numeric)
                yield symbol
                yield from self._factor(rest[0], numeric)
            case "+":
                yield from self._term(first, numeric)
                yield symbol
                yield from self._term(rest[0], numeric)
            case "1−":
                yield Token("1")
                yield Token("−", of=operation.out)
                yield from self._term(first, numeric)
            case _:
                yield from self._product(operation, numeric)

    def _product(self, operation: Operation, numeric: bool) -> Iterator[Token]:
        for n, (name, weight) in enumerate(zip(operation.inputs, operation.weights, strict=True)):
            role = self.quantities[name].role
            if n:
                yield Token("+", of=operation.out)
            if numeric:
                yield Token("", role, value=share(operation, name))
            else:
                yield from self._factor(name, numeric)
                yield Token(sign(weight))
        if operation.bias:
            yield Token("+", of=operation.out)
            yield Token(sign(operation.bias), value=share(operation, "bias") if numeric else "")

    def _term(self, name: str, numeric: bool) -> Iterator[Token]:
        """A quantity by its sign, or written out if it has none."""
        quantity = self.quantities[name]
        if quantity.sign:
            yield Token(quantity.sign, quantity.role, value=name if numeric else "")
        else:
            yield from self._written(self.operation(name), numeric)

    def _factor(self, name: str, numeric: bool) -> Iterator[Token]:
        """The same within a product: a sum or another product gets parentheses."""
        inner = self.operation(name)
        closed = self.quantities[name].sign or inner.symbol in ("σ", "tanh")
        term = self._term(name, numeric)
        yield from term if closed else parentheses(term)


def parentheses(tokens: Iterator[Token]) -> Iterator[Token]:
    yield Token("(")
    yield from tokens
    yield Token(")")


def share(operation: Operation, source: str) -> str:
    """The name of what one input, or "bias", adds to a PRODUCT."""
    return f"{operation.out} from {source}"


def sign(name: str) -> str:
    """A weight or bias as the equations write it: W_xf with its index below."""
    return re.sub(r"_(\w+)", r"_{\1}", f"${name}$")
