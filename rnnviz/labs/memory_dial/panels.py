"""The pictures of Memory dial: the dial, what is left of a pulse, in one unit and in all, and what of it is shown."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Arc, Rectangle
from matplotlib.ticker import MaxNLocator

from ...cells.memory import half_life
from ...drawing import (
    MOVING,
    Box,
    Glyphs,
    Margins,
    Panel,
    Pointer,
    Tints,
    box_at,
    decade_axis,
    log10,
    overlap,
    place,
    style_axes,
    text_size,
    width,
)
from ...words import number, size
from .captions import FAR, gate, lasting
from .model import BIASES, START, MemoryResult, bias_of

SHORTEST, LONGEST = (float(half_life(bias)) for bias in BIASES)
TICKS = (0.3, 1, 3, 10, 30, 100, 300, 1000)
OUTER, INNER = 1.0, 0.86  # radii: rim, ticks
BESIDE, OVER = 44, 20  # pixels around the rim, for its numbers
UNDER = (24, 48, 66, 82)  # pixels from the pivot down to the middle of each line of text

HIGHEST = {-4: 0.5, -16: 2}  # the upper end of the axis in powers of ten, by its lower end
HALF = float(np.log10(0.5))

LEVELS = (0.5, 0.1, 0.01)
WORDS = ("½", "1/10", "1/100", "less")
STRENGTHS = (1.0, 0.55, 0.25, 0.07)  # of the color of memory

ROUND = (1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50)
C, H = LANES = (1.9, -0.6)  # the middles of the lanes, each of the height 2


class Dial(Panel[MemoryResult]):
    """Half-lives on an arc, in powers of ten; the needle is the unit followed, ticks on the rim are all units.

    Turning the needle sets the forget bias; with chrono biases it picks a unit.
    """

    least = (290, 230)
    margins = Margins(left=14, right=8, top=46, bottom=6)
    aligned = False
    title = "How long a memory lasts"
    subtitle = "half-life in steps, ln ½ / ln f, with f = σ(b_f)"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        self.plain(ax)
        ax.set_anchor("N")
        wide, high = ax.bbox.size / ax.figure.dpi * 100
        radius = min(
            (wide - 2 * BESIDE) / 2, high - OVER - UNDER[-1] - 8
        )  # in pixels, as the places of the texts
        ax.set(xlim=(-wide / 2 / radius, wide / 2 / radius))
        ax.set(ylim=(1 + OVER / radius - high / radius, 1 + OVER / radius))
        ax.add_patch(Arc((0, 0), 2 * OUTER, 2 * OUTER, theta1=0, theta2=180, color=theme.hairline, lw=6))
        for tick in TICKS:
            self._still_tick(ax, tick, 1 + 13 / radius)
        self.heading(ax)
        ax.plot([0], [0], "o", ms=9, color=theme.soft)
        self.rim = self.moving(LineCollection([], colors=theme.memory, linewidths=1.2))
        ax.add_collection(self.rim, autolim=False)
        (self.seen,) = ax.plot([], [], color=theme.memory, lw=1.8, ls=(0, (2.5, 2)))
        (self.needle,) = ax.plot([], [], color=theme.memory, lw=4, solid_capstyle="round")
        (self.knob,) = ax.plot([], [], "o", ms=11, color=theme.paper, mec=theme.memory, mew=2.5)
        for above, line in enumerate((self.seen, self.needle, self.knob), 1):
            self.moving(line, MOVING + above)
        middle: dict[str, Any] = dict(ha="center", va="center")
        places = [(0, -under / radius) for under in UNDER]
        self.reading = self.label(*places[0], fontsize=16, weight="bold", color=theme.memory, **middle)
        self.gate = self.label(*places[1], fontsize=11, weight="bold", color=theme.gate, **middle)
        self.bias = self.label(*places[2], fontsize=10, **middle)
        self.measured = self.label(*places[3], fontsize=9, color=theme.soft, **middle)

    def _still_tick(self, ax: Axes, tick: float, away: float) -> None:
        x, y = direction(tick)
        ax.plot([INNER * x, 0.93 * x], [INNER * y, 0.93 * y], color=self.theme.soft, lw=1)
        side = "left" if x > 0.4 else "right" if x < -0.4 else "center"
        style = dict(ha=side, va="center", fontsize=9, color=self.theme.ink)
        ax.text(away * x, away * y, f"{tick:g}", **style)

    def update(self, result: MemoryResult, t: float) -> None:
        unit = result.unit
        x, y = direction(result.half_life[unit])
        self.needle.set_data([0, OUTER * x], [0, OUTER * y])
        self.knob.set_data([OUTER * x], [OUTER * y])
        ways = np.stack(direction(result.half_life), axis=1)
        self.rim.set_segments(np.stack([0.955 * ways, 1.05 * ways], axis=1))
        measured = result.measured[unit]
        apart = result.disturbed and SHORTEST <= measured <= LONGEST
        x, y = direction(measured) if apart else (np.nan, np.nan)
        self.seen.set_data([0, INNER * x], [0, INNER * y])
        life = result.half_life[unit]
        self.reading.set_text(lasting(life))
        self.gate.set_text(f"f = {gate(result.bias[unit])}")
        of = f" of unit {unit + 1}" if result.longest else ""
        self.bias.set_text(f"b_f = {number(result.bias[unit])}{of}")
        self.measured.set_text(f"- - measured: {number(measured)} steps" if apart else "")

    def pointer(self, result: MemoryResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """The needle follows the pointer."""
        far = math.hypot(pointer.x, pointer.y)
        if pointer.kind not in ("press", "drag") or not 0.25 < far < 1.3 or pointer.y < -0.1:
            return None
        life = half_life_at(math.atan2(max(pointer.y, 0.0), pointer.x))
        if result.longest:
            return {"unit": int(np.abs(np.log(result.half_life / life)).argmin()) + 1}
        return {"forget_bias": round(min(max(bias_of(life), BIASES[0]), BIASES[1]), 2)}


def direction(life: Any) -> tuple[Any, Any]:
    """Where on the unit circle a half-life stands: the shortest at the left, the longest at the right."""
    share = np.log(np.asarray(life) / SHORTEST) / math.log(LONGEST / SHORTEST)
    angle = math.pi * (1 - np.clip(share, 0, 1))
    return np.cos(angle), np.sin(angle)


def half_life_at(angle: float) -> float:
    """The half-life that stands at an angle from 0, at the right, to π."""
    return SHORTEST * (LONGEST / SHORTEST) ** (1 - angle / math.pi)


class Fade(Panel[MemoryResult]):
    """The unit followed is bold; its prediction f^n, from its bias alone, is dashed; all others are thin.

    What falls below the end of the axis is marked at its edge.
    """

    least = (400, 210)
    margins = Margins(left=50, right=24, top=46, bottom=38)
    title = "What is left of the pulse"
    subtitle = "|Δc_t| / |Δc| of the pulse; dashed: f^n"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set_xlabel("step t", labelpad=1)
        ax.axhline(HALF, color=theme.soft, lw=1.1, zorder=1)
        ax.annotate(
            "½", (1, HALF), (4, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="center", color=theme.ink, fontsize=10,
        )  # fmt: skip
        _, self.sub = self.heading(ax)
        self.pulse = self.moving(ax.axvspan(0, 1, color=theme.input, alpha=0.18, lw=0))
        self.others = self.moving(
            LineCollection([], colors=theme.memory, linewidths=0.7, alpha=0.3), MOVING + 1
        )
        ax.add_collection(self.others, autolim=False)
        self.leaving = self._line(1, ls="none", marker="v", ms=4, color=theme.memory, mew=0, alpha=0.45)
        self.measured = self._line(color=theme.memory, lw=3, solid_capstyle="round")
        self.predicted = self._line(color=theme.ink, lw=1.4, ls=(0, (4, 3)))
        self.drop = self._line(color=theme.soft, lw=1, ls=(0, (1, 2)))
        self.half = self._line(ls="none", marker="D", ms=8, color=theme.ink, mec=theme.paper, mew=1.5)
        self.gone = self._line(ls="none", marker="v", ms=8, color=theme.memory)
        self.over = self._line(ls="none", marker="^", ms=8, color=theme.memory)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 3)
        self.dot = self._line(4, ls="none", marker="o", ms=9, color=theme.memory, mec=theme.paper, mew=2)
        self.far = self._line(
            ls="none", marker="s", clip_on=False, ms=6, color=theme.ink, mec=theme.paper, mew=1
        )
        self.beyond = self._line(ls="none", marker="v", clip_on=False, ms=7, color=theme.ink)
        paper = dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85)
        self.half_name = self.label(0, 0, ha="center", va="center", fontsize=10, weight="bold", bbox=paper)
        self.far_name = self.label(0, 0, ha="center", va="center", fontsize=10, bbox=paper)
        self.value = self.label(
            0, 0, ha="center", va="center", fontsize=12, weight="bold", color=theme.memory, bbox=paper
        )

    def _line(self, above: float = 2, **style: Any) -> Any:
        (line,) = self.ax.plot([], [], **style)
        return self.moving(line, MOVING + above)

    def background(self, result: MemoryResult) -> Hashable:
        return result.T, result.floor, result.various

    def arrange(self, result: MemoryResult) -> None:
        self.ax.set_xlim(-0.5, result.T + 0.5)
        self.retitle(self.sub, self.subtitle + ("; thin: other units" if result.various else ""))
        self.low, self.high = result.floor, HIGHEST[result.floor]
        self.span = self.high - self.low
        self.ax.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
        decade_axis(self.ax, self.theme, self.low, 0, 1 if self.span < 8 else 4)
        self.ax.set_ylim(self.low, self.high)

    def update(self, result: MemoryResult, t: float) -> None:
        t, unit, k = int(t), result.unit, result.written
        at = np.arange(k, result.T + 1)
        heights = log10(result.left[k:])
        self.pulse.set(x=START - 0.5, width=k - START + 1)
        heights_shown = np.where(heights < self.low - 2, np.nan, heights)
        points = np.stack(np.broadcast_arrays(at[:, None], heights_shown), axis=-1).swapaxes(0, 1)
        self.others.set_segments(points[::2] if result.various else [])
        below: np.ndarray = np.less(heights, self.low)
        others = below[:, ::2]
        first = at[others.argmax(axis=0)[others.any(axis=0)]] if result.various else at[:0]
        edge = self.low + 0.028 * self.span
        self.leaving.set_data(first, np.full(len(first), edge))
        self.measured.set_data(at, heights_shown[:, unit])
        self.predicted.set_data(at, log10(result.predicted[k:, unit]))
        gone = at[below[:, unit]][:1]
        self.gone.set_data(gone, np.full(len(gone), edge))
        over = at[heights[:, unit] > self.high][:1]
        self.over.set_data(over, np.full(len(over), self.high - 0.028 * self.span))
        self.cursor.set_xdata([t, t])
        self._show_points(result, t)
        self._write(result, t)

    def _show_points(self, result: MemoryResult, t: int) -> None:
        """The cursor's point, where the prediction crosses one half, and the prediction after FAR steps."""
        left = result.left[t, result.unit] if t >= result.written else 0.0
        height = float(log10(left))
        self.dot.set_data([t], [height if self.low <= height <= self.high else np.nan])
        at = result.written + result.half_life[result.unit]
        self.half.set_data([at], [HALF])
        self.drop.set_data([at] * 2, [self.low, HALF])
        far, height = result.written + FAR, float(log10(result.forget[result.unit] ** FAR))
        shown = far <= result.T
        self.far.set_data([far], [height if shown and height >= self.low else np.nan])
        edge = self.low + 0.028 * self.span
        self.beyond.set_data([far], [edge if shown and height < self.low else np.nan])

    def _write(self, result: MemoryResult, t: int) -> None:
        """The number at the cursor, the half-life and the share after FAR steps, where they hide least."""
        unit, k = result.unit, result.written
        at = np.arange(k, result.T + 1)
        to_pixels = self.ax.transData.transform
        curves = [
            to_pixels(np.stack([at, np.clip(log10(values), self.low - 2, None)], axis=1))
            for values in (result.left[k:, unit], result.predicted[k:, unit])
        ]
        curves.append(to_pixels([(0, HALF), (result.T, HALF)]))
        left, predicted = result.left[t, unit], result.forget[unit] ** FAR
        life, far = result.half_life[unit], k + FAR
        end = min(k + life, result.T)
        marks = [box_at(to_pixels(point), (14, 14)) for point in ((t, float(log10(left))), (k + life, HALF))]
        taken: list[Box] = []
        for label, text, point in (
            (self.value, size(left) if t >= k else "", (t, float(log10(left)))),
            (self.half_name, f"half-life {number(life)}{' →' if k + life > result.T else ''}", (end, HALF)),
            (
                self.far_name,
                f"f^{FAR} = {size(predicted)}" if far <= result.T else "",
                (far, float(log10(predicted))),
            ),
        ):
            bold = label.get_fontweight() == "bold"
            wanted = text_size(self.ax, text, label.get_fontsize(), bold) if text else (0.0, 0.0)
            center = (
                place(wanted, self._around(point, wanted), self.ax.bbox.extents, curves, [*marks, *taken])
                if text
                else None
            )
            free = center is not None and not any(overlap(box_at(center, wanted), box) for box in taken)
            label.set_text(text if free or label is self.value else "")
            if center is not None and label.get_text():
                label.set_position(self.ax.transData.inverted().transform(center))
                taken.append(box_at(center, wanted))

    def _around(self, point: tuple[float, float], label: tuple[float, float]) -> list[tuple[float, float]]:
        """Centers around a point of the picture, on it where it lies beyond."""
        left, bottom, right, top = self.ax.bbox.extents
        x, y = self.ax.transData.transform(point)
        across, up = label[0] / 2 + 0.6 * label[1], 0.75 * label[1]
        x, y = min(max(x, left), right), min(max(y, bottom + up), top - up)
        near = [(x + a * across, y + b * up) for b in (1, -1, 1.8, -1.8, 0) for a in (1, -1)]
        return [*near, (x, min(y + 2 * up, top - up)), (x, max(y - 2 * up, bottom + up))]

    def time_axis(self, result: MemoryResult) -> tuple[float, float]:
        return 0, result.T


class FadeOfUnits(Panel[MemoryResult]):
    """Units by half-life, the longest on top, colored by what is left; lines: where the bias alone puts the borders.

    A press on a row follows its unit.
    """

    least = (400, 190)
    margins = Margins(left=60, right=14, top=46, bottom=38)
    stacked = True  # under what is left of one unit, over the same steps
    title = "Which unit remembers"
    subtitle = "dashed: by f^n"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.spines[:].set_visible(False)
        ax.set_xlabel("step t", labelpad=1)
        self.width, self.height = ax.bbox.size / ax.figure.dpi * 100
        self.heading(ax, subtitle=self.subtitle if self.width > 330 else " ")
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

    def _key(self, ax: Axes, shades: list[np.ndarray]) -> None:
        """The shades with their words, at the right over the map."""
        x = self.width
        for word, shade in zip(WORDS[::-1], shades[::-1], strict=True):
            style = dict(transform=ax.transAxes, va="center", fontsize=9, parse_math=False)
            y = 1 + 14 / self.height
            x -= 12.5 * width(word)
            ax.text(x / self.width, y, word, color=self.theme.ink, **style)
            ax.add_patch(
                Rectangle(
                    ((x - 14) / self.width, y - 5 / self.height), 10 / self.width, 10 / self.height,
                    transform=ax.transAxes, fc=shade, ec=self.theme.hairline, lw=0.8, clip_on=False,
                )
            )  # fmt: skip
            x -= 26
        ax.text((x + 8) / self.width, y, "left: over", ha="right", color=self.theme.soft, **style)

    def background(self, result: MemoryResult) -> Hashable:
        return result.T, len(result.bias)

    def arrange(self, result: MemoryResult) -> None:
        ax, H = self.ax, len(result.bias)
        ax.set(xlim=(-0.5, result.T + 0.5), ylim=(0, H), yticks=())
        ax.xaxis.set_major_locator(MaxNLocator(8, steps=(1, 2, 5, 10), integer=True, min_n_ticks=1))

    def update(self, result: MemoryResult, t: float) -> None:
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

    def _write(self, result: MemoryResult, H: int) -> None:
        pixel = result.T / self.width
        unit = result.unit
        ends = {row: str(row + 1) for row in (0, H - 1) if abs(row - unit) > 4}
        marks = ends | {unit: f"unit {unit + 1}"}
        points = [(-0.5 - 7 * pixel, row + 0.5) for row in marks]
        self.names.show(list(marks.values()), points, 9.5, self.theme.ink, 1.0)

    def pointer(self, result: MemoryResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        if pointer.kind == "press":
            return {"unit": min(max(int(pointer.y), 0), len(result.bias) - 1) + 1}
        return None

    def time_axis(self, result: MemoryResult) -> tuple[float, float]:
        return 0, result.T


class InsideOutside(Panel[MemoryResult]):
    """Over time, c_t of the unit followed on a scale that holds it, and h_t on its own from −1 to 1, under it.

    Thin lines are every second unit.
    """

    least = (290, 200)
    stacked = True  # under the dial
    title = "Held inside, shown outside"
    subtitle = "h_t = o ⊙ tanh(c_t); thin: other units"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.spines[:].set_visible(False)
        ax.set_ylim(H - 1.1, C + 1.1)
        ax.set_xlabel("step t", labelpad=1)
        self.heading(ax)
        for y in (C - 1, C, C + 1, H - 1, H, H + 1):
            ax.axhline(y, color=theme.hairline, lw=0.8, zorder=0)
        self.pulse = self.moving(ax.axvspan(0, 1, color=theme.input, alpha=0.18, lw=0))
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2), MOVING + 2)
        self.others, self.curves, self.dots, self.values = ({} for _ in range(4))
        for name, middle, color, marker in (("c", C, theme.memory, "s"), ("h", H, theme.state, "o")):
            thin = LineCollection([], colors=color, linewidths=0.7, alpha=0.35)
            ax.add_collection(thin, autolim=False)
            self.others[name] = self.moving(thin, MOVING + 1)
            (curve,) = ax.plot([], [], color=color, lw=2.6, solid_capstyle="round")
            self.curves[name] = self.moving(curve, MOVING + 3)
            (dot,) = ax.plot([], [], marker, color=color, ms=8, mec=theme.paper, mew=1.8)
            self.dots[name] = self.moving(dot, MOVING + 4)
            label = self.label(0, middle + 0.72, ha="right", va="center", fontsize=10.5, weight="bold")
            label.set(color=color)
            label.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.8))
            self.values[name] = label

    def reach(self, result: MemoryResult) -> float:
        """The end of the axis of c: the first round number that holds all of the run."""
        largest = np.abs(result.c).max()
        return next((end for end in ROUND if end >= largest), float(largest))

    def background(self, result: MemoryResult) -> Hashable:
        return self.reach(result), result.T

    def arrange(self, result: MemoryResult) -> None:
        end = self.reach(result)
        self.ax.set_xlim(-0.5, result.T + 0.5)
        self.ax.xaxis.set_major_locator(MaxNLocator(4, steps=(1, 2, 5, 10), integer=True))
        marks: dict[float, float | str] = {C + 1: end, C: "c  0", C - 1: -end, H + 1: 1, H: "h  0", H - 1: -1}
        names = [mark if isinstance(mark, str) else f"{mark:.3g}" for mark in marks.values()]
        self.ax.set_yticks(list(marks), [name.replace("-", "−") for name in names])

    def update(self, result: MemoryResult, t: float) -> None:
        t, unit, steps = int(t), result.unit, np.arange(result.T + 1)
        self.pulse.set(x=START - 0.5, width=result.written - START + 1)
        self.cursor.set_xdata([t, t])
        for name, middle, scale in (("c", C, self.reach(result)), ("h", H, 1.0)):
            values = getattr(result, name)
            y = middle + values / scale
            points = np.stack(np.broadcast_arrays(steps[:, None], y), axis=-1).swapaxes(0, 1)
            self.others[name].set_segments(points[::2])
            self.curves[name].set_data(steps, y[:, unit])
            self.dots[name].set_data([t], [y[t, unit]])
            side = -1 if y[-1, unit] > middle + 0.15 else 1  # where the curve does not end
            self.values[name].set(
                text=f"{name} = {number(values[t, unit])}", x=result.T, y=middle + 0.72 * side
            )

    def time_axis(self, result: MemoryResult) -> tuple[float, float]:
        return 0, result.T
