"""The pictures of Gradient flow: the gradient over time, the spectrum of the weights, the slopes on the way."""

from __future__ import annotations

from collections.abc import Hashable, Sized
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from ...drawing import (
    GRADIENT_DECADES,
    MOVING,
    BeyondMarks,
    Margins,
    Panel,
    QuickText,
    box_at,
    decade_axis,
    log10,
    nothing_left_band,
    pixel,
    place,
    style_axes,
    text_size,
    typeset,
)
from ...words import number, power, size
from .captions import bound_names
from .model import GradientFlowResult, passed, passed_gates

LOW, HIGH = GRADIENT_DECADES
WORDS = 0.33  # of the width: where the words on the band begin
SHARES = (0.3, 0.08, 0.5, 0.7, 0.92)
"""Where along its line a name may stand, the best place first."""

LIMITS = (1.35, 2.2, 3.3)
SMALLEST, LARGEST = -2, 1.5  # decades of the strip of singular values

EDGES = np.linspace(0, 1, 21)
REACH = 2.0  # of the singular values; the last bar holds what is beyond
FRACTIONS = {0: "0", 0.125: "⅛", 0.25: "¼", 0.5: "½", 1: "1"}
PALE = 0.4  # opacity of the gates that do not keep the state
GATE_EDGES = np.linspace(0, 1, 11)
"""The first and the last of these bins hold what is near 0 and near 1."""
APART = 1.15  # from row to row of gates, the tallest bar being 1


class GradientCurve(Panel[GradientFlowResult]):
    """‖∂L/∂h_t‖ over t on fixed decades. The part that the gradient has come through, from loss to cursor, is bold.

    What lies beyond the decades is marked at their edge, ▲ or ▼, and what is exactly 0 with ×.
    """

    least = (430, 260)
    title = "The gradient that reaches each step"
    subtitle = "‖∂L/∂h_t‖, from the loss back to t = 0"
    of_more = "‖∂L/∂s_t‖, from the loss back to t = 0; {}"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, HIGH, 2)
        ax.set_xlabel("step t", labelpad=0)
        _, self.sub = self.heading(ax)
        nothing_left_band(ax, theme, LOW)
        self.between = ax.axvspan(0, 1, color=theme.cursor, alpha=0.08, lw=0)
        self.moving(self.between)
        dashes = dict(color=theme.soft, lw=1.5)
        self.upper = self._line(ls=(0, (5, 3)), **dashes)
        self.rate = self._line(ls=(0, (1, 2)), **dashes)
        self.faint = self._line(color=theme.gradient, lw=1.5, alpha=0.45)
        self.curve = self._line(color=theme.gradient, lw=3, solid_capstyle="round")
        self.loss = self._line(ls="none", marker="v", ms=8, color=theme.target, mec=theme.paper)
        self.marks = BeyondMarks(self, ax, theme.gradient)
        self.beyond = self._line(ls="none", marker="v", ms=9, color=theme.gradient)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 1)
        self.dot = self._line(ls="none", marker="o", ms=10, color=theme.gradient, mec=theme.paper, mew=2)
        self.names = [self.label(0, 0, fontsize=10, va="center", zorder=MOVING + 4) for _ in range(2)]
        self.value = self.label(0, 0, va="center", fontsize=12, weight="bold", color=theme.gradient)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.8))

    def _line(self, **style: Any) -> Line2D:
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, MOVING + 2)

    def background(self, result: GradientFlowResult) -> Hashable:
        return result.T, result.whole

    def arrange(self, result: GradientFlowResult) -> None:
        self.retitle(self.sub, self.of_more.format(result.state_words) if result.whole else self.subtitle)
        self.ax.set_xlim(-0.02 * result.T, 1.02 * result.T)
        self.step, self.decade = pixel(self.ax)
        self.ax.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))

    def update(self, result: GradientFlowResult, t: float) -> None:
        t, T = int(t), result.T
        steps = np.arange(T + 1)
        heights = log10(result.norms)
        self.faint.set_data(steps, heights)
        last = result.losses[-1]
        self.curve.set_data(steps[t : last + 1], heights[t : last + 1])
        self.upper.set_data(steps, log10(result.upper))
        self.rate.set_data(steps, log10(result.rate))
        over = np.clip(heights[result.losses] + 0.45, LOW, HIGH)
        self.loss.set_data(result.losses, np.full(len(over), HIGH - 0.3) if result.everywhere else over)
        self.loss.set_markersize(4 if result.everywhere else 8)
        low_row, high_row = 4.0, 15.0 if result.everywhere else 5.0  # under the marks of losses
        reached = steps <= last  # after the last loss it is 0 for want of a loss
        zero = (result.norms == 0) & reached
        self.marks.show(steps, heights > HIGH, (heights < LOW) & ~zero & reached, zero, high_row, low_row)
        early, late = min(t, result.pair), result.pair
        self.between.set(x=early, width=late - early)
        self.cursor.set_xdata([t, t])
        self._show_value(result, t, heights[t])
        self._show_names(result)

    def _show_value(self, result: GradientFlowResult, t: int, height: float) -> None:
        inside = LOW <= height <= HIGH
        self.dot.set_data([t], [height] if inside else [np.nan])
        edge = min(max(height, LOW), HIGH)
        self.beyond.set_data([t], [np.nan if inside else edge + (0.3 if height < LOW else -0.3)])
        self.beyond.set_marker("X" if not result.norms[t] else "v" if height < LOW else "^")
        text = size(result.norms[t])
        right = t > 0.62 * result.T
        gap = 0.025 * result.T * (-1 if right else 1)
        near = np.linspace(t, t + gap + 12 * len(text) * self.step * (-1 if right else 1), 9)
        line = np.clip(np.interp(near, np.arange(result.T + 1), log10(result.norms)), LOW, HIGH)
        lowest, highest = (
            LOW + (1.1 if near.max() < WORDS * result.T else 2.3),
            HIGH - (0.7 if inside else 1.3),
        )
        over, under = line.max() + 0.8, line.min() - 0.8
        below = over > highest or (line[-1] > edge and under > lowest)
        y = min(max(under if below else over, lowest), highest)
        self.value.set(text=text, ha="right" if right else "left", position=(t + gap, y))

    def _show_names(self, result: GradientFlowResult) -> None:
        """Write the name of each bound beside its line, where it covers no other."""
        names = bound_names(result)
        bounds = list(zip(names, (result.upper, result.rate), strict=True))
        if result.coincide:
            bounds = [(" = ".join(names), result.upper), ("", result.rate)]
        steps, to_pixels = np.arange(result.T + 1), self.ax.transData.transform
        curves = [
            to_pixels(np.stack([steps, log10(values)], axis=1))
            for values in (result.norms, result.upper, result.rate)
        ]
        taken = [self._box_of_value()]
        if len(result.losses) == 1:
            taken += [box_at(to_pixels(point), (16, 16)) for point in zip(*self.loss.get_data(), strict=True)]
        for artist, (name, values) in zip(self.names, bounds, strict=True):
            wanted = text_size(self.ax, name, artist.get_fontsize())
            center = (
                place(wanted, self._beside(log10(values), wanted), self._inside(), curves, taken)
                if name
                else None
            )
            artist.set_text(name if center else "")
            if center:
                taken.append(box_at(center, wanted))
                artist.set(position=self.ax.transData.inverted().transform(center), ha="center")

    def _box_of_value(self) -> tuple[float, float, float, float]:
        wide, high = text_size(self.ax, self.value.get_text(), self.value.get_fontsize(), bold=True)
        x, y = self.ax.transData.transform(self.value.get_position())
        return box_at((x + (-wide if self.value.get_ha() == "right" else wide) / 2, y), (wide, high))

    def _inside(self) -> tuple[float, float, float, float]:
        """The axes above the words on the band, in pixels."""
        left, bottom, right, top = self.ax.bbox.extents
        return left, bottom + 1.2 * (top - bottom) / (HIGH - LOW), right, top

    def _beside(self, line: np.ndarray, label: tuple[float, float]) -> list[tuple[float, float]]:
        """Centers for a label along a line: over it, under it, to its left and its right."""
        steps = np.arange(len(line))
        inside = steps[(line > LOW) & (line < HIGH)]
        if not inside.size:
            return []
        to_pixels, (half, high) = self.ax.transData.transform, (label[0] / 2, label[1])
        left, _, right, _ = self.ax.bbox.extents
        points = to_pixels(np.stack([steps, line], axis=1))
        centers = []
        for share in SHARES:
            x, y = to_pixels((at := inside[0] + share * (inside[-1] - inside[0]), np.interp(at, steps, line)))
            middle = min(max(x, left + half), right - half)
            near = np.interp(np.linspace(middle - half, middle + half, 9), points[:, 0], points[:, 1])
            aside = half + 0.4 * high
            centers += [
                (middle, near.max() + 0.7 * high), (middle, near.min() - 0.7 * high), (x - aside, y), (x + aside, y),
            ]  # fmt: skip
        return centers

    def time_axis(self, result: GradientFlowResult) -> tuple[float, float]:
        return 0, result.T


class EigenvaluePlane(Panel[GradientFlowResult]):
    """The complex plane with the unit circle and the circle of radius ρ.

    Of a cell of the learner's own it is the Jacobian of the step at the cursor whose eigenvalues are shown, those
    beyond the plane hollow, on its edge.
    """

    least = (250, 188)
    margins = Margins(left=20, right=14, top=46, bottom=24)
    aligned = False
    title = "Eigenvalues"
    subtitle = "of W_hh; dashed: radius ρ"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set_aspect("equal", adjustable="box", anchor="W")
        ax.spines[:].set_visible(False)
        _, self.sub = self.heading(ax)
        ax.axhline(0, color=theme.hairline, lw=1)
        ax.axvline(0, color=theme.hairline, lw=1)
        ax.add_patch(Circle((0, 0), 1, fill=False, ec=theme.soft, lw=1.4))
        self.circle = Circle((0, 0), 1, fill=False, ec=theme.state, lw=1.6, ls=(0, (5, 3)))
        ax.add_patch(self.moving(self.circle, MOVING + 1))
        (self.dots,) = ax.plot([], [], "o", ms=6, color=theme.state, mec=theme.paper, mew=0.8)
        self.moving(self.dots, MOVING + 2)
        (self.beyond,) = ax.plot([], [], "o", ms=6, color=theme.paper, mec=theme.state, mew=1.4)
        self.moving(self.beyond, MOVING + 2)
        self.rho = value_beside_heading(self, theme.state)

    def background(self, result: GradientFlowResult) -> Hashable:
        return self._limit(result), result.weights

    @staticmethod
    def _limit(result: GradientFlowResult) -> float:
        factors = result.factors[np.isfinite(result.factors)]  # no eigenvalue is larger than the largest σ
        largest = result.spectrum.radius if result.spectrum else factors.max(initial=0)
        return next(limit for limit in LIMITS if limit >= min(largest * 1.06, LIMITS[-1]))

    def arrange(self, result: GradientFlowResult) -> None:
        limit = self._limit(result)
        self.retitle(self.sub, f"of {result.weights or 'J_t at the cursor'}; dashed: radius ρ")
        self.ax.set(xlim=(-limit, limit), ylim=(-limit, limit))
        ticks = (-1, 0, 1) if limit < 2.5 else (-3, -1, 1, 3)
        self.ax.set(xticks=ticks, yticks=())
        self.ax.set_xticklabels([f"{tick}".replace("-", "−") for tick in ticks])

    def update(self, result: GradientFlowResult, t: float) -> None:
        spectrum = result.spectrum_at(int(t))
        for artist in (self.circle, self.dots, self.beyond):
            artist.set_visible(spectrum is not None)
        step = f"J_{result.step_at(int(t))}: " if result.own else ""
        if spectrum is None:
            self.rho.set_text(f"{step}beyond all floats")
            return
        # dashes of a circle far outside would take minutes
        self.circle.set_visible(spectrum.radius < 2 * LIMITS[-1])
        self.circle.set_radius(min(spectrum.radius, 2 * LIMITS[-1]))
        edge = LIMITS[-1] * 0.985
        size = np.maximum(abs(spectrum.eigenvalues.real), abs(spectrum.eigenvalues.imag))
        shown = spectrum.eigenvalues * (edge / np.maximum(size, edge))
        far = size > edge
        self.dots.set_data(shown.real[~far], shown.imag[~far])
        self.beyond.set_data(shown.real[far], shown.imag[far])
        self.beyond.set_visible(bool(far.any()))
        self.rho.set_text(f"{step}ρ = {number(spectrum.radius)}")


class StretchStrip(Panel[GradientFlowResult]):
    """The singular values of the same matrix, with 1/γ to compare; a gated cell has no 1/γ.

    Those beyond the strip are marked at its ends.
    """

    least = (250, 112)
    margins = Margins(left=20, right=14, top=46, bottom=26)
    stretch = 0.0
    aligned = False
    title = "Stretch"
    subtitle = "of one step: the σ of W_hh"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        _, self.sub = self.heading(ax)
        ax.spines["left"].set_visible(False)
        ax.set(xlim=(SMALLEST, LARGEST), ylim=(0, 1), yticks=[], xticks=(-2, -1, 0, 1))
        ax.set_xticklabels([power(-2), "0.1", "1", "10"])
        self.marks, *self.far = (
            self.moving(
                ax.plot([], [], ls="none", marker=marker, ms=size, mew=2, color=theme.gradient)[0], MOVING + 1
            )
            for marker, size in (("|", 14), ("<", 7), (">", 7), ("x", 6))
        )
        self.threshold = self.moving(ax.axvline(0, color=theme.ink, lw=1.4, ls=(0, (2, 2))), MOVING + 2)
        self.limit_name = self.label(0, 0.97, fontsize=9, va="top", ha="right", color=theme.ink)
        self.limit_name.set_transform(ax.get_xaxis_transform())
        self.sigma = value_beside_heading(self, theme.gradient)

    def background(self, result: GradientFlowResult) -> Hashable:
        return result.weights

    def arrange(self, result: GradientFlowResult) -> None:
        self.retitle(self.sub, f"of one step: the σ of {result.weights or 'J_t'}")

    def update(self, result: GradientFlowResult, t: float) -> None:
        spectrum = result.spectrum_at(int(t))
        for artist in (self.marks, *self.far):
            artist.set_visible(spectrum is not None)
        for artist in (self.threshold, self.limit_name):
            artist.set_visible(result.made_to_order)
        if spectrum is None:
            self.sigma.set_text("")
            return
        self._show_sizes(spectrum.singular_values)
        where = -float(np.log10(result.gamma))
        self.threshold.set_xdata([where, where])
        self.limit_name.set(text=f"1/γ = {1 / result.gamma:g}", position=(where - 0.06, 0.97))
        self.sigma.set_text(f"σ_max = {number(spectrum.norm)}")

    def _show_sizes(self, sizes: np.ndarray) -> None:
        """A line for each singular value; ◀ and ▶ at the ends for those beyond, × for those that are exactly 0."""
        logs, zero = log10(sizes), sizes == 0
        less, more = (logs < SMALLEST) & ~zero, logs > LARGEST
        inside = logs[~(less | more | zero)]
        self.marks.set_data(inside, np.full(len(inside), 0.35))
        ends = (SMALLEST + 0.05, LARGEST - 0.05, SMALLEST + 0.05)
        for line, some, x in zip(self.far, (less, more, zero), ends, strict=True):
            line.set_data(np.full(some.sum(), x), np.full(some.sum(), 0.35))
            line.set_visible(bool(some.any()))


def value_beside_heading(panel: Panel[GradientFlowResult], color: str) -> QuickText:
    """A number at the right end of the heading, where the axes end before an equal scale narrows them."""
    ax = panel.ax
    right, above = ax.get_position(original=True).x1, ScaledTranslation(0, 19 / 72, ax.figure.dpi_scale_trans)
    across = blended_transform_factory(ax.figure.transFigure, ax.transAxes)
    style: dict[str, Any] = dict(ha="right", va="bottom", fontsize=11, weight="bold", color=color)
    return panel.label(right, 1, transform=across + above, **style)


class SlopeHistogram(Panel[GradientFlowResult]):
    """How often each slope occurs: between the pair of steps as bars, in the whole sequence as an outline.

    The cursor is the earlier step of the pair. For a gated cell the values of its gates stand in place of the slopes,
    a row for each, first the keeper of the state; for a cell of the learner's own the singular values of J_t do, up
    to REACH; they spread, so that the bars have a scale to fit. The rows of gates fit theirs to the tallest bar,
    because what they show is a shape.
    """

    least = (280, 180)
    title = "Saturation"
    subtitle = "share of the slopes φ'(a); line: all"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(xlim=(0, 1), ylim=(0, 1.05), xticks=(0, 0.25, 0.5, 0.75, 1), yticks=(0, 0.5, 1))
        ax.set_xticklabels(["0", "¼", "½", "¾", "1"])
        ax.set_yticklabels(["0", "½", "1"])
        ax.set_xlabel("φ'(a)", labelpad=0)
        self.head, self.sub = self.heading(ax)
        bars = PolyCollection([], facecolors=theme.gate, linewidths=0)
        self.bars = self.moving(ax.add_collection(bars, autolim=False))
        (self.outline,) = ax.plot([], [], color=theme.soft, lw=1.3)
        self.moving(self.outline, MOVING + 1)
        self.bases = self.moving(ax.hlines([], 0, 1, color=theme.hairline, lw=0.8), MOVING)
        self.most = self.moving(ax.axvline(1, color=theme.ink, lw=1.4, ls=(0, (2, 2))), MOVING + 2)
        self.mean = self.label(
            0.03, 0.97, transform=ax.transAxes, va="top", fontsize=9, color=theme.ink, linespacing=1.4
        )

    def background(self, result: GradientFlowResult) -> Hashable:
        return self._scale(result)

    @staticmethod
    def _scale(result: GradientFlowResult) -> tuple[Any, float]:
        """What is shown, and the height of the axis."""
        if result.keeper:
            return tuple(result.gates), 1.0
        return bool(result.own), tallest(result.slopes / REACH) if result.own else 1.0

    def arrange(self, result: GradientFlowResult) -> None:
        kind, top = self._scale(result)
        title, subtitle, label, ticks = self.title, self.subtitle, "φ'(a)", ("0", "¼", "½", "¾", "1")
        if result.keeper:
            title, subtitle, label = "Gates", "share of their values; line: all steps", "value of the gate"
        if result.own:
            title, subtitle, label = "What a step keeps", "share of the σ of J_t; line: all steps", "σ of J_t"
            ticks = ("0", "½", "1", "1½", f"{REACH:g} +")
        self.retitle(self.head, title)
        self.retitle(self.sub, subtitle)
        self.ax.set_xlabel(typeset(label))
        if result.keeper:
            bases = row_bases(kind)
            self.ax.set(ylim=(0, bases[0] + 1.1), yticks=bases + 0.35, xticks=(0, 0.1, 0.5, 0.9, 1))
            self.ax.set_xticklabels(["0", "", "½", "", "1"])
            self.ax.set_yticklabels(kind)
        else:
            self.ax.set(ylim=(0, 1.05 * top), yticks=(0, top / 2, top), xticks=(0, 0.25, 0.5, 0.75, 1))
            self.ax.set_xticklabels(ticks)
            self.ax.set_yticklabels([FRACTIONS[tick] for tick in (0, top / 2, top)])
        for i, tick in enumerate(self.ax.get_yticklabels()):
            keeper = bool(result.keeper) and i == 0
            tick.set(weight="bold" if keeper else "normal", fontsize=11 if result.keeper else 9)
            tick.set_color(self.theme.gate if keeper else self.theme.soft)

    def update(self, result: GradientFlowResult, t: float) -> None:
        self.most.set_visible(result.made_to_order)
        self.bases.set_visible(bool(result.keeper))
        slopes = passed(result, int(t))
        mean = f"mean {number(float(slopes.mean()))}\n" if slopes.size else ""
        if result.keeper:
            self._show_gates(result, int(t))
            self.mean.set_text(mean.strip())
            aside = slopes.size and slopes.mean() < 0.5
        else:
            self._show_slopes(result, slopes)
            self.mean.set_text(
                f"{mean}γ = {result.gamma:g} at most" if result.made_to_order else mean.strip()
            )
            low = slopes.size and slopes.mean() < 0.2  # where the words would stand
            aside = result.gamma < 0.5 or bool(result.own) or low
        self.mean.set(x=0.97 if aside else 0.03, ha="right" if aside else "left")

    def _show_slopes(self, result: GradientFlowResult, slopes: np.ndarray) -> None:
        unit = REACH if result.own else 1.0
        whole, between = shares(result.slopes / unit), shares(slopes / unit)
        left, right, zero = EDGES[:-1] + 0.004, EDGES[1:] - 0.004, np.zeros(len(between))
        corners = [left, zero, left, between, right, between, right, zero]
        self.bars.set_verts(np.stack(corners, axis=1).reshape(-1, 4, 2))
        self.bars.set_facecolor(self.theme.gate)
        self.outline.set_data(np.repeat(EDGES, 2)[1:-1], np.repeat(whole, 2))
        self.most.set_xdata([result.gamma] * 2)

    def _show_gates(self, result: GradientFlowResult, t: int) -> None:
        chosen = passed_gates(result, t)
        top = max(gate_shares(values).max() for gates in (chosen, result.gates) for values in gates.values())
        self.bars.set_verts(gate_bars(chosen, top))
        bins = len(GATE_EDGES) - 1
        colors = np.tile(to_rgba(self.theme.gate, PALE), (bins * len(result.gates), 1))
        colors[:bins, 3] = 1
        self.bars.set_facecolor(colors)
        self.outline.set_data(*gate_outlines(result.gates, top))
        self.bases.set_segments([[(0, base), (1, base)] for base in row_bases(result.gates)])


def shares(slopes: np.ndarray) -> np.ndarray:
    """The share of the slopes in each bin; none at all where there are none."""
    finite = np.minimum(slopes[np.isfinite(slopes)], EDGES[-1])
    return np.histogram(finite, EDGES)[0] / max(finite.size, 1)


def tallest(slopes: np.ndarray) -> float:
    """¼, ½ or 1: at least as high as any bar, since no mean over steps is above its largest step."""
    bins = np.minimum(np.nan_to_num(slopes) * (len(EDGES) - 1), len(EDGES) - 2).astype(int)
    counts = (bins[:, :, None] == np.arange(len(EDGES) - 1)).sum(axis=1)
    share = counts.max() / slopes.shape[1]
    return next(top for top in (0.25, 0.5, 1.0) if top >= share)


def row_bases(gates: Sized) -> np.ndarray:
    """Where the rows stand, the first gate at the top."""
    return APART * np.arange(len(gates))[::-1]


def gate_shares(values: np.ndarray) -> np.ndarray:
    """The share of the values (n, H) in each bin; none at all where there are none."""
    return np.histogram(values, GATE_EDGES)[0] / max(values.size, 1)


def gate_bars(gates: dict[str, np.ndarray], top: float) -> np.ndarray:
    """Corners (gates × bins, 4, 2) of the bars; a share of `top` is as high as a row."""
    left, right = GATE_EDGES[:-1] + 0.006, GATE_EDGES[1:] - 0.006
    rows = []
    for base, values in zip(row_bases(gates), gates.values(), strict=True):
        low = np.full(len(left), base)
        high = base + gate_shares(values) / top
        rows.append(np.stack([left, low, left, high, right, high, right, low], axis=1))
    return np.concatenate(rows).reshape(-1, 4, 2)


def gate_outlines(gates: dict[str, np.ndarray], top: float) -> tuple[np.ndarray, np.ndarray]:
    """One line (x, y) with a gap between the rows."""
    x = np.append(np.repeat(GATE_EDGES, 2)[1:-1], np.nan)
    rows = [
        np.append(base + np.repeat(gate_shares(values), 2) / top, np.nan)
        for base, values in zip(row_bases(gates), gates.values(), strict=True)
    ]
    return np.tile(x, len(rows)), np.concatenate(rows)
