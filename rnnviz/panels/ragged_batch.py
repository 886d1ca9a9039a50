"""A padded batch: one row a sequence, one column a step, and where each row's final state is read."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba

from .color_key import color_key
from .glyphs import Glyphs
from .panel import MOVING, Panel, number
from .theme import signed_norm

HALF = 0.46  # half a cell, in columns and rows
FEWEST = 12  # columns that the panel has room for, at least


class RaggedBatch(Panel):
    """States of a batch at steps 1..T; `result` is an `rnnviz.labs.ragged_batch.RaggedResult`."""

    title = "A batch, one sequence a row"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        self.heading(ax, subtitle=" ")  # its words depend on the parameters
        self.subtitles = self.moving(Glyphs(ax), MOVING + 5)
        self.subtitles.set_clip_on(False)
        wide = ax.bbox.width / ax.figure.dpi * 100
        color_key(ax, wide - 26, 30, "h_t", theme.signed, ("−1", "1"), theme)

        def add(collection, zorder):
            return self.moving(ax.add_collection(collection, autolim=False), MOVING + zorder)

        self.cells = add(PolyCollection([], edgecolors=theme.hairline, linewidths=1), 0)
        (self.padding,) = ax.plot([], [], color=theme.soft, lw=1)
        self.moving(self.padding, MOVING + 1)
        self.own = add(PolyCollection([], facecolors="none", edgecolors=theme.ink, linewidths=2), 4)
        self.carried = add(LineCollection([], colors=theme.ink, linewidths=1.5, linestyles=[(0, (4, 2))]), 2)
        self.cursor = add(PolyCollection([], facecolors="none", edgecolors=theme.cursor, linewidths=2.5), 3)
        self.glyphs = self.moving(Glyphs(ax), MOVING + 5)

    def background(self, result):
        return result.T, result.B

    def arrange(self, result) -> None:
        self.ax.set(**row_limits(result), xlim=(0.5, max(result.T, FEWEST) + 0.5))
        (left, _), (_, top) = self.ax.bbox.get_points()
        above = 10 * self.ax.figure.dpi / 72  # 10 points
        self.corner = self.ax.transData.inverted().transform((left, top + above))

    def update(self, result, t: float) -> None:
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
        what = f"colored by {result.colored_by} after each step; hatched: padding"
        self.subtitles.show([what], [self.corner], 9, theme.soft, anchor=0.0)
        self._label(result, t)

    def _label(self, result, t: int) -> None:
        """The characters, the steps, and where the final states are read."""
        theme, T, B = self.theme, result.T, result.B
        wide = self.ax.bbox.width / self.ax.figure.dpi * 72 / (max(T, FEWEST) + 1)  # points a column
        labels, points, colors = [], [], []
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
            labels.append("read here" if result.mask or result.even else "read here?")
            points.append((T - (0.8 if T > 3 else 0), -0.75))
            colors.append(theme.ink)
        sizes += [9.0] * (len(labels) - len(sizes))
        self.glyphs.show(labels, points, sizes, [to_rgba(color) for color in colors])

    def describe(self, result, t: float) -> str:
        t = int(t)
        if t == 0:
            longest = f"{result.T} steps" if result.T > 1 else "1 step"
            rows = "1 row" if result.B == 1 else f"{result.B} rows"
            padded = int((result.T - result.lengths).sum())
            if not padded:
                return f"{rows} of {longest}: nothing needs to be filled up."
            return f"{rows}, the longest of {longest}: {padded} of {result.B * result.T} cells are padding."
        ended = int((result.lengths < t).sum())
        if t < result.T:
            if not ended:
                return f"Step {t}: every row still reads text."
            what = "the mask carries their states on" if result.mask else "the network runs on over zeros"
            have = "row has" if ended == 1 else "rows have"
            return f"Step {t}: {ended} {have} ended; {what}."
        if result.even:
            return "All rows end at the last column, so that it holds every row's own final state."
        if result.mask:
            return "With the mask the last column holds each row's own final state, carried over the padding."
        off = result.off[-1]
        wrong, worst = int((off > 1e-12).sum()), int(np.argmax(off))
        return (
            f"Without the mask the last column holds a wrong final state for {wrong} of {result.B} rows: "
            f"‘{plain(result.rows[worst])}’ is off by {number(100 * off[worst])} %."
        )

    def time_axis(self, result):
        return 1, result.T


def plain(characters) -> str:
    """A row as a learner typed it."""
    return "".join(characters).replace("␣", " ")


def row_limits(result) -> dict:
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
