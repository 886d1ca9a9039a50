"""The wires of a cell's drawing as pipes: walls in the color of what they carry, and inside them the values."""

from dataclasses import dataclass

import numpy as np
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgba

from .cell_shapes import BUSES, faded
from .cell_wires import CASING, Wire, cut
from .theme import Theme


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
            pieces += [(flow.wire.middle, flow.wire.width, paper) for flow, _ in group]
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
