"""What the surface of the cliff does not show: the errors of both descents, a cut through the wall, and its cause."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ...cells.activations import sigmoid
from ...cliff import B_RANGE, START, TARGET, Descent, error, fixed_points, folds, resting_bias, stretch
from ...drawing import MOVING, Glyphs, Margins, Panel, Pointer, fitting, pixel, spread, style_axes, text_size
from ...words import power
from .captions import LEAST, figures, told
from .model import LATE, STEPS, CliffResult, between, late, stuck

TICKS = np.array([-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0])
NAME, FOLD = 0.85, 0.3  # in b, about how long the name of a branch and that of a fold are
BRANCH = np.concatenate([[-9, -7.5], 2 * np.arctanh(np.linspace(-0.996, 0.996, 240)), [7.5, 9]])
"""The x at which the branches are drawn: evenly spaced in σ(x), and beyond."""


class ErrorCurves(Panel[CliffResult]):
    """The error after each step of the raw and of the clipped descent, on powers of ten."""

    title = "Error after each step"
    subtitle = f"E; bars and numbers: median of the last {LATE} steps"
    margins = Margins(left=44, right=14, top=46, bottom=36)
    least = (330, 180)
    stacked = True

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(ylim=(np.log10(LEAST / 2), 0), yticks=(-4, -2, 0), yticklabels=(power(-4), power(-2), "1"))
        ax.set(xticks=range(0, STEPS + 1, 10))
        words = text_size(ax, "clipped 0.00002", 9.5)[0]  # beside the end of the curves
        share = min(1 - (words + 14 * ax.figure.dpi / 100) / ax.bbox.width, 0.95)
        ax.set_xlim(-0.6, -0.6 + (STEPS + 0.6) / max(share, 0.3))
        ax.set_xlabel("steps of descent", labelpad=0)
        self.heading(ax)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        (self.late,) = ax.plot([], [], lw=7, alpha=0.3, color=theme.target, solid_capstyle="butt")
        (self.clipped,) = ax.plot([], [], lw=2.4, color=theme.target)
        (self.raw_late,) = ax.plot([], [], lw=7, alpha=0.22, color=theme.ink, solid_capstyle="butt")
        (self.raw,) = ax.plot([], [], lw=1.6, ls=(0, (3, 2)), color=theme.ink)
        (self.raw_dot,) = ax.plot([], [], "D", ms=8, mfc=theme.paper, mec=theme.ink, mew=1.6)
        (self.dot,) = ax.plot([], [], "o", ms=7, mfc=theme.target, mec=theme.paper, mew=1)
        drawn = (self.late, self.clipped, self.raw_late, self.raw, self.raw_dot, self.dot)
        for above, artist in enumerate(drawn, 1):
            self.moving(artist, MOVING + above)
        self.values = self.moving(Glyphs(ax), MOVING + 6)

    def update(self, result: CliffResult, t: float) -> None:
        steps = np.arange(STEPS + 1)
        self.cursor.set_xdata([t, t])
        ends, runs = [], (result.raw, result.clipped)
        drawn = ((self.raw, self.raw_dot, self.raw_late), (self.clipped, self.dot, self.late))
        for run, (line, dot, bar) in zip(runs, drawn, strict=True):
            heights = np.log10(np.maximum(run.error, LEAST))
            line.set_data(steps, heights)
            dot.set_data([t], [between(heights, t)])
            ends.append(float(np.log10(max(late(run), LEAST))))
            bar.set_data([STEPS - LATE + 1, STEPS], [ends[-1]] * 2)
        self._name_ends(runs, ends)

    def _name_ends(self, runs: tuple[Descent, Descent], ends: list[float]) -> None:
        """Beside the ends of the curves: which is which, and the medians."""
        across, up = pixel(self.ax)
        words, heights, colors = [], [], []
        for run, name, end, color in zip(
            runs, ("raw", "clipped"), ends, (self.theme.ink, self.theme.target), strict=True
        ):
            words.append(f"{name} {f'< {power(-5)}' if late(run) < LEAST else told(late(run))}")
            heights.append(end)
            colors.append(color)
            if stuck(run):
                words.append("stuck")
                heights.append(end - 1e-6)
                colors.append(color)
        low, high = self.ax.get_ylim()
        places = spread(np.array(heights), 16 * up, low + 8 * up, high - 8 * up)
        points = np.column_stack([[STEPS + 8 * across] * len(words), places])
        self.values.show(words, points, 9.5, colors, anchor=0.0)

    def time_axis(self, result: CliffResult) -> tuple[float, float]:
        return 0, STEPS


class Cut(Panel[CliffResult]):
    """The surface cut open along b, through the ball: two plateaus and the wall between them."""

    title = "Cut through the ball"
    subtitle = "error E along the dotted line"
    margins = Margins(left=44, right=14, top=46, bottom=36)
    least = (330, 170)

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(xlim=B_RANGE, xticks=(-4, -3, -2, -1), yticks=(0, 0.25, 0.5))
        ax.set_xticklabels(["−4", "−3", "−2", "−1"])
        ax.set_yticklabels(("0", "0.25", "0.5"))
        ax.set_ylim(
            0, 0.5 * (1 + 24 / max(ax.bbox.height / ax.figure.dpi * 100 - 24, 24))
        )  # a line of words above
        ax.set_xlabel("bias b", labelpad=0)
        self.heading(ax)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        self.ground = ax.fill_between(B_RANGE, 0, [0, 0], color=theme.target, alpha=0.22, lw=0)
        (self.line,) = ax.plot([], [], color=theme.target, lw=2.4, solid_joinstyle="round")
        (self.ball,) = ax.plot([], [], "o", ms=11, mfc=theme.cursor, mec=theme.ink, mew=1.6, clip_on=False)
        for above, artist in enumerate((self.ground, self.line, self.ball), 1):
            self.moving(artist, MOVING + above)
        self.words = self.moving(Glyphs(ax), MOVING + 5)

    def update(self, result: CliffResult, t: float) -> None:
        t = min(t, result.shown)
        run = result.clipped
        b, e = between(result.cut_b, t), error(between(result.cut_x, t))
        at = float(between(run.b, t))
        height = float(run.error[int(t)]) if t == int(t) else float(np.interp(at, b, e))
        self.line.set_data(b, e)
        self.ground.set_verts([np.concatenate([np.stack([b, e], axis=1), [(b[-1], 0), (b[0], 0)]])])
        self.cursor.set_xdata([at, at])
        self.ball.set_data([at], [height])
        left = at > sum(B_RANGE) / 2
        equals = f"E {told(height, '= ')}"
        room = abs(at - B_RANGE[0] if left else B_RANGE[1] - at) / (B_RANGE[1] - B_RANGE[0])
        word = fitting(self.ax, (f"w = {figures(float(between(run.w, t)))}, {equals}", equals), 10, -12, room)
        corner = B_RANGE[0] + 0.03 if left else B_RANGE[1] - 0.03
        top = self.ax.get_ylim()[1] - 11 * pixel(self.ax)[1]
        self.words.show([word], [(corner, top)], 10, self.theme.target, anchor=1.0 - left)

    def pointer(self, result: CliffResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        return along_b(result, t, pointer)


class Bifurcation(Panel[CliffResult]):
    """Where the unit can rest, for every b at the ball's w, and where it ends: why the surface has a wall.

    The axis of x is that of σ(x), so that a distance to the target line is the root of an error.
    """

    margins = Margins(left=44, right=14, top=46, bottom=36)
    least = (380, 300)
    title = "Where the unit comes to rest"
    subtitle = "x* = w σ(x*) + b, dashed: unstable; blue: from x_0 to x_50"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(xlim=B_RANGE, ylim=(0, 1), xticks=(-4, -3, -2, -1), yticks=sigmoid(TICKS))
        ax.set_yticklabels([f"{tick:g}".replace("-", "−") for tick in TICKS])
        ax.set_xlabel("bias b", labelpad=0)
        ax.set_ylabel("state x, on the scale of σ(x)", labelpad=0)
        self.heading(ax)
        ax.axhline(TARGET, color=theme.target, lw=1.2, ls=(0, (5, 3)))
        ax.axhline(sigmoid(START), color=theme.soft, lw=1, ls=(0, (1, 2)))
        self.cursor = ax.axvline(0, color=theme.cursor, lw=2)
        (self.ends,) = ax.plot([], [], color=theme.state, lw=7, alpha=0.3, solid_joinstyle="round")
        (self.stable,) = ax.plot([], [], color=theme.ink, lw=1.8)
        (self.unstable,) = ax.plot([], [], color=theme.ink, lw=1.4, ls=(0, (3, 2)))
        (self.folds,) = ax.plot([], [], "s", ms=5, color=theme.ink)
        (self.path,) = ax.plot([], [], "o-", ms=4, lw=1.4, color=theme.state)
        (self.start,) = ax.plot([], [], "o", ms=7, mfc=theme.paper, mec=theme.state, mew=1.8)
        (self.end,) = ax.plot([], [], "o", ms=10, mfc=theme.state, mec=theme.paper, mew=1.5)
        drawn = (
            self.cursor,
            self.ends,
            self.stable,
            self.unstable,
            self.folds,
            self.path,
            self.start,
            self.end,
        )
        for above, artist in enumerate(drawn):
            self.moving(artist, MOVING + above)
        self.levels = self.moving(Glyphs(ax), MOVING + 1)
        self.names = [self.moving(Glyphs(ax), MOVING + 1) for _ in ("to the right", "to the left")]
        plate: dict[str, Any] = dict(fc=theme.paper, ec="none", pad=0.8, alpha=0.85)
        self.factor = self.label(0, 0, va="center", color=theme.gradient, bbox=plate, zorder=MOVING + 9)

    def update(self, result: CliffResult, t: float) -> None:
        t = min(t, result.shown)
        w, b = float(between(result.clipped.w, t)), float(between(result.clipped.b, t))
        turning = folds(w)
        x = np.sort(np.concatenate([BRANCH, turning, turning + 1e-9, turning - 1e-9]))
        bias, unstable = resting_bias(x, w), stretch(x, w) > 1
        self.stable.set_data(np.where(unstable, np.nan, bias), sigmoid(x))
        self.unstable.set_data(np.where(unstable, bias, np.nan), sigmoid(x))
        self.ends.set_data(between(result.cut_b, t), sigmoid(between(result.cut_x, t)))
        self.cursor.set_xdata([b, b])
        path = sigmoid(between(result.x, t))
        self.path.set_data(np.full(path.shape, b), path)
        self.start.set_data([b], path[:1])
        self.end.set_data([b], path[-1:])
        left = b > -2.9 or w < 4.6  # the names of the levels stand where neither ball nor branches are
        at = (b + 0.12 if b < -2.9 else B_RANGE[0] + 0.04) if left else B_RANGE[1] - 0.04
        if w > 5.3 and b > -2:  # the branches reach far to the left
            left, at = False, b - 0.12
        heights = (TARGET + 0.035, sigmoid(START) - 0.037)
        level_colors = (self.theme.target, self.theme.soft)
        names = ("target: σ = 0.7", "start x_0 = 0.5")
        self.levels.show(names, [(at, y) for y in heights], 9, level_colors, anchor=1.0 - left)
        self._name_branches(turning, w, b)
        self._name_factor(float(between(result.rests, t)[1]), w, b)

    def _name_branches(self, turning: np.ndarray, w: float, b: float) -> None:
        """The lower branch and its fold are named to the right, the upper ones to the left; the ball makes room."""
        at, (left, right) = resting_bias(turning, w), B_RANGE
        roomy = (
            self.ax.bbox.width > 300 * self.ax.figure.dpi / 100
        )  # else folds would stand on the levels' names
        self.folds.set_data(at, sigmoid(turning))
        start = b + 0.1 if b < left + NAME else left + 0.05
        end = b - 0.1 if b > right - NAME else right - 0.05
        for i, (x, far, below) in enumerate(((start, start + NAME, 1), (end, end - NAME, -1))):
            words, places = [], []
            branch = float(fixed_points(np.array(w), np.array(far))[2 * i]) if turning.size else np.nan
            if branch == branch:
                words.append(("lower branch", "upper branch")[i])
                places.append((x, float(sigmoid(branch)) + 0.05 * below))
            if (
                turning.size
                and roomy
                and left + FOLD < at[i] < right - FOLD
                and not 0 < (b - at[i]) * below < FOLD + 0.1
            ):
                words.append("fold")
                places.append(
                    (at[i] + 0.07 * below, off_the_lines(float(sigmoid(turning[i])) - 0.03 * below))
                )
            self.names[i].show(words, np.reshape(places, (-1, 2)), 9, self.theme.ink, anchor=float(i))

    def _name_factor(self, middle: float, w: float, b: float) -> None:
        """Beside the unstable state of rest at the ball's b: what a step there makes of a small difference."""
        self.factor.set_visible(middle == middle)
        if middle != middle:
            return
        right, y = b < -2, off_the_lines(float(sigmoid(middle)) - 0.045)
        x = b + (0.09 if right else -0.09)
        text = f"× {figures(float(stretch(middle, w)))} a step"
        self.factor.set(text=text, position=(x, y), ha="left" if right else "right")

    def pointer(self, result: CliffResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        return along_b(result, t, pointer)


def along_b(result: CliffResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
    """What a press or a drag sets along b, at the w that is shown."""
    if pointer.kind not in ("press", "drag"):
        return None
    w = float(result.clipped.w[min(int(t), result.shown)])
    return {"b": round(min(max(pointer.x, B_RANGE[0]), B_RANGE[1]), 3), "w": w, "t": 0}


def off_the_lines(y: float) -> float:
    """The height of a word that would stand on the line of the target or of the start: under it."""
    for level in (TARGET, float(sigmoid(START))):
        y = level - 0.04 if abs(y - level) < 0.03 else y
    return y
