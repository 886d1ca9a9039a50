"""RNN, LSTM and GRU on the same input: what becomes of their states, of a gradient, and of a pulse.

What is compared must be the same thing in each. ∂L/∂h_t is not: of the LSTM it counts only what goes through the gates
of the next step, and not what travels in c. So the gradient is measured at what all of them read, x. And a single
∂L/∂h_T may happen to be one to which x_T hardly matters; a share of that would say nothing. So all directions of it
count alike, which makes it the length (root of the sum of squares) of the matrix ∂h_T/∂x_t.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from ...cells import GRU, LSTM, RNN
from ...data import read_text
from ...gradients import input_jacobians, lengths, step_jacobians
from ...networks.untrained import temperatures
from ...text import Vocabulary, visible

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
    """D networks of one kind: their sizes, the states of the first, and all that the curves need."""

    name: str
    hidden_size: int
    parameters: int
    torch_parameters: int | None  # None if PyTorch has no such cell
    multiplications: int  # a step
    dial: float  # ρ(W_hh) of the RNN, the mean forget gate of the LSTM, the mean z of the GRU; of the first
    h: np.ndarray  # (T+1, H) the states of the first draw
    gradients: Draws  # ‖∂h_T/∂x_t‖ as a share of ‖∂h_T/∂x_T‖; from step 1 on
    changes: Draws  # ‖h_t - h_t without the pulse‖, from step s on
    memory_changes: Draws | None  # the same of c_t, which only the LSTM has
    slopes: Draws  # ‖∂h_t/∂x_s‖, of a text along the letter of step s; from step s on
    response: np.ndarray  # (H,) what the pulse did to h_s of the first draw


@dataclass(frozen=True, eq=False)
class SideBySideResult:
    """The three cells, what they read, and the step of the pulse."""

    T: int
    s: int
    input: Inputs
    runs: tuple[Run, ...]  # in the order of CELLS
    same_parameters: bool


def compute(p: SimpleNamespace) -> SideBySideResult:
    """All three cells on one input, each with its own dial."""
    given = inputs(p.source, p.T, p.s, p.seed)
    features = given.x.shape[-1]
    dials = {"RNN": p.rnn_scale, "LSTM": p.forget_bias, "GRU": p.update_bias}
    runs = []
    for name in CELLS:
        H = p.hidden_size
        if p.same_parameters:
            H = matched_units(name, features, H, p.reset_gate)
        reset = p.reset_gate if name == "GRU" else ""
        runs.append(run(name, H, p.source, p.T, p.s, p.seed, dials[name], reset))
    return SideBySideResult(p.T, p.s, given, tuple(runs), p.same_parameters)


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


def make(
    name: str, features: int, H: int, dial: float, reset: str, rng: np.random.Generator
) -> RNN | LSTM | GRU:
    """A cell of this kind as PyTorch draws it, but for its dial: the scale of W_hh, the forget or update bias."""
    if name == "RNN":
        cell = RNN(features, H, rng=rng)
        cell.params["W_hh"] *= dial
        return cell
    if name == "LSTM":
        return LSTM(features, H, rng, forget_bias=dial)
    gru = GRU(features, H, reset, rng)
    gru.gate_params("z")["b_h"][:] = dial
    return gru


@dataclass(frozen=True, eq=False)
class Networks:
    """D networks of one kind over LONGEST steps: all that does not depend on T, the step where the loss stands."""

    sizes: dict[str, Any]  # `parameters`, `torch_parameters` and `multiplications` of a Run
    kept: np.ndarray  # (LONGEST,) what a step keeps: ρ(W_hh), or the mean forget or update gate; of the first
    h: np.ndarray  # (LONGEST+1, H) the states of the first
    jacobians: np.ndarray  # (D, LONGEST, S, S) ∂h_t/∂h_{t-1}, and of the LSTM that of (h, c)
    reads: np.ndarray  # (D, LONGEST, S, I) ∂h_t/∂x_t, and of the LSTM that of (h, c)
    curves: dict[str, np.ndarray]  # what the pulse does, (D, LONGEST+1) each, nan before step s
    response: np.ndarray  # (H,) what the pulse did to h_s of the first


@lru_cache(maxsize=12)
def run(name: str, H: int, source: str, T: int, s: int, seed: int, dial: float, reset: str) -> Run:
    """Every curve of one kind of cell, for a loss at step T."""
    found = networks(name, H, source, s, seed, dial, reset)
    curves = {key: Draws(values[:, : T + 1]) for key, values in found.curves.items()}
    return Run(
        name,
        H,
        **found.sizes,
        dial=float(found.kept[:T].mean()),
        h=found.h[: T + 1],
        gradients=Draws(since(1, shares(found.jacobians[:, :T], found.reads[:, :T], H))),
        changes=curves["changes"],
        memory_changes=curves.get("memory_changes"),
        slopes=curves["slopes"],
        response=found.response,
    )


@lru_cache(maxsize=len(CELLS))  # one of each kind: a moving T needs no new ones, a moving bias one
def networks(name: str, H: int, source: str, s: int, seed: int, dial: float, reset: str) -> Networks:
    """Forward with and without the pulse of step s, for every draw of one kind of cell."""
    given = inputs(source, LONGEST, s, seed)
    runs, read, written, changes = [], [], [], []
    for draw in range(DRAWS):
        rng = np.random.default_rng((seed, draw, 1))
        cell = make(name, given.x.shape[-1], H, dial, reset, rng)
        trace = cell.forward(given.x[draw][:, None])
        missed = cell.forward(given.without[draw, s - 1 :, None], *(part[s - 1] for part in parts(trace)))
        changes.append(
            [now[s:, 0] - then[1:, 0] for now, then in zip(parts(trace), parts(missed), strict=True)]
        )
        along = (given.x - given.without)[draw, s - 1] / given.size
        read.append(input_jacobians(cell, trace))
        written.append(read[-1][s - 1] @ along)
        runs.append((cell, trace))
    jacobians = np.array([step_jacobians(cell, trace) for cell, trace in runs])
    curves = {"slopes": lengths(carried(jacobians[:, s:], np.array(written))[..., :H])}
    for key, part in zip(("changes", "memory_changes"), zip(*changes, strict=True), strict=False):
        curves[key] = lengths(np.array(part))
    cell, trace = runs[0]
    return Networks(
        sizes(cell), kept(cell, trace), trace.h[:, 0], jacobians, np.array(read),
        {key: since(s, values) for key, values in curves.items()}, changes[0][0][0],
    )  # fmt: skip


def parts(trace: Any) -> list[np.ndarray]:
    """The states of a trace, (T+1, B, H) each: h, and of the LSTM c."""
    return [trace.h, trace.c] if hasattr(trace, "c") else [trace.h]


def since(s: int, values: np.ndarray) -> np.ndarray:
    """Values (D, …) of the steps from s on with nothing, nan, before them."""
    return np.concatenate([np.full((len(values), s), np.nan), values], axis=1)


@np.errstate(all="ignore")  # an overflow stays in the arrays, to be shown
def shares(jacobians: np.ndarray, reads: np.ndarray, H: int) -> np.ndarray:
    """‖∂h_T/∂x_t‖ / ‖∂h_T/∂x_T‖ of every step t from 1 to T, (D, T).

    ∂h_T/∂(h_t, c_t) goes back by one step Jacobian after the other, and is read off at x_t. Its length is the root
    mean square of ‖∂L/∂x_t‖ over all ∂L/∂h_T of one length, but for a factor that the share does not have.
    """
    D, T, S, _ = jacobians.shape
    by_x = np.empty((T, D, H, reads.shape[-1]))
    by_state = np.broadcast_to(np.eye(H, S), (D, H, S))
    for t in range(T - 1, -1, -1):
        np.matmul(by_state, reads[:, t], out=by_x[t])
        by_state = by_state @ jacobians[:, t]
    found = lengths(by_x.reshape(T, D, -1)).T
    return found / found[:, -1:]


@np.errstate(all="ignore")
def carried(jacobians: np.ndarray, changes: np.ndarray) -> np.ndarray:
    """What becomes of small changes (D, S) of a state: J_t … J_1 times them, (D, T+1, S)."""
    D, T, S, _ = jacobians.shape
    found = np.empty((T + 1, D, S, 1))
    found[0, ..., 0] = changes
    for t in range(T):
        np.matmul(jacobians[:, t], found[t], out=found[t + 1])
    return found[..., 0].swapaxes(0, 1)


def sizes(cell: RNN | LSTM | GRU) -> dict[str, Any]:
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


def kept(cell: RNN | LSTM | GRU, trace: Any) -> np.ndarray:
    """What decides how much each step keeps, (T,): ρ(W_hh), or the mean of the forget or the update gate."""
    if isinstance(cell, RNN):
        return np.full(len(trace.x), np.abs(np.linalg.eigvals(cell.params["W_hh"])).max())
    return (trace.f if isinstance(cell, LSTM) else trace.z).mean(axis=(1, 2))


def parameters(name: str, features: int, H: int, reset: str) -> int:
    """H (I + H + 1) for the RNN, four times that for the LSTM, three times and H for b_hn for the GRU."""
    blocks = {"RNN": 1, "LSTM": 4, "GRU": 3}[name]
    return blocks * H * (features + H + 1) + (H if name == "GRU" and reset == "after" else 0)


def matched_units(name: str, features: int, H: int, reset: str) -> int:
    """The number of units that gives this cell as near to the parameters of an LSTM of H units as can be."""
    budget = parameters("LSTM", features, H, reset)
    return min(range(H, 4 * H + 1), key=lambda n: abs(parameters(name, features, n, reset) - budget))
