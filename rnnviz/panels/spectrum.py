"""Eigenvalues and singular values of the recurrent weights: what they do in the long run, and what in one step."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from matplotlib.transforms import ScaledTranslation

from .bound_captions import bound_sentence
from .decades import log10, power
from .panel import MOVING, Panel, number, style_axes
from .typeset import typeset

LIMITS = (1.35, 2.2, 3.3)
SMALLEST, LARGEST = -2, 1.5  # decades of the strip of singular values


class SpectrumPanel(Panel):
    """The complex plane with the unit circle and the circle of radius ρ; under it the σ, with 1/γ to compare.

    `result` has spectrum_at(t), weights (the name of the matrix) and gamma; a gated cell has no 1/γ. Of a cell of the
    learner's own it is the Jacobian of the step at the cursor whose eigenvalues are shown, those beyond the plane
    hollow, on its edge. Singular values beyond the strip are marked at its ends.
    """

    title = "Eigenvalues"
    subtitle = "of W_hh; dashed: radius ρ"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        self.head, self.sub = self.heading(ax)
        ax.set_axis_off()
        width, height = ax.bbox.width, ax.bbox.height
        side = min(width, 0.6 * height)  # a square, so that circles are round
        self.plane = ax.inset_axes((0.5 - side / width / 2, 1 - side / height, side / width, side / height))
        self.strip = ax.inset_axes((0.02, 0.0, 0.96, 0.13))
        self._build_plane(self.plane)
        self._build_strip(self.strip)
        self.rho = self._value_beside_heading(ax, theme.state)
        self.sigma = self._value_beside_heading(self.strip, theme.gradient)

    def _value_beside_heading(self, ax: Axes, color: str):
        above = ScaledTranslation(0, 19 / 72, ax.figure.dpi_scale_trans)
        style = dict(ha="right", va="bottom", fontsize=11, weight="bold", color=color)
        return self.label(1, 1, transform=ax.transAxes + above, **style)

    def _build_plane(self, plane: Axes) -> None:
        theme = self.theme
        style_axes(plane, theme)
        plane.spines[:].set_visible(False)
        plane.axhline(0, color=theme.hairline, lw=1)
        plane.axvline(0, color=theme.hairline, lw=1)
        plane.add_patch(Circle((0, 0), 1, fill=False, ec=theme.soft, lw=1.4))
        self.circle = Circle((0, 0), 1, fill=False, ec=theme.state, lw=1.6, ls=(0, (5, 3)))
        plane.add_patch(self.moving(self.circle, MOVING + 1))
        (self.dots,) = plane.plot([], [], "o", ms=6, color=theme.state, mec=theme.paper, mew=0.8)
        self.moving(self.dots, MOVING + 2)
        (self.beyond,) = plane.plot([], [], "o", ms=6, color=theme.paper, mec=theme.state, mew=1.4)
        self.moving(self.beyond, MOVING + 2)

    def _build_strip(self, strip: Axes) -> None:
        theme = self.theme
        style_axes(strip, theme)
        _, self.strip_sub = self.heading(strip, "Stretch", " ")
        strip.spines["left"].set_visible(False)
        strip.set(xlim=(SMALLEST, LARGEST), ylim=(0, 1), yticks=[], xticks=(-2, -1, 0, 1))
        strip.set_xticklabels([power(-2), "0.1", "1", "10"])
        self.marks, *self.far = (
            self.moving(
                strip.plot([], [], ls="none", marker=marker, ms=size, mew=2, color=theme.gradient)[0],
                MOVING + 1,
            )
            for marker, size in (("|", 14), ("<", 7), (">", 7), ("x", 6))
        )
        self.threshold = self.moving(strip.axvline(0, color=theme.ink, lw=1.4, ls=(0, (2, 2))), MOVING + 2)
        self.limit_name = self.label(0, 0.97, fontsize=9, va="top", ha="right", color=theme.ink)
        self.limit_name.set_transform(strip.get_xaxis_transform())

    def background(self, result):
        factors = result.factors[np.isfinite(result.factors)]  # no eigenvalue is larger than the largest σ
        largest = factors.max(initial=0) if result.own else result.spectrum.radius
        limit = next(limit for limit in LIMITS if limit >= min(largest * 1.06, LIMITS[-1]))
        return limit, result.weights

    def arrange(self, result) -> None:
        limit, weights = self.background(result)
        self.sub.set_text(typeset(f"of {weights or 'J_t at the cursor'}; dashed: radius ρ"))
        self.strip_sub.set_text(typeset(f"of one step: the σ of {weights or 'J_t'}"))
        self.plane.set(xlim=(-limit, limit), ylim=(-limit, limit))
        ticks = (-1, 0, 1) if limit < 2.5 else (-3, -1, 1, 3)
        self.plane.set(xticks=ticks, yticks=())
        self.plane.set_xticklabels([f"{tick}".replace("-", "−") for tick in ticks])

    def update(self, result, t: float) -> None:
        spectrum = result.spectrum_at(int(t))
        for artist in (self.circle, self.dots, self.beyond, self.marks, *self.far):
            artist.set_visible(spectrum is not None)
        for artist in (self.threshold, self.limit_name):
            artist.set_visible(result.made_to_order)
        step = f"J_{result.step_at(int(t))}: " if result.own else ""
        if spectrum is None:
            self.rho.set_text(f"{step}beyond all floats")
            self.sigma.set_text("")
            return
        self.circle.set_visible(
            spectrum.radius < 2 * LIMITS[-1]
        )  # dashes of one far outside would take minutes
        self.circle.set_radius(min(spectrum.radius, 2 * LIMITS[-1]))
        edge = LIMITS[-1] * 0.985
        size = np.maximum(abs(spectrum.eigenvalues.real), abs(spectrum.eigenvalues.imag))
        shown = spectrum.eigenvalues * (edge / np.maximum(size, edge))
        far = size > edge
        self.dots.set_data(shown.real[~far], shown.imag[~far])
        self.beyond.set_data(shown.real[far], shown.imag[far])
        self.beyond.set_visible(bool(far.any()))
        self._show_sizes(spectrum.singular_values)
        where = -float(np.log10(result.gamma))
        self.threshold.set_xdata([where, where])
        self.limit_name.set(text=f"1/γ = {1 / result.gamma:g}", position=(where - 0.06, 0.97))
        self.rho.set_text(f"{step}ρ = {number(spectrum.radius)}")
        self.sigma.set_text(f"σ_max = {number(spectrum.norm)}")

    def _show_sizes(self, sizes: np.ndarray) -> None:
        """A line for each singular value; ◀ and ▶ at the ends for those beyond, × for those that are exactly 0."""
        logs, zero = log10(sizes), sizes == 0
        less, more = (logs < SMALLEST) & ~zero, logs > LARGEST
        inside = logs[~(less | more | zero)]
        self.marks.set_data(inside, np.full(len(inside), 0.35))
        ends = (SMALLEST + 0.05, LARGEST - 0.05, SMALLEST + 0.05)
        for line, some, x in zip(self.far, (less, more, zero), ends, strict=True):
            line.set_data(np.full(some.sum(), x), np.full(some.sum(), 0.35))
            line.set_visible(bool(some.any()))

    def describe(self, result, t: float) -> str:
        return bound_sentence(result, int(t))
