"""Where the unit comes to rest, for every b at the ball's w; and why the surface has a wall."""

import numpy as np
from matplotlib.axes import Axes

from ..cells.activations import sigmoid
from ..cliff import B_RANGE, START, TARGET, folds, resting_bias, stretch
from .cliff_captions import figures, rest
from .cliff_path import between
from .glyphs import Glyphs
from .panel import MOVING, Panel, Pointer, style_axes

TICKS = np.array([-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0])
NAME = 0.75  # in b, about how long a name or a factor is
BRANCH = np.concatenate([[-9, -7.5], 2 * np.arctanh(np.linspace(-0.996, 0.996, 240)), [7.5, 9]])
"""The x at which the branches are drawn: evenly spaced in σ(x), and beyond."""


class CliffBifurcation(Panel):
    """`result` has .cut_b, .cut_x, .x, .rests and .clipped, for every step up to .shown.

    The axis of x is that of σ(x), so that a distance to the target line is the root of an error.
    """

    title = "Where the unit comes to rest"
    subtitle = "line: x* = w σ(x*) + b, dashed where unstable; band: x_50"

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
        self.factors = self.moving(Glyphs(ax), MOVING + 9)
        plain = dict(va="center", bbox=dict(fc=theme.paper, ec="none", pad=0.8))
        self.names = [self.label(0, 0, ha=side, zorder=MOVING + 1.5, **plain) for side in ("left", "right")]

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
        self._name_factors(between(result.rests, t), w, b, self._name_folds(turning, w))

    def _name_folds(self, turning: np.ndarray, w: float) -> list[tuple[float, float]]:
        """The lower fold is named at its right, the upper one at its left; out of the picture it has no name.

        Returns the left ends of the names.
        """
        at, taken = resting_bias(turning, w), []
        self.folds.set_data(at, sigmoid(turning))
        for i, label in enumerate(self.names):
            shown = bool(turning.size) and B_RANGE[0] + 0.7 * i <= at[i] <= B_RANGE[1] - 0.7 * (1 - i)
            label.set_visible(shown)
            if shown:
                x, y = at[i] + (0.06, -0.06)[i], float(sigmoid(turning[i])) + (-0.03, 0.055)[i]
                label.set(text=f"fold {figures(at[i])}", position=(x, y))
                taken.append((x - NAME * i, y))
        return taken

    def _name_factors(self, rests: np.ndarray, w: float, b: float, taken: list) -> None:
        """Beside each fixed point at the ball's b, where there is room: what a step there makes of a difference."""
        words, points, colors = [], [], []
        right = b < -2
        for x in rests[[1, 0, 2]]:
            if x != x:
                continue
            factor, y = float(stretch(x, w)), float(sigmoid(x))
            above = y < 0.075 or (not right and y < 0.93)  # on the left the branch falls away below
            y += 0.055 if above else -0.045
            for level in (TARGET, sigmoid(START)):  # under a line, not on it
                y = level - 0.04 if abs(y - level) < 0.03 else y
            left = b + 0.09 if right else b - 0.09 - NAME
            if any(abs(y - other) < 0.055 and abs(left - start) < NAME for start, other in taken):
                continue
            taken.append((left, y))
            words.append(f"× {figures(factor)} a step")
            points.append((b + (0.09 if right else -0.09), y))
            colors.append(self.theme.gradient if factor > 1 else self.theme.soft)
        self.factors.show(words, np.reshape(points, (-1, 2)), 9, colors, anchor=1.0 - right)

    def describe(self, result, t: float) -> str:
        return rest(result, t)

    def pointer(self, result, t: float, pointer: Pointer):
        """Along b, at the w that is shown."""
        if pointer.kind not in ("press", "drag"):
            return None
        w = float(result.clipped.w[min(int(t), result.shown)])
        return {"b": round(min(max(pointer.x, B_RANGE[0]), B_RANGE[1]), 3), "w": w, "t": 0}
