"""The slopes φ'(a) that a gradient passes on its way: small ones are saturated units."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from .panel import MOVING, Panel, number, style_axes

EDGES = np.linspace(0, 1, 21)
GATES = {"f": "Forget gate", "z": "Update gate"}


class SlopeHistogram(Panel):
    """How often each slope occurs: between the pair of steps as bars, in the whole sequence as an outline.

    `result` has slopes (T, H), gamma and pair; the cursor is the earlier step of the pair. For a gated cell
    `result.keeper` names the gate that keeps the state, and its values stand in place of the slopes.
    """

    title = "Saturation"
    subtitle = "share of the slopes φ'(a); line: all"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        style_axes(ax, theme)
        ax.set(xlim=(0, 1), ylim=(0, 1.05), xticks=(0, 0.25, 0.5, 0.75, 1), yticks=(0, 0.5, 1))
        ax.set_xticklabels(["0", "¼", "½", "¾", "1"])
        ax.set_yticklabels(["0", "½", "1"])
        ax.set_xlabel("φ'(a)", labelpad=0)
        self.head, self.sub = self.heading(ax)
        bars = PolyCollection([], facecolors=theme.gate, linewidths=0)
        self.bars = self.moving(ax.add_collection(bars, autolim=False))
        (self.outline,) = ax.plot([], [], color=theme.soft, lw=1.3)
        self.moving(self.outline, MOVING + 1)
        self.most = self.moving(ax.axvline(1, color=theme.ink, lw=1.4, ls=(0, (2, 2))), MOVING + 2)
        self.mean = self.label(
            0.03, 0.97, transform=ax.transAxes, va="top", fontsize=9, color=theme.ink, linespacing=1.4
        )

    def background(self, result):
        return result.keeper

    def arrange(self, result) -> None:
        gate = result.keeper
        self.head.set_text(GATES[gate] if gate else self.title)
        self.sub.set_text(f"share of the values of {gate}; line: all" if gate else self.subtitle)
        self.ax.set_xlabel(gate or "φ'(a)")

    def update(self, result, t: float) -> None:
        whole = shares(result.slopes)
        between = shares(passed(result, int(t)))
        left, right, zero = EDGES[:-1] + 0.004, EDGES[1:] - 0.004, np.zeros(len(between))
        corners = [left, zero, left, between, right, between, right, zero]
        self.bars.set_verts(np.stack(corners, axis=1).reshape(-1, 4, 2))
        self.outline.set_data(np.repeat(EDGES, 2)[1:-1], np.repeat(whole, 2))
        self.most.set_xdata([result.gamma] * 2)
        self.most.set_visible(not result.keeper)
        slopes = passed(result, int(t))
        mean = f"mean {number(float(slopes.mean()))}\n" if slopes.size else ""
        self.mean.set_text(mean.strip() if result.keeper else f"{mean}γ = {result.gamma:g} at most")
        self.mean.set(x=0.97 if result.gamma < 0.5 else 0.03, ha="right" if result.gamma < 0.5 else "left")

    def describe(self, result, t: float) -> str:
        slopes = passed(result, int(t))
        if result.keeper and slopes.size:
            shut = float((slopes < 0.5).mean())
            return (
                f"On the way the {GATES[result.keeper].lower()} {result.keeper} is "
                f"{number(float(slopes.mean()))} on average; {100 * shut:.0f} % of its values are below one half."
            )
        if not slopes.size or result.nonlinearity == "linear":
            return ""
        dull = float((slopes < 0.1 * result.gamma).mean())
        saturated = f"; {100 * dull:.0f} % of the slopes are below a tenth of γ" if dull >= 0.005 else ""
        return f"On the way φ' is {number(float(slopes.mean()))} on average{saturated}."


def passed(result, t: int) -> np.ndarray:
    """The slopes of the steps between the pair, all steps if the cursor is not before the later one."""
    return result.slopes[min(t, result.pair) : result.pair]


def shares(slopes: np.ndarray) -> np.ndarray:
    """The share of the slopes in each bin; none at all where there are none."""
    finite = slopes[np.isfinite(slopes)]
    return np.histogram(finite, EDGES)[0] / max(finite.size, 1)
