"""The eigenvalues of one way to draw the weights, and what one step made of the gradient."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from .glyphs import Glyphs
from .initial_captions import kept_units, per_step
from .panel import MOVING, Panel, number

RADII = (1.3, 2.2, 3.6, 6.0, 10.0, 16.0)  # what the picture may reach to: all four reach as far
RULES = ("uniform ±1/√H, no gain", "N(0, g²/H)", "g·Q, with QᵀQ = I", "g·I")


class InitialSpectrum(Panel):
    """Scheme `index` of four: `result.eigenvalues` (4, H) of its first draw, with the unit circle."""

    def __init__(self, index: int):
        super().__init__()
        self.index = index

    def build(self, ax: Axes) -> None:
        theme = self.theme
        ax.set_axis_off()
        self.aspect = ax.bbox.width / ax.bbox.height
        self.circle = ax.add_patch(Circle((0, 0), 1, fill=False, ec=theme.soft, lw=1.2))
        self.across = [ax.plot([], [], color=theme.hairline, lw=0.8, zorder=0)[0] for _ in range(2)]
        (self.dots,) = ax.plot([], [], "o", color=theme.state, ms=4, mec=theme.paper, mew=0.4)
        self.moving(self.dots, MOVING + 1)
        self.ring = self.moving(
            ax.add_patch(Circle((0, 0), 1, fill=False, ec=theme.gradient, lw=1.8, ls=(0, (4, 2)))), MOVING + 2
        )
        self.numbers = self.moving(Glyphs(ax), MOVING + 3)
        self.numbers.set_clip_on(False)

    def background(self, result):
        return result.schemes, reach(result)

    def arrange(self, result) -> None:
        R = reach(result)
        self.ax.set(xlim=(-R, R * (2 * self.aspect - 1)), ylim=(-R, R))
        self.across[0].set_data([-R, R], [0, 0])
        self.across[1].set_data([0, 0], [-R, R])
        for text in list(self.ax.texts):
            text.remove()
        self.heading(self.ax, result.schemes[self.index], RULES[self.index])

    def update(self, result, t: float) -> None:
        values = result.eigenvalues[self.index]
        self.dots.set_data(values.real, values.imag)
        self.dots.set_markersize(9 if np.ptp(values) == 0 else 4)  # all in one place
        factor = per_step(result, int(t))[self.index]
        self.ring.set_visible(np.isfinite(factor))
        if np.isfinite(factor):
            self.ring.set_radius(factor)
        R = reach(result)
        theme = self.theme
        lines = [
            (f"ρ {number(abs(values).max())}", theme.state),
            (f"σmax {number(result.norms[self.index])}", theme.soft),
            (f"× {number(factor)}" if np.isfinite(factor) else "", theme.gradient),
            ("a step back" if np.isfinite(factor) else "", theme.gradient),
        ]
        places = [(1.04 * R, y * R) for y in (0.7, 0.38, -0.2, -0.52)]
        self.numbers.show([text for text, _ in lines], places, 10, [color for _, color in lines], anchor=0.0)

    def describe(self, result, t: float) -> str:
        return kept_units(result) if result.schemes[self.index] == "identity" else ""


def reach(result) -> float:
    """How far the picture reaches: the same for all four, in a few sizes, so that it seldom jumps."""
    largest = 1.05 * max(1.0, float(abs(result.eigenvalues).max()))
    return next(radius for radius in RADII if largest <= radius)
