"""A wired network: its graph, which output depends on which input, and how many weights it has."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from ...cells import RNN, Bidirectional, Stacked
from .graph import Graph, example, graph, reads_both_ways

INPUT_SIZE, HIDDEN_SIZE = 8, 16


@dataclass(frozen=True)
class Part:
    """A stack of recurrent layers: all of a network, or the encoder or the decoder of one."""

    name: str  # "" of the only one
    units: int  # of a layer, in each direction
    both: bool
    weights: int

    @property
    def width(self) -> int:
        """How many numbers it hands on."""
        return 2 * self.units if self.both else self.units


@dataclass(frozen=True, eq=False)
class WiringResult:
    """A wired network; `seen` are the nodes behind the `chosen` one, `sees` is (outputs, inputs)."""

    wiring: str
    application: str
    T: int
    layers: int
    asked_both: bool  # both directions
    both: bool  # whether there is something to read in both
    graph: Graph
    reading: int  # how many of the columns read the input
    chosen: int
    seen: frozenset[int]
    sees: np.ndarray
    parts: tuple[Part, ...]
    input_size: int = INPUT_SIZE

    @property
    def rounds(self) -> int:
        return self.graph.rounds

    @property
    def weights(self) -> int:
        """How many the recurrent layers have."""
        return sum(part.weights for part in self.parts)


def compute(p: SimpleNamespace) -> WiringResult:
    both = p.bidirectional and reads_both_ways(p.wiring)
    application, words, _ = example(p.wiring, p.T, both)
    network = graph(p.wiring, p.layers, p.bidirectional, p.T)
    inputs, outputs = network.indices("input"), network.indices("output")
    seen = [network.sources(n) for n in outputs]
    return WiringResult(
        wiring=p.wiring,
        application=application,
        T=p.T,
        layers=p.layers,
        asked_both=p.bidirectional,
        both=both,
        graph=network,
        reading=len(words),
        chosen=outputs[p.output - 1],
        seen=frozenset(seen[p.output - 1]),
        sees=np.array([[n in sources for n in inputs] for sources in seen]),
        parts=parts(p.wiring, p.layers, both),
    )


def parts(wiring: str, layers: int, both: bool) -> tuple[Part, ...]:
    """The recurrent layers of a network; a decoder is as wide as what the encoder hands to it."""
    if wiring != "encoder-decoder":
        return (part("", HIDDEN_SIZE, layers, both),)
    encoder = part("encoder", HIDDEN_SIZE, layers, both)
    return encoder, part("decoder", encoder.width, layers, False)


def part(name: str, units: int, layers: int, both: bool) -> Part:
    stack = recurrent_layers(INPUT_SIZE, units, layers, both)
    return Part(name, units, both, sum(weights.size for weights in stack.params.values()))


def recurrent_layers(input_size: int, hidden_size: int, layers: int, both: bool) -> Stacked:
    """A stack of plain cells; `both` gives every layer two, one in each direction."""
    stack: list[RNN | Bidirectional] = []
    for _ in range(layers):
        cells = [RNN(input_size, hidden_size, rng=0) for _ in range(2 if both else 1)]
        stack.append(Bidirectional(*cells) if both else cells[0])
        input_size = stack[-1].hidden_size
    return Stacked(stack)
