"""The wires of a cell's drawing: pipes that fill from their start, one lane for each number they carry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .cell_operations import Cell
from .cell_plans import Plan

LANE, SCALAR, CASING = 2.0, 3.4, 1.1  # widths in points: of a lane, of a single number's wire, of its wall
POINT = 100 / 72  # in pixels


@dataclass(frozen=True, eq=False)
class Wire:
    """A wire from the operation that gives `source` to the one that gives `target`, its lanes as polylines.

    `parts` are the parts of the cell it belongs to: where its value comes from, and where it is used.
    """

    source: str
    target: str
    role: str
    parts: frozenset[str]
    middle: np.ndarray
    lanes: tuple[np.ndarray, ...]
    setting_out: float
    arriving: float
    length: float
    longest: float  # of the wires from its source that set out with it

    @property
    def width(self) -> float:
        """Of its inside, in points."""
        return SCALAR if len(self.lanes) == 1 else LANE * len(self.lanes)

    def progress(self, moment: float) -> float:
        """How far its value has come at this moment of the step, 0..1; on a shared way all are equally far."""
        way = min(max((moment - self.setting_out) / (self.arriving - self.setting_out), 0.0), 1.0)
        return min(way * self.longest / self.length, 1.0)


def wires(cell: Cell, plan: Plan, sizes: dict[str, int]) -> list[Wire]:
    """Every wire of the plan, those of one source together; `sizes` says how long each vector is."""
    made = []
    longest: dict[tuple[str, float], float] = {}
    for (source, target), corners in plan.routes.items():
        key = source, plan.arrival(source, target)
        longest[key] = max(longest.get(key, 0.0), length(np.array(corners)))
    for (source, target), corners in plan.routes.items():
        middle = np.array(corners)
        count = sizes.get(source, 1)
        apart = (np.arange(count) - (count - 1) / 2) * -LANE * POINT  # lane 0 is the upper or left one
        made.append(
            Wire(
                source=source,
                target=target,
                role=cell.quantities[source].role,
                parts=frozenset({cell.part_of(source), cell.part_of(target)} - {""}),
                middle=middle,
                lanes=tuple(beside(middle, distance) for distance in apart),
                setting_out=plan.departure(source, target),
                arriving=plan.arrival(source, target),
                length=length(middle),
                longest=longest[source, plan.arrival(source, target)],
            )
        )
    order = list(dict.fromkeys(["h_prev", "x", *(wire.source for wire in made)]))
    return sorted(made, key=lambda wire: order.index(wire.source))


def beside(points: np.ndarray, distance: float) -> np.ndarray:
    """A polyline of level and upright pieces, moved to its left by `distance`, corners kept."""
    along = np.sign(np.diff(points, axis=0))
    normals = np.column_stack([-along[:, 1], along[:, 0]])
    corners = np.where(normals[:-1] == normals[1:], normals[:-1], normals[:-1] + normals[1:])
    return points + distance * np.concatenate([normals[:1], corners, normals[-1:]])


def length(points: np.ndarray) -> float:
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def cut(points: np.ndarray, share: float) -> np.ndarray:
    """The first `share` of a polyline's length."""
    if share >= 1:
        return points
    steps = np.hypot(*np.diff(points, axis=0).T)
    left = share * steps.sum()
    for n, step in enumerate(steps):
        if left <= step:
            end = points[n] + (points[n + 1] - points[n]) * (left / step)
            return np.concatenate([points[: n + 1], end[None]])
        left -= step
    return points


def distance_to(points: np.ndarray, here: np.ndarray) -> float:
    """How far a place is from a polyline."""
    start, along = points[:-1], np.diff(points, axis=0)
    way = (((here - start) * along).sum(1) / (along**2).sum(1)).clip(0, 1)
    return float(np.hypot(*(start + along * way[:, None] - here).T).min())
