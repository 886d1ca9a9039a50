"""The Stage: one picture in the browser, live or as a film, with its caption and its playback controls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import anywidget
import traitlets

from ..words import marked
from .film import Timeline
from .sources import STAGE, source


class Stage(anywidget.AnyWidget):
    """Paints frames and plays films.

    The browser's side (stage.js) draws the newest of `frame`, keeps the frames of a film of the same version, and plays
    and scrubs them without the kernel. It sends messages, each with the time t that it shows:

    hello    its theme, the screen's scale and the width it has: painted accordingly from then on
    views    the names of the views that the learner has switched on
    time     the learner moved to t
    film     the learner plays or moves in time, or is about to, and the film is not there
    pointer  a press, drag or move at (x, y), fractions of the picture from its bottom left
    save     the learner asked for a file
    """

    _esm = source(*STAGE)
    _css = source("stage.css")

    frame = traitlets.Dict().tag(sync=True)
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

    def show_film(self, version: int, frames: Sequence[tuple[int, bytes, Sequence[str]]]) -> None:
        """Hand over frames of the film of `version`, each with its place on the timeline and its captions."""
        places, pictures, captions = zip(*frames, strict=True)
        said = [[marked(text) for text in texts] for texts in captions]
        self.send({"type": "film", "version": version, "places": places, "captions": said}, list(pictures))

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
