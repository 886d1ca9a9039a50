"""A learner's own cell in a lab: whatever has a cell's two methods, tried on a small input before it is drawn.

forward(x, h0=None)  ->  a trace with .x (T, B, I) and .h (T+1, B, H), where h[0] is the initial state
backward(trace, dh)  ->  gradients with .params, .x (T, B, I) and .h (T+1, B, H), for dh (T, B, H)
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np

from ..gradients import step_jacobians
from ..words import number

METHODS = {"forward": "forward(x, h0=None)", "backward": "backward(trace, dh)"}
T, B = 3, 2  # of the input that a cell is tried on
MOST_UNITS = 128  # more would take seconds a picture
TOLERANCE = {"d": (1e-5, 0.01), "f": (1e-2, 0.05)}
"""How far to step for a central difference, and the relative error that is no doubt, for float64 and float32."""


@dataclass(frozen=True, eq=False)
class OwnCell:
    """A copy of a learner's cell that has been tried, so that training goes on without moving the picture."""

    cell: Any
    name: str  # "your Leaky"
    input_size: int
    hidden_size: int
    doubt: str  # a sentence, if its gradient is not the slope of its states


def own_cell(cell: Any, input_size: int | None = None) -> OwnCell:
    """The cell, once it has done on a small input what a lab will ask of it.

    `input_size` is that of x where the lab decides; otherwise the cell's own. TypeError for a missing method or
    attribute, ValueError for a wrong shape or a method that fails; each names it.
    """
    kind = type(cell).__name__
    if isinstance(cell, type):
        raise TypeError(f"{cell.__name__} is a class; give the lab a cell made from it: {cell.__name__}(…)")
    for method, signature in METHODS.items():
        if not callable(getattr(cell, method, None)):
            both = " and ".join(METHODS.values())
            raise TypeError(f"{kind} has no method {signature}; a lab runs a cell by its {both}")
    size = _input_size(cell, kind, input_size)
    try:
        cell = copy.deepcopy(cell)
    except Exception as error:
        raise TypeError(f"{kind} cannot be copied, and a lab keeps a copy of a cell: {error}") from error
    with np.errstate(all="ignore"):
        trial = Trial(cell, kind, np.random.default_rng(0).standard_normal((T, B, size)))
        units = trial.run()
        return OwnCell(cell, f"your {kind}", size, units, trial.doubt())


def parameters_of(own: OwnCell) -> list[str]:
    """The names in `cell.params`, each with its gradient. TypeError or ValueError if one has none of its shape."""
    kind, params = type(own.cell).__name__, getattr(own.cell, "params", None)
    if not isinstance(params, dict) or not params:
        raise TypeError(f"{kind} has no params; let it hold its weights in a dict of NumPy arrays, by name")
    trial = Trial(own.cell, kind, np.random.default_rng(0).standard_normal((T, B, own.input_size)))
    with np.errstate(all="ignore"):
        trial.run()
    found = getattr(trial.gradients, "params", None)
    for name, value in params.items():
        if not isinstance(found, dict) or name not in found:
            raise ValueError(f"{kind}.backward(trace, dh) gives no gradient of {name} in .params")
        if np.shape(found[name]) != np.shape(value):
            raise ValueError(
                f"{kind}.backward(trace, dh) gives a gradient of {name} of shape {np.shape(found[name])}; "
                f"{name} has shape {np.shape(value)}"
            )
    return list(params)


def _input_size(cell: Any, kind: str, wanted: int | None) -> int:
    size = getattr(cell, "input_size", wanted)
    if size is None:
        raise TypeError(
            f"{kind} has no input_size; set it to the number of inputs that it reads at each step"
        )
    if not isinstance(size, Integral) or isinstance(size, bool) or size < 1:
        raise ValueError(f"{kind} has the input_size {size!r}; it is a whole number, 1 or more")
    if wanted is not None and size != wanted:
        raise ValueError(f"{kind} reads {size} inputs a step, its input_size; here it is given {wanted}")
    return int(size)


class Trial:
    """One small run of a cell, forward and back, and what is wrong with it."""

    def __init__(self, cell: Any, kind: str, x: np.ndarray):
        self.cell, self.kind, self.x = cell, kind, x

    def run(self) -> int:
        """The number of units, once everything has the shape that it should have."""
        x, single = self.x, hasattr(self.cell, "step_jacobians")
        self.trace = trace = self._ask("forward", x)
        self._check("forward(x)", trace, "x", x.shape, "the input as it came")
        h = self._array("forward(x)", trace, "h").copy()  # a cell may write into this array again
        states = "(T+1, B, H): h[0] is the initial state, and h[t] the state after step t"
        if h.ndim != 3 or h.shape[:2] != (T + 1, B):
            self._refuse("forward(x)", "h", h.shape, states)
        units = h.shape[2]
        if not 1 <= units <= MOST_UNITS:
            raise ValueError(f"{self.kind} has {units} units; a lab shows 1 to {MOST_UNITS}")
        if hasattr(trace, "c") and not single:
            raise TypeError(
                f"{self.kind} has a second state, c; give it a method step_jacobians(trace), the Jacobians of (h, c)"
            )
        if not single and not np.allclose(self._from(h[1], x[1:]), h[1:], 1e-3, 1e-5, equal_nan=True):
            raise ValueError(
                f"{self.kind}.forward(x, h0) does not go on from h0: from h_1 it comes to other states than before"
            )
        if not np.array_equal(trace.h, h, equal_nan=True):
            raise ValueError(
                f"{self.kind}.forward(x) writes over the states of the trace that it gave before, and a lab still "
                "reads them; let it make a new array for h at each call"
            )
        self.dh = np.random.default_rng(1).standard_normal(h[1:].shape).astype(h.dtype)
        self.gradients = self._ask("backward", trace, self.dh.copy())
        self._check("backward(trace, dh)", self.gradients, "x", x.shape, "one gradient for each input")
        self._check(
            "backward(trace, dh)", self.gradients, "h", h.shape,
            "(T+1, B, H), the total ∂L/∂h_t through every path, h[0] that of the initial state",
        )  # fmt: skip
        self._try_jacobians(units)
        return units

    def doubt(self) -> str:
        """A sentence, if a change of the input and of h_0 does not change the states as the gradient says."""
        rng = np.random.default_rng(2)
        dx, dh0 = rng.standard_normal(self.x.shape), rng.standard_normal(self.dh.shape[1:])
        h0, single = self.trace.h[0].copy(), self.trace.h.dtype == np.float32
        epsilon, most = TOLERANCE["f" if single else "d"]
        after, before = (self._from(h0 + e * dh0, self.x + e * dx)[1:] for e in (epsilon, -epsilon))
        slope = float(np.sum(self.dh * (after.astype(float) - before))) / (2 * epsilon)
        by_x, by_h0 = np.asarray(self.gradients.x, float), np.asarray(self.gradients.h[0], float)
        claim = float(np.sum(by_x * dx) + np.sum(by_h0 * dh0))
        off = abs(claim - slope) / max(np.sqrt(np.sum(by_x**2) + np.sum(by_h0**2)), abs(slope), 1e-12)
        if off <= most or not np.isfinite(slope):  # states beyond any float say nothing of the gradient
            return ""
        if not np.isfinite(claim):
            return (
                f"Tried on a small input, the gradient of your {self.kind} is not a finite number where a small step "
                f"measures {number(slope)}: its backward may be wrong, and then so is this picture."
            )
        return (
            f"Tried on a small input, the gradient of your {self.kind} says {number(claim)} where a small step "
            f"measures {number(slope)}: its backward may be wrong, and then so is this picture."
        )

    def _from(self, h0: np.ndarray, x: np.ndarray) -> np.ndarray:
        return np.array(self._ask("forward", x, h0.astype(self.trace.h.dtype)).h)

    def _ask(self, method: str, *arguments: Any) -> Any:
        try:
            return getattr(self.cell, method)(*arguments)
        except Exception as error:
            call = {"forward": ("x", "x, h0")[len(arguments) - 1], "backward": "trace, dh"}[method]
            raise ValueError(
                f"{self.kind}.{method}({call}) fails for x of shape {self.x.shape}: "
                f"{type(error).__name__}: {error}"
            ) from error

    def _array(self, call: str, thing: Any, name: str) -> np.ndarray:
        if not hasattr(thing, name):
            raise TypeError(
                f"{self.kind}.{call} gives a {type(thing).__name__} without .{name}; let it return an object that "
                f"has one, such as SimpleNamespace(x=…, h=…)"
            )
        array = getattr(thing, name)
        if not isinstance(array, np.ndarray) or array.dtype.kind != "f" or array.dtype.itemsize < 4:
            found = f"{array.dtype} array" if isinstance(array, np.ndarray) else type(array).__name__
            raise TypeError(
                f"{self.kind}.{call} gives .{name} as {found}; a lab reads a NumPy array of float32 or float64"
            )
        return array

    def _check(self, call: str, thing: Any, name: str, shape: tuple[int, ...], reads: str) -> None:
        found = self._array(call, thing, name).shape
        if found != shape:
            self._refuse(call, name, found, f"{shape}, {reads}")

    def _refuse(self, call: str, name: str, found: tuple[int, ...], should: str) -> None:
        raise ValueError(
            f"{self.kind}.{call} gives .{name} of shape {found}; for x of shape {self.x.shape} it should have "
            f"{should}"
        )

    def _try_jacobians(self, units: int) -> None:
        """The same way as a lab takes: one sequence, and of a cell without Jacobians one step of many."""
        trace = self._ask("forward", self.x[:, :1])
        try:
            shape = step_jacobians(self.cell, trace).shape
        except Exception as error:
            raise ValueError(
                f"{self.kind} gives no step Jacobians: {type(error).__name__}: {error}"
            ) from error
        if len(shape) != 3 or shape[0] != T or shape[1] != shape[2] or shape[1] < units:
            raise ValueError(
                f"{self.kind} gives step Jacobians of shape {shape}; for {T} steps they have ({T}, S, S), "
                f"S the size of the whole state, at least {units}"
            )
