"""A lab of notebook 06: gates held by hand. Memory, gradient and answer follow at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..applications import latch
from ..cells.lstm import LSTMTrace
from ..panels.surgery_answer import Answer, AnswerIfAsked
from ..panels.surgery_gate import GateRow
from ..panels.surgery_gradient import GradientHighway
from ..panels.surgery_memory import MemoryRows
from ..panels.surgery_tape import Tape
from ..stage import Timeline
from .holds import EVERY, GATES, as_clamp, checked_holds, give_back, hold, value_at
from .lab import Lab
from .parameters import Action, Choice, Integer, Number, State

TRAINED, UNTRAINED, FORGETFUL = NETWORKS = ("trained", "untrained", "untrained, gate biases 0")
ALL_UNITS = "all units"
UNITS = (ALL_UNITS, *(f"unit {n}" for n in range(1, latch.HIDDEN_SIZE + 1)))


@dataclass(frozen=True, eq=False)
class Run:
    """One run over a tape of T steps, the last of them the question, and the way back from its answer."""

    gates: np.ndarray  # (3, T, H) f, i and o
    c: np.ndarray  # (T+1, H)
    asked: np.ndarray  # (T+1, 4) P(letter) if the question came right after step t; at T the answer
    gradient: np.ndarray  # (T+1,) ‖∂L/∂c_t‖ for ‖∂L/∂h_T‖ = 1
    highway: np.ndarray  # (T+1,) the part of it that comes from c_T over f_T, ..., f_{t+1} alone
    loss: float  # -ln P(the letter to name)


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
    holds: tuple  # the holds as they were made, see `holds`
    place: tuple[str, int, int]  # gate, step and unit chosen, 0 for all of them

    @property
    def T(self) -> int:
        return len(self.tape)


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


def run(net: latch.Latch, tape: str, target: int, clamp=None) -> Run:
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


class GateSurgery(Lab):
    """A trained LSTM keeps a letter over thirty others: hold its gates by hand, and see what they were for."""

    title = "Gate surgery"
    size = (10.0, 5.6)
    narrow_size = (6.2, 10.5)
    presets = {
        "forget at step 12": {},
        "hands off": {"holds": ()},
        "never forget": {"holds": (("f", EVERY, 0, 1.0),), "step": EVERY, "value": 1.0},
        "never write": {"holds": (("i", EVERY, 0, 0.0),), "gate": "i", "step": EVERY},
        "shut the output": {"holds": (("o", EVERY, 0, 0.0),), "gate": "o", "step": 32},  # the last, to give back
        "open everything": {
            "holds": (("f", EVERY, 0, 1.0), ("i", EVERY, 0, 1.0), ("o", EVERY, 0, 1.0)),
            "step": EVERY, "value": 1.0,
        },
        "constant error carousel": {
            "holds": (("f", EVERY, 0, 1.0), ("i", EVERY, 0, 0.0), ("i", 3, 0, None)),
            "step": EVERY, "value": 1.0,
        },
        "the network forgets": {"holds": (), "second": 16, "step": 16, "value": 1.0},
        "untrained, gate biases 0": {"network": FORGETFUL, "holds": ()},
    }  # fmt: skip

    letters = Integer(31, 4, 60, "letters", "How many letters are read before the question.")
    gate = Choice("f", GATES, "gate", "f keeps what is old, i lets in what is new, o lets out what is shown.")
    step = Integer(
        12,
        EVERY,
        lambda lab: lab.letters + 1,
        "at step",
        "0: at every step. Or press on a bar of the picture.",
    )
    unit = Choice(ALL_UNITS, UNITS, "of", "Hold the gate of all units, or of one; the bars show it too.")
    value = Number(0.0, 0, 1, 0.01, "held at", "Moving this holds the gate there; a drag on a bar does too.")
    hold_it = Action("Hold it", "Hold the chosen gate at this value.")
    release = Action("Give the gate back", "Let the chosen gate at the chosen step move by itself again.")
    release_all = Action("Give all gates back", "Let every gate move by itself again.")
    symbol = Choice("B", latch.LETTERS, "capital to remember", "The letter that is to be named at the end.")
    written = Integer(3, 1, lambda lab: lab.letters, "read at step", "When the capital comes.")
    second = Integer(
        0, 0, lambda lab: lab.letters, "another capital at", "0: none. The later of the two is to be named."
    )
    network = Choice(
        TRAINED,
        NETWORKS,
        "network",
        "Trained; as it is drawn, with biases for long memory; or with f and i at a bias of 0.",
    )
    seed = Integer(0, 0, 99, "seed", "Other letters between.")
    holds = State((("f", 12, 0, 0.0),), "gates held by hand", checked_holds)

    def settle(self, changes):
        """A value that is moved is held at the chosen place; at another place it shows what is held there."""
        changes = dict(changes)
        place = self._place(
            {name: changes.get(name, getattr(self, name)) for name in ("gate", "step", "unit")}
        )
        if "holds" in changes or place is None:
            return changes
        if "value" in changes:
            changes["holds"] = hold(self.holds, *place, changes["value"])
        elif {"gate", "step", "unit"} & set(changes):
            present = value_at(self.holds, *place)
            if present is not None:
                changes["value"] = present
        return changes

    @staticmethod
    def _place(chosen) -> tuple[str, int, int] | None:
        """Gate, step and unit, 0 for all of them; None if what was asked for cannot be."""
        try:
            return chosen["gate"], int(chosen["step"]), UNITS.index(chosen["unit"])
        except (TypeError, ValueError, OverflowError):
            return None

    def act(self, name):
        place = self._place(self.values)
        if name == "hold_it":
            self.set(holds=hold(self.holds, *place, self.value))
        elif name == "release":
            self.set(holds=give_back(self.holds, *place))
        elif name == "release_all":
            self.set(holds=())
        else:
            super().act(name)

    def compute(self, p) -> SurgeryResult:
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
            place=self._place(vars(p)),
        )

    def make_panels(self):
        rows = [GateRow(n, UNITS) for n in range(len(GATES))]
        return [Tape(), *rows, MemoryRows(), AnswerIfAsked(), Answer(), GradientHighway()]

    def timeline(self, result):
        T = result.T
        return Timeline.steps(1, T, label=lambda t: f"t = {t} of {T}", seconds_per_step=0.15)

    def start_time(self):
        return 11

    def layout(self, figure, narrow):
        width, height = self.narrow_size if narrow else self.size
        if narrow:
            left, right = 0.12, 0.885
            tops = [44, 72, 154, 236, 364, 490, 646, 842]
            heights = [22, 70, 70, 70, 64, 64, 118, 160]
            sides = [(left, right)] * 6 + [(left, 0.97)] * 2
        else:
            left, right = 0.075, 0.605
            tops = [42, 70, 146, 222, 342, 458, 42, 228]
            heights = [22, 62, 62, 62, 60, 60, 126, 290]
            sides = [(left, right)] * 6 + [(0.71, 0.98)] * 2
        return [
            figure.add_axes((x, 1 - (top + tall) / (100 * height), end - x, tall / (100 * height)))
            for (x, end), top, tall in zip(sides, tops, heights, strict=True)
        ]
