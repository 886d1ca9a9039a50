"""The states of a network of two units as a plane: where each goes, and where it ends; and one of them over time."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from ...drawing import (
    MOVING,
    Glyphs,
    Margins,
    Panel,
    Pointer,
    Tints,
    box_at,
    overlap,
    pixel,
    place,
    style_axes,
    text_size,
    typeset,
)
from ...dynamics import FixedPoint
from ...words import number
from .model import ARROWS, REACH, STARTS, STEPS, PhaseResult

Box = tuple[float, float, float, float]

MARKS: dict[str, dict[str, Any]] = {
    "unstable": dict(marker="o", fillstyle="none", ms=9, mew=2),
    "saddle": dict(marker="D", fillstyle="left", ms=9, mew=1.5),
    "neutral": dict(marker="s", fillstyle="bottom", ms=9, mew=1.5),
}
STRENGTHS = (0.34, 0.16, 0.25, 0.08)  # of the tints of basins on one side
ROOMY = 250  # pixels a side, from which on there is room for all arrows, and for names beside the numbers
KEY_MARK, KEY_TEXT = 22, 38  # pixels to the right of the plane
KEY = {
    "stable": "stable: draws all states near it",
    "saddle": "saddle: draws some, repels others",
    "unstable": "unstable: repels all",
}


class Portrait(Panel[PhaseResult]):
    """A vector field with its fixed points, cycles, basins, and the trajectories of dropped points."""

    title = "Where every state goes"
    subtitle = "numbers: largest |λ|; tint: same end; arrows: one step"
    margins = Margins(left=34, right=10, top=46, bottom=24)
    least = (290, 290)
    aligned = False

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_ticklabels(["−1", "0", "1"])
        self.heading(ax)  # over the whole width; the plane is a square
        scale, wide = ax.figure.dpi / 100, ax.bbox.width
        ax.set_aspect("equal", adjustable="box", anchor="NW")
        ax.apply_aspect()
        self.roomy = ax.bbox.width / scale >= ROOMY
        name = dict(xycoords="axes fraction", textcoords="offset points", color=theme.soft, fontsize=9)
        ax.annotate(typeset("h_1"), (0.75, 0), (0, -4), ha="center", va="top", **name)
        ax.annotate(typeset("h_2"), (0, 0.75), (-4, 0), ha="right", va="center", **name)
        self.shown: PhaseResult | None = None
        self.basins = self.moving(Tints(ax))
        self._build_arrows(ax)
        self._build_attractors(ax)
        self._build_points(ax)
        self.names = self.moving(Glyphs(ax), MOVING + 6)
        longest = max(text_size(ax, words, 9)[0] for words in KEY.values())
        if wide - ax.bbox.width > longest + (KEY_TEXT + 4) * scale:
            self._build_key(ax, ax.bbox.width / scale)

    def _build_key(self, ax: Axes, side: float) -> None:
        """What the marks are, to the right of the plane, `side` pixels wide."""
        for row, (kind, words) in enumerate(KEY.items()):
            y = 1 - (14 + 24 * row) / side
            ax.plot([1 + KEY_MARK / side], [y], transform=ax.transAxes, clip_on=False, **self._mark(kind))
            style = dict(va="center", fontsize=9, color=self.theme.ink)
            ax.text(1 + KEY_TEXT / side, y, words, transform=ax.transAxes, **style)

    def _mark(self, kind: str) -> dict[str, Any]:
        """How a fixed point of a kind is drawn."""
        theme = self.theme
        if kind == "stable":
            size = 18 if self.roomy else 12
            return dict(ls="none", marker="o", ms=size, color=theme.state, mec=theme.paper, mew=2)
        ink = dict(ls="none", mec=theme.ink, mfc=theme.ink, markerfacecoloralt=theme.paper)
        return ink | MARKS[kind]

    def _build_arrows(self, ax: Axes) -> None:
        self.states = ARROWS[15 if self.roomy else 9]
        still = np.zeros(self.states.shape[:2])
        self.arrows = self.moving(
            ax.quiver(
                self.states[..., 0], self.states[..., 1], still, still, color=self.theme.soft, angles="xy",
                scale_units="xy", scale=1, width=0.0045 if self.roomy else 0.008, headwidth=4, headlength=4.5,
                headaxislength=4, minlength=0.5, alpha=0.85,
            ),
            MOVING + 1,
        )  # fmt: skip

    def _build_attractors(self, ax: Axes) -> None:
        theme = self.theme
        curve = dict(color=theme.state, solid_capstyle="round")
        (self.loop,) = ax.plot([], [], lw=4, **curve)
        (self.cloud,) = ax.plot([], [], ".", ms=4, **curve)
        (self.cycle,) = ax.plot([], [], "o--", lw=1.5, ms=10, mec=theme.paper, mew=1.5, **curve)
        for above, line in enumerate((self.loop, self.cloud, self.cycle), 2):
            self.moving(line, MOVING + above)
        self.marks = {}
        for kind in ("stable", *MARKS):
            (line,) = ax.plot([], [], **self._mark(kind))
            self.marks[kind] = self.moving(line, MOVING + 6)

    def _build_points(self, ax: Axes) -> None:
        theme = self.theme
        self.tails = self.moving(LineCollection([], colors=theme.ink, capstyle="round"), MOVING + 1.5)
        ax.add_collection(self.tails, autolim=False)
        (self.starts,) = ax.plot([], [], "o", ms=6, mfc=theme.paper, mec=theme.ink, mew=1.2)
        (self.heads,) = ax.plot([], [], "o", ms=6, mfc=theme.cursor, mec=theme.ink, mew=1)
        (self.newest,) = ax.plot([], [], "o", ms=11, mfc=theme.cursor, mec=theme.ink, mew=1.5)
        (self.gone,) = ax.plot([], [], "X", ms=10, mfc=theme.cursor, mec=theme.ink, mew=1, clip_on=False)
        for above, line in enumerate((self.starts, self.heads, self.newest, self.gone), 7):
            self.moving(line, MOVING + above)

    # -- moving ------------------------------------------------------------------------------------

    def update(self, result: PhaseResult, t: float) -> None:
        if result is not self.shown:  # nothing of this depends on the time
            self.shown = result
            self.basins.show(result.ends, self._tints(result))
            self._mark_attractors(result)
            for kind, line in self.marks.items():
                line.set_data(*_columns([point.h for point in result.points if point.kind == kind]))
            self._draw_arrows(result, self._name(result))
        self._trace(result, t)

    def _tints(self, result: PhaseResult) -> np.ndarray:
        """A tint for each attractor: blue where its mean h_1 is positive, brown where negative."""
        tints = np.zeros((len(result.attractors) + 1, 4))  # the last for no attractor: ends is -1
        alone = len(result.attractors) == 1
        used = {True: 0, False: 0}
        for i, attractor in enumerate(result.attractors):
            positive = alone or bool(attractor.states[:, 0].mean() > -0.02)
            strength = STRENGTHS[(used[positive] + alone) % len(STRENGTHS)]
            used[positive] += 1
            tints[i] = (*to_rgb(self.theme.state if positive else self.theme.negative), strength)
        return (255 * tints).astype(np.uint8)

    def _mark_attractors(self, result: PhaseResult) -> None:
        curves: list[Any] = []
        clouds: list[Any] = []
        cycles: list[Any] = []
        for attractor in result.attractors:
            if attractor.period == 1:
                continue
            if attractor.period:
                cycles += [*attractor.states, attractor.states[0], (np.nan, np.nan)]
            elif (ring := closed_curve(attractor.states)) is not None:
                curves += [*ring, (np.nan, np.nan)]
            else:
                clouds += [*attractor.states]
        for line, states in (
            (self.loop, curves),
            (self.cloud, clouds),
            (self.cycle, cycles),
        ):
            line.set_data(*_columns(states))

    def _name(self, result: PhaseResult) -> list[Box]:
        """Write the kind and largest |λ| of each fixed point where there is room; return the boxes, in pixels."""
        points = sorted(result.points, key=lambda point: point.kind != "stable")
        points = [point for point in points if (abs(point.h) <= REACH).all()]
        to_pixels, scale = self.ax.transData.transform, self.ax.figure.dpi / 100
        marks = [box_at(to_pixels(point.h), (self._across(point),) * 2) for point in points]
        dropped = [*result.h[0], *along(result.h[:, -1])]
        taken = marks + [box_at(to_pixels(state), (8 * scale, 8 * scale)) for state in dropped]
        inside = tuple(self.ax.bbox.extents)
        places: list[tuple[float, float]] = []
        boxes: list[Box] = []
        names, sizes, colors = [], [], []
        for point, mark in zip(points, marks, strict=True):
            stable = point.kind == "stable"
            points_high = 11.0 if stable and self.roomy else 9.5 if self.roomy else 9.0
            name = f"{point.kind} {number(point.radius)}" if self.roomy else number(point.radius)
            wanted = text_size(self.ax, name, points_high)
            center = place(wanted, around(mark, wanted, 2 * scale), inside, (), taken + boxes)
            if center is None or any(overlap(box_at(center, wanted), other) for other in boxes):
                continue
            boxes.append(box_at(center, wanted))
            places.append(center)
            names.append(name)
            sizes.append(points_high)
            colors.append(self.theme.state if stable else self.theme.ink)
        self.names.show(
            names, self.ax.transData.inverted().transform(np.reshape(places, (-1, 2))), sizes, colors
        )
        return boxes

    def _across(self, point: FixedPoint) -> float:
        """The width of the mark of a fixed point, in pixels."""
        mark = self.marks[point.kind]
        return (mark.get_markersize() + mark.get_markeredgewidth()) * self.ax.figure.dpi / 72

    def _draw_arrows(self, result: PhaseResult, labels: list[Box]) -> None:
        """An arrow from each state of the grid, but where a label stands."""
        side = len(self.states)
        steps = shortened(result.arrows[side])
        middles = self.ax.transData.transform((self.states + steps / 2).reshape(-1, 2))
        hidden = np.zeros(len(middles), bool)
        for left, bottom, right, top in labels:
            hidden |= ((middles > (left, bottom)) & (middles < (right, top))).all(axis=1)
        covered = hidden.reshape(side, side)
        u, v = np.moveaxis(steps, -1, 0)
        self.arrows.set_UVC(np.ma.array(u, mask=covered), np.ma.array(v, mask=covered))

    def _trace(self, result: PhaseResult, t: float) -> None:
        paths = np.where(abs(result.h) < 1e3, result.h, np.nan)
        step = int(t)
        now = paths[step]
        if t > step:
            now = now + (t - step) * (paths[step + 1] - now)
        walked = np.concatenate([paths[: step + 1], now[None]])
        self.tails.set_segments(list(np.moveaxis(walked, 1, 0)))
        self.tails.set_alpha([0.6] * (paths.shape[1] - 1) + [0.9])
        self.tails.set_linewidths([1.0] * (paths.shape[1] - 1) + [2.0])
        self.starts.set_data(*paths[0].T)
        self.heads.set_data(*now[:-1].T)
        inside = bool((abs(now[-1]) <= REACH).all())
        self.newest.set_data(*_columns([now[-1]] if inside else []))
        edge = np.clip(np.nan_to_num(result.h[step, -1], posinf=REACH, neginf=-REACH), -REACH, REACH)
        self.gone.set_data(*_columns([] if inside else [edge]))

    def pointer(self, result: PhaseResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """A press drops a point, a drag moves the newest."""
        h_1, h_2 = (min(max(round(value, 2), -REACH), REACH) for value in (pointer.x, pointer.y))
        if pointer.kind == "press":
            starts = tuple(map(tuple, result.h[0].tolist()))
            return {"h_1": h_1, "h_2": h_2, "points": starts[-(STARTS - 1) :]}
        return {"h_1": h_1, "h_2": h_2} if pointer.kind == "drag" else None


class Curves(Panel[PhaseResult]):
    """h_1 and h_2 of the newest trajectory over t; what is beyond ±1.1 is marked by triangles at the edge."""

    title = "The newest point"
    subtitle = "h_1 solid, h_2 dashed, at each step t"
    margins = Margins(left=40, right=14, top=46, bottom=38)
    least = (330, 160)

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(xlim=(-1, STEPS + 1), yticks=(-1, 0, 1), xticks=range(0, STEPS + 1, 20))
        ax.set_yticklabels(["−1", "0", "1"])
        ax.set_xlabel("step t", labelpad=0)
        ax.set_ylim(-1.2, 1.2)
        for _ in range(2):  # a line of words stands above the highest value
            ax.set_ylim(-1.2, REACH + 24 * pixel(ax)[1])
        ax.axhline(0, color=theme.hairline, lw=1)
        self.heading(ax)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        self.lines, self.dots = [], []
        styles: tuple[tuple[dict[str, Any], str], ...] = (
            (dict(lw=2.4), theme.state),
            (dict(lw=2, ls=(0, (4, 2))), theme.paper),
        )
        for style, fill in styles:
            (line,) = ax.plot([], [], color=theme.state, **style)
            (dot,) = ax.plot([], [], "o", ms=8, mfc=fill, mec=theme.state, mew=2, clip_on=False)
            self.lines.append(self.moving(line, MOVING + 1))
            self.dots.append(self.moving(dot, MOVING + 3))
        self.values = self.moving(Glyphs(ax), MOVING + 4)
        beyond: dict[str, Any] = dict(ls="none", color=theme.state, ms=6)
        (self.above,) = ax.plot([], [], marker="^", **beyond)
        (self.below,) = ax.plot([], [], marker="v", **beyond)
        self.moving(self.above, MOVING + 2)
        self.moving(self.below, MOVING + 2)

    def update(self, result: PhaseResult, t: float) -> None:
        h = result.h[:, -1]
        steps = np.arange(len(h))
        inside = np.where(abs(h) <= REACH, h, np.nan)
        for marks, beyond, edge in ((self.above, h > REACH, REACH), (self.below, h < -REACH, -REACH)):
            at = steps[beyond.any(axis=1)]
            marks.set_data(at, np.full(len(at), edge))
        self.cursor.set_xdata([t, t])
        values = inside[int(t)]
        if t > int(t):
            values = values + (t - int(t)) * (inside[int(t) + 1] - values)
        for unit in (0, 1):
            self.lines[unit].set_data(steps, inside[:, unit])
            self.dots[unit].set_data([t], [values[unit]])
        left = t > 0.5 * STEPS
        h_1, h_2 = (number(0 if abs(value) < 5e-4 else value) for value in h[int(t)])
        across, up = pixel(self.ax)
        corner = t + (-8 if left else 8) * across, REACH + 13 * up
        self.values.show([f"h_1 = {h_1}   h_2 = {h_2}"], [corner], 11, self.theme.state, anchor=float(left))

    def time_axis(self, result: PhaseResult) -> tuple[float, float]:
        return 0, STEPS


def around(mark: Box, size: tuple[float, float], gap: float) -> list[tuple[float, float]]:
    """Centers for a label beside a mark, in pixels: under it, over it, to its right and its left, at the corners."""
    left, bottom, right, top = mark
    (wide, high), x, y = size, (left + right) / 2, (bottom + top) / 2
    under, over = bottom - gap - high / 2, top + gap + high / 2
    sides = [x, *(x + way * share * wide for share in (0.25, 0.45) for way in (1, -1))]
    rows = [(at, level) for at in sides for level in (under, over)]
    return [*rows, (right + gap + wide / 2, y), (left - gap - wide / 2, y)]


def along(path: np.ndarray, n: int = 12) -> list[np.ndarray]:
    """States evenly spaced along the first steps of a path (T+1, 2), on which no label should stand."""
    steps = np.hypot(*np.diff(path[:n], axis=0).T)
    way = np.append(0, np.minimum(steps, 2 * REACH).cumsum())
    places = np.linspace(0, way[-1], 2 * n)
    return list(np.column_stack([np.interp(places, way, unit) for unit in path[:n].T]))


def shortened(steps: np.ndarray) -> np.ndarray:
    """Arrows in the direction of the steps (n, n, 2), never longer than the space between two of them."""
    length = np.hypot(steps[..., :1], steps[..., 1:])
    return steps * (1.8 * REACH / len(steps)) / (length + 0.12)


def closed_curve(states: np.ndarray) -> np.ndarray | None:
    """States on a loop (n, 2) in order around their mean, closed; None if that is no one curve."""
    around_mean = states - states.mean(axis=0)
    ring = states[np.argsort(np.arctan2(around_mean[:, 1], around_mean[:, 0]))]
    ring = np.concatenate([ring, ring[:1]])
    return ring if np.hypot(*np.diff(ring, axis=0).T).max() < 0.15 else None


def _columns(states: Any) -> np.ndarray:
    """States (n, 2), n from 0, as x and y."""
    return np.asarray(states, float).reshape(-1, 2).T
