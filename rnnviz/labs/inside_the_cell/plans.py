"""Where the operations of a gated cell stand in its drawing, and which way the wires run: the memory along the top,
inputs from below, time from left to right. Lengths are pixels, from the bottom left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from .kinds import GRU_AFTER, GRU_BEFORE, LSTM, Cell

HEIGHT = 242  # the least that a drawing needs
TALLEST = 1.3  # times that: from there on it only stands in the middle
NARROW = 530  # the width below which the weights in a product are not named
LINE = 15  # pixels from a level wire to the middle of the number beside it
OVER = 20  # from the middle of a box or of a column to a number that must stay clear of it
ENTERING, TRAVEL, LEAVING = 0.03, 0.17, 0.07  # shares of a step: its start, the longest way, the way out
OUT = "out"  # where the wires end that leave the cell

Place = tuple[float, float]


@dataclass(frozen=True)
class Plan:
    """The drawing of one cell.

    places   the center of each operation, by the quantity it gives
    routes   the corners of each wire, by the quantity it carries and the operation it ends at
    labels   where the number of a quantity is written, and which of its ends is there, 0 the left, 1 the right; the
             first are dropped last where there is no room
    columns  the places of the vectors' columns
    exit     where the columns stand of what leaves the cell
    body     left, bottom, width and height of the cell's outline
    """

    cell: Cell
    width: float
    places: dict[str, Place]
    routes: dict[tuple[str, str], tuple[Place, ...]]
    labels: dict[str, tuple[float, float, float]]
    columns: dict[str, Place]
    exit: float
    body: tuple[float, float, float, float]

    @property
    def narrow(self) -> bool:
        return self.width < NARROW

    def arrival(self, source: str, target: str) -> float:
        """When a value is at the end of its wire: as the operation there is done, or soon after it left the cell."""
        moments = self.cell.moments
        return moments[source] + LEAVING if target == OUT else moments[target]

    def departure(self, source: str, target: str) -> float:
        """When a value sets out: what was known long before waits for its time."""
        return max(self.cell.moments.get(source, ENTERING), self.arrival(source, target) - TRAVEL)


@dataclass(frozen=True)
class Rows:
    """The heights at which things stand, and how the width is shared."""

    width: float
    height: float

    @property
    def entry(self) -> float:
        """Where the columns stand of what enters the cell."""
        return 18.0 if self.width < NARROW else 30.0

    @property
    def exit(self) -> float:
        return self.width - 13.0

    def x(self, share: float) -> float:
        """The place at this share of the way from the entry to the exit."""
        return self.entry + share * (self.exit - self.entry)

    def y(self, height: float) -> float:
        """The place of what stands at this height in the lowest drawing."""
        tall = min(self.height / HEIGHT, TALLEST)
        return height * tall + (self.height - HEIGHT * tall) / 2

    @property
    def input(self) -> Place:
        return self.x(0.13), self.y(15)

    @property
    def input_bus(self) -> float:
        return self.y(44)

    @property
    def bus(self) -> float:
        return self.y(60)

    @property
    def products(self) -> float:
        return self.y(84)

    @property
    def squashes(self) -> float:
        return self.y(123)

    @property
    def second(self) -> float:
        return self.y(162)

    @property
    def top(self) -> float:
        return self.y(200)

    @property
    def body(self) -> tuple[float, float, float, float]:
        """The outline leaves the columns outside."""
        left, right, bottom, top = self.entry + 22, self.exit - 16, self.y(32), self.y(238)
        return left, bottom, right - left, top - bottom

    @property
    def over_top(self) -> float:
        """Where a number stands over the top wire: in a narrow drawing clear of the boxes, too."""
        return self.top + LINE + (4 if self.width < NARROW else 0)

    def between(self, low: float, high: float) -> float:
        return (low + high) / 2


@lru_cache(maxsize=32)
def plan_of(name: str, width: float, height: float) -> Plan:
    """The plan of the cell of this name for a drawing so wide and so high."""
    return PLANS[name](Rows(width, height))


def taps(gates: dict[str, float], start: Place, rows: Rows) -> dict:
    """The wires of h_{t-1} and of x_t to the weights at each x, from the buses below."""
    aside = 6 if rows.width < NARROW else 12
    end = rows.input
    wires = {}
    for name, x in gates.items():
        wires["h_prev", name] = (
            start, *bend(start, rows.bus), (x - aside, rows.bus), (x - aside, rows.products),
        )  # fmt: skip
        wires["x", name] = (
            end, (end[0], rows.input_bus), (x + aside, rows.input_bus), (x + aside, rows.products),
        )  # fmt: skip
    return wires


def bend(start: Place, level: float) -> tuple[Place, ...]:
    return () if start[1] == level else ((start[0], level),)


def lstm(rows: Rows) -> Plan:
    f, i, g, o, tail = map(rows.x, (0.21, 0.365, 0.565, 0.73, 0.868))
    gates = dict(zip("figo", (f, i, g, o), strict=True))
    places = {
        **{f"a_{name}": (x, rows.products) for name, x in gates.items()},
        **{name: (x, rows.squashes) for name, x in gates.items()},
        "kept": (f, rows.top),
        "written": (g, rows.second),
        "c": (g, rows.top),
        "tanh_c": (tail, rows.second),
        "h": (tail, rows.squashes),
    }
    memory, state = (rows.entry, rows.top), (rows.entry, rows.bus)
    routes = {
        **taps({f"a_{name}": x for name, x in gates.items()}, state, rows),
        **{(f"a_{name}", name): (places[f"a_{name}"], places[name]) for name in gates},
        ("c_prev", "kept"): (memory, places["kept"]),
        ("f", "kept"): (places["f"], places["kept"]),
        ("kept", "c"): (places["kept"], places["c"]),
        ("i", "written"): (places["i"], (i, rows.second), places["written"]),
        ("g", "written"): (places["g"], places["written"]),
        ("written", "c"): (places["written"], places["c"]),
        ("c", "tanh_c"): (places["c"], (tail, rows.top), places["tanh_c"]),
        ("c", OUT): (places["c"], (rows.exit, rows.top)),
        ("tanh_c", "h"): (places["tanh_c"], places["h"]),
        ("o", "h"): (places["o"], places["h"]),
        ("h", OUT): (places["h"], (tail, rows.bus), (rows.exit, rows.bus)),
    }
    low, middle, high = (
        rows.between(rows.products, rows.squashes),
        rows.between(rows.squashes, rows.second),
        rows.between(rows.second, rows.top),
    )
    labels = {
        "f": (f - 8, rows.second, 1),
        "i": ((i + g) / 2 - 8, rows.second + LINE, 0.5),
        "o": (tail - 10, middle, 1),
        "c": ((g + tail) / 2, rows.over_top, 0.5),
        "h": (rows.exit - 16, rows.bus - LINE, 1),
        "g": (g - 10, middle, 1),
        "c_prev": (rows.entry + 17, rows.top + OVER, 0),
        "written": (g + 8, high, 0),
        "kept": ((f + g) / 2, rows.over_top, 0.5),
        "tanh_c": (tail + 8, middle, 0),
        **{f"a_{name}": (x + 8, low, 0) for name, x in gates.items()},
    }
    columns = {
        "c_prev": memory,
        "h_prev": state,
        "x": rows.input,
        "c": (rows.exit, rows.top),
        "h": (rows.exit, rows.bus),
    }
    return Plan(LSTM, rows.width, places, routes, labels, columns, rows.exit, rows.body)


def gru(rows: Rows, before: bool) -> Plan:
    z, r, q, add, tail = map(rows.x, (0.205, 0.36, 0.545 if before else 0.53, 0.69, 0.85))
    first = "rh" if before else "q"
    places = {
        "a_z": (z, rows.products),
        "z": (z, rows.squashes),
        "a_r": (r, rows.products),
        "r": (r, rows.squashes),
        first: (q, rows.products),
        "past": (q, rows.squashes),
        "present": (add, rows.products),
        "a_n": (add, rows.squashes),
        "n": (tail, rows.squashes),
        "open": (r, rows.second),
        "fresh": (tail, rows.second),
        "kept": (z, rows.top),
        "h": (tail, rows.top),
    }
    state = (rows.entry, rows.top)
    x, y = rows.input
    routes = {
        **taps({"a_z": z, "a_r": r}, state, rows),
        **{(f"a_{name}", name): (places[f"a_{name}"], places[name]) for name in "zrn"},
        ("h_prev", first): (state, (rows.entry, rows.bus), (q, rows.bus), places[first]),
        (first, "past"): (places[first], places["past"]),
        ("x", "present"): ((x, y), (x, rows.input_bus), (add, rows.input_bus), places["present"]),
        ("past", "a_n"): (places["past"], places["a_n"]),
        ("present", "a_n"): (places["present"], places["a_n"]),
        ("n", "fresh"): (places["n"], places["fresh"]),
        ("z", "kept"): (places["z"], places["kept"]),
        ("z", "open"): (places["z"], (z, rows.second), places["open"]),
        ("open", "fresh"): (places["open"], places["fresh"]),
        ("own", "kept"): (state, places["kept"]),
        ("kept", "h"): (places["kept"], places["h"]),
        ("fresh", "h"): (places["fresh"], places["h"]),
        ("h", OUT): (places["h"], (rows.exit, rows.top)),
    }
    if before:
        corner = (r + q) / 2 if rows.width < NARROW else q - 36
        routes["r", "rh"] = (places["r"], (corner, rows.squashes), (corner, rows.products), places["rh"])
    else:
        routes["r", "past"] = (places["r"], places["past"])
    low, middle, high = (
        rows.between(rows.products, rows.squashes),
        rows.between(rows.squashes, rows.second),
        rows.between(rows.second, rows.top),
    )
    labels = {
        "z": (z - 8, rows.second, 1),
        "r": (q - 8, rows.squashes + OVER, 1),
        "h": (rows.exit - 14, rows.top + OVER, 1),
        "n": (tail + 8, middle, 0),
        "own": (rows.entry + 17, rows.top + OVER, 0),
        "kept": ((z + tail) / 2, rows.over_top, 0.5),
        "fresh": (tail + 8, high, 0),
        "open": (rows.between(r, tail), rows.second + LINE, 0.5),
        "past": ((q + add) / 2, rows.squashes + OVER, 0.5),
        "a_n": ((add + tail) / 2, rows.squashes + OVER, 0.5),
        first: (q + (12 if before else 8), low, 0),
        "present": (add + 8, low, 0),
        **{f"a_{name}": (at, low, 0) for name, at in (("z", z + 8), ("r", r + (12 if before else 8)))},
    }
    columns = {"h_prev": state, "x": (x, y), "h": (rows.exit, rows.top)}
    cell = GRU_BEFORE if before else GRU_AFTER
    return Plan(cell, rows.width, places, routes, labels, columns, rows.exit, rows.body)


PLANS: dict[str, Callable[[Rows], Plan]] = {
    LSTM.name: lstm,
    GRU_AFTER.name: lambda rows: gru(rows, before=False),
    GRU_BEFORE.name: lambda rows: gru(rows, before=True),
}
