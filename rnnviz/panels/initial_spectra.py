"""The eigenvalues of one way to draw the weights, and what one step back makes of the gradient."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from .glyphs import Glyphs
from .initial_captions import kept_units, per_step
from .initial_curves import LEFTMOST
from .panel import MOVING, Panel, number

DASHED, SMALL = (0, (4, 2)), 9  # a circle of fewer pixels in radius is not round when it is dashed
RADII = (1.3, 2.2, 3.6, 6.0, 10.0, 16.0)  # what the picture may reach to: all four reach as far


class InitialSpectrum(Panel):
    """Scheme `index` of four: `result.eigenvalues` (4, H) of the draw shown, with the unit circle.

    The ring's radius is that draw's own factor a step back, so that it may be held to its own ρ.
    """

    def __init__(self, index: int):
        super().__init__()
        self.index = index

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        self.aspect = ax.bbox.width / ax.bbox.height
        if ax.get_position().x0 < LEFTMOST:
            width = ax.bbox.width / ax.figure.dpi * 100
            ax.text(
                -46 / width,
                0.5,
                "eigenvalues",
                rotation=90,
                fontsize=9,
                color=theme.state,
                ha="center",
                va="center",
                transform=ax.transAxes,
            )
        self.circle = ax.add_patch(Circle((0, 0), 1, fill=False, ec=theme.soft, lw=1.2))
        self.across = [ax.plot([], [], color=theme.hairline, lw=0.8, zorder=0)[0] for _ in range(2)]
        (self.dots,) = ax.plot([], [], "o", color=theme.state, ms=4, mec=theme.paper, mew=0.4)
        self.moving(self.dots, MOVING + 1)
        self.ring = self.moving(
            ax.add_patch(Circle((0, 0), 1, fill=False, ec=theme.gradient, lw=1.8, ls=DASHED)), MOVING + 2
        )
        words = dict(fontsize=10, color=theme.gradient, va="center", clip_on=False)
        self.back = ax.text(0, 0, "a step back", **words)
        self.numbers = self.moving(Glyphs(ax), MOVING + 3)
        self.numbers.set_clip_on(False)

    def background(self, result):
        return reach(result)

    def arrange(self, result) -> None:
        R = reach(result)
        self.ax.set(xlim=(-R, R * (2 * self.aspect - 1)), ylim=(-R, R))
        self.across[0].set_data([-R, R], [0, 0])
        self.across[1].set_data([0, 0], [-R, R])
        self.back.set_position((1.04 * R, -0.52 * R))

    def update(self, result, t: float) -> None:
        values = result.eigenvalues[self.index]
        self.dots.set_data(values.real, values.imag)
        self.dots.set_markersize(9 if np.ptp(values) == 0 else 4)  # all in one place
        factor = per_step(result, int(t))[self.index]
        back = bool(np.isfinite(factor))
        self.ring.set_visible(back)
        if back:
            self.ring.set_radius(factor)
            pixels = factor / reach(result) * self.ax.bbox.height / self.ax.figure.dpi * 50
            self.ring.set_linestyle(DASHED if pixels > SMALL else "-")
        theme = self.theme
        values = (abs(values).max(), result.norms[self.index], *[factor] * back)
        words = [f"{name} {number(value)}" for name, value in zip(("ρ", "σ_max", "×"), values, strict=False)]
        places = reach(result) * np.column_stack([np.full(3, 1.04), (0.7, 0.34, -0.2)])
        colors = [theme.state, theme.soft, theme.gradient]
        self.numbers.show(words, places[: len(words)], 10, colors[: len(words)], anchor=0.0)

    def describe(self, result, t: float) -> str:
        return kept_units(result) if result.schemes[self.index] == "identity" else ""


def reach(result) -> float:
    """How far the picture reaches: the same for all four, in a few sizes, so that it seldom jumps."""
    largest = 1.05 * max(1.0, float(abs(result.eigenvalues).max()))
    return next(radius for radius in RADII if largest <= radius)
