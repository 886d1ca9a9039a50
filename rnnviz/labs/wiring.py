"""A lab of notebook 01: the ways to wire recurrent cells into a network."""

from dataclasses import dataclass

import numpy as np

from ..cells import RNN, Bidirectional, Stacked
from ..panels.wiring import Wiring as WiringGraph
from ..panels.wiring_sight import WiringSight
from ..stage import Timeline
from .lab import Lab
from .parameters import Choice, Integer, Toggle
from .wiring_graph import STEPS, WIRINGS, Graph, example, graph, reads_both_ways

INPUT_SIZE, HIDDEN_SIZE = 8, 16
LAST = 1000  # stands for the end of the film, however long it is


@dataclass(frozen=True, eq=False)
class WiringResult:
    """A wired network; `seen` are the nodes behind the `chosen` one, `sees` is (outputs, inputs)."""

    wiring: str
    application: str
    layers: int
    both: bool
    graph: Graph
    reading: int  # how many of the columns read the input
    chosen: int
    seen: frozenset[int]
    sees: np.ndarray
    rounds: int
    weights: int  # how many the recurrent layers have
    refused: str
    input_size: int = INPUT_SIZE
    hidden_size: int = HIDDEN_SIZE


class Wiring(Lab):
    """Five ways to wire cells into a network, each with a use; stacked, and in both directions."""

    title = "Wiring"
    size = (10.0, 4.6)
    narrow_size = (6.2, 7.2)
    presets = {
        "tagger": {"wiring": "many to many", "T": 5, "output": 3},
        "tagger, both ways": {"wiring": "many to many", "T": 5, "output": 3, "bidirectional": True},
        "sentiment": {"wiring": "many to one", "T": 5, "output": 1},
        "caption": {"wiring": "one to many", "T": 6, "output": 3},
        "translator": {"wiring": "encoder-decoder", "T": 5, "output": 2},
        "deep": {"wiring": "many to many", "T": 6, "output": 4, "layers": 3, "bidirectional": True},
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

    def compute(self, p) -> WiringResult:
        application, words, _ = example(p.wiring, p.T)
        network = graph(p.wiring, p.layers, p.bidirectional, p.T)
        inputs, outputs = network.indices("input"), network.indices("output")
        seen = [network.sources(n) for n in outputs]
        return WiringResult(
            wiring=p.wiring,
            application=application,
            layers=p.layers,
            both=p.bidirectional and reads_both_ways(p.wiring),
            graph=network,
            reading=len(words),
            chosen=outputs[p.output - 1],
            seen=frozenset(seen[p.output - 1]),
            sees=np.array([[n in sources for n in inputs] for sources in seen]),
            rounds=max(node.when for node in network.nodes),
            weights=count_weights(p.wiring, p.layers, p.bidirectional),
            refused=refusal(p.wiring) if p.bidirectional else "",
        )

    def settle(self, changes: dict) -> dict:
        """A picture of the end stays one: of a longer sequence the new end is shown."""
        at_end = self._timeline is not None and self.t == self._timeline.positions[-1]
        return {"t": LAST} | changes if at_end else changes

    def _checked_time(self, t) -> float:
        return super()._checked_time(self._timeline.positions[-1] if t == LAST else t)

    def irrelevant(self, p):
        single = {"one to one": {"T", "output"}, "many to one": {"output"}}
        return single.get(p.wiring, set())

    def notes(self, result) -> str:
        return result.refused

    def make_panels(self):
        return [WiringGraph(), WiringSight()]

    def layout(self, figure, narrow):
        if narrow:
            boxes = (0.012, 0.36, 0.976, 0.56), (0.05, 0.02, 0.36, 0.27)
        else:
            boxes = (0.012, 0.02, 0.776, 0.86), (0.82, 0.36, 0.17, 0.52)
        return [figure.add_axes(box) for box in boxes]

    def timeline(self, result):
        label = f"round {{}} of {result.rounds}".format
        between = 2 if result.rounds < 48 else 1  # at most 150 frames
        return Timeline.steps(0, result.rounds, between, label, seconds_per_step=0.7)

    def start_time(self):
        return LAST


def refusal(wiring: str) -> str:
    """Why a wiring cannot run in both directions, or not everywhere; empty if it can."""
    return {
        "one to one": "One step has no second direction, so that both directions change nothing here.",
        "one to many": "This network runs left to right only: the words to its right are not written yet.",
        "encoder-decoder": "Only the encoder reads both ways: the decoder has yet to write its words.",
    }.get(wiring, "")


def count_weights(wiring: str, layers: int, both: bool) -> int:
    """How many weights the recurrent layers have; a decoder is as wide as what the encoder hands to it."""
    encoder = recurrent_layers(INPUT_SIZE, HIDDEN_SIZE, layers, both and reads_both_ways(wiring))
    parts = [encoder]
    if wiring == "encoder-decoder":
        parts.append(recurrent_layers(INPUT_SIZE, encoder.hidden_size, layers, False))
    return sum(weights.size for part in parts for weights in part.params.values())


def recurrent_layers(input_size: int, hidden_size: int, layers: int, both: bool) -> Stacked:
    """A stack of plain cells; `both` gives every layer two, one in each direction."""
    stack = []
    for _ in range(layers):
        cells = [RNN(input_size, hidden_size, rng=0) for _ in range(2 if both else 1)]
        stack.append(Bidirectional(*cells) if both else cells[0])
        input_size = stack[-1].hidden_size
    return Stacked(stack)
