"""The controls of a lab: a labelled slider and a box for every parameter, presets, reset, and a status line."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from ..words import marked
from .sources import source


class Controls(anywidget.AnyWidget):
    """Draws the parameters that a lab declares, with the browser's own accessible inputs.

    specs    one dict a parameter: name, label, kind, whether it is `core` (the others stand under "More"), and what
             its kind needs (low, high, step, options, ...)
    values   the parameters' values by name
    presets  the names of the presets, as buttons
    status   a sentence for the learner, as `words.marked` has it; never markup

    The browser sends `set` with {name: value}, `preset` with a name, or `reset`; values that move while the kernel
    is busy are merged, and the newest is sent when the last message has been acknowledged.
    """

    _esm = source("dom.js", "outbox.js", "controls.js")
    _css = source("stage.css")

    title = traitlets.Unicode().tag(sync=True)
    specs: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    presets: traitlets.List[str] = traitlets.List().tag(sync=True)
    preset = traitlets.Unicode().tag(sync=True)
    status: traitlets.List[list[str]] = traitlets.List().tag(sync=True)

    def tell(self, status: str) -> None:
        """Say a sentence to the learner; an empty one takes the last one away."""
        self.status = marked(status)

    def acknowledge(self, message: dict[str, Any]) -> None:
        """Tell the browser that a message has been dealt with, so that it may send the next."""
        if "seq" in message:
            self.send({"type": "ack", "seq": message["seq"]})
