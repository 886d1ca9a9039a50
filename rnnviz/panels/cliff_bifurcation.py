"""Where the unit can rest, for every b at the ball's w, and where it ends: why the surface has a wall."""

import numpy as np
from matplotlib.axes import Axes

from ..cells.activations import sigmoid
from ..cliff import B_RANGE, START, TARGET, fixed_points, folds, resting_bias, stretch
from .cliff_captions import figures, rest
from .cliff_path import between
from .glyphs import Glyphs
from .panel import MOVING, Panel, Pointer, style_axes

TICKS = np.array([-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0])
NAME, FOLD = 0.85, 0.3  # in b, about how long the name of a branch and that of a fold are
BRANCH = np.concatenate([[-9, -7.5], 2 * np.arctanh(np.linspace(-0.996, 0.996, 240)), [7.5, 9]])
"""The x at which the branches are drawn: evenly spaced in σ(x), and beyond."""


class CliffBifurcation(Panel):
    """`result` has .cut_b, .cut_x, .x, .rests and .clipped, for every step up to .shown.

    The axis of x is that of σ(x), so that a distance to the target line is the root of an error.
    """

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
        plate = dict(fc=theme.paper, ec="none", pad=0.8, alpha=0.85)
        self.factor = self.label(0, 0, va="center", color=theme.gradient, bbox=plate, zorder=MOVING + 9)

    def update(self, result, t: float) -> None:
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
        x = (b + 0.12 if b < -2.9 else B_RANGE[0] + 0.04) if left else B_RANGE[1] - 0.04
        if w > 5.3 and b > -2:  # the branches reach far to the left
            left, x = False, b - 0.12
        heights = (TARGET + 0.035, sigmoid(START) - 0.037)
        level_colors = (self.theme.target, self.theme.soft)
        names = ("target: σ = 0.7", "start x_0 = 0.5")
        self.levels.show(names, [(x, y) for y in heights], 9, level_colors, anchor=1.0 - left)
        self._name_branches(turning, w, b)
        self._name_factor(float(between(result.rests, t)[1]), w, b)

    def _name_branches(self, turning: np.ndarray, w: float, b: float) -> None:
        """The lower branch and its fold are named to the right, the upper ones to the left; the ball makes room."""
        at, (left, right) = resting_bias(turning, w), B_RANGE
        self.folds.set_data(at, sigmoid(turning))
        start = b + 0.1 if b < left + NAME else left + 0.05
        end = b - 0.1 if b > right - NAME else right - 0.05
        for i, (x, far, below) in enumerate(((start, start + NAME, 1), (end, end - NAME, -1))):
            words, places = [], []
            branch = float(fixed_points(w, far)[2 * i]) if turning.size else np.nan
            if branch == branch:
                words.append(("lower branch", "upper branch")[i])
                places.append((x, float(sigmoid(branch)) + 0.05 * below))
            if (
                turning.size
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

    def describe(self, result, t: float) -> str:
        return rest(result, t)

    def pointer(self, result, t: float, pointer: Pointer):
        """Along b, at the w that is shown."""
        if pointer.kind not in ("press", "drag"):
            return None
        w = float(result.clipped.w[min(int(t), result.shown)])
        return {"b": round(min(max(pointer.x, B_RANGE[0]), B_RANGE[1]), 3), "w": w, "t": 0}


def off_the_lines(y: float) -> float:
    """The height of a word that would stand on the line of the target or of the start: under it."""
    for level in (TARGET, float(sigmoid(START))):
        y = level - 0.04 if abs(y - level) < 0.03 else y
    return y
