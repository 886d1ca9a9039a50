"""A gated cell drawn operation by operation, with the numbers of one unit on its wires."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import FancyBboxPatch
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from ...drawing import (
    MOVING,
    Glyphs,
    Margins,
    Panel,
    Pointer,
    Symbols,
    color_key,
    overlap,
    symbol_width,
    width,
)
from ...drawing.labels import Box
from ...words import number
from .kinds import PRODUCT, Operation, Quantity
from .model import WHOLE, InsideCellResult, step_and_moment
from .pipes import CASING, Flow, Pipes, distance_to, faded, shade, wires
from .plans import ENTERING, LEAVING, Plan, plan_of

FAINT = 0.25  # opacity of what is not in focus
SIDE, HIGH = 17, 13  # a cell of a column
PT = 100 / 72  # pixels in a point
SLIDE, PASSING = 0.1, 50.0  # outputs become inputs: until when in a step, how far they slide
LARGE = 700  # the width from which the type is larger
LONGEST = ("−6.77e-04", "−0.00247")  # numbers for which there must be room, better for the longer
LONGEST_GATE = ("6.77e-04", "0.00247")
KEY = 250  # pixels at the right end of the heading, for the scale of the fillings


class CellDiagram(Panel[InsideCellResult]):
    """The drawing of `result.cell`. Between step t - 1 and t the values of step t are on their way.

    A number for which there is no room beside its wire loses its sign, or is left out.
    """

    title = "One step"
    hover = True
    least = (560, 269)
    margins = Margins(left=8, right=4, top=27, bottom=0)
    aligned = False

    def build(self, ax: Axes) -> None:
        dpi = ax.figure.dpi
        self.width, self.height = ax.bbox.width / dpi * 100, ax.bbox.height / dpi * 100

    def create(self, ax: Axes) -> None:
        ax.set_axis_off()
        ax.set(xlim=(0, self.width), ylim=(0, self.height))
        self.size = 10.0 if self.width >= LARGE else 9.0
        self.pipes = self.add(Pipes(self.theme), 0)
        self.pulses = self.moving(ax.scatter([], [], marker="o"), MOVING + 1)
        self.halo = self.add(self.shapes(), 2)
        self.boxes = self.add(self.shapes(), 3)
        self.columns = self.add(PolyCollection([], linewidths=1), 3)
        self.chosen = self.add(PolyCollection([], facecolors="none", linewidths=2.2), 4)
        self.faces = self.moving(Symbols(ax), MOVING + 4)
        self.numbers = self.moving(Symbols(ax), MOVING + 6)
        self.inputs = self.moving(Glyphs(ax), MOVING + 6)

    def add(self, collection: Any, above: float) -> Any:
        return self.moving(self.ax.add_collection(collection, autolim=False), MOVING + above)

    def shapes(self) -> PathCollection:
        collection = PathCollection([], offset_transform=IdentityTransform())
        collection.set_transform(self.ax.transData)
        return collection

    # -- the still part ---------------------------------------------------------------------------

    def background(self, result: InsideCellResult) -> Hashable:
        return result.cell.name

    def arrange(self, result: InsideCellResult) -> None:
        """Draw the body, and name what goes in and out."""
        self.clear()
        self.create(self.ax)
        cell, plan = result.cell, plan_of(result.cell.name, self.width, self.height)
        self.cell, self.plan = cell, plan
        vectors = [name for name, quantity in cell.quantities.items() if quantity.vector]
        self.wires = wires(plan, {name: result.values[name].shape[-1] for name in vectors})
        self.parts = {  # of each labeled quantity: where it is from, and where it is used
            name: frozenset().union(*(wire.parts for wire in self.wires if wire.source == name))
            for name in plan.labels
        }
        self.outlines = {
            operation.out: box(plan.places[operation.out], self.face(operation), self.face_size(operation))
            for operation in cell.operations
        }
        self.labels = with_room(plan, self.outlines.values(), self.obstacles(result), self.size, self.width)
        x, y, wide, high = plan.body
        body = FancyBboxPatch(
            (x, y), wide, high, "round,pad=0,rounding_size=12",
            fc=to_rgba(self.theme.hairline, 0.28), ec=self.theme.hairline, lw=1,
        )  # fmt: skip
        self.ax.add_patch(body)
        self.name_columns(result)
        self.draw_heading(result)

    def name_columns(self, result: InsideCellResult) -> None:
        names = {"c_prev": "$c_{t-1}$", "h_prev": "$h_{t-1}$", "c": "$c_t$", "h": "$h_t$", "x": "$x_t$"}
        style: dict[str, Any] = dict(fontsize=11, ha="center", va="bottom", color=self.theme.ink)
        for name, (x, y) in self.plan.columns.items():
            if name == "x":
                self.ax.text(x - SIDE / 2 - 6, y, names[name], **(style | dict(ha="right", va="center")))
            else:
                self.ax.text(x, y + result.units * HIGH / 2 + 2, names[name], **style)
        x, y = self.plan.columns["x"]
        rows = column(y, len(result.input_names))
        for name, row in zip(result.input_names, rows, strict=True):
            self.still(x + SIDE / 2 + 56, row, name)
        note = f"thin wires carry the number of one unit, wide ones all {result.units} units or both inputs"
        if x + 120 + 9 * PT * width(note) < self.plan.exit:
            self.still(self.plan.exit, self.plan.body[1] / 2 - 1, note, ha="right")

    def draw_heading(self, result: InsideCellResult) -> None:
        """The title, and what the colors of outlines and fillings mean, as far as there is room."""
        self.heading(self.ax)
        up = self.height + 13
        if self.width < KEY + 80:
            return
        color_key(self.ax, self.width - 36, 8.5, "filling", self.theme.signed, ("≤ −1", "≥ 1"), self.theme)
        roles = [*(["memory"] if "c" in result.all else []), "state", "gate"]
        words = [("outline", "soft"), *zip(roles, roles, strict=True)]
        em = 9 * PT
        x = self.width - KEY - sum(em * (width(word) + 0.7) for word, _ in words)
        if x < 90:
            return
        for word, role in words:
            self.still(x, up, word, color=getattr(self.theme, role))
            x += em * (width(word) + 0.7)

    def still(self, x: float, y: float, text: str, **style: Any) -> None:
        """A text that stays."""
        style = dict(fontsize=9, color=self.theme.soft, va="center", parse_math=False, clip_on=False) | style
        self.ax.text(x, y, text, **style)

    def obstacles(self, result: InsideCellResult) -> list[Box]:
        """What a number must not cover beside boxes and other numbers: wires, and columns with their names."""
        around = []
        for wire in self.wires:
            half = (wire.width / 2 + CASING) * PT + 1
            for (x0, y0), (x1, y1) in zip(wire.middle[:-1], wire.middle[1:], strict=True):
                around.append(
                    (min(x0, x1) - half, min(y0, y1) - half, max(x0, x1) + half, max(y0, y1) + half)
                )
        for name, (x, y) in self.plan.columns.items():
            high = HIGH * (len(result.input_names) if name == "x" else result.units) / 2
            around.append((x - SIDE / 2, y - high, x + SIDE / 2, y + high + (0 if name == "x" else 16)))
        return around

    # -- one frame --------------------------------------------------------------------------------

    def update(self, result: InsideCellResult, t: float) -> None:
        step, moment = step_and_moment(t)
        flows = [
            Flow(wire, np.atleast_1d(result.values[wire.source][step]), self.opacity(result, wire.parts))
            for wire in self.wires
        ]
        self.pipes.show(flows, moment, self.pulses)
        self.draw_boxes(result, moment)
        self.draw_columns(result, step, moment)
        self.write_numbers(result, step, moment)

    def opacity(self, result: InsideCellResult, parts: Iterable[str]) -> float:
        return 1.0 if result.focus == WHOLE or result.focus in parts else FAINT

    def color(self, role: str, opacity: float) -> tuple[float, ...]:
        return faded(getattr(self.theme, role), self.theme.paper, opacity)

    def face(self, operation: Operation) -> str:
        """What stands on an operation: a product's weights, if there is room for their names."""
        return operation.symbol if self.plan.narrow else operation.face

    def face_size(self, operation: Operation) -> float:
        """In points."""
        if operation.symbol == PRODUCT:
            return self.size
        return 15 if operation.symbol in ("⊙", "+") else 9 if self.plan.narrow else 11

    def draw_boxes(self, result: InsideCellResult, moment: float) -> None:
        """Every operation as a box with its symbol; a halo on those in focus, or at work in the film."""
        edges, labels, sizes, colors, lit = [], [], [], [], []
        for operation in self.cell.operations:
            opacity = self.opacity(result, {operation.part})
            edges.append(self.color(self.role(operation), opacity))
            labels.append(self.face(operation))
            sizes.append(self.face_size(operation))
            colors.append(self.color("ink", opacity))
            working = moment < 1 and 0 <= moment - self.cell.moments[operation.out] < 0.1
            if working or operation.part == result.focus:
                lit.append(self.outlines[operation.out])
        self.drawn = dict(zip((operation.out for operation in self.cell.operations), labels, strict=True))
        self.boxes.set_paths(list(self.outlines.values()))
        self.boxes.set(facecolors=self.theme.paper, linewidths=1.8)
        self.boxes.set_edgecolor(np.array(edges))
        self.halo.set_paths(lit)
        self.halo.set(facecolors="none", edgecolors=to_rgba(self.theme.cursor, 0.6), linewidths=6)
        places = [self.plan.places[operation.out] for operation in self.cell.operations]
        self.faces.show(labels, places, sizes, np.array(colors))

    def role(self, operation: Operation) -> str:
        """The color of an operation: that of the quantity it gives, for a product that of its gate."""
        if operation.symbol == PRODUCT and operation.out.startswith("a_"):
            return self.cell.quantities[operation.out[2:]].role
        return self.cell.quantities[operation.out].role

    def draw_columns(self, result: InsideCellResult, step: int, moment: float) -> None:
        """The vectors at the ends of the wires; what left the last step is what this one starts from."""
        cells, numbers, rims = [], [], []
        sliding = 0 < moment < SLIDE and step > 1
        way = moment / SLIDE if sliding else 1.0
        self.cells: dict[tuple[str, int], np.ndarray] = {}
        for name, (x, y) in self.plan.columns.items():
            unit: int | None = result.unit
            if name == "x":
                values, known, unit = result.values["x"][step], moment > 0, None
            elif x < self.plan.exit:
                values, known = result.all[name.removesuffix("_prev")][step - 1], True
                x -= PASSING * (1 - way)
            else:
                known = moment >= self.cell.moments[name] + LEAVING - 1e-9 or sliding
                values = result.all[name][step - sliding]
                x += PASSING * way * sliding
            for n, (value, row) in enumerate(zip(values, column(y, len(values)), strict=True)):
                square = rectangle(x, row)
                cells.append(square)
                numbers.append(value if known else 0.0)
                if n == unit:
                    rims.append(square)
                if unit is not None:
                    self.cells[name, n] = square
        self.columns.set_verts(cells)
        self.columns.set_facecolor(shade(self.theme, np.array(numbers)))
        self.columns.set_edgecolor(self.theme.soft)
        self.chosen.set_verts(rims)
        self.chosen.set(edgecolors=self.theme.ink)

    def write_numbers(self, result: InsideCellResult, step: int, moment: float) -> None:
        """The number on each wire that is in focus and has come so far, after its sign if it has one."""
        texts, places, colors = [], [], []
        em = self.size * PT
        for name, label in self.labels.items():
            known = moment >= self.cell.moments.get(name, ENTERING)
            if not known or self.opacity(result, self.parts[name]) < 1:
                continue
            quantity = self.cell.quantities[name]
            pieces = pieces_of(quantity.sign if label.signed else "", number(result.scalar(name, step)))
            wide = em * sum(map(symbol_width, pieces))
            if wide > label.room + 1:
                continue
            x = label.x - label.anchor * wide
            for piece in pieces:
                texts.append(piece)
                places.append((x, label.y))
                x += em * symbol_width(piece)
            colors += [self.color(quantity.role, 1.0)] * len(pieces)
        self.written = texts
        self.numbers.show(texts, places, self.size, np.reshape(colors, (-1, 4)), 0)
        x, y = self.plan.columns["x"]
        values = result.values["x"][step] if moment > 0 else ()
        self.inputs.show(
            [number(value) for value in values],
            np.reshape([(x + SIDE / 2 + 5, row) for row in column(y, len(values))], (-1, 2)),
            9, self.theme.input, 0,
        )  # fmt: skip

    # -- pointing ---------------------------------------------------------------------------------

    def pointer(self, result: InsideCellResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """Pointing at an operation or a wire puts its part in focus; a press on a column's cell chooses the unit."""
        if pointer.kind not in ("move", "press"):
            return None
        here = np.array((pointer.x, pointer.y))
        if pointer.kind == "press":
            for (_, unit), square in self.cells.items():
                if (square.min(axis=0) <= here).all() and (here <= square.max(axis=0)).all():
                    return {"unit": unit + 1}
        elif t != int(t):
            return None  # a film is playing: a passing pointer must not stop it
        return choice(pointer.kind, self.part_at(here), result)

    def part_at(self, here: np.ndarray) -> str:
        for operation in self.cell.operations:
            low, high = self.outlines[operation.out].get_extents().get_points()
            if (low - 3 <= here).all() and (here <= high + 3).all():
                return operation.part
        near = [
            (distance_to(wire.middle, here), wire.source, wire.target)
            for wire in self.wires
            if wire.source not in ("x", "h_prev")
        ]
        distance, source, target = min(near)
        part = self.cell.part_of(source) or self.cell.part_of(target)
        return part if distance < 7 else ""


def choice(kind: str, part: str, result: InsideCellResult) -> dict[str, Any] | None:
    """What pointing at a part changes: it is in focus while the pointer is there, after a press it stays so."""
    if kind == "press":
        return {"focus": part or WHOLE, "pointed": ""}
    return {"pointed": part} if part != result.pointed else None


def box(place: tuple[float, float], face: str, size: float) -> Path:
    """The rounded outline of an operation, as wide as what stands on it needs."""
    wide = max(26.0, size * PT * symbol_width(face) + 12)
    x, y = place
    return FancyBboxPatch((x - wide / 2, y - 12), wide, 24, "round,pad=0,rounding_size=6").get_path()


def rectangle(x: float, y: float) -> np.ndarray:
    """A cell of a column around (x, y)."""
    half = np.array((SIDE / 2, HIGH / 2))
    return np.array((x, y)) + half * [(-1, -1), (1, -1), (1, 1), (-1, 1)]


def column(y: float, count: int) -> list[float]:
    """The middles of the cells of a column around y, the first at the top."""
    return [y + ((count - 1) / 2 - n) * HIGH for n in range(count)]


@dataclass(frozen=True)
class Label:
    """Where a number stands: `anchor` of its width left of x. What is longer than `room` is left out."""

    x: float
    y: float
    anchor: float
    signed: bool
    room: float

    @property
    def box(self) -> Box:
        left = self.x - self.anchor * self.room
        return left, self.y - 6, left + self.room, self.y + 6


def with_room(
    plan: Plan, outlines: Iterable[Path], obstacles: list[Box], size: float, width: float
) -> dict[str, Label]:
    """The labels of a plan that cover no box, wire or column, and no label before them in the plan's order."""
    taken: list[Box] = [tuple(path.get_extents().extents) for path in outlines] + obstacles
    kept: dict[str, Label] = {}
    for name, (x, y, anchor) in plan.labels.items():
        quantity = plan.cell.quantities[name]
        numbers = LONGEST_GATE if quantity.role == "gate" else LONGEST
        rooms = [
            (bool(sign), size * PT * length(sign, text)) for sign in signs_of(quantity) for text in numbers
        ]
        for signed, room in rooms:
            label = Label(x, y, anchor, signed, room)
            left, _, right, _ = label.box
            if left >= 0 and right <= width and not any(overlap(label.box, other) for other in taken):
                kept[name] = label
                taken.append(label.box)
                break
    return kept


def signs_of(quantity: Quantity) -> tuple[str, ...]:
    return (quantity.sign, "") if quantity.sign else ("",)


def pieces_of(sign: str, text: str) -> list[str]:
    return [sign, f" = {text}"] if sign else [text]


def length(sign: str, text: str) -> float:
    """Of a number after its sign, in ems."""
    return sum(map(symbol_width, pieces_of(sign, text)))
