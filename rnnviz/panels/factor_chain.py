"""The factors between two steps: what each does to the product, and the most that it could do."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from .beyond import BeyondMarks
from .decades import log10, size
from .gradient_captions import chain_sentence, state_in_training
from .panel import MOVING, Panel, number, style_axes

REACH = 1.0  # powers of ten that a single factor is shown to


class FactorChain(Panel):
    """A bar for each step s of the chain: ‖∂h_t/∂h_{s-1}‖ / ‖∂h_t/∂h_s‖; a tick over it: ‖J_s‖, its bound.

    `result` has factors (T,), pair, the later step t, and pair_norms (pair+1,); the cursor is the earlier step. The
    bars between the two multiply to the number shown. A bar that leaves the axis ends in ▲ or ▼, a factor of
    exactly 0 is ×, and behind it, where 0 is divided by 0, there is nothing.
    """

    title = "The chain between two steps"
    subtitle = "what each step multiplies by; ticks: ‖J_t‖, its limit"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(ylim=(-REACH, REACH), yticks=np.log10([0.1, 0.3, 1, 3, 10]))
        ax.set_yticklabels(["0.1", "0.3", "1", "3", "10"])
        ax.grid(axis="y", color=theme.hairline, lw=0.8)
        ax.set_axisbelow(True)
        ax.set_xlabel("step t", labelpad=0)
        self.heading(ax)
        ax.axhline(0, color=theme.soft, lw=0.8)
        bars = PolyCollection([], linewidths=0)
        self.bars = self.moving(ax.add_collection(bars, autolim=False), MOVING + 1)
        ticks = LineCollection([], colors=theme.ink, linewidths=1.2)
        self.ticks = self.moving(ax.add_collection(ticks, autolim=False), MOVING + 2)
        self.cursor = self.moving(ax.axvline(0, color=theme.cursor, lw=2))
        self.value = self.label(0, -0.82, va="center", fontsize=10, weight="bold", color=theme.ink)
        self.value.set_bbox(dict(facecolor=theme.paper, edgecolor="none", pad=1, alpha=0.85))
        self.marks = BeyondMarks(self, ax, theme.ink)
        (self.far_limits,) = ax.plot([], [], ls="none", marker=6, ms=4, color=theme.ink)
        self.moving(self.far_limits, MOVING + 2)
        above = ScaledTranslation(0, 21.5 / 72, ax.figure.dpi_scale_trans)
        self.note = self.label(1, 1, transform=ax.transAxes + above, ha="right", color=theme.ink)

    def background(self, result):
        return result.T

    def arrange(self, result) -> None:
        self.ax.set_xlim(-0.02 * result.T, 1.02 * result.T)
        self.ax.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))

    def update(self, result, t: float) -> None:
        t, late = int(t), result.pair
        steps = np.arange(1, late + 1)
        factors = chain_factors(result.pair_norms)
        heights = np.clip(np.nan_to_num(log10(np.where(factors == 0, np.nan, factors))), -REACH, REACH)
        above, below, zero = factors > 10**REACH, (factors < 10**-REACH) & (factors > 0), factors == 0
        self.marks.show(steps - 0.5, above, below, zero)
        self.note.set_text(self._note(factors, above, below, zero))
        left, right, zero = steps - 0.9, steps - 0.1, np.zeros(late)
        corners = [left, zero, left, heights, right, heights, right, zero]
        self.bars.set_verts(np.stack(corners, axis=1).reshape(-1, 4, 2))
        self.bars.set_facecolor(np.where(steps > t, self.theme.soft, self.theme.hairline))
        limits = log10(result.factors[:late])
        inside = abs(limits) <= REACH
        self.ticks.set_segments(np.stack([left, limits, right, limits], axis=1)[inside].reshape(-1, 2, 2))
        far = (steps - 0.5)[limits > REACH]
        self.far_limits.set_data(far, np.full(len(far), REACH))
        self.far_limits.set_visible(len(far) > 0)
        self.cursor.set_xdata([t, t])
        early = min(t, late)
        aside = early > 0.45 * result.T
        self.value.set(
            text=f"all together {size(result.pair_norms[early])}" if early < late else "",
            x=early + 0.02 * result.T * (-1 if aside else 1),
            ha="right" if aside else "left",
        )

    def _note(self, factors, above, below, zero) -> str:
        """What the marks mean; of a single one, its number."""
        notes = []
        for mark, chosen, beyond in (
            ("▲", above, "above 10"),
            ("▼", below, "below 0.1"),
            ("×", zero, "exactly 0"),
        ):
            count = int(chosen.sum())
            if count == 1 and mark != "×":
                notes.append(f"{mark} {number(float(factors[chosen][0]))}")
            elif count:
                notes.append(f"{mark} {f'{count} ' if count > 1 else ''}{beyond}")
        return "   ".join(notes)

    def describe(self, result, t: float) -> str:
        return f"{chain_sentence(result, int(t))} {state_in_training(result)}".strip()

    def time_axis(self, result):
        return 0, result.T


@np.errstate(all="ignore")
def chain_factors(norms: np.ndarray) -> np.ndarray:
    """What each step multiplies the norm of the chain by, (pair,): nan where 0 or infinity is divided by itself."""
    factors = norms[:-1] / norms[1:]
    factors[np.isinf(norms[1:])] = np.nan
    return factors
