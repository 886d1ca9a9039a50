"""The base of every lab: what a lab declares and writes, and what can be asked of it."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, Self

import ipywidgets

from ..drawing import THEMES, View
from ..errors import InputError
from ..stage import Controls, Film, FilmMaker, Scene, Stage, Timeline
from ..stage.png import encode_film_png, encode_png
from ..stage.scene import RENDERING
from .export import file_name, save_film, still
from .parameters import Parameter
from .session import Session

STRICT = False
"""Tests set this: an unexpected exception in a callback is raised, not only shown in the status line."""

FULL, SMALL = (830, 404), (560, 240)
"""Width and height of a picture, in pixels, before a browser says how much room there is."""
NARROWEST, WIDEST = 320, 860
CORE = 5  # controls in view at most; the others are one press away

SCENES = 6  # labs that keep their figure with its backgrounds, up to 26 MB each
DRAWN: list[weakref.ref[Lab]] = []
"""The labs drawn last. A cell that is run again leaves the lab it made before in the kernel, and no page shows it."""


class Lab(ipywidgets.VBox):
    """An interactive picture with its parameters.

    A subclass declares its parameters as class attributes (`rho = Number(...)`) and its `views`, and writes

    compute(p)                  the result for parameters p (a namespace): pure, with everything for every step t
    describe(result, t, views)  the headline and the details, about the views that are shown
    timeline(result)            the time axis, or None; then `t` is the time shown

    `lab.set(rho=1.2, t=5)` is the one way to move it, for code, tests and the browser alike.

    A notebook opens it with what its paragraph is about:

    views      those shown at first, `"curve eigenvalues"`; by default those of `opens_with`
    controls   the parameters in view at first, `"rho T"`; the others are one press away
    presets    the names of the presets to offer
    small      a picture in the text, without chips, presets and further controls; by default so with one view and one
               or two controls
    linked_to  another lab of the same class, whose settings it shares
    """

    title: ClassVar[str] = ""
    views: ClassVar[tuple[View, ...]] = ()
    opens_with: ClassVar[str] = ""
    core: ClassVar[str] = ""
    presets: dict[str, dict[str, Any]] = {}
    passing: ClassVar[frozenset[str]] = frozenset()
    """Parameters that follow the pointer and are gone with it: the film, which has their first values, stays."""

    def __init__(
        self,
        *,
        views: str | Sequence[str] | None = None,
        controls: str | Sequence[str] | None = None,
        presets: Sequence[str] | None = None,
        small: bool | None = None,
        linked_to: Self | None = None,
        **values: Any,
    ):
        self._check_link(linked_to, values)
        self.shown = self._known_views(self.opens_with if views is None else views)
        core = self._known_controls(self.core if controls is None else controls)
        self.small = (
            len(self.shown) == 1 and controls is not None and len(core) <= 2 if small is None else small
        )
        self._offered = self._known_presets(presets)
        self._core = core
        self._opened_views = self.shown
        self._theme, self._scale, self._width = "light", 1.0, (SMALL if self.small else FULL)[0]
        self._scene: Scene | None = None
        self._scene_key: tuple[str, float, int, tuple[str, ...]]  # what it was made for
        self._seen = False  # whether a browser shows it
        self._key: tuple[Any, ...] = ()
        self._version = 0  # counts what a film depends on: settings, views and the look
        self._film_maker = FilmMaker()
        self.stage = Stage()
        self.controls = Controls(title=self.title, presets=self._offered)
        super().__init__(children=[self.stage, self.controls])
        self.add_class("rnnviz-lab")
        if self.small:
            self.add_class("rnnviz-small")
        self.stage.on_msg(lambda _, message, buffers: self._hear(self.stage, message))
        self.controls.on_msg(lambda _, message, buffers: self._hear(self.controls, message))
        if linked_to is None:
            self.session = Session(self)
        else:
            self.session = linked_to.session
            self.session.join(self)
        self.observe(self._trait_moved, names=list(self.parameters()))
        if values:
            self._open(values)
        self._publish()

    def _open(self, values: dict[str, Any]) -> None:
        """Take the values that a lab was made with, or refuse to be made."""
        try:
            self.set(**values)
        except TypeError:
            self.close()
            raise
        if self.session.status != self.notes(self.session.result):  # a note is no refusal
            self.close()
            raise InputError(self.session.status)
        self.session.remember()

    # -- what a subclass writes -------------------------------------------------------------------

    def compute(self, p: SimpleNamespace) -> Any:
        raise NotImplementedError(f"{type(self).__name__} needs a compute(p)")

    def describe(self, result: Any, t: float, views: Sequence[str]) -> list[str]:
        raise NotImplementedError(f"{type(self).__name__} needs a describe(result, t, views)")

    def timeline(self, result: Any) -> Timeline | None:
        return None

    def start_time(self) -> float:
        """The time shown at first and after a reset."""
        return 0.0

    def first_values(self) -> dict[str, Any]:
        """Parameters that start elsewhere than declared, for a lab that was given something of the learner's own.

        A preset starts from them.
        """
        return {}

    def irrelevant(self, p: SimpleNamespace) -> set[str]:
        """Names of the parameters that change nothing at the present settings: their controls are greyed out."""
        return set()

    def act(self, name: str) -> None:
        """Do what the button `name` stands for."""
        raise InputError(f"{self.title} has no action {name!r}")

    def settle(self, changes: dict[str, Any]) -> dict[str, Any]:
        """The changes to make when these are asked for: what follows from them, such as an end that keeps up."""
        return changes

    def notes(self, result: Any) -> str:
        """A sentence for the status line about what was done with the learner's input."""
        return ""

    # -- parameters -------------------------------------------------------------------------------

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        """The declared parameters by name, in the order of their declaration."""
        found: dict[str, Parameter] = {}
        for base in reversed(cls.__mro__):
            found |= {name: trait for name, trait in vars(base).items() if isinstance(trait, Parameter)}
        return found

    @property
    def values(self) -> dict[str, Any]:
        """The present value of every parameter."""
        return self.session.values

    @property
    def t(self) -> float:
        """The time shown."""
        return self.session.time

    @property
    def result(self) -> Any:
        """What `compute` returned for the present parameters."""
        return self.session.result

    @property
    def status(self) -> str:
        """The last answer to the learner; empty when there is nothing to say."""
        return self.session.status

    def set(self, **changes: Any) -> None:
        """Move parameters, and t. What cannot be used changes nothing and is answered in `lab.status`."""
        unknown = set(changes) - set(self.parameters()) - {"t"}
        if unknown:
            names = ", ".join([*self.parameters(), "t"])
            raise TypeError(f"{self.title} has no parameter {', '.join(sorted(unknown))}; it has {names}")
        with self.session.lock:
            self.session.move(changes)
            self._publish_all()

    def reset(self) -> None:
        """Go back to the settings and the views that the lab was opened with."""
        with self.session.lock:
            self.shown = self._opened_views
            self.session.start_over()
            self._publish_all()

    def preset(self, name: str) -> None:
        """Go to the settings that have a name; what they do not name takes its first value."""
        if name not in self.presets:
            raise InputError(f"{self.title} has no preset {name!r}; it has {', '.join(self.presets)}")
        with self.session.lock:
            self.session.start_over(self.presets[name], name)
            self._publish_all()

    def show(self, views: str | Sequence[str]) -> None:
        """Show these views, in the order in which the lab declares them: `lab.show("curve eigenvalues")`."""
        with self.session.lock:
            self.shown = self._known_views(views)
            self._publish()

    def look(self, theme: str = "light", scale: float = 1.0, width: int | None = None) -> None:
        """Paint for this theme, at `scale` pixels for one, `width` pixels wide: `look("dark", scale=2)`."""
        if theme not in THEMES:
            raise InputError(f"theme is {' or '.join(THEMES)}; {theme!r} is neither")
        wide = (SMALL if self.small else FULL)[0] if width is None else width
        with self.session.lock:
            self._theme, self._scale = theme, float(scale)
            self._width = int(min(max(wide, NARROWEST), SMALL[0] if self.small else WIDEST))
            self._publish()

    # -- what it says and saves -------------------------------------------------------------------

    @property
    def captions(self) -> list[str]:
        """The headline and the details, empty ones left out."""
        return self._captions(self.session.result, self.session.time)

    @property
    def caption(self) -> str:
        """What the picture shows now, with its numbers."""
        return " ".join(self.captions)

    def save(self, path: str | Path) -> Path:
        """Save the picture as .png, or its film as .gif or as an .html page that plays without a kernel."""
        path = Path(path)
        kind = path.suffix.lower()
        if kind not in (".png", ".gif", ".html"):
            raise InputError(f"{path.name} ends in {kind or 'nothing'}; a lab saves to .png, .gif or .html")
        path.write_bytes(self._file(kind))
        return path

    def close(self) -> None:
        """Take the lab off every page, and let go of its memory."""
        if hasattr(self, "_film_maker"):  # not so where a constructor has refused its arguments
            self._film_maker.cancel()
            if hasattr(self, "session") and self in self.session.labs:
                self.session.labs.remove(self)
            for part in (self.stage.layout, self.stage, self.controls.layout, self.controls, self.layout):
                part.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        with self.session.lock, RENDERING:
            self.session.remember()
            self._opened_views = self.shown
            scene = self._new_scene("light", 1.0, (SMALL if self.small else FULL)[0])
            frame = scene.paint(self.session.result, self.session.time)
            picture = still(
                frame, self.captions, THEMES["light"], note="Run this cell to make the picture live."
            )
        return {
            "application/vnd.jupyter.widget-view+json": view,
            "image/png": picture,
            "text/plain": self.caption,
        }

    # -- what a constructor was given -------------------------------------------------------------

    def _known_views(self, names: str | Sequence[str]) -> tuple[str, ...]:
        """The views of these names in the order of their declaration; InputError for none, or an unknown one."""
        wanted, known = self._listed(names), [view.name for view in self.views]
        self._check_names("view", wanted, known)
        if not wanted:
            raise InputError(f"{self.title} needs a view to show; it has {', '.join(known)}")
        return tuple(name for name in known if name in wanted)

    def _known_controls(self, names: str | Sequence[str]) -> list[str]:
        wanted = self._listed(names)
        known = [name for name, parameter in self.parameters().items() if parameter.kind]
        self._check_names("control", wanted, known)
        return wanted or known[:CORE]

    def _known_presets(self, names: Sequence[str] | None) -> list[str]:
        if names is None:
            return [] if self.small else list(self.presets)
        wanted = [names] if isinstance(names, str) else list(names)
        self._check_names("preset", wanted, list(self.presets))
        return wanted

    def _check_names(self, kind: str, wanted: Sequence[str], known: Sequence[str]) -> None:
        unknown = [name for name in wanted if name not in known]
        if unknown:
            raise InputError(f"{self.title} has no {kind} {unknown[0]!r}; it has {', '.join(known)}")

    def _check_link(self, other: Any, values: dict[str, Any]) -> None:
        if other is None:
            return
        if type(other) is not type(self):
            raise TypeError(
                f"linked_to is of type {type(other).__name__}; {self.title} shares its settings with another "
                f"{type(self).__name__}"
            )
        if values:
            raise TypeError(
                f"a linked lab has the settings of the other: leave {', '.join(values)} to that one, or leave "
                "linked_to out"
            )

    @staticmethod
    def _listed(names: str | Sequence[str]) -> list[str]:
        return names.split() if isinstance(names, str) else list(names)

    # -- from settings to the picture -------------------------------------------------------------

    def _trait_moved(self, change: Any) -> None:
        session = self.session
        with session.lock:  # a callback beside this cell may be setting traits just now
            if session.moving:
                return
            session.moving = True  # someone assigned lab.rho = 1.2
            setattr(self, change.name, change.old)  # `move` compares with what was, and puts it back
            session.move({change.name: change.new})
            self._publish_all()

    def _captions(self, result: Any, t: float) -> list[str]:
        return [text for text in self.describe(result, t, self.shown) if text]

    def _new_scene(self, theme: str, scale: float, width: int) -> Scene:
        views = [view for view in self.views if view.name in self.shown]
        return Scene(views, (width, (SMALL if self.small else FULL)[1]), THEMES[theme], scale)

    def _ensure_scene(self) -> Scene:
        key = (self._theme, self._scale, self._width, self.shown)
        with RENDERING:
            if self._scene is None or self._scene_key != key:
                self._scene, self._scene_key = self._new_scene(*key[:3]), key
            DRAWN[:] = [lab for lab in DRAWN if lab() not in (None, self)] + [weakref.ref(self)]
            while len(DRAWN) > SCENES:
                oldest = DRAWN.pop(0)()
                if oldest is not None:
                    oldest._scene = None
            return self._scene

    def _publish_all(self) -> None:
        """Paint what has moved, in this lab and in those linked to it that a page shows."""
        self._publish()
        for other in self.session.labs:
            if other is not self and other._seen:
                other._publish()

    def _publish(self) -> None:
        """Paint the present frame and send it."""
        session = self.session
        key = (session.version, self._theme, self._scale, self._width, self.shown)
        if key != self._key:
            # Before anything of the new setting is shown: nothing of a film of the old one may be delivered after it.
            self._film_maker.cancel()
            self._key, self._version = key, self._version + 1
        scene, timeline = self._ensure_scene(), session.timeline
        with RENDERING:
            png = encode_png(scene.paint(session.result, session.time))
            boxes = scene.time_boxes(session.result)
        self.stage.show_timeline(timeline)
        self.stage.pointing = {"time": boxes, "hover": any(panel.hover for panel in scene.panels)}
        chips = [] if self.small or len(self.views) == 1 else self.views
        self.stage.chips = [
            {"name": view.name, "label": view.label, "shown": view.name in self.shown} for view in chips
        ]
        index = timeline.index(session.time) if timeline else 0
        self.stage.show_frame(png, self.captions, index, self._version, scene.size)
        self._show_controls()

    def _show_controls(self) -> None:
        session, controls = self.session, self.controls
        off = self.irrelevant(session.namespace)
        shown = {name: p for name, p in self.parameters().items() if p.kind}
        order = (
            self._core if self.small else [*self._core, *(name for name in shown if name not in self._core)]
        )
        controls.specs = [
            shown[name].spec(self) | {"disabled": name in off, "core": name in self._core} for name in order
        ]
        controls.values = {name: getattr(self, name) for name in order}
        controls.preset = session.preset
        controls.tell(session.status)

    # -- films -------------------------------------------------------------------------------------

    def _make_film(self) -> None:
        """Have the film of the present version made, from the time shown on, unless it is being made."""
        timeline = self.session.timeline
        if timeline is None or self._film_maker.busy:
            return
        scene, result, first = self._ensure_scene(), self.session.lasting_result(), timeline.index(self.t)
        places = [*range(first, len(timeline.positions)), *range(first)]
        frames = self._frames(scene, result, timeline, places, encode_film_png)
        self._film_maker.request(lambda: frames, partial(self.stage.show_film, self._version))

    def _frames(
        self, scene: Scene, result: Any, timeline: Timeline, places: Iterable[int], encode: Callable
    ) -> Iterator[tuple[int, bytes, list[str]]]:
        """Frames of a timeline, each with its place, as a PNG file, with its captions."""
        for place in places:
            position = timeline.positions[place]
            with RENDERING:
                frame = scene.paint(result, position).copy()
            yield place, encode(frame), self._captions(result, position)

    def _film(self) -> Film:
        """The film of the present parameters, rendered now; a lab without a time axis has one frame."""
        timeline = self.session.timeline or Timeline((0.0,), ("",), (0,), 1.0)
        places = range(len(timeline.positions))
        frames = self._frames(
            self._ensure_scene(), self.session.lasting_result(), timeline, places, encode_png
        )
        _, pictures, captions = zip(*frames, strict=True)
        return Film(pictures, captions, timeline)

    def _file(self, kind: str) -> bytes:
        theme = THEMES[self._theme]
        with self.session.lock, RENDERING:  # a film in the background paints on the same canvas
            scene = self._ensure_scene()
            if kind == ".png":
                frame = scene.paint(self.session.result, self.session.time)
                return still(frame, self.captions, theme, self._scale)
            return save_film(kind, self.title, self._film(), theme, scene.size)

    # -- the browser -------------------------------------------------------------------------------

    def _hear(self, sender: Stage | Controls, message: dict[str, Any]) -> None:
        """Deal with a message of the browser; whatever goes wrong is said in the status line."""
        try:
            with self.session.lock:
                self._answer(message)
        except InputError as error:
            self._say(str(error))
        except Exception as error:
            self._say(f"This lab failed at that: {type(error).__name__}: {error}")
            if STRICT:
                raise
        finally:
            sender.acknowledge(message)

    def _say(self, status: str) -> None:
        self.session.status = status
        self.controls.tell(status)

    def _answer(self, message: dict[str, Any]) -> None:
        session, kind = self.session, message.get("type")
        if "t" in message and session.timeline:
            session.time = session.nearest_time(float(message["t"]))
        if kind == "set":
            self.set(**message["changes"])
        elif kind == "preset":
            self.preset(message["name"])
        elif kind == "reset":
            self.reset()
        elif kind == "action":
            self.act(message["name"])
        elif kind == "views":
            self.show(message["names"])
        elif kind == "film":
            self._make_film()
        elif kind == "time":
            if not message.get("settled"):
                self._publish()
            for other in session.labs:
                if other is not self and other._seen:
                    other._publish()
        elif kind == "pointer":
            changes = self._ensure_scene().point(
                session.result, session.time, message["kind"], message["x"], message["y"]
            )
            if changes:
                self.set(**changes)
        elif kind == "hello":
            self._seen = True
            self.look(message["theme"], message["scale"], message["width"])
        elif kind == "save":
            extension = message["format"]
            self.stage.hand_over(file_name(self.title, extension), self._file(f".{extension}"))
