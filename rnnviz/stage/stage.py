"""The Stage: one picture in the browser, live or as a film, with its caption and its playback controls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import anywidget
import traitlets

from ..words import marked
from .film import Film, Timeline
from .sources import STAGE, source


class Stage(anywidget.AnyWidget):
    """Paints frames and plays films.

    The browser's side (stage.js) draws the newest of `frame` and, once `film` carries the same version, plays and
    scrubs without the kernel. It sends messages, each with the time t that it shows:

    hello    its theme, the screen's scale and the width it has: painted accordingly from then on
    views    the names of the views that the learner has switched on
    time     the learner moved to t
    film     the learner pressed Play, and there is no film yet
    pointer  a press, drag or move at (x, y), fractions of the picture from its bottom left
    save     the learner asked for a file
    """

    _esm = source(*STAGE)
    _css = source("stage.css")

    frame = traitlets.Dict().tag(sync=True)
    film = traitlets.Dict().tag(sync=True)
    timeline = traitlets.Dict().tag(sync=True)
    pointing = traitlets.Dict().tag(sync=True)
    chips: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)

    def show_frame(
        self, png: bytes, captions: Sequence[str], index: int, version: int, size: tuple[int, int]
    ) -> None:
        """Paint one frame now. `version` counts the settings of the parameters; `size` is in CSS pixels."""
        self.frame = {
            "png": png,
            "captions": [marked(text) for text in captions],
            "index": index,
            "size": list(size),
            "version": version,
        }

    def show_film(self, film: Film, version: int) -> None:
        """Hand over the film of the parameters' setting `version`."""
        self.film = {
            "frames": list(film.frames),
            "captions": [[marked(text) for text in captions] for captions in film.captions],
            "version": version,
        }

    def show_timeline(self, timeline: Timeline | None) -> None:
        """Set the playback controls to a time axis; None hides them."""
        self.timeline = (
            {}
            if timeline is None
            else {
                "positions": list(timeline.positions),
                "labels": list(timeline.labels),
                "stops": list(timeline.stops),
                "seconds": timeline.seconds,
            }
        )

    def hand_over(self, name: str, content: bytes) -> None:
        """Offer a file to the learner's browser as a download."""
        self.send({"type": "file", "name": name}, [content])

    def acknowledge(self, message: dict[str, Any]) -> None:
        """Tell the browser that a message has been dealt with, so that it may send the next."""
        if "seq" in message:
            self.send({"type": "ack", "seq": message["seq"]})
