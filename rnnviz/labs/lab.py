"""The base of every lab: what a lab declares and writes, and what can be asked of it. How it works: workings.py."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..panels import THEMES, Panel
from ..stage import Timeline
from ..stage.export import still
from ..stage.scene import RENDERING
from .parameters import InputError, Parameter
from .workings import Workings


class Lab(Workings):
    """An interactive picture with its parameters.

    A subclass declares parameters as class attributes (`rho = Number(...)`) and writes

    compute(p)        the result for parameters p (a namespace): pure, with everything for every step t
    make_panels()     its panels, in reading order; the first one's description is the headline
    layout(figure)    their axes
    timeline(result)  the time axis, or None; then `t` is the time shown

    `lab.set(rho=1.2, t=5)` is the one way to move it, for code, tests and the browser alike.
    """

    title: ClassVar[str] = ""
    size: ClassVar[tuple[float, float]] = (10.0, 4.0)
    narrow_size: ClassVar[tuple[float, float] | None] = None
    presets: ClassVar[dict[str, dict[str, Any]]] = {}
    passing: ClassVar[frozenset[str]] = frozenset()
    """Parameters that follow the pointer and are gone with it: the film, which has their first values, stays."""

    # -- what a subclass writes -------------------------------------------------------------------

    def compute(self, p: SimpleNamespace) -> Any:
        raise NotImplementedError(f"{type(self).__name__} needs a compute(p)")

    def make_panels(self) -> Sequence[Panel]:
        raise NotImplementedError(f"{type(self).__name__} needs make_panels()")

    def layout(self, figure: Figure, narrow: bool) -> Sequence[Axes]:
        raise NotImplementedError(f"{type(self).__name__} needs a layout(figure, narrow)")

    def timeline(self, result: Any) -> Timeline | None:
        return None

    def start_time(self) -> float:
        """The time shown at first and after a reset."""
        return 0.0

    def first_values(self) -> dict[str, Any]:
        """Parameters that start elsewhere than declared, for a lab that was given something of the learner's own.

        A reset and a preset start from them.
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
        found = {}
        for base in reversed(cls.__mro__):
            found |= {name: trait for name, trait in vars(base).items() if isinstance(trait, Parameter)}
        return found

    @property
    def values(self) -> dict[str, Any]:
        """The present value of every parameter."""
        return {name: getattr(self, name) for name in self.parameters()}

    @property
    def t(self) -> float:
        """The time shown."""
        return self._time

    def set(self, **changes: Any) -> None:
        """Move parameters, and t. What cannot be used changes nothing and is answered in `lab.status`."""
        unknown = set(changes) - set(self.parameters()) - {"t"}
        if unknown:
            names = ", ".join([*self.parameters(), "t"])
            raise TypeError(f"{self.title} has no parameter {', '.join(sorted(unknown))}; it has {names}")
        with self._lock:
            self._move(changes)
            self._publish()

    def reset(self) -> None:
        """Go back to the first settings."""
        with self._lock:
            self.controls.preset = ""
            self._start_over({})
            self._publish()

    def preset(self, name: str) -> None:
        """Go to the settings that have a name; what they do not name takes its first value."""
        if name not in self.presets:
            raise InputError(f"{self.title} has no preset {name!r}; it has {', '.join(self.presets)}")
        with self._lock:
            self._start_over(self.presets[name])
            self.controls.preset = name
            self._publish()

    def view(self, theme: str = "light", scale: float = 1.0, narrow: bool = False) -> None:
        """Paint for this theme, at `scale` pixels for one, for a wide or a narrow window: `view("dark", scale=2)`."""
        if theme not in THEMES:
            raise InputError(f"theme is {' or '.join(THEMES)}; {theme!r} is neither")
        with self._lock:
            view = (theme, float(scale), bool(narrow))
            if view != (self._theme, self._scale, self._narrow):
                self._theme, self._scale, self._narrow = view
                self._scene = None
                self._version += 1
            self._publish()

    # -- what it says and saves -------------------------------------------------------------------

    @property
    def captions(self) -> list[str]:
        return self._ensure_scene().describe(self._result, self._time)

    @property
    def caption(self) -> str:
        """What the picture shows now, with its numbers."""
        return " ".join(self.captions)

    @property
    def status(self) -> str:
        """The last answer to the learner; empty when there is nothing to say."""
        return self.controls.status

    @property
    def result(self) -> Any:
        """What `compute` returned for the present parameters."""
        return self._result

    def save(self, path: str | Path) -> Path:
        """Save the picture as .png, or its film as .gif or as an .html page that plays without a kernel."""
        path = Path(path)
        kind = path.suffix.lower()
        if kind not in (".png", ".gif", ".html"):
            raise InputError(f"{path.name} ends in {kind or 'nothing'}; a lab saves to .png, .gif or .html")
        path.write_bytes(self._file(kind))
        return path

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        with self._lock, RENDERING:
            scene = self._new_scene("light", 1.0, False)
            frame = scene.paint(self._result, self._time)
            picture = still(
                frame, self.captions, THEMES["light"], note="Run this cell to make the picture live."
            )
        return {
            "application/vnd.jupyter.widget-view+json": view,
            "image/png": picture,
            "text/plain": self.caption,
        }
