"""A gated cell as a list of operations, from which its drawing, its equations and its numbers are made; and the three
cells that are drawn: the LSTM, and the GRU with its reset after the product or before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

OPERATORS = ("+", "−", "⊙", "=")
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
    """What the pictures know of a cell.

    quantities  by name
    operations  in the order in which they can be done
    equations   (part, quantity on the left)
    moments     when in a step, 0..1, each operation is done
    stages      (until when, what is going on)
    """

    name: str
    quantities: dict[str, Quantity]
    operations: tuple[Operation, ...]
    equations: tuple[tuple[str, str], ...]
    moments: dict[str, float]
    stages: tuple[tuple[float, str], ...]

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for part, _ in self.equations)

    @cached_property
    def by_out(self) -> dict[str, Operation]:
        return {operation.out: operation for operation in self.operations}

    def part_of(self, out: str) -> str:
        """The part whose operation gives this quantity; empty for what enters from outside."""
        return self.by_out[out].part if out in self.by_out else ""

    @lru_cache(maxsize=64)  # noqa: B019 — there are three cells, and they stay
    def equation(self, out: str) -> tuple[Token, ...]:
        """The right side in signs, as f_t ⊙ c_{t-1} + i_t ⊙ g_t."""
        return tuple(self._written(self.by_out[out], numeric=False))

    @lru_cache(maxsize=64)  # noqa: B019
    def substituted(self, out: str) -> tuple[Token, ...]:
        """The right side with a number for everything that is one number for one unit."""
        return tuple(self._written(self.by_out[out], numeric=True))

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
            yield from self._written(self.by_out[name], numeric)

    def _factor(self, name: str, numeric: bool) -> Iterator[Token]:
        """The same within a product: a sum or another product gets parentheses."""
        inner = self.by_out.get(name)
        closed = self.quantities[name].sign or inner is None or inner.symbol in ("σ", "tanh")
        term = self._term(name, numeric)
        yield from term if closed else parentheses(term)


def gap(before: str, after: str) -> float:
    """The space between two tokens of an equation, in ems: wide around operators, a little between factors."""
    if not before or before == "(" or after in ("(", ")") and before not in OPERATORS:
        return 0.0
    return 0.28 if before in OPERATORS or after in OPERATORS else 0.12


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


# -- the cells that are drawn ------------------------------------------------------------------------


def gate(letter: str, symbol: str, part: str) -> tuple[Operation, Operation]:
    """a = x_t W_x + h_{t-1} W_h + b, and the squashing of it."""
    weights = f"W_x{letter}", f"W_h{letter}"
    return (
        Operation(f"a_{letter}", PRODUCT, ("x", "h_prev"), part, weights, f"b_{letter}"),
        Operation(letter, symbol, (f"a_{letter}",), part),
    )


OUTSIDE = {
    "x": Quantity("$x_t$", "input", vector=True),
    "h_prev": Quantity("$h_{t-1}$", "state", vector=True),
    "h": Quantity("$h_t$", "state"),
}
UNNAMED = Quantity("", "soft")

LSTM = Cell(
    "LSTM",
    OUTSIDE
    | {f"a_{letter}": UNNAMED for letter in "figo"}
    | {letter: Quantity(f"${letter}_t$", "gate") for letter in "fio"}
    | {
        "g": Quantity("$g_t$", "ink"),
        "c_prev": Quantity("$c_{t-1}$", "memory"),
        "c": Quantity("$c_t$", "memory"),
        "kept": Quantity("", "memory"),
        "written": Quantity("", "memory"),
        "tanh_c": Quantity("", "memory"),
    },
    (
        *gate("f", "σ", "forget gate"),
        *gate("i", "σ", "input gate"),
        *gate("g", "tanh", "candidate"),
        *gate("o", "σ", "output gate"),
        Operation("kept", "⊙", ("f", "c_prev"), "memory"),
        Operation("written", "⊙", ("i", "g"), "memory"),
        Operation("c", "+", ("kept", "written"), "memory"),
        Operation("tanh_c", "tanh", ("c",), "state"),
        Operation("h", "⊙", ("o", "tanh_c"), "state"),
    ),
    (
        ("forget gate", "f"),
        ("input gate", "i"),
        ("candidate", "g"),
        ("memory", "c"),
        ("output gate", "o"),
        ("state", "h"),
    ),
    {
        **{f"a_{letter}": 0.2 for letter in "figo"},
        **{letter: 0.4 for letter in "figo"},
        "kept": 0.6, "written": 0.6, "c": 0.75, "tanh_c": 0.85, "h": 0.93,
    },
    (
        (0.2, "x_t and h_{t-1} arrive"),
        (0.4, "gates and candidate"),
        (0.6, "memory kept, candidate let in"),
        (0.75, "memory written"),
        (1.0, "state read out"),
    ),
)  # fmt: skip


def gru(
    name: str,
    quantities: dict[str, Quantity],
    recurrent: tuple[Operation, Operation],
    moments: dict[str, float],
) -> Cell:
    """A GRU, but for how the past reaches the candidate: `recurrent` ends in the quantity "past"."""
    return Cell(
        name,
        OUTSIDE
        | {f"a_{letter}": UNNAMED for letter in "rzn"}
        | {letter: Quantity(f"${letter}_t$", "gate") for letter in "rz"}
        | {
            "n": Quantity("$n_t$", "ink"),
            "own": Quantity("$h_{t-1}$", "state"),
            "present": UNNAMED,
            "past": UNNAMED,
            "open": Quantity("", "gate"),
            "fresh": Quantity("", "state"),
            "kept": Quantity("", "state"),
        }
        | quantities,
        (
            *gate("r", "σ", "reset gate"),
            *gate("z", "σ", "update gate"),
            Operation("present", PRODUCT, ("x",), "candidate", ("W_xn",), "b_n"),
            *recurrent,
            Operation("a_n", "+", ("present", "past"), "candidate"),
            Operation("n", "tanh", ("a_n",), "candidate"),
            Operation("open", "1−", ("z",), "state"),
            Operation("fresh", "⊙", ("open", "n"), "state"),
            Operation("kept", "⊙", ("z", "own"), "state"),
            Operation("h", "+", ("fresh", "kept"), "state"),
        ),
        (("reset gate", "r"), ("update gate", "z"), ("candidate", "n"), ("state", "h")),
        {
            "a_z": 0.18,
            "a_r": 0.18,
            "present": 0.18,
            "z": 0.34,
            "r": 0.34,
            "a_n": 0.66,
            "n": 0.74,
            "open": 0.56,
            "kept": 0.7,
            "fresh": 0.84,
            "h": 0.93,
        }
        | moments,
        (
            (0.18, "x_t and h_{t-1} arrive"),
            (0.34, "gates"),
            (0.56, "past reset"),
            (0.74, "candidate"),
            (1.0, "state mixed"),
        ),
    )


GRU_AFTER = gru(
    "GRU, reset after the product",
    {"q": UNNAMED},
    (
        Operation("q", PRODUCT, ("h_prev",), "candidate", ("W_hn",), "b_hn"),
        Operation("past", "⊙", ("r", "q"), "candidate"),
    ),
    {"q": 0.34, "past": 0.5},
)
GRU_BEFORE = gru(
    "GRU, reset before the product",
    {
        "a_r": Quantity("", "soft", vector=True),
        "r": Quantity("$r_t$", "gate", vector=True),
        "rh": Quantity("", "state", vector=True),
    },
    (
        Operation("rh", "⊙", ("r", "h_prev"), "candidate"),
        Operation("past", PRODUCT, ("rh",), "candidate", ("W_hn",)),
    ),
    {"rh": 0.46, "past": 0.56},
)
