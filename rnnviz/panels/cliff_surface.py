"""The error over two parameters seen from above, with a ball on it and the steps that descent takes."""

import numpy as np
from matplotlib.axes import Axes

from ..cliff import B_RANGE, W_RANGE, crest, inside, wall
from .cliff_captions import headline, pair
from .cliff_map import ERRORS, FOOT, draw_map
from .cliff_path import on_the_way, route, seen
from .panel import MOVING, Panel, Pointer, style_axes

CATCH = 0.012  # in b, about two pixels: nearer to the wall than this, the ball comes to lie on its crest
LETTER = 7.8  # pixels, the mean width of one in a note


class CliffSurface(Panel):
    """A map, the path of a raw and of a clipped descent on it, and the next step of the ball, raw and clipped.

    result.surface, .map           the Surface, and which of its two quantities is shown
    result.raw, .clipped           Descents
    result.raw_landing, .landing   (n+1, 2) where the next step of the clipped one lands, unclipped and clipped
    result.shown                   its last step in the picture
    """

    def build(self, ax: Axes) -> None:
        theme = self.theme
        self.width = ax.bbox.width / ax.figure.dpi * 100
        style_axes(ax, theme)
        ax.set(xlim=B_RANGE, ylim=W_RANGE, xticks=(-4, -3, -2, -1), yticks=range(3, 9))
        ax.set_xlabel("bias b", labelpad=0)
        ax.set_ylabel("weight w", labelpad=2)
        casing = dict(color=theme.paper, alpha=0.85, solid_capstyle="round", solid_joinstyle="round")
        raw = dict(mfc=theme.paper, mec=theme.gradient)
        arrow = dict(angles="xy", scale_units="xy", scale=1, minlength=0.4)
        arrow |= dict(headlength=5, headaxislength=4.4, headwidth=4.4)
        nothing = ([0], [0], [0], [0])
        (self.cursor,) = ax.plot([], [], color=theme.cursor, lw=2)
        (self.cut,) = ax.plot([], [], color=theme.ink, lw=0.8, ls=(0, (1, 3)))
        (self.raw_casing,) = ax.plot([], [], lw=4, **casing)
        (self.casing,) = ax.plot([], [], lw=4.6, **casing)
        (self.raw_trail,) = ax.plot([], [], lw=1.6, ls=(0, (3, 2)), color=theme.gradient)
        (self.trail,) = ax.plot([], [], lw=2, color=theme.gradient, solid_joinstyle="round")
        (self.raw_dots,) = ax.plot([], [], "D", ms=3.5, mew=1, **raw)
        (self.dots,) = ax.plot([], [], "o", ms=4.5, mfc=theme.gradient, mec=theme.paper, mew=0.8)
        self.raw_arrow = ax.quiver(
            *nothing, width=0.012, fc=theme.paper, ec=theme.gradient, linewidth=1.3, **arrow
        )
        self.arrow = ax.quiver(
            *nothing, width=0.0095, fc=theme.gradient, ec=theme.paper, linewidth=0.6, **arrow
        )
        (self.start,) = ax.plot([], [], "o", ms=7, mfc=theme.paper, mec=theme.ink, mew=1.2)
        (self.raw_head,) = ax.plot([], [], "D", ms=8, mew=2, clip_on=False, **raw)
        (self.ball,) = ax.plot([], [], "o", ms=13, mfc=theme.cursor, mec=theme.ink, mew=1.8, clip_on=False)
        drawn = (self.cursor, self.cut, self.raw_casing, self.casing, self.raw_trail, self.trail)
        drawn += (self.raw_dots, self.dots, self.raw_arrow, self.arrow, self.start, self.raw_head, self.ball)
        for above, artist in enumerate(drawn):
            self.moving(artist, MOVING + above)
        pill = dict(bbox=dict(fc=theme.paper, ec="none", alpha=0.88, pad=2.5), zorder=MOVING + len(drawn))
        pill |= dict(fontsize=9.5, weight="bold", color=theme.gradient)
        self.notes = [self.label(0, 0, **pill) for _ in ("raw", "clipped")]

    def background(self, result):
        return result.map

    def arrange(self, result) -> None:
        self.clear()
        self.build(self.ax)
        if result.map == ERRORS:
            self.heading(self.ax, "The error surface", "E = (σ(x_50) − 0.7)²")
        else:
            self.heading(self.ax, "How long the gradient is", "‖(∂E/∂w, ∂E/∂b)‖; turquoise: over 100")
        draw_map(self.ax, result.surface, result.map, self.theme)

    def update(self, result, t: float) -> None:
        w, b = seen(result.clipped, t)
        self.cursor.set_data([b, b], [W_RANGE[0], w])
        self.cut.set_data(B_RANGE, [w, w])
        for run, line, casing, dots in (
            (result.raw, self.raw_trail, self.raw_casing, self.raw_dots),
            (result.clipped, self.trail, self.casing, self.dots),
        ):
            path = route(run, t)[:, ::-1].T
            line.set_data(*path)
            casing.set_data(*path)
            dots.set_data(*path[:, 1:-1])
        start = [(result.clipped.b[0], result.clipped.w[0])] if t > 0 else []
        self.start.set_data(*np.reshape(start, (-1, 2)).T)
        self.ball.set_data([b], [w])
        self.raw_head.set_data(*seen(result.raw, t)[::-1, None])
        self.raw_head.set_visible(t > 0)
        self._draw_arrows(result, int(t))
        self._note(result, int(t))

    def _draw_arrows(self, result, step: int) -> None:
        """The next step of the ball: clipped, and what it would be raw."""
        run = result.clipped
        here = run.w[step], run.b[step]
        ahead = bool(step < len(run.w) - 1 and inside(*here) and run.step_norm[step] > 0)
        for arrow, landing, shown in (
            (self.raw_arrow, result.raw_landing[step], ahead and run.step_norm[step] < run.norm[step]),
            (self.arrow, result.landing[step], ahead),
        ):
            arrow.set_visible(bool(shown))
            if shown:
                w, b = on_the_way(here, landing)
                arrow.set_offsets([here[::-1]])
                arrow.set_UVC([b - here[1]], [w - here[0]])

    def _note(self, result, step: int) -> None:
        """Beside the edge: where a run is that has left the picture, or where its first step goes."""
        now, line = max(step, 1), 0
        outside = sum(not inside(run.w[now], run.b[now]) for run in (result.raw, result.clipped))
        both = result.raw.w[now] == result.clipped.w[now] and result.raw.b[now] == result.clipped.b[now]
        for label, name, run in zip(
            self.notes, ("raw", "clipped"), (result.raw, result.clipped), strict=True
        ):
            out = not inside(run.w[now], run.b[now])
            label.set_visible(out and not (both and line))
            if not label.get_visible():
                continue
            name = "raw and clipped" if both else name
            said = f"{name}: left at step {run.left}, now at" if step else f"{name} step lands at"
            text = f"{said} {pair(run.w[now], run.b[now])}"
            w, b = seen(run, now)
            extent = LETTER * len(text) * (B_RANGE[1] - B_RANGE[0]) / self.width
            across = not W_RANGE[0] + 1e-9 < w < W_RANGE[1] - 1e-9  # out at the top or at the bottom
            x = b + 0.12 if across else b - 0.05 - extent
            x = max(min(x, B_RANGE[1] - 0.05 - extent), B_RANGE[0] + 0.05)
            up = w < W_RANGE[1] - 0.2 - 0.4 * outside and (w > run.w[0] or w < W_RANGE[0] + 0.6)
            y = w + ((0.06 if w < W_RANGE[0] + 1e-9 else 0.2) + 0.42 * line) * (1 if up else -1)
            label.set(text=text, position=(x, y), va="bottom" if up else "top")
            line += 1

    # -- words and pointing ------------------------------------------------------------------------

    def describe(self, result, t: float) -> str:
        return headline(result, t)

    def pointer(self, result, t: float, pointer: Pointer):
        """A press drops the ball, a drag moves it; close to the wall it comes to lie on the crest."""
        if pointer.kind not in ("press", "drag"):
            return None
        w = round(min(max(pointer.y, W_RANGE[0]), W_RANGE[1]), 2)
        b = round(min(max(pointer.x, B_RANGE[0]), B_RANGE[1]), 3)
        if w >= FOOT and abs(b - wall(w)) < CATCH:
            b = float(crest(w)[0][0])
        return {"w": w, "b": b, "t": 0}
