"""The settings of a lab: values, time and result, moved together or not at all."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InputError
from ..stage import Timeline

if TYPE_CHECKING:
    from .lab import Lab


class Session:
    """What one lab shows, or several that are linked: parameters -> compute -> result, and the time t in it.

    owner    declares the parameters and computes; the values are its traits
    labs     all that show these settings, the owner first; a change is painted in each
    version  counts the settings: a film belongs to one of them
    status   the last answer to the learner; empty when there is nothing to say
    preset   the name of the present settings; empty when they have none
    """

    def __init__(self, owner: Lab):
        self.owner, self.labs = owner, [owner]
        self.lock = threading.RLock()
        self.moving = False  # whether traits are being set by `move` itself
        self.version = 0
        self.preset = ""
        for name, value in owner.first_values().items():
            setattr(owner, name, value)
        self.result = owner.compute(self.namespace)
        self.timeline: Timeline | None = owner.timeline(self.result)
        self.time = self.nearest_time(owner.start_time())
        self.status = owner.notes(self.result)
        self.opened = self.values, self.time

    @property
    def values(self) -> dict[str, Any]:
        """The present value of every parameter."""
        return {name: getattr(self.owner, name) for name in self.owner.parameters()}

    @property
    def namespace(self) -> SimpleNamespace:
        return SimpleNamespace(**self.values)

    def remember(self) -> None:
        """Let the present settings be those that a reset goes back to."""
        self.opened = self.values, self.time

    def join(self, lab: Lab) -> None:
        """Show these settings in another lab, too."""
        self.moving = True
        try:
            for name, value in self.values.items():
                setattr(lab, name, value)
        finally:
            self.moving = False
        self.labs.append(lab)

    def move(self, changes: dict[str, Any], start: float | None = None) -> None:
        """Set, settle and compute; on bad input put everything back and say so in `status`.

        start  the time to show, or the nearest there is, unless `changes` has a t; by default the present one
        """
        owner, before, time = self.owner, self.values, self.time
        computed = self.result, self.timeline
        self.moving = True
        try:
            changes = owner.settle(changes)
            parameters = owner.parameters()
            self._set({name: changes[name] for name in parameters if name in changes})
            for name, parameter in parameters.items():
                setattr(owner, name, parameter.nearest(owner, getattr(owner, name)))
            if self.values != before:
                self.result = owner.compute(self.namespace)
                self.timeline = owner.timeline(self.result)
            wanted = time if start is None else start
            self.time = self.nearest_time(self._checked_time(changes["t"]) if "t" in changes else wanted)
            if self.lasting() != self.lasting(before):
                self.version += 1
                self.preset = ""
            self.status = owner.notes(self.result)
        except Exception as error:
            for name, value in before.items():
                setattr(owner, name, value)
            self.time, (self.result, self.timeline) = time, computed
            if not isinstance(error, InputError):  # no sentence for the learner: a fault
                raise
            self.status = str(error)
        finally:
            for lab in self.labs:
                if lab is not owner:
                    for name, value in self.values.items():
                        setattr(lab, name, value)
            self.moving = False

    def start_over(self, changes: dict[str, Any] | None = None, preset: str = "") -> None:
        """Move to the settings that were opened; or, for a preset, to the first ones but for its changes."""
        if changes is None:
            values, time = self.opened
        else:
            declared = {name: p.default_value for name, p in self.owner.parameters().items()}
            values, time = declared | self.owner.first_values() | changes, self.owner.start_time()
        self.move(values, time)
        self.preset = preset

    def _set(self, values: dict[str, Any]) -> None:
        """Set the owner's parameters, whichever of them bound which: what is refused now may fit after the others."""
        while values:
            refused: dict[str, InputError] = {}
            for name, value in values.items():
                try:
                    setattr(self.owner, name, value)
                except InputError as error:
                    refused[name] = error
            if len(refused) == len(values):
                raise next(iter(refused.values()))
            values = {name: values[name] for name in refused}

    def lasting(self, values: dict[str, Any] | None = None) -> dict[str, Any]:
        """Those of the values (the present ones by default) that are not passing."""
        values = self.values if values is None else values
        return {name: value for name, value in values.items() if name not in self.owner.passing}

    def lasting_result(self) -> Any:
        """The result at the first values of what is passing."""
        parameters = self.owner.parameters()
        lasting = self.values | {name: parameters[name].default_value for name in self.owner.passing}
        return self.result if lasting == self.values else self.owner.compute(SimpleNamespace(**lasting))

    def nearest_time(self, t: float) -> float:
        """The time nearest to t at which there is a frame; 0 where there is no time axis."""
        return 0.0 if self.timeline is None else self.timeline.positions[self.timeline.index(t)]

    def _checked_time(self, t: Any) -> float:
        if self.timeline is None:
            raise InputError(f"{self.owner.title} has no time to move in.")
        first, last = min(self.timeline.positions), max(self.timeline.positions)
        if isinstance(t, bool) or not isinstance(t, int | float | np.number):
            raise InputError("t needs a number.")
        if not first <= t <= last:
            raise InputError(f"t can be from {first:g} to {last:g}; {t:g} is outside.")
        return float(t)
