"""The controls of a lab: a labelled slider and a box for every parameter, presets, reset, and a status line."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from .sources import source


class Controls(anywidget.AnyWidget):
    """Draws the parameters that a lab declares, with the browser's own accessible inputs.

    specs    one dict a parameter: name, label, kind, and what its kind needs (low, high, step, options, ...)
    values   the parameters' values by name
    presets  the names of the presets, as buttons
    status   a sentence for the learner; plain text, never markup

    The browser sends `set` with {name: value}, `preset` with a name, or `reset`; values that move while the kernel
    is busy are merged, and the newest is sent when the last message has been acknowledged.
    """

    _esm = source("dom.js", "controls.js")
    _css = source("stage.css")

    title = traitlets.Unicode().tag(sync=True)
    specs = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    presets = traitlets.List().tag(sync=True)
    preset = traitlets.Unicode().tag(sync=True)
    status = traitlets.Unicode().tag(sync=True)

    def acknowledge(self, message: dict[str, Any]) -> None:
        """Tell the browser that a message has been dealt with, so that it may send the next."""
        if "seq" in message:
            self.send({"type": "ack", "seq": message["seq"]})
