"""A run of the latch with gates held by hand, beside the run that was left alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace

import numpy as np

from ...cells.lstm import LSTMTrace
from ...networks import latch
from .holds import GATES, Clamp, Holds, Place, as_clamp

TRAINED, UNTRAINED, FORGETFUL = NETWORKS = ("trained", "untrained", "untrained, gate biases 0")


@dataclass(frozen=True, eq=False)
class Run:
    """One run over a tape of T steps, the last of them the question, and the way back from its answer."""

    gates: np.ndarray  # (3, T, H) f, i and o
    c: np.ndarray  # (T+1, H)
    asked: np.ndarray  # (T+1, 4) P(letter) if the question came right after step t; at T the answer
    gradient: np.ndarray  # (T+1,) ‖∂L/∂c_t‖ for ‖∂L/∂h_T‖ = 1
    highway: np.ndarray  # (T+1,) the part of it that comes from c_T over f_T, ..., f_{t+1} alone
    loss: float  # -ln P(the letter to name)

    @property
    def answer(self) -> np.ndarray:
        """(4,) P(letter) at the end."""
        return self.asked[-1]

    @property
    def best(self) -> int:
        """The letter that it names."""
        return int(self.answer.argmax())


@dataclass(frozen=True, eq=False)
class SurgeryResult:
    """A run with gates held by hand beside the run that was left alone."""

    tape: str
    target: int  # the letter to name
    written: int  # the step that it is read at
    trained: bool
    now: Run
    untouched: Run
    held: np.ndarray  # (3, T, H) the values held, NaN where a gate is free
    holds: Holds  # as they were made
    place: Place  # the gate, the step and the unit chosen, 0 for all of them

    @property
    def T(self) -> int:
        return len(self.tape)

    @property
    def touched(self) -> bool:
        return self.now is not self.untouched


def compute(p: SimpleNamespace, place: Place) -> SurgeryResult:
    second = 0 if p.second == p.written else p.second
    tape = make_tape(p.letters, p.symbol, p.written, second, p.seed)
    written = max(second, p.written)
    target = latch.LETTERS.index(tape[written - 1])
    clamp = as_clamp(p.holds, len(tape), latch.HIDDEN_SIZE)
    before = untouched_run(p.network, tape, target)
    held = np.stack([clamp[gate][:, 0] for gate in GATES])
    touched = not np.isnan(held).all()
    return SurgeryResult(
        tape=tape,
        target=target,
        written=written,
        trained=p.network == TRAINED,
        now=run(network(p.network), tape, target, clamp) if touched else before,
        untouched=before,
        held=held,
        holds=p.holds,
        place=place,
    )


@lru_cache(maxsize=8)
def network(name: str) -> latch.Latch:
    """The latch of that name."""
    if name == TRAINED:
        return latch.load()
    drawn = latch.Latch.draw(0)
    if name == FORGETFUL:
        for gate in "fi":
            drawn.cell.gate_params(gate)["b_h"][:] = 0
    return drawn


def make_tape(letters: int, symbol: str, written: int, second: int, seed: int) -> str:
    """Small letters at random, the capital at its step, another one at the second's, and the question."""
    drawn = np.random.default_rng(seed).integers(len(latch.LETTERS), size=200)[:letters]
    tape = [latch.LETTERS[n].lower() for n in drawn]
    if second:
        tape[second - 1] = latch.LETTERS[(latch.LETTERS.index(symbol) + 1) % len(latch.LETTERS)]
    tape[written - 1] = symbol
    return "".join(tape) + "?"


def run(net: latch.Latch, tape: str, target: int, clamp: Clamp | None = None) -> Run:
    """Read the tape, and go the way back of the loss at its end."""
    trace = net.read(tape, clamp)
    T, H = len(tape), net.cell.hidden_size
    start = net.loss_gradient(trace.h[-1], target)
    dh = np.zeros((T, 1, H))
    dh[-1] = start / np.linalg.norm(start)
    dc_T = dh[-1] * trace.o[-1] * (1 - trace.tanh_c[-1] ** 2)
    forget = np.concatenate([trace.f[1:, 0], np.ones((1, H))])  # f_{t+1} at row t-1
    alone = dc_T * np.cumprod(forget[::-1], axis=0)[::-1]
    alone = np.concatenate([alone[:1] * trace.f[0], alone])
    return Run(
        gates=np.stack([trace.f[:, 0], trace.i[:, 0], trace.o[:, 0]]),
        c=trace.c[:, 0],
        asked=answers_if_asked(net, trace),
        gradient=np.linalg.norm(net.cell.backward(trace, dh).c[:, 0], axis=1),
        highway=np.linalg.norm(alone, axis=1),
        loss=-float(np.log(net.answers(trace.h[-1, 0])[target])),
    )


def answers_if_asked(net: latch.Latch, trace: LSTMTrace) -> np.ndarray:
    """(T+1, 4) P(letter) after one more step that reads the question, its gates free; at T the answer itself."""
    T = len(trace.x)
    question = np.repeat(latch.encode("?"), T, axis=1)
    asked = net.cell.forward(question, trace.h[:-1, 0], trace.c[:-1, 0]).h[-1]
    return net.answers(np.concatenate([asked, trace.h[-1]]))


@lru_cache(maxsize=16)
def untouched_run(name: str, tape: str, target: int) -> Run:
    return run(network(name), tape, target)
