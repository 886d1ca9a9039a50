"""Which output of a network depends on which input, as a table."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from .glyphs import Glyphs
from .panel import MOVING, Panel, Pointer

MOST = 8  # inputs or outputs


class WiringSight(Panel):
    """`result` as for the graph, with `sees` (outputs, inputs): whether an output depends on an input."""

    title = "Who sees what"
    subtitle = "outputs by inputs"
    hover = True

    def build(self, ax: Axes) -> None:
        self.plain(ax)
        ax.set(xlim=(-1, MOST + 0.2), ylim=(MOST + 0.2, -1), anchor="NW")
        self.heading(ax)
        width = ax.figure.get_size_inches()[0] * ax.get_position().width * 72
        self.cells = self.moving(ax.scatter([], [], marker="s", s=(0.8 * width / (MOST + 1.2)) ** 2))
        self.row = self.moving(Rectangle((0, 0), 1, 1, fill=False, ec=self.theme.cursor, lw=3), MOVING + 1)
        ax.add_patch(self.row)
        self.numbers = self.moving(Glyphs(ax), MOVING + 1)

    def update(self, result, t: float) -> None:
        rows, columns = result.sees.shape
        down, across = np.mgrid[:rows, :columns]
        outputs = result.graph.indices("output")
        ready = np.array([result.graph.nodes[n].when <= t for n in outputs])[:, None]
        color, paper = to_rgba(self.theme.state), to_rgba(self.theme.paper)
        fills = np.where((result.sees & ready)[..., None], color, paper).reshape(-1, 4)
        self.cells.set_offsets(np.stack([across.ravel() + 0.5, down.ravel() + 0.5], 1))
        self.cells.set(facecolors=fills, edgecolors=self.theme.soft, linewidths=0.8)
        self.row.set_bounds(0, outputs.index(result.chosen), columns, 1)
        places = [(-0.5, i + 0.5) for i in range(rows)] + [(i + 0.5, -0.5) for i in range(columns)]
        labels = [str(i + 1) for i in (*range(rows), *range(columns))]
        self.numbers.show(labels, places, 9, self.theme.soft)

    def pointer(self, result, t: float, pointer: Pointer):
        """Pointing at a row chooses its output."""
        row = int(pointer.y // 1)
        if t != int(t) or pointer.kind not in ("move", "press") or not 0 <= row < len(result.sees):
            return None
        chosen = result.graph.indices("output")[row] == result.chosen
        return None if chosen else {"output": row + 1}

    def describe(self, result, t: float) -> str:
        if result.wiring == "one to one":
            return ""
        return (
            f"Every step uses the same weights: {result.weights:,} in the recurrent layers, for any length "
            f"(I = {result.input_size}, H = {result.hidden_size})."
        )
