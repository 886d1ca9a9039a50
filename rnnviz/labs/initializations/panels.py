"""The pictures of Initializations: of each way to draw the weights its gradient, its eigenvalues and its state.

Four of each stand in a row on one scale; the leftmost of a row carries the names of what stands in it.
"""

from __future__ import annotations

import math
from collections.abc import Hashable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Circle

from ...drawing import (
    GRADIENT_RANGE,
    MOVING,
    Glyphs,
    Margins,
    Panel,
    fitting,
    log10,
    nothing_left,
    nothing_left_band,
    pixel,
    style_axes,
    text_size,
    typeset,
)
from ...words import number, power
from .captions import spanned
from .model import FIRST, RULES, SCHEMES, TENFOLD, InitializationsResult, per_step

NAMED, PLAIN = 50, 14  # pixels to the left of the axes, with the names of what stands in the row and without
EDGE = 6  # pixels to the right of them
WIDER = 1.2  # the first of four, which has those names, than the others; the same in every row, as columns
DASHED, SMALL = (0, (4, 2)), 9  # a circle of fewer pixels in radius is not round when it is dashed
RADII = (1.3, 2.2, 3.6, 6.0, 10.0, 16.0)  # what the picture may reach to: all four reach as far
WORDS_HIGH = 20  # pixels above the axis that the words on the band reach to
NUMBERS = 76  # pixels beside the circle, for ρ, σ_max and the factor of a step back


class InitialPanel(Panel[InitializationsResult]):
    """Scheme `index` of four.

    wide         pixels that a picture needs, if it is not the first
    top, bottom  pixels above and below the axes
    high         the least height of these
    """

    wide, top, bottom, high = 125.0, 24.0, 24.0, 60.0

    def __init__(self, index: int):
        super().__init__()
        self.index = index
        left = NAMED if index == 0 else PLAIN
        self.margins = Margins(left, EDGE, self.top, self.bottom)
        self.least = (self.wide * (WIDER if index == 0 else 1), self.top + self.high + self.bottom)

    def leftmost(self, ax: Axes) -> bool:
        """Whether nothing stands to its left, so that there is room for names."""
        return ax.bbox.x0 < 1.2 * NAMED * ax.figure.dpi / 100

    def row_name(self, ax: Axes, text: str, color: str) -> None:
        """What stands in the row, up along the left edge of the picture."""
        if self.leftmost(ax):
            x = 8 * ax.figure.dpi / 100 - ax.bbox.x0
            style = dict(rotation=90, fontsize=9, ha="center", va="center", color=color)
            ax.text(x / ax.bbox.width, 0.5, typeset(text), transform=ax.transAxes, **style)

    def scheme_name(self, ax: Axes, up: float = 6) -> None:
        """The scheme, small: the gradient above has it large. It stands `up` points over the axes."""
        style = dict(xycoords="axes fraction", textcoords="offset points", va="baseline")
        ax.annotate(SCHEMES[self.index], (0, 1), (0, up), color=self.theme.soft, fontsize=9, **style)


class InitialCurve(InitialPanel):
    """A curve on a logarithmic axis: the draw shown, the band of all draws, the number at the cursor.

    A subclass says which array, in what color, and where its numbers stand.

    scale   (low, high), the fixed ends of the axis
    ticks   the powers of ten that are marked
    each_drawn  whether every draw has its own thin line in the band
    """

    scale: tuple[float, float]
    ticks: tuple[int, ...]
    each_drawn: bool

    def color(self) -> str:
        raise NotImplementedError(f"{type(self).__name__} needs a color()")

    def each(self, result: InitializationsResult) -> np.ndarray:
        """(4, D, T+1), every draw."""
        raise NotImplementedError(f"{type(self).__name__} needs an each(result)")

    def build(self, ax: Axes) -> None:
        theme, color = self.theme, self.color()
        style_axes(ax, theme)
        low, high = (math.log10(end) for end in self.scale)
        named = self.leftmost(ax)
        names = ["1" if tick == 0 else power(tick) for tick in self.ticks] if named else []
        ax.set(ylim=(low, high), yticks=self.ticks if named else [], yticklabels=names)
        for tick in self.ticks:
            ax.axhline(tick, color=theme.hairline, lw=0.8)
        self.band = PolyCollection([], facecolors=color, alpha=0.16, linewidths=0)
        self.others = LineCollection([], colors=color, alpha=0.5, linewidths=0.7)
        for above, collection in enumerate((self.band, self.others)):
            ax.add_collection(collection, autolim=False)
            self.moving(collection, MOVING + 0.5 * above)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        (line,) = ax.plot([], [], color=color, lw=2.4, solid_capstyle="round")
        self.line = self.moving(line, MOVING + 2)
        marks = dict(ls="none", color=color, mec=theme.paper, clip_on=False)
        (self.dot,) = ax.plot([], [], "o", ms=8, mew=1.5, **marks)
        (self.below,) = ax.plot([], [], "v", ms=8, mew=1, **marks)
        (self.above,) = ax.plot([], [], "^", ms=8, mew=1, **marks)
        for mark in (self.dot, self.below, self.above):
            self.moving(mark, MOVING + 4)
        self.number = self.moving(Glyphs(ax), MOVING + 5)
        self.number.set_clip_on(False)

    def background(self, result: InitializationsResult) -> Hashable:
        return result.T

    def arrange(self, result: InitializationsResult) -> None:
        steps = (FIRST, (FIRST + result.T) // 2, result.T)
        self.ax.set(xlim=(FIRST, result.T), xticks=steps)
        self.ax.set_xticklabels([f"t = {FIRST}", *(f"{step}" for step in steps[1:])])
        first, _, last = self.ax.get_xticklabels()
        first.set_ha("left")
        last.set_ha("right")  # or it runs into the first of the next picture
        self.across, self.up = pixel(self.ax)

    def update(self, result: InitializationsResult, t: float) -> None:
        t, steps = int(t), np.arange(FIRST, result.T + 1)
        values = self.each(result)[self.index]
        draws = log10(values[:, FIRST:])
        outline = np.concatenate([draws.max(axis=0), draws.min(axis=0)[::-1]])
        self.band.set_verts([np.column_stack([np.concatenate([steps, steps[::-1]]), outline])])
        if self.each_drawn:
            self.others.set_segments([np.column_stack([steps, draw]) for draw in draws])
        self.line.set_data(steps, draws[result.shown])
        self.cursor.set_xdata([t, t])
        here = values[result.shown, t]
        height = float(log10(here))
        bottom, top = self.ax.get_ylim()
        for mark, shown, place in (
            (self.dot, bottom <= height <= top, height),
            (self.below, height < bottom, bottom),
            (self.above, height > top, top),
        ):
            mark.set_data([t] * bool(shown), [place] * bool(shown))
        self.name(values[:, t], here, result.T)

    def name(self, values: np.ndarray, here: float, T: int) -> None:
        """Write the number of the draw shown, `here`, and of all, `values` (D,), where the curve never runs."""
        raise NotImplementedError(f"{type(self).__name__} needs a name(values, here, T)")

    def time_axis(self, result: InitializationsResult) -> tuple[float, float]:
        return FIRST, result.T


class InitialGradient(InitialCurve):
    """‖∂L/∂h_t‖ over t, with the loss at step T."""

    scale = GRADIENT_RANGE
    ticks = (-8, -6, -4, -2, 0, 2)
    each_drawn = True
    top, bottom, high = 46.0, 60.0, 130.0

    def color(self) -> str:
        return self.theme.gradient

    def each(self, result: InitializationsResult) -> np.ndarray:
        return result.gradients

    def build(self, ax: Axes) -> None:
        super().build(ax)
        theme = self.theme
        name, rule = SCHEMES[self.index], RULES[self.index]
        named = text_size(ax, name, 11, bold=True)[0] < ax.bbox.width + self.margins.right
        self.heading(
            ax, name if named else name.split()[-1], fitting(ax, (rule, rule.split(",")[0]), spare=EDGE)
        )
        self.row_name(ax, "gradient ‖∂L/∂h_t‖", self.color())
        nothing_left_band(ax, theme, np.log10(GRADIENT_RANGE[0]), words=False)
        corner = dict(transform=ax.transAxes, ha="right", va="bottom", color=theme.soft, zorder=MOVING)
        self.words = self.label(0.985, 3 / (ax.bbox.height / ax.figure.dpi * 100), **corner)
        for edge in np.log10(TENFOLD):
            ax.axhline(edge, color=theme.soft, lw=1, ls=(0, (1, 3)))
        if self.index == 0:  # it has no gain, so that its gradient stays below this
            style = dict(textcoords="offset points", va="bottom", color=theme.soft, fontsize=9)
            said = fitting(ax, ("within a factor of 10", "factor of 10"), spare=-4)
            ax.annotate(said, (0.02, 1), (0, 1), xycoords=ax.get_yaxis_transform(), **style)
        self.span = self.moving(Glyphs(ax), MOVING + 5)
        self.span.set_clip_on(False)

    def update(self, result: InitializationsResult, t: float) -> None:
        super().update(result, t)
        lowest = log10(result.gradients[:, :, FIRST:].min(axis=1))
        widest = lowest[:, lowest.shape[1] // 2].argmax() == self.index
        self.words.set_text(self._under(lowest[self.index]) if widest else "")

    def _under(self, lowest: np.ndarray) -> str:
        """What the band says, to the right of where the lowest curve (T,) enters its words; nothing for no room."""
        crossing = np.flatnonzero(lowest < self.ax.get_ylim()[0] + WORDS_HIGH * self.up)
        free = 1 - (crossing.max() + 1) / (len(lowest) - 1) if crossing.size else 0.97
        said = nothing_left(self.ax, free - 0.03)
        return said if text_size(self.ax, said, 9)[0] < free * self.ax.bbox.width else ""

    def name(self, values: np.ndarray, here: float, T: int) -> None:
        """Under the axes: of the draw shown to the left, and what all of them span to the right."""
        bottom = self.ax.get_ylim()[0]
        first, second = bottom - 31 * self.up, bottom - 47 * self.up
        self.number.show([number(here)], np.array([(FIRST, first)]), 11, self.color(), anchor=0.0)
        lines = (f"{len(values)} draws:", spanned(values))
        beside, below = (text_size(self.ax, line, 9)[0] for line in lines)
        wide = self.ax.bbox.width
        if below > wide + PLAIN * self.ax.figure.dpi / 100:
            lines = ("", "")
        elif beside > wide - 1.05 * text_size(self.ax, number(here), 11)[0]:
            lines = ("", lines[1])
        self.span.show(lines, np.array([(T, first), (T, second)]), 9, self.theme.soft, anchor=1.0)


class InitialState(InitialCurve):
    """‖h_t‖/√H over t, the root mean square of the units."""

    scale = (1e-2, 1e2)
    ticks = (-2, 0, 2)
    each_drawn = False
    top = 40.0
    stretch = 0.3

    def color(self) -> str:
        return self.theme.state

    def each(self, result: InitializationsResult) -> np.ndarray:
        return result.states

    def build(self, ax: Axes) -> None:
        super().build(ax)
        self.scheme_name(ax, 17)
        self.row_name(ax, "RMS of h_t", self.color())

    def name(self, values: np.ndarray, here: float, T: int) -> None:
        """Over the axes, where no curve runs."""
        at = np.array([(FIRST, self.ax.get_ylim()[1] + 12 * self.up)])
        self.number.show([number(here)], at, 10, self.color(), anchor=0.0)


class InitialSpectrum(InitialPanel):
    """The eigenvalues of the draw shown, with the unit circle, and what one step back makes of the gradient.

    The ring's radius is that draw's own factor a step back, so that it may be held to its own ρ.
    """

    wide, top, bottom, high = 180.0, 26.0, 8.0, 96.0
    stretch = 0.4

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        self.scheme_name(ax)
        self.row_name(ax, "eigenvalues", theme.state)
        self.circle = ax.add_patch(Circle((0, 0), 1, fill=False, ec=theme.soft, lw=1.2))
        self.across = [ax.plot([], [], color=theme.hairline, lw=0.8, zorder=0)[0] for _ in range(2)]
        (self.dots,) = ax.plot([], [], "o", color=theme.state, ms=4, mec=theme.paper, mew=0.4)
        self.moving(self.dots, MOVING + 1)
        ring = Circle((0, 0), 1, fill=False, ec=theme.gradient, lw=1.8, ls=DASHED)
        self.ring = self.moving(ax.add_patch(ring), MOVING + 2)
        words = dict(fontsize=9, color=theme.gradient, va="center", clip_on=False)
        self.back = ax.text(0, 0, "a step back", **words)
        self.numbers = self.moving(Glyphs(ax), MOVING + 3)
        self.numbers.set_clip_on(False)

    def background(self, result: InitializationsResult) -> Hashable:
        return reach(result)

    def arrange(self, result: InitializationsResult) -> None:
        """The circle as large as the axes are high, but for the numbers to its right."""
        R, scale = reach(result), self.ax.figure.dpi / 100
        wide, high = self.ax.bbox.width / scale, self.ax.bbox.height / scale
        across = min(high, wide - NUMBERS)
        self.unit = 2 * R / across  # of a pixel
        self.ax.set(xlim=(-R, wide * self.unit - R), ylim=(-high * self.unit / 2, high * self.unit / 2))
        self.across[0].set_data([-R, R], [0, 0])
        self.across[1].set_data([0, 0], [-R, R])
        self.back.set_position(self._rows(R)[3])

    def _rows(self, R: float) -> np.ndarray:
        """Where the four lines beside the circle begin."""
        return np.column_stack([np.full(4, R + 6 * self.unit), self.unit * np.array([34, 17, -9, -24])])

    def update(self, result: InitializationsResult, t: float) -> None:
        values = result.eigenvalues[self.index]
        self.dots.set_data(values.real, values.imag)
        self.dots.set_markersize(9 if np.ptp(values) == 0 else 4)  # all in one place
        factor = per_step(result, int(t))[self.index]
        back = bool(np.isfinite(factor))
        self.ring.set_visible(back)
        if back:
            self.ring.set_radius(factor)
            self.ring.set_linestyle(DASHED if factor / self.unit > SMALL else "-")
        theme = self.theme
        numbers = (abs(values).max(), result.norms[self.index], *[factor] * back)
        words = [f"{name} {number(value)}" for name, value in zip(("ρ", "σ_max", "×"), numbers, strict=False)]
        colors = [theme.state, theme.soft, theme.gradient]
        rows = self._rows(reach(result))[: len(words)]
        self.numbers.show(words, rows, 10, colors[: len(words)], anchor=0.0)


def reach(result: InitializationsResult) -> float:
    """How far the picture reaches: the same for all four, in a few sizes, so that it seldom jumps."""
    largest = 1.05 * max(1.0, float(abs(result.eigenvalues).max()))
    return next(radius for radius in RADII if largest <= radius)
