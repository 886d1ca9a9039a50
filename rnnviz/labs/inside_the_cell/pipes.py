"""The wires of a cell's drawing as pipes: walls in the color of what they carry, and inside them the values, one lane
for each number, that fill them from their start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgba

from ...drawing import Theme
from .plans import Plan

BUSES = ("h_prev", "x")
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


def wires(plan: Plan, sizes: dict[str, int]) -> list[Wire]:
    """Every wire of the plan, those of one source together; `sizes` says how long each vector is."""
    cell, made = plan.cell, []
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


@dataclass(frozen=True, eq=False)
class Flow:
    """What a wire carries at one step, a value for each lane, and how strongly it is drawn."""

    wire: Wire
    values: np.ndarray
    opacity: float


class Pipes(LineCollection):
    """All pipes of a drawing in one collection."""

    def __init__(self, theme: Theme):
        super().__init__([], capstyle="butt", joinstyle="miter")
        self.theme = theme

    def show(self, flows: list[Flow], moment: float, pulses: PathCollection) -> None:
        """Fill each pipe as far as its value has come, and set a pulse at the head of what is on its way."""
        paper = np.array(to_rgba(self.theme.paper))
        ends = np.cumsum([len(flow.values) for flow in flows])[:-1]
        colors = np.split(shade(self.theme, np.concatenate([flow.values for flow in flows])), ends)
        drawn = sorted(zip(flows, colors, strict=True), key=lambda item: item[0].opacity)  # in focus: on top
        pieces, heads = [], []  # of (points, width, color); of (place, inside, wall)
        for bus in (*BUSES, ""):  # pipes from one source merge, those of others cross
            group = [
                item for item in drawn if (item[0].wire.source if item[0].wire.source in BUSES else "") == bus
            ]
            pieces += [(f.wire.middle, f.wire.width + 2 * CASING, self.wall(f)) for f, _ in group]
            pieces += [(flow.wire.middle, flow.wire.width, tuple(paper)) for flow, _ in group]
            for flow, lanes in group:
                wire, progress = flow.wire, flow.wire.progress(moment)
                if not progress:
                    continue
                lanes = paper + (lanes - paper) * flow.opacity
                thick = wire.width / len(lanes)
                pieces += [
                    (cut(lane, progress), thick, color) for lane, color in zip(wire.lanes, lanes, strict=True)
                ]
                if progress < 1:
                    heads.append((cut(wire.middle, progress)[-1], lanes[len(lanes) // 2], self.wall(flow)))
        self.set_segments([points for points, _, _ in pieces])
        self.set_linewidths([wide for _, wide, _ in pieces])
        self.set_color(np.array([color for _, _, color in pieces]))
        pulses.set_offsets(np.reshape([place for place, _, _ in heads], (-1, 2)))
        pulses.set(sizes=[70], linewidths=1.6)
        pulses.set_facecolor(np.reshape([inside for _, inside, _ in heads], (-1, 4)))
        pulses.set_edgecolor(np.reshape([wall for _, _, wall in heads], (-1, 4)))

    def wall(self, flow: Flow) -> tuple[float, ...]:
        return faded(getattr(self.theme, flow.wire.role), self.theme.paper, flow.opacity)


def shade(theme: Theme, values: np.ndarray) -> np.ndarray:
    """The colors (n, 4) of values on the signed map of −1 to 1."""
    return theme.signed(0.5 + 0.5 * np.asarray(values).clip(-1, 1))


@lru_cache(maxsize=256)
def faded(color: str, paper: str, opacity: float) -> tuple[float, ...]:
    """A color on paper, opaque, so that what lies below does not shine through."""
    above, below = np.array(to_rgba(color)), np.array(to_rgba(paper))
    return tuple(below + (above - below) * opacity)
