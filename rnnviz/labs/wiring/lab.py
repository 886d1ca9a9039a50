"""A lab of notebook 01: the ways to wire recurrent cells into a network."""

from __future__ import annotations

from typing import Any

from ...lab import Choice, Integer, Lab, Timeline, Toggle, View
from .captions import captions, refusal
from .graph import STEPS, WIRINGS, example, graph
from .model import WiringResult, compute
from .panels import Network, Sight


class Wiring(Lab):
    """Five ways to wire cells into a network, each with a use; stacked, and in both directions."""

    title = "Wiring"
    views = (View("network", "the network", Network), View("sight", "who sees what", Sight))
    opens_with = "network sight"
    core = "wiring bidirectional layers T output"
    presets = {
        "tagger": {"wiring": "many to many", "T": 5, "output": 3},
        "tagger, both ways": {"wiring": "many to many", "T": 5, "output": 3, "bidirectional": True},
        "translator": {"wiring": "encoder-decoder", "T": 5, "output": 2},
    }

    wiring = Choice("many to many", WIRINGS, "wiring", "How inputs and outputs line up in time.")
    T = Integer(5, STEPS[0], STEPS[-1], "steps T", "The length of the sequence.")
    layers = Integer(1, 1, 3, "layers", "The states of one layer are the inputs of the next.")
    bidirectional = Toggle(False, "both directions", "A second row of states reads from right to left.")
    output = Integer(
        3,
        1,
        lambda lab: len(example(lab.wiring, lab.T)[2]),
        "output",
        "Or point at an output in the picture.",
    )

    def compute(self, p):
        return compute(p)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def settle(self, changes: dict[str, Any]) -> dict[str, Any]:
        """A picture of the end stays one: of another graph the new end is shown."""
        reset = changes == self.session.opened[0]  # has its own time
        if "t" in changes or reset or self.t != self.result.rounds:
            return changes
        values = self.values | changes
        shape = graph(
            Wiring.wiring.validate(self, values["wiring"]),
            int(Wiring.layers.validate(self, values["layers"])),
            Wiring.bidirectional.validate(self, values["bidirectional"]),
            int(Wiring.T.validate(self, values["T"])),
        )
        return changes | {"t": shape.rounds}

    def irrelevant(self, p):
        single = {"one to one": {"T", "output"}, "many to one": {"output"}}
        return single.get(p.wiring, set())

    def notes(self, result: WiringResult):
        return refusal(result)

    def timeline(self, result: WiringResult):
        label = f"round {{}} of {result.rounds}".format
        between = 2 if result.rounds < 48 else 1  # at most 150 frames
        return Timeline.steps(0, result.rounds, between, label, seconds_per_step=0.7)

    def start_time(self):
        """The end, of whichever graph: no other takes so many rounds."""
        return graph("encoder-decoder", 3, True, STEPS[-1]).rounds
