"""Which output of a network depends on which input, as a table."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from .panel import MOVING, Panel, Pointer


class WiringSight(Panel):
    """Outputs by inputs; `result` as for the graph, with `sees` (outputs, inputs), True where one depends on the other."""

    title = "Who sees what"
    subtitle = "outputs down, inputs across"
    hover = True

    def build(self, ax: Axes) -> None:
        self.create(ax)

    def create(self, ax: Axes) -> None:
        ax.set_axis_off()
        self.heading(ax)
        self.cells = self.moving(ax.scatter([], [], marker="s"))
        self.row = self.moving(ax.add_patch(Rectangle((0, 0), 1, 1, fill=False, ec=self.theme.cursor, lw=3)), MOVING + 1)

    def background(self, result):
        return result.sees.shape

    def arrange(self, result) -> None:
        self.clear()
        self.create(self.ax)
        rows, columns = result.sees.shape
        size = max(rows, columns, 3)
        self.ax.set(xlim=(-1.0, size), ylim=(size, -1.0), aspect="equal", anchor="NW")
        number = dict(ha="center", va="center", fontsize=9, color=self.theme.soft)
        for i in range(columns):
            self.ax.text(i + 0.5, -0.5, str(i + 1), **number)
        for i in range(rows):
            self.ax.text(-0.5, i + 0.5, str(i + 1), **number)
        cell = self.ax.get_window_extent().width * 72 / self.ax.figure.dpi / (size + 1)
        self.size = (0.8 * cell) ** 2

    def update(self, result, t: float) -> None:
        rows, columns = result.sees.shape
        down, across = np.mgrid[:rows, :columns]
        outputs = result.graph.indices("output")
        ready = np.array([result.graph.nodes[n].when <= t for n in outputs])[:, None]
        color, paper = to_rgba(self.theme.state), to_rgba(self.theme.paper)
        fills = np.where((result.sees & ready)[..., None], color, paper).reshape(-1, 4)
        self.cells.set_offsets(np.stack([across.ravel() + 0.5, down.ravel() + 0.5], 1))
        self.cells.set(sizes=[self.size], facecolors=fills, edgecolors=self.theme.soft, linewidths=0.8)
        self.row.set_bounds(0, outputs.index(result.chosen), columns, 1)

    def pointer(self, result, t: float, pointer: Pointer):
        row = int(pointer.y // 1)
        if t != int(t) or pointer.kind not in ("move", "press") or not 0 <= row < len(result.sees):
            return None
        chosen = result.graph.indices("output")[row] == result.chosen
        return None if chosen else {"output": row + 1}

    def describe(self, result, t: float) -> str:
        return (
            f"Every step uses the same weights: {result.weights:,} in the recurrent layers, for any length "
            f"(I = {result.input_size}, H = {result.hidden_size})."
        )
