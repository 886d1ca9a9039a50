"""What a panel is: one picture of one result, drawn by matplotlib and known to nobody above."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from .text import QuickText, typeset, width
from .theme import LIGHT, Theme

MOVING = 10
"""Lowest zorder of a moving artist: above everything that stays, so that a blitted frame equals a full redraw."""

R = TypeVar("R")
A = TypeVar("A", bound=Artist)


@dataclass(frozen=True)
class Pointer:
    """Where the learner points, in the data coordinates of the panel's axes."""

    kind: str  # "move", "press" or "drag"
    x: float
    y: float


@dataclass(frozen=True)
class Margins:
    """Pixels around the axes of a panel, for its heading, its numbers and its labels."""

    left: float = 50
    right: float = 14
    top: float = 46
    bottom: float = 38


class Panel(Generic[R]):
    """One picture of a result of type R: `class Curve(Panel[FlowResult])`. A subclass writes `build` and `update`,
    and, where it needs them, the rest.

    build(ax)              draws what stays and creates the artists that move, each through `self.moving(...)`
    update(result, t)      moves those artists, and nothing else
    background(result)     names what the still part depends on; when it changes, `arrange(result)` is called
    arrange(result)        redraws the still part (limits, ticks, a graph's edges)
    pointer(result, t, p)  what pointing here changes: parameters by name, or None
    time_axis(result)      the (first, last) x-coordinates of the time cursor where dragging along x moves time

    margins   pixels around its axes
    least     the width and height in pixels, margins and all, below which it does not read well
    stretch   how much of the height to spare it takes, beside others; 0 for a strip of fixed height
    aligned   whether its axes begin and end with those above and below, as time axes should
    stacked   whether its view stands under the one before it, in one column, rather than beside it; the view's first
              panel says so
    """

    title: str = ""
    subtitle: str = ""
    hover: ClassVar[bool] = False
    margins: Margins = Margins()
    least: tuple[float, float] = (300, 180)
    stretch: float = 1.0
    aligned: bool = True
    stacked: bool = False

    theme: Theme = LIGHT
    ax: Axes

    def __init__(self) -> None:
        self.artists: list[Artist] = []

    def build(self, ax: Axes) -> None:
        raise NotImplementedError(f"{type(self).__name__} needs a build(ax)")

    def update(self, result: R, t: float) -> None:
        raise NotImplementedError(f"{type(self).__name__} needs an update(result, t)")

    def background(self, result: R) -> Hashable:
        return None

    def arrange(self, result: R) -> None:
        """Redraw the still part after `background(result)` changed."""

    def pointer(self, result: R, t: float, pointer: Pointer) -> dict[str, Any] | None:
        return None

    def time_axis(self, result: R) -> tuple[float, float] | None:
        return None

    # -- helpers for subclasses -------------------------------------------------------------------

    def moving(self, artist: A, zorder: float = MOVING) -> A:
        """Register an artist that moves: kept off the background and drawn over it at every frame."""
        artist.set_animated(True)
        artist.set_zorder(max(zorder, MOVING))
        self.artists.append(artist)
        return artist

    def clear(self) -> None:
        """Empty the axes and forget the moving artists, for an `arrange` that builds anew."""
        self.ax.clear()
        self.artists.clear()

    def label(self, x: float, y: float, text: str = "", **style: Any) -> QuickText:
        """A moving text, drawn the quick way; it needs a transform only where it stands in other than data."""
        style.setdefault("color", self.theme.ink)
        style.setdefault("fontsize", 9)
        style.setdefault("transform", self.ax.transData)
        style.setdefault("clip_on", False)
        zorder = style.pop("zorder", MOVING + 5)
        quick = QuickText(x, y, text, **style)
        self.ax.add_artist(quick)
        return self.moving(quick, zorder)

    def heading(self, ax: Axes, title: str | None = None, subtitle: str | None = None) -> list[Any]:
        """The panel's title in bold and, under it, what is measured; returns both texts."""
        subtitle = self.subtitle if subtitle is None else subtitle
        place: dict[str, Any] = dict(
            xycoords="axes fraction", textcoords="offset points", ha="left", va="baseline"
        )
        bold = dict(color=self.theme.ink, fontsize=11, weight="bold")
        texts = [ax.annotate("", (0, 1), (0, 21.5 if subtitle else 8.5), **bold, **place)]
        self.retitle(texts[0], title or self.title)
        if subtitle:
            texts.append(ax.annotate("", (0, 1), (0, 7), color=self.theme.soft, fontsize=9, **place))
            self.retitle(texts[1], subtitle)
        return texts

    def retitle(self, heading: Any, text: str) -> None:
        """Write another title or subtitle; what there is no room for is left out, from the end."""
        points, bold = heading.get_fontsize(), heading.get_weight() == "bold"
        ax = heading.axes or self.ax
        whole = ax.get_position(original=True).width  # before an equal scale narrows it
        room = whole * ax.figure.bbox.width / (points * ax.figure.dpi / 72)
        room += self.margins.right / (points * 100 / 72)
        heading.set_text(typeset(shortened(text, room, bold)))

    def plain(self, ax: Axes) -> None:
        """An axes for a diagram: no frame, no ticks, equal scales."""
        ax.set_axis_off()
        ax.set_aspect("equal", adjustable="box")


def shortened(text: str, room: float, bold: bool = False) -> str:
    """As much of a text as fits into `room` ems: without its last clauses, or else without its last words."""
    for end in ("; ", ", "):
        while width(text, bold) > room and end in text:
            text = text.rsplit(end, 1)[0]
    if width(text, bold) <= room:
        return text
    words = text.split(" ")
    while len(words) > 1 and width(" ".join(words) + " …", bold) > room:
        words.pop()
    return " ".join(words) + " …"
