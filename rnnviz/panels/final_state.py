"""How far each row's state is from the final state that it should have."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from .glyphs import Glyphs
from .panel import MOVING, Panel, number
from .ragged_batch import plain, row_limits

REACH = 2.0  # relative distances beyond 200 % are marked with an arrow


class FinalState(Panel):
    """Bars of `result.off` (T+1, B), in the rows of a `RaggedBatch` beside it."""

    title = "Wrong by"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        self.named = ax.bbox.width / ax.figure.dpi > 4  # then it stands under the batch, not beside it
        ax.set_xlim(0, REACH * (2 if self.named else 1.4))
        self.heading(ax, subtitle="‖h − own final h‖ / ‖own final h‖")
        self.bars = self.moving(ax.add_collection(PolyCollection([], facecolors=theme.target), autolim=False))
        (self.arrows,) = ax.plot([], [], ls="none", marker=">", ms=8, color=theme.target)
        self.moving(self.arrows, MOVING + 1)
        self.glyphs = self.moving(Glyphs(ax), MOVING + 2)

    def background(self, result):
        return result.B

    def arrange(self, result) -> None:
        self.ax.set(**row_limits(result))

    def update(self, result, t: float) -> None:
        t = int(t)
        ended = np.flatnonzero(result.lengths <= t)
        off = (np.zeros_like(result.off) if result.mask else result.off)[t, ended]
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

    def describe(self, result, t: float) -> str:
        if int(t) < result.T or result.even:
            return ""
        return (
            f"Mean loss over the {int(result.lengths.sum())} real steps: {number(result.loss)}; with the "
            f"padding counted in, {number(result.loss_padded)}, and ∂L/∂W_hh is off by "
            f"{number(100 * result.gradient_off)} %."
        )
