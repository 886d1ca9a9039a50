"""The error over two parameters seen from above, with a ball on it and the steps that descent takes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import Colormap, LinearSegmentedColormap, ListedColormap, LogNorm, Normalize, to_rgb
from matplotlib.patches import Rectangle

from ...cliff import B_RANGE, W_RANGE, Surface, crest, inside, wall
from ...drawing import (
    MOVING,
    Margins,
    Panel,
    Pointer,
    Theme,
    box_at,
    color_key,
    fitting,
    gradient_norm,
    pixel,
    place,
    style_axes,
    text_size,
    typeset,
)
from .captions import pair
from .model import ERRORS, GRADIENTS, CliffResult, leaves, on_the_way, route, seen

Box = tuple[float, float, float, float]

FOOT = 4.2  # the wall is drawn from this w on; below it the surface is steep, but no cliff
SHADES = (
    60  # so near to each other that none is seen as a step of the surface; so few that a palette keeps all
)
LEVELS = {0.003: (-2.0, 7.7), 0.01: (-1.6, 6.6), 0.03: (-1.35, 5.0), 0.1: (-2.97, 5.0)}
"""The lengths of gradient that have a line on the map, and about where it is named."""
DECADE = 1.3  # pixels a hachure grows by when the gradient is ten times as long
CATCH = 2.0  # pixels: nearer to the wall than this, the ball comes to lie on its crest
KEY = 215  # pixels that the scale of colors takes beside the subtitle
TITLES = {
    ERRORS: ("The error surface", ("E = (σ(x_50) − 0.7)²", "E")),
    GRADIENTS: (
        "How long the gradient is", ("‖(∂E/∂w, ∂E/∂b)‖; turquoise: over 100", "turquoise: > 100")
    ),
}  # fmt: skip
"""The title of each map, and what is measured, for all widths."""


@dataclass(frozen=True)
class Colors:
    """How one quantity is shown: its scale, what the ends of the key say, and ink on the two plateaus."""

    cmap: Colormap
    norm: Normalize
    name: str
    ends: tuple[str, str]
    on_high: str
    on_low: str


def colors(shown: str, theme: Theme) -> Colors:
    if shown == GRADIENTS:
        return Colors(theme.magnitude, gradient_norm(), "‖g‖", ("1e-8", "100"), "#FFFFFF", "#FFFFFF")
    return Colors(error_map(theme), LogNorm(1e-3, 0.5), "E", ("≤ 0.001", "0.5"), theme.paper, theme.ink)


def error_map(theme: Theme) -> Colormap:
    """From paper, where there is no error, to the color of the loss: most of it between the two plateaus."""
    paper, target = np.array(to_rgb(theme.paper)), np.array(to_rgb(theme.target))
    dark = np.array(to_rgb(theme.ink)) if theme.name == "light" else target
    shares = ((0, 0), (0.5, 0.1), (0.86, 0.3), (0.93, 0.7))
    stops = [(place, (1 - share) * paper + share * target) for place, share in shares]
    stops.append((1, 0.62 * target + 0.38 * dark))
    return shaded(LinearSegmentedColormap.from_list(f"error-{theme.name}", stops, N=4096), SHADES)


def shaded(cmap: Colormap, shades: int) -> ListedColormap:
    """The same map in so many shades, each as far from the next, however fast the map changes there."""
    colors = cmap(np.linspace(0, 1, cmap.N))
    along = np.append(0, np.abs(np.diff(colors, axis=0)).max(axis=1).cumsum())
    levels = np.round(along / along[-1] * (shades - 1)) / (shades - 1)
    chosen = [np.interp(levels, along / along[-1], channel) for channel in colors.T]
    return ListedColormap(np.column_stack(chosen), cmap.name)


def draw_map(ax: Axes, surface: Surface, shown: str, theme: Theme) -> None:
    """Everything that stays while the ball moves."""
    scale = colors(shown, theme)
    values = surface.error if shown == ERRORS else surface.norm
    extent = (*B_RANGE, *W_RANGE)
    ax.imshow(
        values, cmap=scale.cmap, norm=scale.norm, extent=extent, origin="lower", aspect="auto", zorder=0
    )
    if shown == GRADIENTS:
        draw_levels(ax, surface)
    right = ax.bbox.width / ax.figure.dpi * 100 - 34
    key = color_key(ax, right, 8, scale.name, scale.cmap, scale.ends, theme)
    key.add_patch(Rectangle((0, 0), 1, 1, transform=key.transAxes, fill=False, ec=theme.soft, lw=0.8))
    slope = draw_wall(ax, surface, scale, theme.ink if shown == ERRORS else None)
    name: dict[str, Any] = dict(fontsize=9, ha="center", va="center", parse_math=False, zorder=3)
    name["rotation_mode"] = "anchor"
    half = text_size(ax, "high plateau", 9)[0] / 2 + 3 * ax.figure.dpi / 100
    ax.text(
        max(-3.62, B_RANGE[0] + half * (B_RANGE[1] - B_RANGE[0]) / ax.bbox.width), 4.5, "high plateau",
        color=scale.on_high, **name,
    )  # fmt: skip
    ax.text(-2.75, 7.2, "low plateau", color=scale.on_low, **name)
    ax.text(-1.65, 3.63, "valley", color=scale.on_low, rotation=slope, **name)


def draw_levels(ax: Axes, surface: Surface) -> None:
    """Lines of equal length: on the scale that all labs share, one place of this surface is as red as the next."""
    lines = ax.contour(
        surface.b,
        surface.w,
        surface.norm,
        list(LEVELS),
        colors="#FFFFFF",
        linewidths=0.8,
        alpha=0.8,
        zorder=1,
    )
    names = dict(fmt=lambda level: f"{level:g}", fontsize=9, colors="#FFFFFF", inline_spacing=3)
    ax.clabel(lines, manual=list(LEVELS.values()), **names)


def draw_wall(ax: Axes, surface: Surface, scale: Colors, ink: str | None) -> float:
    """The map makers' sign for a cliff: a line, with hachures on the side where it falls.

    A hachure is as long as the gradient on the crest has decades. Without an ink, their color is the gradient's
    on its scale. Returns the angle of the wall on the picture, in degrees.
    """
    w = np.linspace(FOOT, surface.crest_w[-1], 34)
    decades = np.interp(w, surface.crest_w, np.log10(surface.crest_norm))
    crest = np.stack([np.interp(w, surface.crest_w, surface.crest_b), w], axis=1)
    pixels = ax.transData.transform(crest)
    along = (pixels[0] - pixels[-1]) / np.hypot(*(pixels[0] - pixels[-1]))  # down to the right
    across = np.array([-along[1], along[0]]) * ax.figure.dpi / 100
    ends = ax.transData.inverted().transform(pixels + DECADE * decades[:, None] * across)
    color = ink or scale.cmap(scale.norm(10**decades))
    for lines, width in (
        (np.stack([crest[:-1], crest[1:]], axis=1), 2),
        (np.stack([crest, ends], axis=1), 1),
    ):
        ax.add_collection(LineCollection(lines, colors=color, linewidths=width, zorder=2), autolim=False)
    slope = float(np.degrees(np.arctan2(along[1], along[0])))
    beside: dict[str, Any] = dict(fontsize=9, ha="center", va="center", zorder=3, color=scale.on_high)
    beside |= dict(rotation=slope, rotation_mode="anchor", textcoords="offset points")
    ax.annotate("the wall", (float(np.interp(6.6, w, crest[:, 0])), 6.6), (-4, -9), **beside)
    return slope


class ErrorSurface(Panel[CliffResult]):
    """A map, the path of a raw and of a clipped descent on it, and the next step of the ball, raw and clipped."""

    margins = Margins(left=40, right=14, top=46, bottom=36)
    least = (380, 240)
    aligned = False

    def build(self, ax: Axes) -> None:
        theme = self.theme
        pixels = ax.bbox.width / ax.figure.dpi * 100
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
            *nothing, width=4.7 / pixels, fc=theme.paper, ec=theme.gradient, linewidth=1.3, **arrow
        )
        self.arrow = ax.quiver(
            *nothing, width=3.7 / pixels, fc=theme.gradient, ec=theme.paper, linewidth=0.6, **arrow
        )
        (self.start,) = ax.plot([], [], "o", ms=7, mfc=theme.paper, mec=theme.ink, mew=1.2)
        (self.raw_head,) = ax.plot([], [], "D", ms=8, mew=2, clip_on=False, **raw)
        (self.ball,) = ax.plot([], [], "o", ms=13, mfc=theme.cursor, mec=theme.ink, mew=1.8, clip_on=False)
        drawn = [self.cursor, self.cut, self.raw_casing, self.casing, self.raw_trail, self.trail]
        drawn += [self.raw_dots, self.dots, self.raw_arrow, self.arrow, self.start, self.raw_head, self.ball]
        for above, artist in enumerate(drawn):
            self.moving(artist, MOVING + above)
        plate = dict(fc=theme.paper, ec="none", alpha=0.88, pad=2.5)
        note: dict[str, Any] = dict(ha="center", va="center", bbox=plate, zorder=MOVING + len(drawn))
        note |= dict(fontsize=9.5, weight="bold", color=theme.gradient)
        self.notes = [self.label(0, 0, **note) for _ in ("raw", "clipped")]

    def background(self, result: CliffResult) -> Hashable:
        return result.map

    def arrange(self, result: CliffResult) -> None:
        self.clear()
        self.build(self.ax)
        title, measured = TITLES[result.map]
        self.heading(self.ax, title, " ")[1].set_text(typeset(fitting(self.ax, (*measured, ""), spare=-KEY)))
        draw_map(self.ax, result.surface, result.map, self.theme)

    def update(self, result: CliffResult, t: float) -> None:
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

    def _draw_arrows(self, result: CliffResult, step: int) -> None:
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

    def _note(self, result: CliffResult, step: int) -> None:
        """Beside the edge: where a run is that has left the picture, or where its first step goes."""
        now, runs = max(step, 1), (result.raw, result.clipped)
        places = [(float(run.w[now]), float(run.b[now])) for run in runs]
        both = places[0] == places[1]
        taken: list[Box] | None = None
        for label, name, run, place_now in zip(self.notes, ("raw", "clipped"), runs, places, strict=True):
            label.set_visible(leaves(place_now) and not (both and name == "clipped"))
            if not label.get_visible():
                continue
            name = "raw and clipped" if both else name
            said = f"{name}: left at step {run.left}, now at" if step else f"{name} step lands at"
            text = fitting(self.ax, [f"{said} {pair(*place_now)}", f"{name}: {pair(*place_now)}"], 10.5, -10)
            wanted = text_size(self.ax, text, label.get_fontsize(), bold=True)
            taken = self._in_the_way(result, step) if taken is None else taken
            bounds = tuple(self.ax.bbox.extents)
            out = self.ax.transData.transform(seen(run, now)[::-1])
            center = place(wanted, beside_exit(out, wanted, bounds), bounds, (), taken)
            center = center or ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
            taken.append(box_at(center, wanted))
            label.set(text=text, position=self.ax.transData.inverted().transform(center))

    def _in_the_way(self, result: CliffResult, step: int) -> list[Box]:
        """Boxes of the ball, of its next steps and of the paths, in pixels."""
        run, scale = result.clipped, self.ax.figure.dpi / 100
        here = np.array(seen(run, step))
        ahead = np.array(
            [on_the_way(here, landing[step]) for landing in (result.landing, result.raw_landing)]
        )
        places = [here + share * (end - here) for end in ahead for share in np.linspace(0.15, 1, 9)]
        places += [*route(result.raw, step)[-20:], *route(run, step)[-20:]]
        points = self.ax.transData.transform(np.array(places)[:, ::-1])
        small = [box_at(point, (8 * scale, 8 * scale)) for point in points[~np.isnan(points[:, 0])]]
        return [box_at(self.ax.transData.transform(here[::-1]), (26 * scale, 26 * scale)), *small]

    def pointer(self, result: CliffResult, t: float, pointer: Pointer) -> dict[str, Any] | None:
        """A press drops the ball, a drag moves it; close to the wall it comes to lie on the crest."""
        if pointer.kind not in ("press", "drag"):
            return None
        w = round(min(max(pointer.y, W_RANGE[0]), W_RANGE[1]), 2)
        b = round(min(max(pointer.x, B_RANGE[0]), B_RANGE[1]), 3)
        if w >= FOOT and abs(b - wall(w)) < CATCH * pixel(self.ax)[0]:
            b = float(crest(w)[0][0])
        return {"w": w, "b": b, "t": 0}


def beside_exit(out: np.ndarray, size: tuple[float, float], bounds: Box) -> list[tuple[float, float]]:
    """Centers for a note beside the place on the edge, in pixels, where a run has left the picture."""
    (wide, high), (left, bottom, right, top) = size, bounds
    x = min(max(out[0], left + wide / 2 + 4), right - wide / 2 - 4)
    y = min(max(out[1], bottom + high), top - high)
    return [(x, y + way * (0.9 + 0.5 * far) * high) for far in range(8) for way in (1, -1)]
