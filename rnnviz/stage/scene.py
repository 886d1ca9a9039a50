"""A scene: the views of a lab on one figure, painted by blitting onto a cached background."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ..drawing import LIGHT, Panel, Pointer, Theme, View, flow

RENDERING = threading.RLock()
"""Held while anything is drawn: callbacks run in threads beside the cell, and matplotlib's caches are shared."""

KEPT = 24 * 2**20  # bytes of backgrounds that a scene keeps: about ten, or two at twice the density
DPI = 100  # figures are designed at 100 dots an inch; `scale` multiplies that for high-density screens


class Scene:
    """Views on a figure. `paint` returns one frame; only artists that move are drawn again.

    views    in reading order; they flow into rows
    size     its width, and its height if the views need no more, in pixels at 100 dpi
    scale    device pixels per designed pixel: 1, or 2 on a high-density screen
    """

    def __init__(
        self, views: Sequence[View], size: tuple[int, int], theme: Theme = LIGHT, scale: float = 1.0
    ):
        with RENDERING:
            made = [view.make() for view in views]
            self.panels: list[Panel] = [panel for view in made for row in view for panel in row]
            self.theme = theme
            width, (height, boxes) = size[0], flow(made, *size)
            self.size = (width, round(height))
            self.figure = Figure((width / DPI, self.size[1] / DPI), dpi=DPI * scale, facecolor=theme.paper)
            self.canvas = FigureCanvasAgg(self.figure)
            for panel, (left, bottom, wide, high) in zip(self.panels, boxes, strict=True):
                panel.theme = theme
                panel.artists = []
                panel.ax = self.figure.add_axes((left / width, bottom / height, wide / width, high / height))
                panel.build(panel.ax)
        self._arranged: tuple | None = None
        self._backgrounds: dict[tuple, Any] = {}  # by what they depend on; the last one used stands last

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of a frame."""
        return self.canvas.get_width_height()

    def paint(self, result: Any, t: float) -> np.ndarray:
        """The frame of `result` at `t`: (height, width, 4) bytes RGBA. The array is the canvas: copy it to keep it."""
        with RENDERING:
            self.canvas.restore_region(self._arrange(result))
            for panel in self.panels:
                panel.update(result, t)
            for artist in self._moving():
                artist.axes.draw_artist(artist)
            return np.asarray(self.canvas.buffer_rgba())

    def redraw(self, result: Any, t: float) -> np.ndarray:
        """The same frame drawn in full, without blitting: what `paint` must equal pixel for pixel."""
        with RENDERING:
            self._arrange(result)
            for panel in self.panels:
                panel.update(result, t)
            moving = self._moving()
            for artist in moving:
                artist.set_animated(False)
            self.canvas.draw()
            frame = np.asarray(self.canvas.buffer_rgba()).copy()
            for artist in moving:
                artist.set_animated(True)
            return frame

    def point(self, result: Any, t: float, kind: str, x: float, y: float) -> dict[str, Any]:
        """What pointing at (x, y), fractions of the figure from its bottom left, changes: parameters by name."""
        with RENDERING:
            width, height = self.pixels
            for panel in self.panels:
                if panel.ax.bbox.contains(x * width, y * height):
                    data_x, data_y = panel.ax.transData.inverted().transform((x * width, y * height))
                    return panel.pointer(result, t, Pointer(kind, float(data_x), float(data_y))) or {}
        return {}

    def time_boxes(self, result: Any) -> list[list[float]]:
        """Where dragging along x moves time: [left, right, bottom, top] in fractions of the figure, [first, last] t."""
        boxes = []
        width, height = self.pixels
        for panel in self.panels:
            span = panel.time_axis(result)
            if span is None:
                continue
            (left, bottom), (right, top) = panel.ax.bbox.get_points()
            first, last = panel.ax.transData.inverted().transform(((left, bottom), (right, top)))[:, 0]
            boxes.append(
                [left / width, right / width, bottom / height, top / height, float(first), float(last)]
            )
        return boxes

    def _moving(self) -> list[Artist]:
        """Moving artists in the order in which a full redraw draws them."""
        return [
            artist
            for panel in self.panels
            for artist in sorted(panel.artists, key=lambda artist: artist.get_zorder())
        ]

    def _arrange(self, result: Any) -> Any:
        """Bring the still part up to date; returns its picture, drawn in full unless it is still kept."""
        wanted = tuple(panel.background(result) for panel in self.panels)
        if wanted == self._arranged:
            return self._backgrounds[wanted]
        for i, panel in enumerate(self.panels):
            if self._arranged is None or wanted[i] != self._arranged[i]:
                panel.arrange(result)
        kept = self._backgrounds.pop(wanted, None)
        if kept is None:
            self.canvas.draw()  # moving artists are animated, so that this leaves them out
            kept = self.canvas.copy_from_bbox(self.figure.bbox)
        else:
            for panel in self.panels:
                panel.ax.apply_aspect()  # as a full redraw does: new limits may have moved the axes
        width, height = self.pixels
        while (len(self._backgrounds) + 1) * 4 * width * height > KEPT and self._backgrounds:
            del self._backgrounds[next(iter(self._backgrounds))]
        self._arranged, self._backgrounds[wanted] = wanted, kept
        return kept
