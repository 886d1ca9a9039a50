"""A gated cell drawn operation by operation, with the numbers of one unit on its wires."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import FancyBboxPatch
from matplotlib.transforms import IdentityTransform

from .cell_captions import headline
from .cell_key import outline_key
from .cell_operations import PRODUCT
from .cell_pipes import Flow, Pipes, shade
from .cell_plans import BELOW, ENTERING, EXIT, HEIGHT, LEAVING, PLANS, WIDTH
from .cell_shapes import (
    FAINT,
    HIGH,
    PASSING,
    PT,
    SIDE,
    SLIDE,
    WHOLE,
    box,
    choice,
    faded,
    rectangle,
    step_and_moment,
    symbol_size,
)
from .cell_symbols import Symbols, width
from .cell_wires import distance_to, wires
from .color_key import color_key
from .glyphs import Glyphs
from .panel import MOVING, Panel, Pointer, number


class CellDiagram(Panel):
    """The drawing made from `result.cell` (a `Cell`); its plan, found by name, says where everything stands.

    `result` has `values` by quantity, (T+1,) of the unit or (T+1, n); `all` (T+1, H) by "h" and, if there is
    one, "c"; `unit`, `focus` (a part, or WHOLE). Between step t - 1 and t the values of step t are on their way.
    """

    title = "Inside the cell"
    hover = True

    def build(self, ax: Axes) -> None:
        self.create(ax)

    def create(self, ax: Axes) -> None:
        self.plain(ax)
        ax.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
        self.heading(ax)
        color_key(ax, WIDTH - 40, 10, "filling", self.theme.signed, ("≤ −1", "≥ 1"), self.theme)

        def add(artist, above):
            return self.moving(ax.add_collection(artist, autolim=False), MOVING + above)

        self.pipes = add(Pipes(self.theme), 0)
        self.pulses = self.moving(ax.scatter([], [], marker="o"), MOVING + 1)
        self.halo = add(self.shapes(), 2)
        self.boxes = add(self.shapes(), 3)
        self.columns = add(PolyCollection([], linewidths=1), 3)
        self.chosen = add(PolyCollection([], facecolors="none", linewidths=2.2), 4)
        self.faces = self.moving(Symbols(ax), MOVING + 4)
        self.paper = self.moving(Symbols(ax), MOVING + 5)
        self.paper.set(linewidths=3.5, edgecolors=self.theme.paper)
        self.numbers = self.moving(Symbols(ax), MOVING + 6)
        self.inputs = self.moving(Glyphs(ax), MOVING + 6)

    def shapes(self) -> PathCollection:
        collection = PathCollection([], offset_transform=IdentityTransform())
        collection.set_transform(self.ax.transData)
        return collection

    def background(self, result):
        return result.cell.name, result.input_names

    def arrange(self, result) -> None:
        """Draw the body, and name what goes in and out."""
        self.clear()
        self.create(self.ax)
        cell, plan = result.cell, PLANS[result.cell.name]
        self.cell, self.plan = cell, plan
        self.wires = wires(cell, plan, {name: result.values[name].shape[-1] for name in result.vectors})
        self.parts = {  # of each labeled quantity: where it is from, and where it is used
            name: frozenset().union(*(wire.parts for wire in self.wires if wire.source == name))
            for name in plan.labels
        }
        self.outlines = {
            operation.out: box(plan.places[operation.out], operation) for operation in cell.operations
        }
        body = FancyBboxPatch(
            (84, 42), 472, HEIGHT - 50, "round,pad=0,rounding_size=12",
            fc=to_rgba(self.theme.hairline, 0.28), ec=self.theme.hairline, lw=1,
        )  # fmt: skip
        self.ax.add_patch(body)
        names = {"c_prev": "$c_{t-1}$", "h_prev": "$h_{t-1}$", "c": "$c_t$", "h": "$h_t$"}
        style = dict(fontsize=11, ha="center", va="bottom", color=self.theme.ink)
        for name, (x, y) in plan.columns.items():
            if name != "x":
                self.ax.text(x, y + result.units * HIGH / 2 + 3, names[name], **style)
        x, y = plan.columns["x"]
        self.ax.text(x - SIDE / 2 - 6, y, "$x_t$", **(style | dict(ha="right", va="center")))
        count = len(result.input_names)
        for n, name in enumerate(result.input_names):
            row = y + ((count - 1) / 2 - n) * HIGH
            place = (x + SIDE / 2 + 56, row - 0.5)
            self.ax.text(*place, name, fontsize=9, color=self.theme.soft, va="center", parse_math=False)
        note = f"thin wires carry the number of one unit,\nwide ones all {result.units} units or both inputs"
        place = dict(fontsize=9, color=self.theme.soft, va="center", ha="right", linespacing=1.15)
        self.ax.text(556, y - 2, note, parse_math=False, **place)
        outline_key(self.ax, [*(["memory"] if "c" in result.all else []), "state", "gate"], self.theme)

    # -- one frame --------------------------------------------------------------------------------

    def update(self, result, t: float) -> None:
        step, moment = step_and_moment(t)
        flows = [
            Flow(wire, np.atleast_1d(result.values[wire.source][step]), self.opacity(result, wire.parts))
            for wire in self.wires
        ]
        self.pipes.show(flows, moment, self.pulses)
        self.draw_boxes(result, moment)
        self.draw_columns(result, step, moment)
        self.write_numbers(result, step, moment)

    def opacity(self, result, parts) -> float:
        return 1.0 if result.focus == WHOLE or result.focus in parts else FAINT

    def color(self, role: str, opacity: float):
        return faded(getattr(self.theme, role), self.theme.paper, opacity)

    def draw_boxes(self, result, moment: float) -> None:
        """Every operation as a box with its symbol; a halo on those in focus, or at work in the film."""
        paths, edges, labels, sizes, colors, lit = [], [], [], [], [], []
        for operation in self.cell.operations:
            path = self.outlines[operation.out]
            opacity = self.opacity(result, {operation.part})
            paths.append(path)
            edges.append(self.color(self.role(operation), opacity))
            labels.append(operation.face)
            sizes.append(symbol_size(operation))
            colors.append(self.color("ink", opacity))
            working = moment < 1 and 0 <= moment - self.plan.moments[operation.out] < 0.1
            if working or operation.part == result.focus:
                lit.append(path)
        self.drawn = dict(zip((operation.out for operation in self.cell.operations), labels, strict=True))
        self.boxes.set_paths(paths)
        self.boxes.set(facecolors=self.theme.paper, linewidths=1.8)
        self.boxes.set_edgecolor(np.array(edges))
        self.halo.set_paths(lit)
        self.halo.set(facecolors="none", edgecolors=to_rgba(self.theme.cursor, 0.6), linewidths=8)
        places = [self.plan.places[operation.out] for operation in self.cell.operations]
        self.faces.show(labels, places, sizes, np.array(colors))

    def role(self, operation) -> str:
        """The color of an operation: that of the quantity it gives, for a product that of its gate."""
        if operation.symbol == PRODUCT and operation.out.startswith("a_"):
            return self.cell.quantities[operation.out[2:]].role
        return self.cell.quantities[operation.out].role

    def draw_columns(self, result, step: int, moment: float) -> None:
        """The vectors at the ends of the wires; what left the last step is what this one starts from."""
        cells, numbers, rims = [], [], []
        sliding = 0 < moment < SLIDE and step > 1
        way = moment / SLIDE if sliding else 1.0
        self.cells = {}
        for name, (x, y) in self.plan.columns.items():
            if name == "x":
                values, known, unit = result.values["x"][step], moment > 0, None
            elif x < EXIT:
                values, known, unit = result.all[name.removesuffix("_prev")][step - 1], True, result.unit
                x -= PASSING * (1 - way)
            else:
                known = moment >= self.plan.moments[name] + LEAVING - 1e-9 or sliding
                values, unit = result.all[name][step - sliding], result.unit
                x += PASSING * way * sliding
            for n, value in enumerate(values):
                square = rectangle(x, y + ((len(values) - 1) / 2 - n) * HIGH)
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

    def write_numbers(self, result, step: int, moment: float) -> None:
        """The number on each wire that is in focus and has come so far, after its sign if it has one."""
        texts, places, colors = [], [], []
        for name, (x, y, anchor) in self.plan.labels.items():
            known = moment >= self.plan.moments.get(name, ENTERING)
            if not known or self.opacity(result, self.parts[name]) < 1:
                continue
            quantity = self.cell.quantities[name]
            value = number(result.scalar(name, step))
            pieces = [quantity.sign, f" = {value}"] if quantity.sign else [value]
            x -= anchor * 9 * PT * sum(map(width, pieces))
            for piece in pieces:
                texts.append(piece)
                places.append((x, y))
                x += 9 * PT * width(piece)
            colors += [self.color(quantity.role, 1.0)] * len(pieces)
        self.written = texts
        low = [n for n, (_, y) in enumerate(places) if y <= BELOW]  # only there can they reach a wire
        self.paper.show([texts[n] for n in low], [places[n] for n in low], 9, self.theme.paper, 0)
        self.numbers.show(texts, places, 9, np.reshape(colors, (-1, 4)), 0)
        x, y = self.plan.columns["x"]
        values = result.values["x"][step] if moment > 0 else ()
        rows = [y + ((len(values) - 1) / 2 - n) * HIGH for n in range(len(values))]
        self.inputs.show(
            [number(value) for value in values],
            np.reshape([(x + SIDE / 2 + 5, row) for row in rows], (-1, 2)),
            9, self.theme.input, 0,
        )  # fmt: skip

    # -- pointing ---------------------------------------------------------------------------------

    def pointer(self, result, t: float, pointer: Pointer):
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

    def describe(self, result, t: float) -> str:
        step, moment = step_and_moment(t)
        return headline(result, step, moment)
