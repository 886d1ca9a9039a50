"""The still part of the cliff's map: the surface in colors, its wall, and the names of its places."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import Colormap, LinearSegmentedColormap, ListedColormap, LogNorm, Normalize, to_rgb
from matplotlib.patches import Rectangle

from ..cliff import B_RANGE, W_RANGE, Surface
from .color_key import color_key
from .theme import Theme, gradient_norm

ERRORS, GRADIENTS = "error E", "gradient ‖g‖"
FOOT = 4.2  # the wall is drawn from this w on; below it the surface is steep, but no cliff
SHADES = (
    60  # so near to each other that none is seen as a step of the surface; so few that a palette keeps all
)
LEVELS = {0.003: (-2.0, 7.7), 0.01: (-1.6, 6.6), 0.03: (-1.35, 5.0), 0.1: (-2.97, 5.0)}
"""The lengths of gradient that have a line on the map, and about where it is named."""
DECADE = 1.3  # pixels a hachure grows by when the gradient is ten times as long


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
    color_key(ax, right, 8, scale.name, scale.cmap, scale.ends, theme)
    key = ax.child_axes[-1]
    key.add_patch(Rectangle((0, 0), 1, 1, transform=key.transAxes, fill=False, ec=theme.soft, lw=0.8))
    slope = draw_wall(ax, surface, scale, theme.ink if shown == ERRORS else None)
    name = dict(fontsize=9, ha="center", va="center", parse_math=False, zorder=3, rotation_mode="anchor")
    ax.text(-3.62, 4.5, "high plateau", color=scale.on_high, **name)
    ax.text(-3.3, 7.1, "low plateau", color=scale.on_low, **name)
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
    beside = dict(fontsize=9, ha="center", va="center", rotation=slope, rotation_mode="anchor", zorder=3)
    place = float(np.interp(6.6, w, crest[:, 0])), 6.6
    ax.annotate("the wall", place, (-4, -9), textcoords="offset points", color=scale.on_high, **beside)
    return slope
