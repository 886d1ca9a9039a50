"""What W makes of all vectors of length 1 in one step, and of one of them in many."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ...drawing import (
    MOVING,
    BeyondMarks,
    Margins,
    Panel,
    Pointer,
    box_at,
    decade_axis,
    log10,
    place,
    rung,
    style_axes,
    text_size,
    time_ticks,
)
from ...words import number
from .model import EllipseResult

TURN = np.linspace(0, 2 * np.pi, 181)
CIRCLE = np.stack([np.cos(TURN), np.sin(TURN)], axis=1)
REACHES = (1.5, 2.2, 3.6, 5.5, 8.5, 13.0)
CENTER = 0.15  # a pointer nearer to the center has no direction
LOW, HIGH = -4, 4  # powers of ten at the ends of the axis of lengths


class OneStep(Panel[EllipseResult]):
    """The unit circle, the ellipse that W makes of it, and the direction of v_n with its image.

    Before each step the vector is drawn with length 1. Its dot is a handle: dragged round the circle it is v_0.
    """

    least = (330, 230)
    margins = Margins(left=30, right=14, top=46, bottom=22)
    aligned = False
    title = "One step"
    subtitle = "the circle becomes an ellipse; orange: stretched most"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        self.heading(ax)
        ax.spines[:].set_visible(False)
        ax.axhline(0, color=theme.hairline, lw=1)
        ax.axvline(0, color=theme.hairline, lw=1)
        ax.plot(*CIRCLE.T, color=theme.soft, lw=1.4)
        self.ellipse = self._line(MOVING, color=theme.state, lw=1.8)
        self.axis = self._line(MOVING + 1, color=theme.gradient, lw=1.4, ls=(0, (4, 3)))
        self.best = self._line(MOVING + 1, color=theme.gradient, marker="D", ms=6, ls="none")
        self.before = self._line(MOVING + 2, color=theme.soft, marker="o", ms=3.5, ls="none", alpha=0.5)
        self.after = self._line(MOVING + 2, color=theme.state, marker="o", ms=3.5, ls="none", alpha=0.4)
        self.image = self._line(MOVING + 3, color=theme.state, lw=3, marker="o", ms=9, markevery=[1])
        self.unit = self._line(MOVING + 4, color=theme.ink, lw=2, marker="o", ms=8, markevery=[1])
        middle = dict(va="center", ha="center")
        self.times = self.label(0, 0, color=theme.state, fontsize=11, weight="bold", **middle)
        self.most = self.label(0, 0, color=theme.gradient, fontsize=10, **middle)
        self.name = self.label(0, 0, fontsize=10, **middle)
        for label in (self.times, self.most, self.name):
            label.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))

    def _line(self, zorder: float, **style: Any) -> Line2D:
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, zorder)

    def background(self, result: EllipseResult) -> Hashable:
        return self._reach(result)

    @staticmethod
    def _reach(result: EllipseResult) -> float:
        return rung(1.12 * result.sigma, REACHES)

    def arrange(self, result: EllipseResult) -> None:
        reach, aspect = self._reach(result), self.ax.bbox.width / self.ax.bbox.height
        tick = 1 if reach < 4 else 5 if reach < 9 else 10
        wide, high = reach * max(aspect, 1), reach * max(1 / aspect, 1)
        self.ax.set(xlim=(-wide, wide), ylim=(-high, high), xticks=(-tick, tick), yticks=(-tick, tick))
        for axis in (self.ax.xaxis, self.ax.yaxis):
            axis.set_ticklabels([f"−{tick}", f"{tick}"])

    def update(self, result: EllipseResult, t: float) -> None:
        n, W = int(t), result.W
        far = result.best @ W
        passed = result.directions[:n]
        unit, image = result.directions[n], result.directions[n] @ W
        self.ellipse.set_data(*(CIRCLE @ W).T)
        self.axis.set_data([-far[0], far[0]], [-far[1], far[1]])
        self.best.set_data(*np.stack([result.best, -result.best], axis=1))
        self.before.set_data(*passed.T)
        self.after.set_data(*(passed @ W).T)
        self.unit.set_data([0, unit[0]], [0, unit[1]])
        self.image.set_data([0, image[0]], [0, image[1]])
        if np.linalg.norm(image + far) > np.linalg.norm(image - far):
            far = -far  # the end of the axis that the vector is not at
        self._name(result, n, unit, image, far)

    def _name(
        self, result: EllipseResult, n: int, unit: np.ndarray, image: np.ndarray, far: np.ndarray
    ) -> None:
        """Write what each end is beside it, clear of the curves and of each other."""
        to_pixels = self.ax.transData.transform
        rays = [np.linspace(0, 1, 9)[:, None] * end for end in (unit, image, far, -far)]
        curves = [to_pixels(line) for line in (*halves(CIRCLE), *halves(CIRCLE @ result.W), *rays)]
        taken = [box_at(to_pixels(end), (14, 14)) for end in (unit, image, result.best, -result.best)]
        texts = (
            (self.times, f"× {number(result.factors[n])}", image),
            (self.most, f"σ_max = {number(result.sigma)}", far),
            (self.name, f"v_{n}{', rescaled to 1' if n else ''}", unit),
        )
        for label, text, end in texts:
            size = text_size(self.ax, text, label.get_fontsize(), label.get_weight() == "bold")
            center = place(size, around(to_pixels(end), size), tuple(self.ax.bbox.extents), curves, taken)
            label.set_text(text if center else "")
            if center:
                label.set_position(self.ax.transData.inverted().transform(center))
                taken.append(box_at(center, size))

    def pointer(self, result: EllipseResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        if pointer.kind not in ("press", "drag") or np.hypot(pointer.x, pointer.y) < CENTER:
            return None
        return {"angle": round(np.degrees(np.arctan2(pointer.y, pointer.x))) % 360, "t": 0}


def halves(curve: np.ndarray) -> list[np.ndarray]:
    """A closed convex curve as two along which x goes one way: the part above its ends and the part below."""
    turned = np.roll(curve[:-1], -int(curve[:-1, 0].argmin()), axis=0)
    far = int(turned[:, 0].argmax())
    return [turned[: far + 1], turned[far:]]


def around(end: np.ndarray, size: tuple[float, float]) -> list[tuple[float, float]]:
    """Centers for a label round a point, in pixels: to its right and left, above and below, then askew."""
    (x, y), (half, high) = end, (size[0] / 2, size[1])
    aside, up = half + 11, 0.5 * high + 10
    near = [(x + aside, y), (x - aside, y), (x, y + up), (x, y - up)]
    askew = [(x + s * aside, y + r * up) for s in (1, -1) for r in (1, -1)]
    return [*near, *askew, *((x + s * (aside + 24), y) for s in (1, -1))]


class ManySteps(Panel[EllipseResult]):
    """‖v_0 W^n‖ over n on fixed decades, with σ_max^n and ρ^n."""

    least = (360, 230)
    title = "Many steps"
    subtitle = "the length of v_n = v_0 W^n"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        decade_axis(ax, theme, LOW, HIGH, 2)
        ax.set_xlabel("step n", labelpad=0)
        self.heading(ax)
        self.bound = self._line(MOVING, color=theme.soft, lw=1.5, ls=(0, (5, 3)))
        self.rate = self._line(MOVING, color=theme.soft, lw=1.5, ls=(0, (1, 2)))
        self.ahead = self._line(MOVING + 1, color=theme.state, lw=1.5, alpha=0.45)
        self.walked = self._line(MOVING + 2, color=theme.state, lw=3, solid_capstyle="round")
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 3)
        self.dot = self._line(
            MOVING + 4, color=theme.state, ls="none", marker="o", ms=10, mec=theme.paper, mew=2
        )
        self.marks = BeyondMarks(self, ax, theme.state)
        self.names = [self.label(0, 0, fontsize=10, va="center", ha="center") for _ in range(2)]
        self.value = self.label(0, 0, va="center", ha="center", fontsize=12, weight="bold", color=theme.state)
        for label in (*self.names, self.value):
            label.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))

    def _line(self, zorder: float, **style: Any) -> Line2D:
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, zorder)

    def background(self, result: EllipseResult) -> Hashable:
        return result.N

    def arrange(self, result: EllipseResult) -> None:
        self.ax.set_xlim(-0.02 * result.N, 1.02 * result.N)
        time_ticks(self.ax)

    def update(self, result: EllipseResult, t: float) -> None:
        n, steps = int(t), np.arange(result.N + 1)
        heights = log10(result.sizes)
        bound, rate = steps * np.log10(result.sigma), steps * np.log10(result.rho)
        for line, values in ((self.bound, bound), (self.rate, rate), (self.ahead, heights)):
            line.set_data(steps, values)
        self.walked.set_data(steps[: n + 1], heights[: n + 1])
        self.marks.show(steps, heights > HIGH, heights < LOW, np.zeros(len(steps), bool))
        self.cursor.set_xdata([n, n])
        shown = min(max(heights[n], LOW + 0.1), HIGH - 0.1)
        self.dot.set_data([n], [shown])
        self.dot.set_marker("v" if heights[n] < LOW else "^" if heights[n] > HIGH else "o")
        self._name(result, np.array([n, shown]), steps, [heights, bound, rate])

    def _name(
        self, result: EllipseResult, here: np.ndarray, steps: np.ndarray, lines: list[np.ndarray]
    ) -> None:
        """Write the length beside the dot and the names of the two lines beside them, where they cover least."""
        to_pixels, inside = self.ax.transData.transform, tuple(self.ax.bbox.extents)
        curves = [to_pixels(np.stack([steps, line], axis=1)) for line in lines]
        dot = to_pixels(here)
        taken = [box_at(dot, (18, 18)), (dot[0] - 2, inside[1], dot[0] + 2, inside[3])]
        same = result.one_way == 0
        texts = [
            (self.value, number(result.sizes[int(here[0])]), [dot]),
            (self.names[0], "" if same else "σ_maxⁿ", self._along(curves[1])),
            (self.names[1], "σ_maxⁿ = ρⁿ" if same else "ρⁿ", self._along(curves[2])),
        ]
        for label, text, points in texts:
            size = text_size(self.ax, text, label.get_fontsize(), label.get_weight() == "bold")
            beside = [center for point in points for center in around(point, size)]
            center = place(size, beside, inside, curves, taken) if text else None
            label.set_text(text if center else "")
            if center:
                label.set_position(self.ax.transData.inverted().transform(center))
                taken.append(box_at(center, size))

    def _along(self, curve: np.ndarray) -> list[np.ndarray]:
        """Points of a line that can be seen, those near its end first."""
        _, bottom, _, top = self.ax.bbox.extents
        seen = curve[(curve[:, 1] > bottom + 8) & (curve[:, 1] < top - 8)]
        return [seen[round(share * (len(seen) - 1))] for share in (0.92, 0.8, 0.6, 0.4)] if len(seen) else []

    def time_axis(self, result: EllipseResult) -> tuple[float, float]:
        return 0, result.N
