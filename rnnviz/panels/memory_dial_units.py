"""Which unit remembers for how long: every unit's memory over time."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from .glyphs import Glyphs, width
from .memory_dial_captions import comparison, holders
from .panel import MOVING, Panel, style_axes
from .tints import Tints

LEVELS = (0.5, 0.1, 0.01)
WORDS = ("over ½", "over 1/10", "over 1/100", "less")
STRENGTHS = (1.0, 0.55, 0.25, 0.07)  # of the color of memory


class FadeOfUnits(Panel):
    """Units by half-life, the longest on top, colored by what is left; lines: where the bias alone puts the borders.

    `result` as in `labs.memory_dial`. A press on a row follows its unit.
    """

    title = "Which unit remembers"
    subtitle = "color: measured; dashed: by f^n"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.spines[:].set_visible(False)
        ax.set_xlabel("step t", labelpad=1)
        self.width, self.height = ax.bbox.size / ax.figure.dpi * 100
        self.heading(ax)
        ink, paper = np.array(to_rgb(theme.memory)), np.array(to_rgb(theme.paper))
        shades = [paper + share * (ink - paper) for share in STRENGTHS]
        colors = np.array([*shades, to_rgb(theme.paper)])  # the last: before the pulse
        self.bytes = (255 * np.concatenate([colors, np.ones((5, 1))], axis=1)).round().astype(np.uint8)
        self._key(ax, shades)
        self.map = self.moving(Tints(ax))
        self.borders = [
            self.moving(ax.plot([], [], color=theme.ink, lw=1.3, ls=(0, (4, 3)))[0], MOVING + 1)
            for _ in LEVELS
        ]
        self.row = Rectangle((0, 0), 1, 1, fill=False, ec=theme.ink, lw=1.2, clip_on=False)
        ax.add_patch(self.moving(self.row, MOVING + 2))
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 3)
        self.names = self.moving(Glyphs(ax), MOVING + 4)
        self.names.set_clip_on(False)

    def _key(self, ax: Axes, shades) -> None:
        """The shades with their words, at the right over the map."""
        x = self.width
        for word, shade in zip(WORDS[::-1], shades[::-1], strict=True):
            style = dict(transform=ax.transAxes, va="center", fontsize=9, parse_math=False)
            y = 1 + 27 / self.height
            x -= 12.5 * width(word)
            ax.text(x / self.width, y, word, color=self.theme.ink, **style)
            ax.add_patch(
                Rectangle(
                    ((x - 14) / self.width, y - 5 / self.height), 10 / self.width, 10 / self.height,
                    transform=ax.transAxes, fc=shade, ec=self.theme.hairline, lw=0.8, clip_on=False,
                )
            )  # fmt: skip
            x -= 30

    def background(self, result):
        return result.T, len(result.bias)

    def arrange(self, result) -> None:
        ax, H = self.ax, len(result.bias)
        ax.set(xlim=(-0.5, result.T + 0.5), ylim=(0, H), yticks=())
        ax.xaxis.set_major_locator(MaxNLocator(8, steps=(1, 2, 5, 10), integer=True, min_n_ticks=1))

    def update(self, result, t: float) -> None:
        H = len(result.bias)
        bands = np.searchsorted([-level for level in LEVELS], -result.left.T)  # (H, T+1)
        bands[:, : result.written] = len(LEVELS) + 1
        self.map.show(bands, self.bytes)
        rows = np.repeat(np.arange(H + 1), 2)[1:-1]  # both edges of every row
        for line, level in zip(self.borders, LEVELS, strict=True):
            reach = result.written + np.log(level) / np.log(result.forget)
            line.set_data(np.repeat(reach, 2), rows)
        self.cursor.set_xdata([t, t])
        self.row.set_bounds(-0.5, result.unit - 0.5, result.T + 1, 2)
        self._write(result, H)

    def _write(self, result, H: int) -> None:
        pixel = result.T / self.width
        unit = result.unit
        ends = {row: str(row + 1) for row in (0, H - 1) if abs(row - unit) > 4}
        marks = ends | {unit: f"unit {unit + 1}"}
        points = [(-0.5 - 7 * pixel, row + 0.5) for row in marks]
        self.names.show(list(marks.values()), points, 9.5, self.theme.ink, 1.0)

    def describe(self, result, t: float) -> str:
        return " ".join(filter(None, (holders(result, int(t)), comparison(result))))

    def pointer(self, result, t, pointer):
        if pointer.kind == "press":
            return {"unit": min(max(int(pointer.y), 0), len(result.bias) - 1) + 1}
        return None

    def time_axis(self, result):
        return 0, result.T
