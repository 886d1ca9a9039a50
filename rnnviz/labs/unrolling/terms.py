"""The gradient of a shared weight, added up term by term, each under the step that it comes from."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from ...drawing import MOVING, Glyphs, Margins, Panel, Pointer, style_axes
from ...words import number
from .geometry import RIGHT, Geometry
from .model import UnrollingResult
from .moment import Moment, back_to

Height = Callable[[Any], Any]
SUM = "∂L/∂W_hh = Σ_t h_{t−1}ᵀ ∂L/∂a_t, added from last to first"


class WeightTerms(Panel[UnrollingResult]):
    """A cascade: the bar of step t begins where the sum of the later steps ended."""

    least = (440, 130)
    margins = Margins(left=14, right=14, top=46, bottom=8)

    title = "The gradient, term by term"

    def build(self, ax: Axes) -> None:
        self.width, self.high = ax.bbox.size / ax.figure.dpi * 100
        self.title_row = 1.06 + 1.12 * 14 / self.high  # 14 pixels above the axes, beside the subtitle
        theme = self.theme
        style_axes(ax, theme)
        ax.spines["bottom"].set_visible(False)
        ax.spines["left"].set_visible(False)
        ax.set(xlim=(0, self.width), ylim=(-0.06, 1.06), xticks=[], yticks=[])
        self.heading(
            ax,
            subtitle="∂L/∂W_hh = Σ_t h_{t−1}ᵀ ∂L/∂a_t, added from last to first" if self.width > 640 else " ",
        )

        def add(collection: Any, zorder: float) -> Any:
            return self.moving(ax.add_collection(collection, autolim=False), MOVING + zorder)

        across = (0, self.width - RIGHT + 24)  # as far as the numbers of the axis
        self.zero = self.moving(ax.plot(across, [0, 0], color=theme.hairline, lw=1)[0])
        self.goal = self.moving(ax.plot(across, [0, 0], color=theme.soft, lw=1.2, ls=(0, (4, 3)))[0])
        dashed = dict(facecolors="none", edgecolors=theme.soft, linewidths=1, linestyles=[(0, (2, 2))])
        self.lost = add(PolyCollection([], **dashed), 1)
        self.bars = add(PolyCollection([], facecolors=theme.gradient, linewidths=0), 2)
        self.steps = add(LineCollection([], colors=theme.ink, linewidths=1), 3)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING)
        self.scale = self.moving(Glyphs(ax), MOVING + 4)
        self.scale.set_clip_on(False)
        bold: dict[str, Any] = dict(fontsize=11, weight="bold")
        self.sum_label = self.label(0, 0, va="center", ha="right", color=theme.gradient, **bold)
        self.sum_label.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1.5))
        waiting = "fills up on the way back, one term for each step"
        self.waiting = self.label(self.width / 2, 0.5, waiting, ha="center", color=theme.soft)

    def update(self, result: UnrollingResult, t: float) -> None:
        moment = Moment.at(t, result.T)
        place = Geometry(self.width, result.T)
        low, high = limits(result.whole_levels)

        def height(value: Any) -> Any:
            return (value - low) / (high - low)

        self._draw_bars(result, moment, place, height)
        self._draw_sum(result, moment, place, height)
        self.waiting.set_visible(not moment.backward)
        self.zero.set_ydata([height(0)] * 2)
        self.zero.set_visible(moment.backward)
        self._draw_scale(result, moment, low, high, height)
        now = place.x[result.T + 1 - int(moment.returned)] if 1 <= moment.returned <= result.T else None
        self.cursor.set_visible(now is not None)
        self.cursor.set_xdata([now, now])

    def _draw_bars(self, result: UnrollingResult, moment: Moment, place: Geometry, height: Height) -> None:
        """Term t stands between the sums from t on and from t + 1 on; the newest one is still growing."""
        steps = np.arange(1, result.T + 1)
        grown = np.clip(moment.returned - (result.T - steps), 0, 1)
        bottom = height(result.whole_levels[steps + 1])
        top = height(result.whole_levels[steps + 1] + grown * result.bars)
        half = 0.33 * place.pitch
        left, right = place.x[1:] - half, place.x[1:] + half
        corners = np.stack([left, bottom, left, top, right, top, right, bottom], axis=1).reshape(-1, 4, 2)
        cut = steps <= result.cut
        self.bars.set_verts(corners[(grown > 0) & ~cut])
        self.lost.set_verts(corners[(grown > 0) & cut])

    def _draw_sum(self, result: UnrollingResult, moment: Moment, place: Geometry, height: Height) -> None:
        """The line of the sum so far, and where it will end."""
        T = result.T
        last = min(max(T + 1 - int(moment.returned), 1), T)  # the last step whose term is in the sum
        begun = moment.returned >= 1
        levels, reach = height(result.levels), 0.5 * place.pitch
        right, left = place.x + reach, place.x - reach
        lines = [[(right[t], levels[t + 1]), (left[t], levels[t + 1])] for t in range(last, T + 1)]
        lines.append([(left[last], levels[last]), (left[last] + 0.17 * place.pitch, levels[last])])
        self.steps.set_segments(lines if begun else [])
        self.goal.set_ydata([height(result.whole_levels[1])] * 2)
        self.goal.set_visible(moment.backward)
        growing = moment.returned % 1 and last > 1  # the next bar stands where the number would be
        x = max(left[last] - (place.pitch if growing else 4), 58)  # of its room at the edge
        self.sum_label.set(text=number(result.levels[last]), position=(x, levels[last]), visible=begun)

    def _draw_scale(
        self, result: UnrollingResult, moment: Moment, low: float, high: float, height: Height
    ) -> None:
        """The ends of the axis at its right, and above it the name of the dashed line."""
        if not moment.backward:
            self.scale.show([], np.empty((0, 2)), 9, self.theme.soft)
            return
        word = "untruncated " if result.cut >= 1 else ""
        goal = f"- - {word}{result.summed} = {number(result.whole_levels[1])}"
        ends = [0.0] + [value for value in (high, low) if abs(height(value) - height(0)) > 15 / self.high]
        points = [(self.width - 2, y) for y in (self.title_row, *map(height, ends))]
        colors = [self.theme.ink] + [self.theme.soft] * len(ends)
        self.scale.show([goal, *map(number, ends)], points, 9, colors, anchor=1.0)

    def pointer(self, result: UnrollingResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """Pointing at a bar goes to the moment at which its term is added."""
        if pointer.kind not in ("press", "drag"):
            return None
        place = Geometry(self.width, result.T)
        step = min(max(round((pointer.x - place.x[0]) / place.pitch), 1), result.T)
        return {"t": back_to(step)}


def limits(levels: np.ndarray) -> tuple[float, float]:
    """Round ends of an axis that holds zero and every level; they stay while the levels change a little."""
    top = float(np.max(np.abs(levels)))
    if top == 0:
        return -1.0, 1.0
    power = 10.0 ** math.floor(math.log10(top))
    tick = next(factor for factor in (0.1, 0.2, 0.5, 1) if 10 * factor * power >= top) * power
    return tick * min(math.floor(levels.min() / tick), 0), tick * max(math.ceil(levels.max() / tick), 0)
