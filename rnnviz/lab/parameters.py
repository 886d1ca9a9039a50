"""The parameters of a lab: traits declared once, from which controls, checks, reset and tests follow."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import traitlets

from ..errors import InputError
from ..text import LONGEST_TEXT
from ..words import marked


class Parameter(traitlets.TraitType):
    """A trait with a label and a control. `help` is a sentence shown when the pointer rests on the control."""

    kind = ""
    name: str

    def __init__(self, default: Any, label: str, help: str = ""):
        super().__init__(default_value=default, help=help)
        self.label = label

    def spec(self, lab: Any) -> dict[str, Any]:
        """What the browser needs to draw the control."""
        return {
            "name": self.name,
            "label": self.label,
            "formula": marked(self.label),
            "kind": self.kind,
            "help": self.help,
            "disabled": False,
        }

    def nearest(self, lab: Any, value: Any) -> Any:
        """The allowed value nearest to `value`, for bounds that move with other parameters."""
        return value

    def ends(self, lab: Any) -> Sequence[Any]:
        """The extreme values, for tests."""
        raise NotImplementedError

    def draw(self, lab: Any, rng: np.random.Generator) -> Any:
        """A random allowed value, for tests."""
        options = self.ends(lab)
        return options[int(rng.integers(len(options)))]


Bound = float | Callable[[Any], float]


class Number(Parameter):
    """A real number between two bounds, which may follow from other parameters: `high=lambda lab: lab.T`."""

    kind = "number"

    def __init__(
        self,
        default: float,
        low: Bound,
        high: Bound,
        step: float,
        label: str,
        help: str = "",
        log: bool = False,
    ):
        super().__init__(default, label, help)
        self._low, self._high, self.step, self.log = low, high, step, log

    def bounds(self, lab: Any) -> tuple[float, float]:
        low, high = (bound(lab) if callable(bound) else bound for bound in (self._low, self._high))
        return low, high

    def validate(self, lab: Any, value: Any) -> float:
        try:
            if isinstance(value, bool | str | bytes):
                raise TypeError
            value = float(value)
        except (TypeError, ValueError, OverflowError):
            raise InputError(f"{self.label} needs a number; kept at {self._current(lab)}.") from None
        low, high = self.bounds(lab)
        if math.isnan(value) or not low <= value <= high:
            raise InputError(
                f"{self.label} can be from {low:g} to {high:g}; {value:g} is outside, so it stays at "
                f"{self._current(lab)}."
            )
        return self._exact(value)

    def nearest(self, lab: Any, value: float) -> float:
        low, high = self.bounds(lab)
        return self._exact(min(max(value, low), high))

    def spec(self, lab: Any) -> dict[str, Any]:
        low, high = self.bounds(lab)
        return super().spec(lab) | {"low": low, "high": high, "step": self.step, "log": self.log}

    def ends(self, lab: Any) -> Sequence[float]:
        return [self._exact(bound) for bound in self.bounds(lab)]

    def draw(self, lab: Any, rng: np.random.Generator) -> float:
        low, high = self.bounds(lab)
        return self.nearest(lab, rng.uniform(low, high + (self.step if self.step == 1 else 0)))

    def _exact(self, value: float) -> float:
        return value

    def _current(self, lab: Any) -> str:
        return f"{getattr(lab, self.name):g}"


class Integer(Number):
    """A whole number between two bounds."""

    def __init__(self, default: int, low: Bound, high: Bound, label: str, help: str = "", step: int = 1):
        super().__init__(default, low, high, step, label, help)

    def _exact(self, value: float) -> int:
        return int(value + 0.5) if value >= 0 else -int(-value + 0.5)


class Choice(Parameter):
    """One of several names; `options` may be a function of the lab."""

    kind = "choice"

    def __init__(
        self,
        default: str,
        options: Sequence[str] | Callable[[Any], Sequence[str]],
        label: str,
        help: str = "",
    ):
        super().__init__(default, label, help)
        self._options = options

    def options(self, lab: Any) -> list[str]:
        return list(self._options(lab) if callable(self._options) else self._options)

    def validate(self, lab: Any, value: Any) -> str:
        options = self.options(lab)
        if value not in options:
            raise InputError(
                f"{self.label} is one of {', '.join(options)}; {str(value)[:40]!r} is not among them."
            )
        return value

    def nearest(self, lab: Any, value: str) -> str:
        options = self.options(lab)
        return value if value in options else options[0]

    def spec(self, lab: Any) -> dict[str, Any]:
        return super().spec(lab) | {"options": self.options(lab)}

    def ends(self, lab: Any) -> Sequence[str]:
        return self.options(lab)


class Toggle(Parameter):
    """On or off."""

    kind = "toggle"

    def validate(self, lab: Any, value: Any) -> bool:
        if not isinstance(value, bool | np.bool_):
            raise InputError(f"{self.label} is on or off (True or False); {str(value)[:40]!r} is neither.")
        return bool(value)

    def ends(self, lab: Any) -> Sequence[bool]:
        return [False, True]


class Text(Parameter):
    """What the learner types. A lab cleans it before use; it is data, never markup.

    samples  texts that tests put in
    """

    kind = "text"
    samples: tuple[str, ...] = ("a", "The cat sat.", "no\nway <b>bold</b> $x$", "\x00\x07 🙂 zwj 👩‍💻 ‮")
    longest = LONGEST_TEXT

    def validate(self, lab: Any, value: Any) -> str:
        if not isinstance(value, str):
            raise InputError(f"{self.label} needs text; {type(value).__name__} was given.")
        if len(value) > self.longest:
            raise InputError(f"{self.label} can hold {self.longest:,} characters; {len(value):,} were given.")
        return value

    def ends(self, lab: Any) -> Sequence[str]:
        return self.samples


class State(Parameter):
    """Part of a lab's state that is moved on the picture itself and has no control: points dropped, edits made."""

    kind = ""

    def __init__(self, default: Any, label: str, check: Callable[[Any], Any] = lambda value: value):
        super().__init__(default, label)
        self.check = check

    def validate(self, lab: Any, value: Any) -> Any:
        return self.check(value)

    def ends(self, lab: Any) -> Sequence[Any]:
        return [self.default_value]


class Action(Parameter):
    """A button: pressing it calls `lab.act(name)`. It has no value of its own."""

    kind = "action"

    def __init__(self, label: str, help: str = ""):
        super().__init__(None, label, help)

    def validate(self, lab: Any, value: Any) -> None:
        return None

    def ends(self, lab: Any) -> Sequence[None]:
        return [None]
