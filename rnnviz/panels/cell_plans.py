"""Where the operations of a gated cell stand in its drawing, and which way the wires run: the memory along the
top, inputs from below, time from left to right. Lengths are pixels, from the bottom left."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT = 600, 296
ENTRY, EXIT = 44, 572  # the columns of c_{t-1} and h_{t-1} at the left, of c_t and h_t at the right
TOP, BUS, INPUT_BUS = 248, 80, 60
SECOND, SIGMAS, PRODUCTS = 200, 148, 106  # the rows of operations below the memory: the last are the weights
INPUT = (112, 27)  # the column of x_t
ABOVE, BELOW = TOP + 15, 127  # where numbers stand: over the top wire, and under the squashing functions
OVER = 24  # from the middle of a box to a number that must stay clear of it
ENTERING, TRAVEL, LEAVING = 0.03, 0.17, 0.07  # shares of a step: its start, the longest way, the way out
OUT = "out"  # where the wires end that leave the cell

Place = tuple[float, float]


@dataclass(frozen=True)
class Plan:
    """The drawing of one cell.

    places   the center of each operation, by the quantity it gives
    routes   the corners of each wire, by the quantity it carries and the operation it ends at
    moments  when in a step, 0..1, each operation is done
    labels   where the number of a quantity is written, and which of its ends is there, 0 the left, 1 the right
    stages   (until when, what the scrubber says)
    columns  the places of the vectors' columns
    """

    places: dict[str, Place]
    routes: dict[tuple[str, str], tuple[Place, ...]]
    moments: dict[str, float]
    labels: dict[str, tuple[float, float, float]]
    stages: tuple[tuple[float, str], ...]
    columns: dict[str, Place]

    def arrival(self, source: str, target: str) -> float:
        """When a value is at the end of its wire: as the operation there is done, or soon after it left the cell."""
        return self.moments[source] + LEAVING if target == OUT else self.moments[target]

    def departure(self, source: str, target: str) -> float:
        """When a value sets out: what was known long before waits for its time."""
        return max(self.moments.get(source, ENTERING), self.arrival(source, target) - TRAVEL)


def taps(gates: dict[str, float], start: Place, end: Place) -> dict:
    """The wires of h_{t-1} and of x_t to the weights at each x, from the buses below."""
    left, right = -12, 12
    wires = {}
    for name, x in gates.items():
        wires["h_prev", name] = (start, *bend(start, BUS), (x + left, BUS), (x + left, PRODUCTS))
        wires["x", name] = (end, (end[0], INPUT_BUS), (x + right, INPUT_BUS), (x + right, PRODUCTS))
    return wires


def bend(start: Place, level: float) -> tuple[Place, ...]:
    return () if start[1] == level else ((start[0], level),)


def lstm() -> Plan:
    f, i, g, o, tail = 164, 242, 354, 442, 514
    places = {
        **{f"a_{name}": (x, PRODUCTS) for name, x in zip("figo", (f, i, g, o), strict=True)},
        **{name: (x, SIGMAS) for name, x in zip("figo", (f, i, g, o), strict=True)},
        "kept": (f, TOP),
        "written": (g, SECOND),
        "c": (g, TOP),
        "tanh_c": (tail, SECOND),
        "h": (tail, SIGMAS),
    }
    memory, state = (ENTRY, TOP), (ENTRY, BUS)
    routes = {
        **taps({"a_f": f, "a_i": i, "a_g": g, "a_o": o}, state, INPUT),
        **{(f"a_{name}", name): (places[f"a_{name}"], places[name]) for name in "figo"},
        ("c_prev", "kept"): (memory, places["kept"]),
        ("f", "kept"): (places["f"], places["kept"]),
        ("kept", "c"): (places["kept"], places["c"]),
        ("i", "written"): (places["i"], (i, SECOND), places["written"]),
        ("g", "written"): (places["g"], places["written"]),
        ("written", "c"): (places["written"], places["c"]),
        ("c", "tanh_c"): (places["c"], (tail, TOP), places["tanh_c"]),
        ("c", OUT): (places["c"], (EXIT, TOP)),
        ("tanh_c", "h"): (places["tanh_c"], places["h"]),
        ("o", "h"): (places["o"], places["h"]),
        ("h", OUT): (places["h"], (tail, BUS), (EXIT, BUS)),
    }
    labels = {
        **{f"a_{name}": (x + 8, BELOW, 0) for name, x in zip("figo", (f, i, g, o), strict=True)},
        "f": (f - 8, SECOND, 1),
        "i": (i + 46, SECOND + 14, 0.5),
        "g": (g - 8, 174, 1),
        "o": (tail - 8, 174, 1),
        "c_prev": (ENTRY + 15, TOP + OVER, 0),
        "kept": ((f + g) / 2, ABOVE, 0.5),
        "written": (g + 8, 224, 0),
        "c": ((g + tail) / 2, ABOVE, 0.5),
        "tanh_c": (tail + 8, 174, 0),
        "h": (EXIT - 14, BUS - 15, 1),
    }
    moments = {
        **{f"a_{name}": 0.2 for name in "figo"},
        **{name: 0.4 for name in "figo"},
        "kept": 0.6, "written": 0.6, "c": 0.75, "tanh_c": 0.85, "h": 0.93,
    }  # fmt: skip
    stages = (
        (0.2, "x_t and h_{t-1} arrive"),
        (0.4, "gates and candidate"),
        (0.6, "memory kept, candidate let in"),
        (0.75, "memory written"),
        (1.0, "state read out"),
    )
    columns = {"c_prev": memory, "h_prev": state, "x": INPUT, "c": (EXIT, TOP), "h": (EXIT, BUS)}
    return Plan(places, routes, moments, labels, stages, columns)


def gru(before: bool) -> Plan:
    z, r, q, add, tail = 166, 250, 336 if before else 326, 404, 480
    first = "rh" if before else "q"
    places = {
        "a_z": (z, PRODUCTS),
        "z": (z, SIGMAS),
        "a_r": (r, PRODUCTS),
        "r": (r, SIGMAS),
        first: (q, PRODUCTS),
        "past": (q, SIGMAS),
        "present": (add, PRODUCTS),
        "a_n": (add, SIGMAS),
        "n": (tail, SIGMAS),
        "open": (z + 72, SECOND),
        "fresh": (tail, SECOND),
        "kept": (z, TOP),
        "h": (tail, TOP),
    }
    state = (ENTRY, TOP)
    x, y = INPUT
    routes = {
        **taps({"a_z": z, "a_r": r}, state, INPUT),
        **{(f"a_{name}", name): (places[f"a_{name}"], places[name]) for name in "zrn"},
        ("h_prev", first): (state, (ENTRY, BUS), (q, BUS), places[first]),
        (first, "past"): (places[first], places["past"]),
        ("x", "present"): (INPUT, (x, INPUT_BUS), (add, INPUT_BUS), places["present"]),
        ("past", "a_n"): (places["past"], places["a_n"]),
        ("present", "a_n"): (places["present"], places["a_n"]),
        ("n", "fresh"): (places["n"], places["fresh"]),
        ("z", "kept"): (places["z"], places["kept"]),
        ("z", "open"): (places["z"], (z, SECOND), places["open"]),
        ("open", "fresh"): (places["open"], places["fresh"]),
        ("own", "kept"): (state, places["kept"]),
        ("kept", "h"): (places["kept"], places["h"]),
        ("fresh", "h"): (places["fresh"], places["h"]),
        ("h", OUT): (places["h"], (EXIT, TOP)),
    }
    if before:
        corner = q - 32
        routes["r", "rh"] = (places["r"], (corner, SIGMAS), (corner, PRODUCTS), places["rh"])
    else:
        routes["r", "past"] = (places["r"], places["past"])
    labels = {
        **{f"a_{name}": (at + 8, BELOW, 0) for name, at in (("z", z), ("r", r))},
        first: (q + 8, BELOW, 0),
        "present": (add + 8, BELOW, 0),
        "past": ((q + add) / 2, SIGMAS + OVER, 0.5),
        "a_n": ((add + tail) / 2, SIGMAS + OVER, 0.5),
        "z": (z - 8, SECOND, 1),
        "r": (q - 8, SIGMAS + OVER, 1),
        "open": ((z + 72 + tail) / 2, SECOND + 14, 0.5),
        "n": (tail + 8, 174, 0),
        "fresh": (tail + 8, 224, 0),
        "own": (ENTRY + 15, TOP + OVER, 0),
        "kept": ((z + tail) / 2, ABOVE, 0.5),
        "h": (EXIT - 14, TOP + OVER, 1),
    }
    moments = {
        "a_z": 0.18, "a_r": 0.18, "present": 0.18, "z": 0.34, "r": 0.34, "q": 0.34, "rh": 0.46,
        "past": 0.56 if before else 0.5, "a_n": 0.66, "n": 0.74, "open": 0.56, "kept": 0.7,
        "fresh": 0.84, "h": 0.93,
    }  # fmt: skip
    stages = (
        (0.18, "x_t and h_{t-1} arrive"),
        (0.34, "gates"),
        (0.56, "past reset"),
        (0.74, "candidate"),
        (1.0, "state mixed"),
    )
    columns = {"h_prev": state, "x": INPUT, "h": (EXIT, TOP)}
    return Plan(places, routes, moments, labels, stages, columns)


PLANS = {
    "LSTM": lstm(),
    "GRU, reset after the product": gru(before=False),
    "GRU, reset before the product": gru(before=True),
}
"""The plan of each cell, by its name."""
