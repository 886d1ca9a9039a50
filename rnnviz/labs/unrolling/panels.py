"""The loop that becomes a chain: forward, the loss at its end, and the gradient on its way back."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba

from ...drawing import (
    GRADIENT_RANGE,
    MOVING,
    Glyphs,
    Margins,
    Panel,
    Pointer,
    arrowheads,
    color_key,
    gradient_norm,
    in_pixels,
    signed_norm,
)
from ...words import number, power
from .geometry import LOSS_ROW, Geometry, along, mix
from .labels import ChainLabels
from .model import UnrollingResult
from .moment import LOSS, TOTAL, UNFOLDED, Moment, back_to

Arrows = tuple[np.ndarray, np.ndarray]
"""The heads of arrows (N, 3, 2) and their colors (N, 4)."""

POINTS = 0.72  # in a pixel
DASHES = (0, (2, 2))


class Chain(Panel[UnrollingResult]):
    """The film of an unrolled network at a time t of `moment`."""

    least = (440, 268)  # so wide that no other view stands beside it even in the widest picture
    margins = Margins(left=14, right=14, top=46, bottom=4)
    stretch = 0.0
    aligned = True

    title = "One cell, one copy for each step"
    subtitle = "every → is the same W_hh, every ↑ the same W_xh"

    def build(self, ax: Axes) -> None:
        theme = self.theme
        self.width, _ = in_pixels(ax)
        self.heading(ax)
        ends = (power(round(np.log10(GRADIENT_RANGE[0]))), power(round(np.log10(GRADIENT_RANGE[1]))))
        if self.width > 560:  # else there is no room beside the title, and the nodes show their numbers
            color_key(ax, self.width - 42, 9, "‖∂L/∂h_t‖", theme.magnitude, ends, theme)
        if self.width > 740:
            color_key(ax, self.width - 288, 9, "h_t", theme.signed, ("−1", "1"), theme)

        def add(artist: Any, zorder: float) -> Any:
            return self.moving(ax.add_collection(artist, autolim=False), MOVING + zorder)

        def dots(zorder: float, **style: Any) -> Any:
            return self.moving(ax.scatter([0], [0], **style), MOVING + zorder)

        self.tracks = add(LineCollection([], colors=theme.hairline, linewidths=1), 0)
        self.arcs = add(LineCollection([], capstyle="round"), 1)
        self.wires = add(LineCollection([]), 1)
        self.cuts = add(LineCollection([], colors=theme.ink, linewidths=1.3), 2)
        self.heads = add(PolyCollection([], linewidths=0), 2)
        self.cursor = dots(3, facecolors="none", edgecolors=theme.cursor, linewidths=3)
        self.nodes = dots(4)
        self.loss = dots(4, s=110, marker="D", edgecolors=theme.target)
        self.glyphs = self.moving(Glyphs(ax), MOVING + 5)
        self.token = dots(6, s=60, linewidths=1.5, edgecolors=theme.paper)
        bold: dict[str, Any] = dict(fontsize=10, weight="bold")
        self.loss_label = self.label(0, LOSS_ROW, ha="right", va="center", color=theme.target, **bold)
        self.cut_label = self.label(0, 0, va="bottom", **bold)

    def update(self, result: UnrollingResult, t: float) -> None:
        moment = Moment.at(t, result.T)
        place = Geometry(self.width, result.T, moment.unfold)
        reached = self._reached(result, moment)
        forward_heads = self._draw_forward(result, moment, place)
        backward_heads = self._draw_backward(result, moment, place)
        tips, colors = zip(forward_heads, backward_heads, strict=True)
        self.heads.set_verts(np.concatenate(tips))
        self.heads.set_facecolor(np.concatenate(colors))
        self._draw_cut(result, moment, place)
        self._draw_nodes(result, moment, place, reached)
        self._draw_loss(result, moment, place)
        self._draw_motion(result, moment, place)
        labels = ChainLabels(self.theme)
        labels.weights(moment, place)
        labels.inputs(result, moment, place)
        labels.states(result, moment, place)
        labels.gradients(result, np.flatnonzero(reached), place)
        labels.show(self.glyphs)

    # -- the parts --------------------------------------------------------------------------------

    def _draw_forward(self, result: UnrollingResult, moment: Moment, place: Geometry) -> Arrows:
        """The forward arrows, strong once the step has been read; returns their heads and colors."""
        theme, T = self.theme, result.T
        read = np.arange(1, T + 1) <= moment.read
        strength = np.where(read, 1.0, mix(1.0, 0.45, moment.unfold))[:, None]
        recurrent = np.hstack([np.tile(to_rgba(theme.state)[:3], (T, 1)), strength])
        inputs = np.hstack([np.tile(to_rgba(theme.input)[:3], (T, 1)), strength])
        loss = to_rgba(theme.target if moment.loss >= 1 else theme.hairline, moment.unfold)
        colors = np.concatenate([recurrent, inputs, [loss]])
        self.wires.set_segments([*place.recurrent, *place.inputs, place.loss])
        self.wires.set_color(colors)
        thin = mix(2.2, 1.4, moment.unfold)
        self.wires.set_linewidth([*np.where(read, 2.2, thin), *np.where(read, 1.8, 1.2), 1.8])
        length = mix(10.0, min(9.0, 0.22 * place.pitch), moment.unfold)
        curves = (place.recurrent, place.inputs, place.loss[None])
        return np.concatenate([arrowheads(curve, length) for curve in curves]), colors

    def _draw_backward(self, result: UnrollingResult, moment: Moment, place: Geometry) -> Arrows:
        """Arcs from h_t back to h_{t-1}, as dark and thin as the gradient that they bring is small."""
        arcs, steps = place.backward, np.arange(1, result.T + 1)
        cut = steps <= result.cut + 1
        traveled = steps > result.T + 1 - moment.returned
        arrived = result.state_gradients[:-1]
        share = np.clip(gradient_norm()(np.maximum(arrived, GRADIENT_RANGE[0])), 0, 1)
        colors = self._colors(arrived)
        colors[cut] = to_rgba(self.theme.soft, 0.55)
        colors[:, 3] *= moment.backward & (traveled | cut)
        self.tracks.set_segments(arcs if moment.backward else [])
        self.arcs.set_segments(arcs)
        self.arcs.set_color(colors)
        self.arcs.set_linewidth(np.where(cut, 1.2, 1.2 + 5 * share))
        self.arcs.set_linestyle([DASHES if c else "solid" for c in cut])
        whole = moment.backward & traveled & ~cut
        return arrowheads(arcs[whole], np.minimum(6 + 10 * share, 0.5 * place.pitch)[whole]), colors[whole]

    def _draw_cut(self, result: UnrollingResult, moment: Moment, place: Geometry) -> None:
        """A cross on every arc that truncation takes away, and the name of the first."""
        shown = result.cut >= 0 and moment.backward
        self.cut_label.set_visible(shown)
        if not shown:
            self.cuts.set_segments([])
            return
        middles = place.backward[: result.cut + 1, 12]
        arm = min(4.5, 0.17 * place.pitch)
        cross = arm * np.array([[(-1, -1), (1, 1)], [(-1, 1), (1, -1)]])
        self.cuts.set_segments((middles[:, None, None] + cross).reshape(-1, 2, 2))
        x, y = middles[-1]
        side = "left" if x < 70 else "right" if x > place.x[-1] - 70 else "center"  # clear of the loss's wire
        self.cut_label.set(text=f"cut after k = {result.truncate}", position=(x, y + 24), ha=side)

    def _draw_nodes(
        self, result: UnrollingResult, moment: Moment, place: Geometry, reached: np.ndarray
    ) -> None:
        """Filled with the state once it is known, ringed with the gradient once it has come back."""
        theme, roomy = self.theme, place.pitch > 30
        known = (np.arange(result.T + 1) <= moment.read) & (moment.unfold == 1)
        states = theme.signed(signed_norm()(result.shown))
        edges = np.tile(to_rgba(theme.state), (result.T + 1, 1))
        edges[~known] = to_rgba(theme.state if moment.unfold < 1 else theme.soft)
        edges[0, 3] = moment.unfold
        edges[reached] = self._colors(result.state_gradients)[reached]
        widths = np.where(reached, 3.5 if roomy else 2.5, 1.5 if roomy else 1.0)
        self.nodes.set_offsets(place.nodes)
        self.nodes.set_sizes([(2 * place.radius * POINTS) ** 2])
        self.nodes.set_facecolor(np.where(known[:, None], states, to_rgba(theme.paper)))
        self.nodes.set_edgecolor(edges)
        self.nodes.set_linewidth(widths)

    def _draw_loss(self, result: UnrollingResult, moment: Moment, place: Geometry) -> None:
        theme, known = self.theme, moment.loss >= 1
        self.loss.set_offsets([(place.x[-1], LOSS_ROW)])
        self.loss.set_facecolor(theme.target if known else theme.paper)
        self.loss.set_alpha(moment.unfold)
        self.loss_label.set_visible(known)
        text = f"{result.aim}   L = {number(result.loss)}"
        self.loss_label.set(text=text, position=(place.x[-1] - 16, LOSS_ROW))

    def _draw_motion(self, result: UnrollingResult, moment: Moment, place: Geometry) -> None:
        """The ring of the cursor, and the value or gradient that is on its way."""
        back = int(moment.returned)
        now = result.T + 1 - back if back else int(moment.read)
        self.cursor.set_visible(moment.unfold == 1)
        self.cursor.set_offsets(place.nodes[[now]])
        self.cursor.set_sizes([(2 * (place.radius + 5) * POINTS) ** 2])
        way = self._way(result, moment, place)
        self.token.set_visible(way is not None)
        if way is not None:
            curve, share = way
            self.token.set_offsets([along(curve, share)])
            self.token.set_facecolor(self.theme.gradient if moment.backward else self.theme.state)

    @staticmethod
    def _way(result: UnrollingResult, moment: Moment, place: Geometry) -> tuple[np.ndarray, float] | None:
        """The curve on which something is on its way, and how far it is; None when all rests."""
        step, share = divmod(moment.read, 1)
        if moment.backward:
            back, share = divmod(moment.returned, 1)
            t = result.T + 1 - int(back)  # it leaves h_t, or, at first, the loss
            if not share or t - 1 <= result.cut:
                return None
            return (place.backward[t - 1] if back else place.loss[::-1]), share
        if 0 < moment.loss < 1:
            return place.loss, moment.loss
        return (place.recurrent[int(step)], share) if share else None

    @staticmethod
    def _reached(result: UnrollingResult, moment: Moment) -> np.ndarray:
        """(T+1,), whether the gradient has come back to h_t; never where it was cut off."""
        steps = np.arange(result.T + 1)
        return (steps >= result.T + 1 - int(moment.returned)) & (steps > result.cut)

    def _colors(self, size: np.ndarray) -> np.ndarray:
        """The colors (N, 4) of gradients; one that is exactly zero has the color of what is not there."""
        colors = self.theme.magnitude(gradient_norm()(np.maximum(size, GRADIENT_RANGE[0])))
        colors[size == 0] = to_rgba(self.theme.hairline)
        return colors

    # -- words and the pointer ---------------------------------------------------------------------

    def pointer(self, result: UnrollingResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """Pointing at a node goes to its step, on the way there or on the way back, whichever is shown."""
        if pointer.kind not in ("press", "drag"):
            return None
        if t < UNFOLDED:
            return {"t": UNFOLDED} if pointer.kind == "press" else None
        if pointer.y > LOSS_ROW - 14 and pointer.kind == "press":
            return {"t": LOSS}
        place = Geometry(self.width, result.T)
        step = min(max(round((pointer.x - place.x[0]) / place.pitch), 0), result.T)
        if t > LOSS:
            return {"t": back_to(step) if step else TOTAL}
        return {"t": step}
