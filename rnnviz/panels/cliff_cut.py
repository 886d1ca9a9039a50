"""The surface cut open along b, through the ball: two plateaus and the wall between them."""

import numpy as np
from matplotlib.axes import Axes

from ..cliff import B_RANGE, error
from .cliff_captions import figures, said
from .cliff_path import between
from .glyphs import Glyphs
from .panel import MOVING, Panel, Pointer, style_axes


class CliffCut(Panel):
    """`result` has .cut_b and .cut_x (n+1, m) and .clipped, for every step up to .shown."""

    title = "Cut through the ball"
    subtitle = "error E along the dotted line"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(xlim=B_RANGE, ylim=(0, 0.62), xticks=(-4, -3, -2, -1), yticks=(0, 0.25, 0.5))
        ax.set_yticklabels(("0", "0.25", "0.5"))
        self.heading(ax)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        self.ground = ax.fill_between(B_RANGE, 0, [0, 0], color=theme.target, alpha=0.22, lw=0)
        (self.line,) = ax.plot([], [], color=theme.target, lw=2.4, solid_joinstyle="round")
        (self.ball,) = ax.plot([], [], "o", ms=11, mfc=theme.cursor, mec=theme.ink, mew=1.6, clip_on=False)
        for above, artist in enumerate((self.ground, self.line, self.ball), 1):
            self.moving(artist, MOVING + above)
        self.words = self.moving(Glyphs(ax), MOVING + 5)

    def update(self, result, t: float) -> None:
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
        word = f"w = {figures(float(between(run.w, t)))}, E {said(height, '= ')}"
        corner = B_RANGE[0] + 0.03 if left else B_RANGE[1] - 0.03
        self.words.show([word], [(corner, 0.57)], 10, self.theme.target, anchor=1.0 - left)

    def describe(self, result, t: float) -> str:
        return ""

    def pointer(self, result, t: float, pointer: Pointer):
        """Along b, at the w that is shown."""
        if pointer.kind not in ("press", "drag"):
            return None
        w = float(result.clipped.w[min(int(t), result.shown)])
        return {"b": round(min(max(pointer.x, B_RANGE[0]), B_RANGE[1]), 3), "w": w, "t": 0}
