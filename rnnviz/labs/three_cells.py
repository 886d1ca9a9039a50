"""RNN, LSTM and GRU on the same input: what becomes of their states, of a gradient, and of a pulse."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ..cells import GRU, LSTM, RNN
from ..data import read_text
from ..gradients import lengths, step_jacobians
from ..text import Vocabulary, visible
from .untrained import temperatures

CELLS = ("RNN", "LSTM", "GRU")
SOURCES = ("pulse in noise", "text", "weather in Seattle")
NOISE, TEXT, WEATHER = SOURCES
DRAWS = 5  # networks of each kind: what is said is said of their median
LONGEST = 80
PULSE = 3.0  # times the standard deviation of the noise, or of the temperatures
VOCABULARY = Vocabulary()


@dataclass(frozen=True, eq=False)
class Inputs:
    """What the networks of each draw read, with the pulse at step s and without it."""

    x: np.ndarray  # (D, T, I)
    without: np.ndarray  # (D, T, I), which differs at step s alone
    labels: tuple[str, ...]  # how each step of a text is drawn; empty for numbers
    pulse: str  # what the pulse is
    size: float  # its length


@dataclass(frozen=True, eq=False)
class Draws:
    """A quantity of every draw at every step, (D, T+1); nan where it does not exist."""

    each: np.ndarray

    @cached_property
    def median(self) -> np.ndarray:
        return np.median(self.each, axis=0)

    @cached_property
    def low(self) -> np.ndarray:
        return self.each.min(axis=0)

    @cached_property
    def high(self) -> np.ndarray:
        return self.each.max(axis=0)


@dataclass(frozen=True, eq=False)
class Run:
    """D networks of one kind: their sizes, the states of the first, and all that the curves need.

    The loss stands at step T, with ∂L/∂h_T of length 1. Only the LSTM has a second state, c.
    """

    name: str
    hidden_size: int
    parameters: int
    torch_parameters: int | None  # None if PyTorch has no such cell
    multiplications: int  # a step
    dial: float  # ρ(W_hh) of the RNN, the mean forget gate of the LSTM, the mean z of the GRU; of the first
    h: np.ndarray  # (T+1, H) the states of the first draw
    gradients: Draws  # ‖∂L/∂h_t‖
    state_gradients: Draws | None  # ‖∂L/∂(h_t, c_t)‖
    changes: Draws  # ‖h_t - h_t without the pulse‖, from step s on
    memory_changes: Draws | None  # the same of c_t
    slopes: Draws  # ‖∂h_t/∂x_s‖, of a text along the letter of step s; from step s on
    response: np.ndarray  # (H,) what the pulse did to h_s of the first draw


@lru_cache(maxsize=4)
def inputs(source: str, T: int, s: int, seed: int) -> Inputs:
    """T steps of noise, text or weather; a longer sequence goes on where a shorter one ends."""
    if source == TEXT:
        text = read_text("tide")[:T]
        x = np.broadcast_to(VOCABULARY.one_hot(text)[:, 0], (DRAWS, T, len(VOCABULARY)))
        without = x.copy()
        without[:, s - 1] = 0
        shown = tuple(visible(character) for character in text)
        return Inputs(x, without, shown, f"the letter ‘{shown[s - 1]}’", 1.0)
    if source == WEATHER:
        without = np.broadcast_to(temperatures()[1][:T, None], (DRAWS, T, 1))
        pulse = f"a freak warm day, {PULSE:g} standard deviations,"
    else:
        noise = [np.random.default_rng((seed, draw)).standard_normal((LONGEST, 1)) for draw in range(DRAWS)]
        without = np.array(noise)[:, :T]
        pulse = "the pulse"
    x = without.copy()
    x[:, s - 1] += PULSE
    return Inputs(x, without, (), pulse, PULSE)


def make(name: str, features: int, H: int, dial: float, reset: str, rng: np.random.Generator):
    """A cell of this kind as PyTorch draws it, but for its dial: the scale of W_hh, the forget or update bias."""
    if name == "RNN":
        cell = RNN(features, H, rng=rng)
        cell.params["W_hh"] *= dial
        return cell
    if name == "LSTM":
        return LSTM(features, H, rng, forget_bias=dial)
    cell = GRU(features, H, reset, rng)
    cell.gate_params("z")["b_h"][:] = dial
    return cell


@lru_cache(maxsize=12)
def run(name: str, H: int, source: str, T: int, s: int, seed: int, dial: float, reset: str) -> Run:
    """Forward with and without the pulse, and back from the loss, for every draw of one kind of cell."""
    given = inputs(source, T, s, seed)
    curves: dict[str, list[np.ndarray]] = {}
    first = None
    for draw in range(DRAWS):
        rng = np.random.default_rng((seed, draw, 1))
        cell = make(name, given.x.shape[-1], H, dial, reset, rng)
        trace = cell.forward(given.x[draw][:, None])
        missed = cell.forward(given.without[draw][:, None])
        first = first or (cell, trace, missed)
        found = backward(cell, trace, rng.choice((-1.0, 1.0), H) / np.sqrt(H))
        found["changes"] = since(s, lengths(trace.h[s:, 0] - missed.h[s:, 0]))
        if name == "LSTM":
            found["memory_changes"] = since(s, lengths(trace.c[s:, 0] - missed.c[s:, 0]))
        along = (given.x - given.without)[draw, s - 1] / given.size
        found["slopes"] = since(s, tangent(cell, trace, s, along))
        for key, values in found.items():
            curves.setdefault(key, []).append(values)
    cell, trace, missed = first
    return Run(
        name, H, **sizes(cell), dial=shown_dial(cell, trace), h=trace.h[:, 0],
        response=trace.h[s, 0] - missed.h[s, 0],
        **{"state_gradients": None, "memory_changes": None} | {k: Draws(np.array(v)) for k, v in curves.items()},
    )  # fmt: skip


def since(s: int, values: np.ndarray) -> np.ndarray:
    """Values of the steps s..T with nothing, nan, before them."""
    return np.concatenate([np.full(s, np.nan), values])


def backward(cell, trace, g: np.ndarray) -> dict[str, np.ndarray]:
    """The norms of the gradients that reach every step, from ∂L/∂h_T = g.

    Of the LSTM's two states, ∂L/∂c_t is meant beside ∂L/∂h_t: what reaches c_t from step t+1 on, f_{t+1} ⊙
    ∂L/∂c_{t+1}, and not by way of h_t, which would count that twice.
    """
    outside = np.zeros_like(trace.h[1:])
    outside[-1] = g
    gradients = cell.backward(trace, outside)
    found = {"gradients": lengths(gradients.h[:, 0])}
    if hasattr(gradients, "c"):
        apart = np.zeros_like(gradients.c[:, 0])
        apart[:-1] = gradients.c[1:, 0] * trace.f[:, 0]
        found["state_gradients"] = lengths(np.concatenate([gradients.h[:, 0], apart], axis=1))
    return found


def tangent(cell, trace, s: int, along: np.ndarray) -> np.ndarray:
    """‖∂h_t/∂x_s · along‖ for t = s..T, exactly: one step for ∂/∂x_s, then the step Jacobians."""
    H, features = cell.hidden_size, cell.input_size
    two = hasattr(trace, "c")
    state = [
        np.repeat(part[s - 1], (1 + two) * H, axis=0) for part in ([trace.h, trace.c] if two else [trace.h])
    ]
    rows = np.eye((1 + two) * H)[None]
    one = cell.forward(np.broadcast_to(trace.x[s - 1], (1, (1 + two) * H, features)), *state)
    given = (rows[..., :H], rows[..., H:]) if two else (rows,)
    change = cell.backward(one, *given).x[0] @ along
    norms = [change[:H]]
    for jacobian in step_jacobians(cell, trace)[s:]:
        change = jacobian @ change
        norms.append(change[:H])
    return lengths(np.array(norms))


def sizes(cell) -> dict[str, int | None]:
    """The numbers of parameters, ours and PyTorch's, and of multiplications a step.

    Every weight is in one multiplication a step; the gates of LSTM and GRU add three for each unit.
    """
    torch = None if getattr(cell, "reset", "") == "before" else sum(w.size for w in cell.to_torch().values())
    return {
        "parameters": sum(p.size for p in cell.params.values()),
        "torch_parameters": torch,
        "multiplications": cell.params["W_xh"].size
        + cell.params["W_hh"].size
        + (0 if isinstance(cell, RNN) else 3 * cell.hidden_size),
    }


def shown_dial(cell, trace) -> float:
    """What decides how much a step keeps: ρ(W_hh), or the mean of the forget or the update gate."""
    if isinstance(cell, RNN):
        return float(np.abs(np.linalg.eigvals(cell.params["W_hh"])).max())
    return float((trace.f if isinstance(cell, LSTM) else trace.z).mean())


def parameters(name: str, features: int, H: int, reset: str) -> int:
    """H (I + H + 1) for the RNN, four times that for the LSTM, three times and H for b_hn for the GRU."""
    blocks = {"RNN": 1, "LSTM": 4, "GRU": 3}[name]
    return blocks * H * (features + H + 1) + (H if name == "GRU" and reset == "after" else 0)


def matched_units(name: str, features: int, H: int, reset: str) -> int:
    """The number of units that gives this cell as near to the parameters of an LSTM of H units as can be."""
    budget = parameters("LSTM", features, H, reset)
    return min(range(H, 4 * H + 1), key=lambda n: abs(parameters(name, features, n, reset) - budget))
