"""What can be read off a painted picture: every text in it, where it stands and how large it is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from rnnviz.drawing import Glyphs, QuickText
from rnnviz.stage.scene import DPI, Scene


class Word(NamedTuple):
    text: str
    points: float
    left: float
    bottom: float
    right: float
    top: float


def words(scene: Scene) -> list[Word]:
    """Every visible text of the frame painted last, in designed pixels; of Glyphs, whose texts are outlines, "…"."""
    scale, renderer = scene.figure.dpi / DPI, scene.canvas.get_renderer()
    ticks = tick_labels(scene.figure)
    found = []
    for artist in scene.figure.findobj(lambda artist: isinstance(artist, Text | Glyphs)):
        if not seen(artist, ticks):
            continue
        if isinstance(artist, Glyphs):
            found += [Word("…", points, *(np.array(box) / scale)) for points, box in outlines(artist)]
        elif artist.get_text().strip():
            if isinstance(artist, QuickText):
                left, bottom, wide, high = artist.extent(renderer)
                box = (left, bottom, left + wide, bottom + high)
            else:
                box = artist.get_window_extent(renderer).extents
            found.append(Word(artist.get_text(), artist.get_fontsize(), *(np.array(box) / scale)))
    return found


def tick_labels(figure) -> set[Text]:
    """The labels of all ticks that are drawn; matplotlib keeps more of them than it draws."""
    drawn = set()
    for axes in figure.findobj(Axes):
        if axes.get_visible() and axes.axison:
            for axis in (axes.xaxis, axes.yaxis):
                if axis.get_visible():
                    drawn |= {label for tick in axis._update_ticks() for label in (tick.label1, tick.label2)}
    return drawn


def seen(artist, ticks) -> bool:
    """Whether an artist and the axes it stands in are visible, and what it says is not switched off with its axis."""
    if not artist.get_visible() or artist.get_alpha() == 0:
        return False
    axes = artist.axes
    if axes is None:  # so it is with the labels of ticks
        return artist in ticks
    if artist in (axes.xaxis.label, axes.yaxis.label) and not axes.axison:
        return False
    return axes.get_visible()


def outlines(glyphs: Glyphs):
    """The size in points and the box of every label that is drawn as an outline."""
    em = glyphs.figure.dpi / 72
    paths, sizes = glyphs.get_paths(), np.sqrt(glyphs.get_sizes())
    places = glyphs.get_offset_transform().transform(glyphs.get_offsets())
    for i in range(max(len(paths), len(places)) if len(paths) and len(places) else 0):
        path, size, (x, y) = paths[i % len(paths)], sizes[i % len(sizes)], places[i % len(places)]
        if not len(path.vertices):
            continue
        (left, bottom), (right, top) = path.vertices.min(axis=0), path.vertices.max(axis=0)
        yield size, (x + left * size * em, y + bottom * size * em, x + right * size * em, y + top * size * em)
