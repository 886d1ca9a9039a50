"""What a panel is: one picture with three methods, drawn by matplotlib and known to nobody above."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from .quick_text import QuickText
from .theme import LIGHT, Theme
from .typeset import typeset

MOVING = 10
"""Lowest zorder of a moving artist: above everything that stays, so that a blitted frame equals a full redraw."""


@dataclass(frozen=True)
class Pointer:
    """Where the learner points, in the data coordinates of the panel's axes."""

    kind: str  # "move", "press" or "drag"
    x: float
    y: float


class Panel:
    """One picture. A subclass writes `build`, `update` and `describe`, and, where it needs them, the rest.

    build(ax)              draws what stays and creates the artists that move, each through `self.moving(...)`
    update(result, t)      moves those artists, and nothing else
    describe(result, t)    says in one or two sentences what the picture shows, with its numbers
    background(result)     names what the still part depends on; when it changes, `arrange(result)` is called
    arrange(result)        redraws the still part (limits, ticks, a graph's edges)
    pointer(result, t, p)  what pointing here changes: parameters by name, or None
    time_axis(result)      the (first, last) x-coordinates of the time cursor where dragging along x moves time
    """

    title: str = ""
    subtitle: str = ""
    hover: bool = False

    def __init__(self, theme: Theme = LIGHT):
        self.theme = theme
        self.ax: Axes | None = None
        self.artists: list[Artist] = []

    def build(self, ax: Axes) -> None:
        raise NotImplementedError(f"{type(self).__name__} needs a build(ax)")

    def update(self, result: Any, t: float) -> None:
        raise NotImplementedError(f"{type(self).__name__} needs an update(result, t)")

    def describe(self, result: Any, t: float) -> str:
        raise NotImplementedError(f"{type(self).__name__} needs a describe(result, t)")

    def background(self, result: Any) -> Hashable:
        return None

    def arrange(self, result: Any) -> None:
        """Redraw the still part after `background(result)` changed."""

    def pointer(self, result: Any, t: float, pointer: Pointer) -> dict[str, Any] | None:
        return None

    def time_axis(self, result: Any) -> tuple[float, float] | None:
        return None

    # -- helpers for subclasses -------------------------------------------------------------------

    def moving(self, artist: Artist, zorder: float = MOVING) -> Artist:
        """Register an artist that moves: kept off the background and drawn over it at every frame."""
        artist.set_animated(True)
        artist.set_zorder(max(zorder, MOVING))
        self.artists.append(artist)
        return artist

    def clear(self) -> None:
        """Empty the axes and forget the moving artists, for an `arrange` that builds anew."""
        self.ax.clear()
        self.artists.clear()

    def label(self, x: float, y: float, text: str = "", **style: Any):
        """A moving text, drawn the quick way; it needs a transform only where it stands in other than data."""
        style.setdefault("color", self.theme.ink)
        style.setdefault("fontsize", 9)
        style.setdefault("transform", self.ax.transData)
        style.setdefault("clip_on", False)
        zorder = style.pop("zorder", MOVING + 5)
        return self.moving(self.ax.add_artist(QuickText(x, y, text, **style)), zorder)

    def heading(self, ax: Axes, title: str | None = None, subtitle: str | None = None) -> list[Artist]:
        """The panel's title in bold and, under it, what is measured; returns both texts."""
        subtitle = self.subtitle if subtitle is None else subtitle
        offset = 21.5 if subtitle else 8.5
        corner = dict(xycoords="axes fraction", textcoords="offset points", ha="left", va="baseline")
        head = ax.annotate(
            typeset(title or self.title),
            (0, 1),
            (0, offset),
            color=self.theme.ink,
            fontsize=11,
            weight="bold",
            **corner,
        )
        if not subtitle:
            return [head]
        return [
            head,
            ax.annotate(typeset(subtitle), (0, 1), (0, 7), color=self.theme.soft, fontsize=9, **corner),
        ]

    def plain(self, ax: Axes) -> None:
        """An axes for a diagram: no frame, no ticks, equal scales."""
        ax.set_axis_off()
        ax.set_aspect("equal", adjustable="box")


def style_axes(ax: Axes, theme: Theme) -> None:
    """Give an axes the look of the course: hairline spines at the left and below, soft ticks."""
    ax.set_facecolor("none")
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(theme.hairline)
    ax.tick_params(colors=theme.soft, labelsize=9, length=0, pad=4)
    ax.xaxis.label.set(color=theme.soft, fontsize=9)
    ax.yaxis.label.set(color=theme.soft, fontsize=9)


def number(value: float) -> str:
    """A number to three figures, as captions and labels write it: 0.123, 0.0450, −4.00, 1.70e-04, exactly 0."""
    if value != value:
        return "not a number"
    if value in (float("inf"), float("-inf")):
        return "beyond the largest float" if value > 0 else "below the most negative float"
    if value == 0:
        return "0"
    size = abs(float(f"{value:.2e}"))  # rounded first: 0.9996 is 1.00, not 1.000
    if size < 1e-3 or size >= 1e5:
        return f"{value:.2e}".replace("-", "−", 1 if value < 0 else 0)
    decimals = max(0, 2 - math.floor(math.log10(size)))
    return f"{value:.{decimals}f}".replace("-", "−")
