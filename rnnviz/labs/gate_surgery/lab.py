"""A lab of notebook 06: gates held by hand. Memory, answer and gradient follow at once."""

from __future__ import annotations

from functools import partial

from ...errors import InputError
from ...lab import Action, Choice, Integer, Lab, Number, State, Timeline, Toggle, View
from ...networks import latch
from .captions import captions
from .holds import EVERY, GATES, Place, checked_holds, give_back, hold, value_at
from .model import FORGETFUL, NETWORKS, TRAINED, SurgeryResult, compute
from .outcome import Answer, GradientHighway
from .panels import AnswerIfAsked, GateRow, MemoryRows, Tape

ALL_UNITS = "all units"
UNITS = (ALL_UNITS, *(f"unit {n}" for n in range(1, latch.HIDDEN_SIZE + 1)))
CUT = 12  # the step at which the lab opens, with f held at 0


class GateSurgery(Lab):
    """A trained LSTM keeps a letter over thirty others: hold its gates by hand, and see what they were for."""

    title = "Gate surgery"
    views = (
        View("gates", "the gates", Tape, *(partial(GateRow, n) for n in range(len(GATES)))),
        View("memory", "the memory", MemoryRows),
        View("asked", "asked earlier", AnswerIfAsked),
        View("answer", "the answer", Answer),
        View("gradient", "the gradient", GradientHighway),
    )
    opens_with = "gates memory answer"
    core = "gate step value held release_all"
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

    letters = Integer(
        31, 4, 60, "letters", "How many letters are read before the question."
    )  # first: steps go by it
    gate = Choice("f", GATES, "gate", "f keeps what is old, i lets in what is new, o lets out what is shown.")
    step = Integer(
        CUT,
        EVERY,
        lambda lab: lab.letters + 1,
        "at step",
        "0: at every step. Or press on a bar of the picture.",
    )
    value = Number(0.0, 0, 1, 0.01, "held at", "Moving this holds the gate there; a drag on a bar does too.")
    held = Toggle(True, "held by hand", "Off: the chosen gate at the chosen step moves by itself again.")
    release_all = Action("Give all gates back", "Let every gate move by itself again.")
    unit = Choice(ALL_UNITS, UNITS, "of", "Hold the gate of all units, or of one; the bars show it too.")
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
    holds = State((("f", CUT, 0, 0.0),), "gates held by hand", checked_holds)

    def settle(self, changes):
        """A value that is moved is held at the chosen place; at another place the controls show what is held there."""
        changes = dict(changes)
        try:
            place = self._place(self.values | changes)
        except (TypeError, ValueError, OverflowError):  # what was asked for cannot be, and will be refused
            return changes
        if "holds" not in changes and changes.get("held") is False:
            changes["holds"] = give_back(self.holds, *place)
        elif "holds" not in changes and ("value" in changes or changes.get("held") is True):
            changes["holds"] = hold(self.holds, *place, changes.get("value", self.value))
        try:
            holds = checked_holds(changes.get("holds", self.holds))
        except InputError:  # said again, to the learner, when they are set
            return changes
        present = value_at(holds, *place)
        changes["held"] = present is not None
        if present is not None:
            changes.setdefault("value", present)
        return changes

    @staticmethod
    def _place(values) -> Place:
        """Gate, step and unit chosen, 0 for all of them."""
        step = min(int(values["step"]), int(values["letters"]) + 1)
        return values["gate"], step, UNITS.index(values["unit"])

    def act(self, name):
        if name == "release_all":
            self.set(holds=())
        else:
            super().act(name)

    def compute(self, p):
        return compute(p, self._place(vars(p)))

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: SurgeryResult):
        label = f"t = {{}} of {result.T}".format
        return Timeline.steps(1, result.T, label=label, seconds_per_step=0.15)

    def start_time(self):
        return CUT
