"""A padded batch: one row a sequence, one column a step, and how wrong the state at the end of each row is."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba

from ...drawing import MOVING, Glyphs, Margins, Panel, color_key, signed_norm, text_size
from ...words import number
from .captions import plain
from .model import RaggedResult

HALF = 0.46  # half a cell, in columns and rows
FEWEST = 12  # columns that the panel has room for, at least
ROOMY = 400  # pixels that hold the title and, beside it, the scale of the colors
REACH = 2.0  # relative distances beyond 200 % are marked with an arrow


class Batch(Panel[RaggedResult]):
    """States of a batch at steps 1..T, one row a sequence."""

    least = (470, 240)
    margins = Margins(left=12, right=12, top=46, bottom=8)

    title = "A batch, one sequence a row"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        _, self.sub = self.heading(ax, subtitle=" ")
        wide = ax.bbox.width / ax.figure.dpi * 100
        if wide > ROOMY:
            color_key(ax, wide - 26, 30, "h_t", theme.signed, ("−1", "1"), theme)

        def add(collection: Any, zorder: float) -> Any:
            return self.moving(ax.add_collection(collection, autolim=False), MOVING + zorder)

        self.cells = add(PolyCollection([], edgecolors=theme.hairline, linewidths=1), 0)
        (self.padding,) = ax.plot([], [], color=theme.soft, lw=1)
        self.moving(self.padding, MOVING + 1)
        self.own = add(PolyCollection([], facecolors="none", edgecolors=theme.ink, linewidths=2), 4)
        self.carried = add(LineCollection([], colors=theme.ink, linewidths=1.5, linestyles=[(0, (4, 2))]), 2)
        self.cursor = add(PolyCollection([], facecolors="none", edgecolors=theme.cursor, linewidths=2.5), 3)
        self.glyphs = self.moving(Glyphs(ax), MOVING + 5)

    def background(self, result: RaggedResult) -> Hashable:
        return result.T, result.B, result.colored_by

    def arrange(self, result: RaggedResult) -> None:
        self.ax.set(**row_limits(result), xlim=(0.5, max(result.T, FEWEST) + 0.5))
        self.retitle(self.sub, f"colored by {result.colored_by} after each step; hatched: padding")

    def update(self, result: RaggedResult, t: float) -> None:
        t = int(t)
        theme, T, B = self.theme, result.T, result.B
        row, column = (index.ravel() for index in np.mgrid[:B, 1 : T + 1])
        corners = boxes(column, row)
        read = column <= t
        faces = theme.signed(signed_norm()(result.shown[1:].T.ravel()))
        faces[~read] = to_rgba(theme.paper)
        padded = column > result.lengths[row]
        self.cells.set_verts(corners)
        self.cells.set_facecolor(faces)
        self.padding.set_data(*hatching(column[padded], row[padded]))
        ended = result.lengths <= t
        rows = np.arange(B)
        self.own.set_verts(boxes(result.lengths[ended], rows[ended]))
        self.carried.set_segments(
            [[(result.lengths[b] + HALF, b), (t + HALF, b)] for b in rows[result.lengths < t]]
            if result.mask
            else []
        )
        self.cursor.set_verts([box(t, t, -HALF, B - 1 + HALF)] if t else [])
        self._label(result, t)

    def _label(self, result: RaggedResult, t: int) -> None:
        """The characters, the steps, and where the final states are read."""
        theme, T, B = self.theme, result.T, result.B
        wide = self.ax.bbox.width / self.ax.figure.dpi * 72 / (max(T, FEWEST) + 1)  # points a column
        labels: list[str] = []
        points: list[tuple[float, float]] = []
        colors: list[str] = []
        for b, text in enumerate(result.rows):
            for step, character in enumerate(text, start=1):
                labels.append(character)
                points.append((step, b))
                strong = step <= t and abs(result.shown[step, b]) > 0.6
                colors.append(theme.paper if strong else theme.ink if step <= t else theme.soft)
        sizes = [min(13.0, max(0.6 * wide, 9.0))] * len(labels)
        every = 1 if wide > 15 else 2
        for step in range(1, T + 1):
            if step % every == 0 or step == 1:
                labels.append(str(step))
                points.append((step, B - 0.22))
                colors.append(theme.soft)
        if t == T:
            here = "read here" if result.mask or result.even else "read here?"
            half = text_size(self.ax, here, 9)[0] / self.ax.bbox.width * max(T, FEWEST) / 2  # in columns
            labels.append(here)
            points.append((min(T, max(T, FEWEST) + 0.5 - half), -0.75))
            colors.append(theme.ink)
        sizes += [9.0] * (len(labels) - len(sizes))
        self.glyphs.show(labels, points, sizes, [to_rgba(color) for color in colors])

    def time_axis(self, result: RaggedResult) -> tuple[float, float]:
        return 1, result.T


class FinalState(Panel[RaggedResult]):
    """How far each row's state is from the final state that it should have: bars in the rows of the batch beside it."""

    least = (260, 240)
    margins = Margins(left=16, right=8, top=46, bottom=8)

    title = "Wrong by"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        self.named = ax.get_position().x0 < 0.2  # it stands under the batch, or alone
        ax.set_xlim(0, REACH * (2 if self.named else 1.4))
        self.heading(ax, subtitle="‖h − own final h‖ / ‖own final h‖")
        self.bars = self.moving(ax.add_collection(PolyCollection([], facecolors=theme.target), autolim=False))
        (self.arrows,) = ax.plot([], [], ls="none", marker=">", ms=8, color=theme.target)
        self.moving(self.arrows, MOVING + 1)
        self.glyphs = self.moving(Glyphs(ax), MOVING + 2)

    def background(self, result: RaggedResult) -> Hashable:
        return result.B

    def arrange(self, result: RaggedResult) -> None:
        self.ax.set(**row_limits(result))

    def update(self, result: RaggedResult, t: float) -> None:
        t = int(t)
        ended = np.flatnonzero(result.lengths <= t)
        off = result.off[t, ended]
        shown = off.clip(max=REACH)
        top, bottom = ended - 0.3, ended + 0.3
        corners = np.stack([0 * shown, top, shown, top, shown, bottom, 0 * shown, bottom], axis=1)
        self.bars.set_verts(corners.reshape(-1, 4, 2))
        beyond = off > REACH
        self.arrows.set_data(np.full(beyond.sum(), REACH), ended[beyond])
        reading = np.flatnonzero(result.lengths > t)
        labels = [f"{number(100 * x)} %" if x else "0 %, right" for x in off] + ["still reading"] * len(
            reading
        )
        rows = np.concatenate([ended, reading])
        if self.named:
            labels = [f"{label}: {plain(result.rows[b])}" for label, b in zip(labels, rows, strict=True)]
        points = np.column_stack([np.append(shown + 0.08 + 0.06 * beyond, np.zeros(len(reading))), rows])
        colors = [self.theme.ink] * len(ended) + [self.theme.soft] * len(reading)
        self.glyphs.show(labels, points, 10, colors, anchor=0.0)


def row_limits(result: RaggedResult) -> dict[str, Any]:
    """The y-limits that panels with one row a sequence share: row 0 on top, room above and below."""
    return {"ylim": (max(result.B, 3) - 0.02, -1.0)}


def box(left: float, right: float, top: float, bottom: float) -> np.ndarray:
    """The corners (4, 2) around the columns from left to right."""
    left, right = left - HALF, right + HALF
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def hatching(columns: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The x and y of one line, with gaps, that hatches cells; a collection with a hatch costs 20 ms."""
    rise = np.array([-1.2, -0.6, 0.0, 0.6, 1.2])
    ends = np.column_stack([np.maximum(-1, rise - 1), np.minimum(1, rise + 1), np.full(5, np.nan)])
    x = columns[:, None] + HALF * ends.ravel()
    y = rows[:, None] + HALF * (rise[:, None] - ends).ravel()
    return x.ravel(), y.ravel()


def boxes(columns: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The corners (N, 4, 2) of cells."""
    unit = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * HALF
    return np.column_stack([columns, rows])[:, None] + unit
