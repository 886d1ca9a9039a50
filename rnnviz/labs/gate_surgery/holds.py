"""Gates held by hand, as the learner made them: a tuple of holds (gate, step, unit, value), the newest last.

Step 0 stands for every step and unit 0 for all units, so that a hold on one step can stand on a wider one. The
value None gives a gate back where a wider hold has it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...errors import InputError
from ...networks.latch import HIDDEN_SIZE

Place = tuple[str, int, int]
Holds = tuple[tuple[str, int, int, float | None], ...]
Clamp = dict[str, np.ndarray]

GATES = ("f", "i", "o")
EVERY = 0
MOST = 500


def checked_holds(value: Any) -> Holds:
    """The holds as a tuple, or an InputError that says what is wrong with one of them."""
    try:
        holds = tuple(
            (gate, int(step), int(unit), None if v is None else float(v)) for gate, step, unit, v in value
        )
    except (TypeError, ValueError, OverflowError):
        raise InputError(
            "holds needs rows of gate, step, unit and value, such as (('f', 12, 0, 0.0),); 0 means every."
        ) from None
    if len(holds) > MOST:
        raise InputError(f"holds can have {MOST} rows; {len(holds)} were given.")
    for gate, step, unit, v in holds:
        if gate not in GATES:
            raise InputError(f"holds names the gate {str(gate)[:20]!r}; the gates are f, i and o.")
        if step < 0 or not 0 <= unit <= HIDDEN_SIZE:
            raise InputError(
                f"holds names step {step} and unit {unit}; steps start at 1, "
                f"units are 1 to {HIDDEN_SIZE}, and 0 means every."
            )
        if v is not None and (math.isnan(v) or not 0 <= v <= 1):
            raise InputError(f"holds gives {gate} the value {v:g}; a gate can be from 0 to 1.")
    return holds


def covers(wide: Place, narrow: Place) -> bool:
    """Whether a place contains another."""
    return wide[0] == narrow[0] and all(a in (EVERY, b) for a, b in zip(wide[1:], narrow[1:], strict=True))


def hold(holds: Holds, gate: str, step: int, unit: int, value: float | None) -> Holds:
    """The holds with one more, which takes the place of those that it covers."""
    place = (gate, step, unit)
    return (*(old for old in holds if not covers(place, old[:3])), (*place, value))


def hold_along(holds: Holds, gate: str, unit: int, start: tuple[int, float], end: tuple[int, float]) -> Holds:
    """The holds with those on a straight line from one (step, value) to another: what a quick hand has swept over."""
    (first, low), (last, high) = start, end
    way = 1 if last > first else -1
    for step in range(first + way, last, way):
        share = (step - first) / (last - first)
        holds = hold(holds, gate, step, unit, round(low + share * (high - low), 2))
    return hold(holds, gate, end[0], unit, end[1])


def give_back(holds: Holds, gate: str, step: int, unit: int) -> Holds:
    """The holds without those at a place; if a wider one has it, it is let go there alone."""
    left = tuple(old for old in holds if not covers((gate, step, unit), old[:3]))
    return hold(left, gate, step, unit, None) if value_at(left, gate, step, unit) is not None else left


def value_at(holds: Holds, gate: str, step: int, unit: int) -> float | None:
    """What the whole of a place is held at by its newest hold, or None."""
    return next((old[3] for old in reversed(holds) if covers(old[:3], (gate, step, unit))), None)


def as_clamp(holds: Holds, T: int, H: int) -> Clamp:
    """The holds as arrays (T, 1, H) for `LSTM.forward`, NaN where a gate is free; steps after T do nothing."""
    clamp = {gate: np.full((T, 1, H), np.nan) for gate in GATES}
    for gate, step, unit, value in holds:
        steps = slice(None) if step == EVERY else slice(step - 1, step)
        units = slice(None) if unit == EVERY else slice(unit - 1, unit)
        clamp[gate][steps, :, units] = np.nan if value is None else value
    return clamp
