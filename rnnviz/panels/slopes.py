"""The slopes φ'(a) that a gradient passes on its way: small ones are saturated units. Of gated cells, the gates."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from .gate_rows import GATE_EDGES, gate_bars, gate_outlines, gate_shares, row_bases
from .panel import MOVING, Panel, number, style_axes
from .saturation_captions import DULL, all_saturated, near_the_ends
from .typeset import typeset

EDGES = np.linspace(0, 1, 21)
REACH = 2.0  # of the singular values; the last bar holds what is beyond
FRACTIONS = {0: "0", 0.125: "⅛", 0.25: "¼", 0.5: "½", 1: "1"}
PALE = 0.4  # opacity of the gates that do not keep the state


class SlopeHistogram(Panel):
    """How often each slope occurs: between the pair of steps as bars, in the whole sequence as an outline.

    `result` has slopes (T, H), gamma and pair; the cursor is the earlier step of the pair. For a gated cell the
    values of `result.gates` stand in place of the slopes, a row for each, first the keeper of the state; for a cell
    of the learner's own the singular values of J_t do, up to REACH; they spread, so that the bars have a scale to
    fit. The rows of gates fit theirs to the tallest bar, for what they show is a shape.
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
        self.bases = self.moving(ax.hlines([], 0, 1, color=theme.hairline, lw=0.8), MOVING)
        self.most = self.moving(ax.axvline(1, color=theme.ink, lw=1.4, ls=(0, (2, 2))), MOVING + 2)
        self.mean = self.label(
            0.03, 0.97, transform=ax.transAxes, va="top", fontsize=9, color=theme.ink, linespacing=1.4
        )

    def background(self, result):
        if result.keeper:
            return tuple(result.gates), 1.0
        return bool(result.own), tallest(result.slopes / REACH) if result.own else 1.0

    def arrange(self, result) -> None:
        kind, top = self.background(result)
        title, subtitle, label, ticks = self.title, self.subtitle, "φ'(a)", ("0", "¼", "½", "¾", "1")
        if result.keeper:
            title, subtitle, label = "Gates", "share of their values; line: all steps", "value of the gate"
        if result.own:
            title, subtitle, label = "What a step keeps", "share of the σ of J_t; line: all steps", "σ of J_t"
            ticks = ("0", "½", "1", "1½", f"{REACH:g} +")
        self.head.set_text(typeset(title))
        self.sub.set_text(typeset(subtitle))
        self.ax.set_xlabel(typeset(label))
        if result.keeper:
            bases = row_bases(kind)
            self.ax.set(ylim=(0, bases[0] + 1.1), yticks=bases + 0.35, xticks=(0, 0.1, 0.5, 0.9, 1))
            self.ax.set_xticklabels(["0", "", "½", "", "1"])
            self.ax.set_yticklabels(kind)
        else:
            self.ax.set(ylim=(0, 1.05 * top), yticks=(0, top / 2, top), xticks=(0, 0.25, 0.5, 0.75, 1))
            self.ax.set_xticklabels(ticks)
            self.ax.set_yticklabels([FRACTIONS[tick] for tick in (0, top / 2, top)])
        for i, tick in enumerate(self.ax.get_yticklabels()):
            keeper = bool(result.keeper) and i == 0
            tick.set(weight="bold" if keeper else "normal", fontsize=11 if result.keeper else 9)
            tick.set_color(self.theme.gate if keeper else self.theme.soft)

    def update(self, result, t: float) -> None:
        self.most.set_visible(result.made_to_order)
        self.bases.set_visible(bool(result.keeper))
        slopes = passed(result, int(t))
        mean = f"mean {number(float(slopes.mean()))}\n" if slopes.size else ""
        if result.keeper:
            self._show_gates(result, int(t))
            self.mean.set_text(mean.strip())
            aside = slopes.size and slopes.mean() < 0.5
        else:
            self._show_slopes(result, slopes)
            self.mean.set_text(
                f"{mean}γ = {result.gamma:g} at most" if result.made_to_order else mean.strip()
            )
            low = slopes.size and slopes.mean() < 0.2  # where the words would stand
            aside = result.gamma < 0.5 or bool(result.own) or low
        self.mean.set(x=0.97 if aside else 0.03, ha="right" if aside else "left")

    def _show_slopes(self, result, slopes: np.ndarray) -> None:
        unit = REACH if result.own else 1.0
        whole, between = shares(result.slopes / unit), shares(slopes / unit)
        left, right, zero = EDGES[:-1] + 0.004, EDGES[1:] - 0.004, np.zeros(len(between))
        corners = [left, zero, left, between, right, between, right, zero]
        self.bars.set_verts(np.stack(corners, axis=1).reshape(-1, 4, 2))
        self.bars.set_facecolor(self.theme.gate)
        self.outline.set_data(np.repeat(EDGES, 2)[1:-1], np.repeat(whole, 2))
        self.most.set_xdata([result.gamma] * 2)

    def _show_gates(self, result, t: int) -> None:
        chosen = passed_gates(result, t)
        top = max(gate_shares(values).max() for gates in (chosen, result.gates) for values in gates.values())
        self.bars.set_verts(gate_bars(chosen, top))
        bins = len(GATE_EDGES) - 1
        colors = np.tile(to_rgba(self.theme.gate, PALE), (bins * len(result.gates), 1))
        colors[:bins, 3] = 1
        self.bars.set_facecolor(colors)
        self.outline.set_data(*gate_outlines(result.gates, top))
        self.bases.set_segments([[(0, base), (1, base)] for base in row_bases(result.gates)])

    def describe(self, result, t: float) -> str:
        slopes = passed(result, int(t))
        if not slopes.size or result.nonlinearity == "linear":
            return ""
        mean = number(float(slopes.mean()))
        if result.keeper:
            return near_the_ends(passed_gates(result, int(t)))
        if result.own:
            return f"On the way the singular values of J_t are {mean} on average."
        late = result.pair
        everyone = all_saturated(result.slopes, result.gamma, result.nonlinearity, min(int(t), late), late)
        if everyone:
            return f"On the way φ' is {mean} on average; {everyone}."
        dull = float((slopes < DULL * result.gamma).mean())
        saturated = f", and {100 * dull:.0f} % of the slopes are below a tenth of γ" if dull >= 0.1 else ""
        return f"On the way φ' is {mean} on average{saturated}."


def passed(result, t: int) -> np.ndarray:
    """The slopes of the steps between the pair, all steps if the cursor is not before the later one."""
    slopes = result.slopes[min(t, result.pair) : result.pair]
    return slopes[np.isfinite(slopes).all(axis=1)] if result.own else slopes


def passed_gates(result, t: int) -> dict[str, np.ndarray]:
    """The values of each gate at those steps."""
    return {name: values[min(t, result.pair) : result.pair] for name, values in result.gates.items()}


def shares(slopes: np.ndarray) -> np.ndarray:
    """The share of the slopes in each bin; none at all where there are none."""
    finite = np.minimum(slopes[np.isfinite(slopes)], EDGES[-1])
    return np.histogram(finite, EDGES)[0] / max(finite.size, 1)


def tallest(slopes: np.ndarray) -> float:
    """¼, ½ or 1: at least as high as any bar, since no mean over steps is above its largest step."""
    bins = np.minimum(np.nan_to_num(slopes) * (len(EDGES) - 1), len(EDGES) - 2).astype(int)
    counts = (bins[:, :, None] == np.arange(len(EDGES) - 1)).sum(axis=1)
    share = counts.max() / slopes.shape[1]
    return next(top for top in (0.25, 0.5, 1.0) if top >= share)
