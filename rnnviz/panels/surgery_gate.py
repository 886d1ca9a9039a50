"""One gate at every step, as bars that the learner can take hold of."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from .panel import MOVING, Panel, style_axes
from .shrinkage import rectangles
from .surgery_steps import span_steps

NAMES = (("f", "forget"), ("i", "input"), ("o", "output"))
FREE = 0.3  # opacity of bars that are not held
SAME = 0.004  # a difference that cannot be seen


class GateRow(Panel):
    """Bars from 0 to 1: the mean over the units, or the one that is chosen; ticks are the units.

    `n` is the gate's place in `NAMES`; `result` as in `labs.gate_surgery`. A press or a drag sets gate, step, value.
    """

    def __init__(self, n: int, units: Sequence[str]):
        super().__init__()
        self.n, self.units = n, units

    def build(self, ax: Axes) -> None:
        theme, (letter, word) = self.theme, NAMES[self.n]
        style_axes(ax, theme)
        ax.set(ylim=(-0.06, 1.06), yticks=(0, 1), xticks=())
        ax.spines["left"].set_visible(False)
        ax.spines["bottom"].set_visible(False)
        for y in (0, 1):
            ax.axhline(y, color=theme.hairline, lw=0.8, zorder=0)
        aside = dict(xycoords="axes fraction", textcoords="offset points", ha="right", parse_math=False)
        ax.annotate(letter, (0, 0.5), (-20, 2), color=theme.gate, fontsize=16, weight="bold", **aside)
        ax.annotate(word, (0, 0.5), (-18, -13), color=theme.soft, fontsize=9, **aside)
        color = theme.gate
        self.holding = self.moving(PolyCollection([], facecolors=to_rgba(color, 0.16), linewidths=0))
        self.bars = self.moving(PolyCollection([], linewidths=0), MOVING + 1)
        for bars in (self.holding, self.bars):
            ax.add_collection(bars, autolim=False)
        (self.ticks,) = ax.plot([], [], "_", ms=7, mew=1.6, color=color)
        (self.before,) = ax.plot([], [], color=theme.ink, lw=1.2, ls=(0, (2.5, 2)), drawstyle="steps-mid")
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 3.5)
        (self.pins,) = ax.plot([], [], "o", ms=4, color=color)
        (self.handles,) = ax.plot([], [], "o", ms=8, color=theme.paper, mec=color, mew=2.2, clip_on=False)
        for above, line in enumerate((self.ticks, self.before), 2):
            self.moving(line, MOVING + above)
        for line in (self.pins, self.handles):
            self.moving(line, MOVING + 5)
        self.box = Rectangle((0, 0), 1, 1, fill=False, ec=theme.ink, lw=1.2, clip_on=False)
        ax.add_patch(self.moving(self.box, MOVING + 4))

    def update(self, result, t: float) -> None:
        span_steps(self.ax, result.T)
        gate, step, unit = result.place
        rows = slice(None) if unit == 0 else slice(unit - 1, unit)
        now, before = (run.gates[self.n][:, rows] for run in (result.now, result.untouched))
        held = result.held[self.n][:, rows]
        steps = np.arange(1, result.T + 1)
        level = now.mean(axis=1)
        whole = ~np.isnan(held).any(axis=1) & (np.ptp(now, axis=1) < SAME)
        self._draw_bars(steps, level, whole)
        self._draw_units(steps, now, held, whole)
        old = before.mean(axis=1)
        self.before.set_data(steps, np.where(abs(old - level) > SAME, old, np.nan))
        self.cursor.set_xdata([t, t])
        self.box.set_visible(gate == NAMES[self.n][0])
        left, wide = (0.5, result.T) if step == 0 else (step - 0.5, 1)
        self.box.set_bounds(left, -0.06, wide, 1.12)

    def _draw_bars(self, steps, level, whole) -> None:
        bottom = np.zeros(len(steps))
        self.bars.set_verts(rectangles(steps - 0.4, steps + 0.4, bottom, level))
        colors = np.tile(to_rgba(self.theme.gate, FREE), (len(steps), 1))
        colors[whole, 3] = 1
        self.bars.set_facecolor(colors)
        at = steps[whole]
        self.holding.set_verts(rectangles(at - 0.5, at + 0.5, bottom[whole], bottom[whole] + 1))
        self.handles.set_data(at, level[whole])
        self.handles.set_markersize(8 if len(steps) < 45 else 5.5)

    def _draw_units(self, steps, now, held, whole) -> None:
        """A tick for each unit where they differ from their mean, and a pin where one alone is held."""
        several = now.shape[1] > 1
        x = np.broadcast_to(steps[:, None], now.shape)
        shown = ~whole[:, None] & several
        self.ticks.set_data(x[shown & np.isnan(held)], now[shown & np.isnan(held)])
        pinned = shown & ~np.isnan(held)
        self.pins.set_data(x[pinned], now[pinned])

    def describe(self, result, t: float) -> str:
        return ""

    def pointer(self, result, t, pointer):
        """The bar under the pointer is held as high as the pointer stands."""
        if pointer.kind not in ("press", "drag"):
            return None
        step = min(max(int(pointer.x + 0.5), 1), result.T)
        value = round(min(max(pointer.y, 0.0), 1.0), 2)
        return {"gate": NAMES[self.n][0], "step": step, "value": value}
