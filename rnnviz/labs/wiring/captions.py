"""What Wiring says: what the chosen output depends on, and how many weights do it."""

from __future__ import annotations

from collections.abc import Sequence

from ...words import listed
from .graph import MAN
from .model import Part, WiringResult


def captions(result: WiringResult, t: float, views: Sequence[str]) -> list[str]:
    """The headline, how many weights the network has, and what a reader of half a sentence takes for what."""
    said = [headline(result, t)]
    if t >= result.rounds and result.wiring == "many to many" and result.T == MAN:
        said.append(garden_path(result))
    return [*said, shared_weights(result)]


def headline(result: WiringResult, t: float) -> str:
    outputs = result.graph.indices("output")
    if t < result.rounds:
        ready = sum(result.graph.nodes[n].when <= t for n in outputs)
        return (
            f"After {int(t)} of {result.rounds} rounds of computing, {ready} of {len(outputs)} "
            f"output{'s' * (len(outputs) > 1)} {'is' if ready == 1 else 'are'} ready."
        )
    return sight(result)


def sight(result: WiringResult) -> str:
    """What the chosen output depends on, in words and numbers."""
    outputs, inputs = result.graph.indices("output"), result.graph.indices("input")
    number, total = 1 + outputs.index(result.chosen), len(inputs)
    seen = [i for i, n in enumerate(inputs, start=1) if n in result.seen]
    name = (
        f"Output {number} (“{result.graph.nodes[result.chosen].word}”)" if len(outputs) > 1 else "The output"
    )
    if result.wiring == "one to one":
        return "One input, one step, one output: a plain network, with nothing to remember."
    if result.wiring in ("one to many", "encoder-decoder"):
        words = (
            f" and the {f'{number - 1} words' if number > 2 else 'word'} written before it"
            if number > 1
            else ""
        )
        if total == 1:
            return f"{name} sees the one input{words}."
        states = "last states" if result.both else "last state"
        only = f"but only through the {states} of the encoder{',' if words else ''}"
        return f"{name} sees all {total} inputs, {only}{words}."
    if result.wiring == "many to one":
        return f"The output sees all {total} inputs{', read in both directions' if result.both else ''}."
    if number == total:
        return f"{name} is the last and sees all {total} inputs, in one direction or in both."
    if result.both:
        one_way = span(range(1, number + 1))
        return f"{name} sees all {total} inputs; reading one way, it would see {one_way}."
    return f"{name} sees {span(seen)} of {total}; with both directions it would see all {total}."


def garden_path(result: WiringResult) -> str:
    """Why the tags of “the old man the boats” change with the second direction."""
    if result.both:
        return "“the boats” tell that the old are people here, and that “man” is what they do: a verb."
    return "Up to “man” it reads as an old man, a noun; that “man” is a verb, only “the boats” will tell."


def shared_weights(result: WiringResult) -> str:
    """How many weights there are, and how wide the layers are that they make."""
    size = f"inputs of {result.input_size} numbers"
    if result.wiring == "one to one":
        return f"The one step uses {result.weights:,} weights ({size}, {units(result.parts[0])})."
    if len(result.parts) == 1:
        return (
            f"Every step uses the same {result.weights:,} weights in the recurrent layers, for any length "
            f"({size}, {units(result.parts[0])})."
        )
    counted = listed([f"{part.weights:,} in the {part.name} ({units(part)})" for part in result.parts])
    return f"Every step uses the same weights, for any length: {counted}, with {size}."


def units(part: Part) -> str:
    return f"{part.units} units{' in each direction' if part.both else ''}"


def span(numbers: Sequence[int]) -> str:
    """ "input 1", or "inputs 1 to 3"."""
    return "input 1" if len(numbers) == 1 else f"inputs {numbers[0]} to {numbers[-1]}"


def refusal(result: WiringResult) -> str:
    """Why a wiring cannot run in both directions, or not everywhere; empty if it can, or was not asked to."""
    if not result.asked_both:
        return ""
    return {
        "one to one": "One step has no second direction, so that both directions change nothing here.",
        "one to many": "This network runs left to right only: the words to its right are not written yet.",
        "encoder-decoder": "Only the encoder reads both ways: the decoder has yet to write its words.",
    }.get(result.wiring, "")
