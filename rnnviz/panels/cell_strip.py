"""One unit of a gated cell over time: its memory and state as curves, its gates as rows of numbers."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from .cell_captions import over_time
from .cell_shapes import PT, step_and_moment
from .glyphs import Glyphs
from .panel import MOVING, Panel, number

ROW = 17  # the height of a gate's row, in pixels
HALF = 0.485  # half the width of a step's cell


class CellStrip(Panel):
    """The gates of `result.unit`, named by `result.gates` (sign, name), its c if the cell has one, and its h.

    Where all units together give an answer: that, too, and dashed what it should be.
    """

    def build(self, ax: Axes) -> None:
        self.height = ax.figure.get_figheight() * ax.get_position().height * 100
        self.create(ax)

    def create(self, ax: Axes) -> None:
        ax.set_axis_off()
        ax.set(ylim=(0, self.height))
        self.cells = self.moving(
            ax.add_collection(PolyCollection([], linewidths=0), autolim=False), MOVING + 1
        )
        self.numbers = self.moving(Glyphs(ax), MOVING + 2)
        self.zero = self.moving(ax.axhline(0, color=self.theme.hairline, lw=1))
        self.scale = self.moving(Glyphs(ax), MOVING + 1)
        self.scale.set_clip_on(False)
        self.cursor = self.moving(ax.axvline(0, color=self.theme.cursor, lw=2))
        frame = Rectangle((0, 0), 1, 1, fill=False, ec=self.theme.cursor, lw=2, clip_on=False)
        self.frame = self.moving(ax.add_patch(frame), MOVING + 3)
        rim = Rectangle((0, 0), 1, 1, fill=False, ec=self.theme.ink, lw=1.6, clip_on=False)
        self.rim = self.moving(ax.add_patch(rim), MOVING + 3)
        self.curves, self.dots = {}, {}
        for n, (name, style) in enumerate({"c": "s-", "h": "o-"}.items()):
            color = self.theme.memory if name == "c" else self.theme.state
            (curve,) = ax.plot([], [], style, color=color, lw=1.8, ms=4)
            self.curves[name] = self.moving(curve, MOVING + 1)
            (dot,) = ax.plot([], [], style[0], color=color, ms=8, mec=self.theme.paper, mew=1.5)
            self.dots[name] = self.moving(dot, MOVING + 4 + n)
        target = dict(color=self.theme.target, lw=1.4)
        self.answer = self.moving(ax.plot([], [], **target)[0], MOVING + 2)
        self.marked = self.moving(ax.plot([], [], ls=(0, (3, 2)), **target)[0], MOVING + 1)
        self.now = {name: self.label(0, 0, weight="bold", va="center") for name in self.curves}
        for name, label in self.now.items():
            label.set(color=self.theme.memory if name == "c" else self.theme.state)
            label.set_bbox(dict(facecolor=self.theme.paper, edgecolor="none", pad=1, alpha=0.85))

    def background(self, result):
        return result.cell.name, result.T, result.answers is None

    def arrange(self, result) -> None:
        """Name the rows, and rule the curves' lane."""
        self.clear()
        self.create(self.ax)
        self.ax.set_xlim(-0.5, result.T + 0.5)
        self.base = ROW * len(result.gates) + 10
        name = dict(
            xycoords=("axes fraction", "data"), textcoords="offset points", ha="right", va="center",
            fontsize=9, parse_math=False,
        )  # fmt: skip
        for n, (sign, words) in enumerate(result.gates):
            self.ax.annotate(
                f"{words}  {sign}", (0, self.row(result, n)), (-6, 0), color=self.theme.gate, **name
            )
        for value in result.limits:  # which stand at the same heights whatever they are
            self.ax.axhline(self.y(result, value), color=self.theme.hairline, lw=1)
        middle = (self.base + self.height - 6) / 2
        rows = [("memory  c", self.theme.memory)] if "c" in result.all else []
        rows.append(("state  h", self.theme.state))
        if result.answers is not None:
            rows.append(("answer", self.theme.target))
        apart = 18 if len(rows) == 2 else 13
        for n, (words, color) in enumerate(rows):
            up = ((len(rows) - 1) / 2 - n) * apart
            self.ax.annotate(words, (0, middle), (-27, up), color=color, **name)

    def row(self, result, n: int) -> float:
        """The middle of a gate's row."""
        return ROW * (len(result.gates) - n - 0.5)

    def y(self, result, value):
        """Where a value of the memory or the state stands."""
        (low, high), top = result.limits, self.height - 6
        return self.base + (top - self.base) * (value - low) / (high - low)

    def update(self, result, t: float) -> None:
        self.draw_scale(result)
        self.draw_gates(result)
        self.cursor.set_xdata([t, t])
        step, moment = step_and_moment(t)
        self.frame.set_visible(moment > 0)
        self.frame.set_bounds(step - HALF, 0.7, 2 * HALF, ROW * len(result.gates) - 1.4)
        now = int(t)
        names = [name for name in self.curves if name in result.all]
        heights = {}
        for name, curve in self.curves.items():
            shown = name in names
            for artist in (curve, self.dots[name], self.now[name]):
                artist.set_visible(shown)
            if shown:
                values = result.all[name][:, result.unit]
                curve.set_data(np.arange(result.T + 1), self.y(result, values))
                heights[name] = float(self.y(result, values[now]))
                self.dots[name].set_data([now], [heights[name]])
        for line, values in ((self.answer, result.answers), (self.marked, result.marked)):
            line.set_visible(result.answers is not None)
            if result.answers is not None:
                line.set_data(np.arange(result.T + 1), self.y(result, values))
        apart = spread(heights, 15, self.base + 4, self.height - 8)
        right = now < result.T
        for name in names:
            self.now[name].set_text(f"{name} = {number(result.all[name][now, result.unit])}")
            self.now[name].set_position((now + (0.09 if right else -0.09), apart[name]))
            self.now[name].set_horizontalalignment("left" if right else "right")

    def draw_scale(self, result) -> None:
        """Number the lane of the curves, and rule its zero."""
        values = result.limits[0], 0, result.limits[1]
        heights = [self.y(result, value) for value in values]
        self.zero.set_ydata([heights[1]] * 2)
        aside = -0.5 - 6 * PT * (result.T + 1) / (self.ax.bbox.width / self.ax.figure.dpi * 100)
        labels = [f"{value:g}".replace("-", "−") for value in values]
        self.scale.show(labels, [(aside, y) for y in heights], 9, self.theme.soft, 1.0)

    def draw_gates(self, result) -> None:
        """A row of numbers for each gate, on tints that mean the same in every row; a rim if it is in focus."""
        names = [name for name, _ in result.gates]
        values = np.array([[result.scalar(name, step) for step in range(1, result.T + 1)] for name in names])
        paper, gate = np.array(to_rgba(self.theme.paper)), np.array(to_rgba(self.theme.gate))
        fills = paper + (gate - paper) * (0.05 + 0.85 * values)[..., None].reshape(-1, 1)
        steps = np.tile(np.arange(1, result.T + 1), len(names))
        rows = np.repeat([self.row(result, n) for n in range(len(names))], result.T)
        half = np.array((HALF, ROW / 2 - 0.7)) * [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        places = np.column_stack([steps, rows])
        self.cells.set_verts(places[:, None] + half)
        self.cells.set_facecolor(fills)
        inks = np.array([to_rgba(self.theme.ink), to_rgba(self.theme.paper)])
        apart = np.abs((fills[:, None] - inks)[..., :3] @ (0.299, 0.587, 0.114))  # in lightness
        wide = self.ax.bbox.width / self.ax.figure.dpi * 100 > 65 * (result.T + 1)
        labels = [number(value) if wide else f"{value:.2f}" for value in values.ravel()]
        focused = [n for n, (_, words) in enumerate(result.gates) if words == result.focus]
        self.rim.set_visible(bool(focused))
        if focused:
            low = self.row(result, focused[0]) - ROW / 2
            self.rim.set_bounds(1 - HALF, low, result.T - 1 + 2 * HALF, ROW)
        self.written = labels
        self.numbers.show(labels, places, 9, inks[apart.argmax(axis=1)])

    def time_axis(self, result):
        return 0, result.T

    def describe(self, result, t: float) -> str:
        return over_time(result)


def spread(heights: dict[str, float], gap: float, low: float, high: float) -> dict[str, float]:
    """Heights of labels, moved apart where two would overlap, and kept between low and high."""
    kept = {name: min(max(y, low), high) for name, y in heights.items()}
    if len(kept) == 2:
        (upper, top), (lower, bottom) = sorted(kept.items(), key=lambda item: -item[1])
        if top - bottom < gap:
            middle = min(max((top + bottom) / 2, low + gap / 2), high - gap / 2)
            kept = {upper: middle + gap / 2, lower: middle - gap / 2}
    return kept
