"""How a lab works: parameters -> compute -> panels -> frame -> Stage, and no other way through."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import ipywidgets
import numpy as np

from ..data import DataError
from ..panels import THEMES
from ..stage import Controls, Film, FilmMaker, Scene, Stage, Timeline
from ..stage.export import save_film, save_still
from ..stage.png import encode_film_png, encode_png
from ..stage.scene import RENDERING
from .parameters import InputError

STRICT = False
"""Tests set this: an unexpected exception in a callback is raised, not only shown in the status line."""

SCENES = 6  # labs that keep their figure with its backgrounds, up to 26 MB each
DRAWN: list[weakref.ref] = []
"""The labs drawn last. A cell that is run again leaves the lab it made before in the kernel, and no page shows it."""


class Workings(ipywidgets.VBox):
    """The widget behind a `Lab`: it moves parameters, paints frames, has films made and answers the browser."""

    def __init__(self, **values: Any):
        self._lock = threading.RLock()
        self._setting = False
        self._version = 0
        self._time = 0.0
        self._theme, self._scale, self._narrow = "light", 1.0, False
        self._scene: Scene | None = None
        self._seen = False  # no film is rendered before a browser asks
        self._film_maker = FilmMaker(self._deliver)
        self._film_asked = -1  # the version it was last asked for
        self._filming: tuple[int, Timeline] | None = None  # that version, and the time axis of its film
        self.stage = Stage()
        self.controls = Controls(title=self.title, presets=list(self.presets))
        super().__init__(children=[self.stage, self.controls])
        self.add_class("rnnviz-lab")
        self.stage.on_msg(lambda _, message, buffers: self._hear(self.stage, message))
        self.controls.on_msg(lambda _, message, buffers: self._hear(self.controls, message))
        for name, value in self.first_values().items():
            setattr(self, name, value)
        self.observe(self._trait_moved, names=list(self.parameters()))
        start = self.start_time()
        self._result = self.compute(self._namespace())
        self._timeline = self.timeline(self._result)
        self._time = self._nearest_time(start)
        self.controls.status = self.notes(self._result)
        if values:
            self.set(**values)
            if self.controls.status != self.notes(self._result):  # a note is no refusal
                self.close()
                raise InputError(self.controls.status)
        self._publish()

    def close(self) -> None:
        """Take the lab off every page, and let go of its memory."""
        if hasattr(self, "_film_maker"):  # not so where a constructor has refused its arguments
            self._film_maker.cancel()
            for part in (self.stage.layout, self.stage, self.controls.layout, self.controls):
                part.close()
        super().close()

    # -- from parameters to the picture ------------------------------------------------------------

    def _namespace(self) -> SimpleNamespace:
        return SimpleNamespace(**self.values)

    def _trait_moved(self, change: Any) -> None:
        with self._lock:  # a callback beside this cell may be setting traits just now
            if self._setting:
                return
            self._setting = True  # someone assigned lab.rho = 1.2
            setattr(self, change.name, change.old)  # `_move` compares with what was, and puts it back
            self._move({change.name: change.new})
            self._publish()

    def _move(self, changes: dict[str, Any]) -> None:
        """Set, settle and compute; on bad input put everything back and say so in the status line."""
        before, time = self.values, self._time
        computed = self._result, self._timeline
        self._setting = True
        try:
            changes = self.settle(changes)
            for name in [name for name in self.parameters() if name in changes]:
                setattr(self, name, changes[name])
            for name, parameter in self.parameters().items():
                setattr(self, name, parameter.nearest(self, getattr(self, name)))
            moved = self.values != before
            if moved:
                self._result = self.compute(self._namespace())
                self._timeline = self.timeline(self._result)
            self._time = self._nearest_time(self._checked_time(changes["t"]) if "t" in changes else time)
            if self._lasting(self.values) != self._lasting(before):
                self._version += 1
                self.controls.preset = ""
            self.controls.status = self.notes(self._result)
        except Exception as error:
            for name, value in before.items():
                setattr(self, name, value)
            self._time, (self._result, self._timeline) = time, computed
            if not isinstance(error, InputError | DataError):  # no sentence for the learner: a fault
                raise
            self.controls.status = str(error)
        finally:
            self._setting = False

    def _start_over(self, changes: dict[str, Any]) -> None:
        """Move to the first settings but for these changes."""
        self._time = self.start_time()
        declared = {name: parameter.default_value for name, parameter in self.parameters().items()}
        self._move(declared | self.first_values() | changes)

    def _lasting(self, values: dict[str, Any]) -> dict[str, Any]:
        """Those of the values that are not passing."""
        return {name: value for name, value in values.items() if name not in self.passing}

    def _checked_time(self, t: Any) -> float:
        if self._timeline is None:
            raise InputError(f"{self.title} has no time to move in.")
        first, last = min(self._timeline.positions), max(self._timeline.positions)
        if isinstance(t, bool) or not isinstance(t, int | float | np.number):
            raise InputError("t needs a number.")
        if not first <= t <= last:
            raise InputError(f"t can be from {first:g} to {last:g}; {t:g} is outside.")
        return float(t)

    def _nearest_time(self, t: float) -> float:
        if self._timeline is None:
            return 0.0
        return self._timeline.positions[self._timeline.index(t)]

    def _new_scene(self, theme: str, scale: float, narrow: bool) -> Scene:
        size = self.narrow_size if narrow and self.narrow_size else self.size
        narrow = narrow and self.narrow_size is not None
        return Scene(
            self.make_panels(), lambda figure: self.layout(figure, narrow), size, THEMES[theme], scale
        )

    def _ensure_scene(self) -> Scene:
        with RENDERING:
            scene = self._scene = self._scene or self._new_scene(self._theme, self._scale, self._narrow)
            DRAWN[:] = [lab for lab in DRAWN if lab() not in (None, self)] + [weakref.ref(self)]
            while len(DRAWN) > SCENES:
                DRAWN.pop(0)()._scene = None
            return scene

    def _css_size(self) -> tuple[int, int]:
        width, height = self._ensure_scene().pixels
        return round(width / self._scale), round(height / self._scale)

    def _publish(self) -> None:
        """Paint the present frame and send it; the film follows in the background."""
        # Before anything of the new setting is shown: a film of the old one must not be delivered after it.
        if self._film_asked != self._version:
            self._film_maker.cancel()
        scene = self._ensure_scene()
        with RENDERING:
            png = encode_png(scene.paint(self._result, self._time))
            captions = scene.describe(self._result, self._time)
            boxes = scene.time_boxes(self._result)
        index = self._timeline.index(self._time) if self._timeline else 0
        self.stage.show_timeline(self._timeline)
        self.stage.pointing = {
            "time": boxes,
            "hover": any(panel.hover for panel in scene.panels),
        }
        self.stage.show_frame(png, captions, index, self._version, self._css_size())
        self._show_controls()
        if self._seen and self._timeline and self._film_asked != self._version:
            self._film_asked = self._version
            self._filming = self._version, self._timeline
            frames = self._frames(scene, self._lasting_result(), self._timeline, encode_film_png)
            self._film_maker.request(lambda: frames)

    def _show_controls(self) -> None:
        off = self.irrelevant(self._namespace())
        shown = {name: p for name, p in self.parameters().items() if p.kind}
        self.controls.specs = [p.spec(self) | {"disabled": name in off} for name, p in shown.items()]
        self.controls.values = {name: getattr(self, name) for name in shown}

    # -- films -------------------------------------------------------------------------------------

    def _lasting_result(self) -> Any:
        """The result at the first values of what is passing."""
        values = self.values
        lasting = values | {name: self.parameters()[name].default_value for name in self.passing}
        return self._result if lasting == values else self.compute(SimpleNamespace(**lasting))

    @staticmethod
    def _frames(scene: Scene, result: Any, timeline: Timeline, encode: Callable) -> Iterator[tuple]:
        """Each frame of a timeline as a PNG file, with its captions."""
        for position in timeline.positions:
            with RENDERING:
                frame = scene.paint(result, position).copy()
                captions = scene.describe(result, position)
            yield encode(frame), captions

    def _film(self) -> Film:
        """The film of the present parameters, rendered now; a lab without a time axis has one frame."""
        timeline = self._timeline or Timeline((0.0,), ("",), (0,), 1.0)
        frames = self._frames(self._ensure_scene(), self._lasting_result(), timeline, encode_png)
        pictures, captions = zip(*frames, strict=True)
        return Film(pictures, captions, timeline)

    def _deliver(self, frames: list[tuple[bytes, list[str]]]) -> None:
        pictures, captions = zip(*frames, strict=True)
        version, timeline = self._filming
        self.stage.show_film(Film(pictures, captions, timeline), version)

    def _file(self, kind: str) -> bytes:
        theme = THEMES[self._theme]
        with self._lock, RENDERING:  # a film in the background paints on the same canvas
            if kind == ".png":
                return save_still(self._ensure_scene(), self._result, self._time)
            return save_film(kind, self.title, self._film(), theme, self._css_size())

    # -- the browser -------------------------------------------------------------------------------

    def _hear(self, sender: Stage | Controls, message: dict[str, Any]) -> None:
        """Deal with a message of the browser; whatever goes wrong is said in the status line."""
        try:
            with self._lock:
                self._answer(message)
        except InputError as error:
            self.controls.status = str(error)
        except Exception as error:
            self.controls.status = f"This lab failed at that: {type(error).__name__}: {error}"
            if STRICT:
                raise
        finally:
            sender.acknowledge(message)

    def _answer(self, message: dict[str, Any]) -> None:
        kind = message.get("type")
        if "t" in message and self._timeline:
            self._time = self._nearest_time(float(message["t"]))
        if kind == "set":
            self.set(**message["changes"])
        elif kind == "preset":
            self.preset(message["name"])
        elif kind == "reset":
            self.reset()
        elif kind == "action":
            self.act(message["name"])
        elif kind == "time":
            if not message.get("settled"):
                self._publish()
        elif kind == "pointer":
            changes = self._ensure_scene().point(
                self._result, self._time, message["kind"], message["x"], message["y"]
            )
            if changes:
                self.set(**changes)
        elif kind == "hello":
            self._meet(message)
        elif kind == "save":
            extension = message["format"]
            self.stage.hand_over(f"rnnviz.{extension}", self._file(f".{extension}"))

    def _meet(self, message: dict[str, Any]) -> None:
        """A browser shows this lab: paint for it from now on, and make it films."""
        self._seen = True
        self.view(message["theme"], message["scale"], message["narrow"])
