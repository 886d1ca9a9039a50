"""A lab of notebook 03: what becomes of one changed character, and what the linear prediction says of it."""

from __future__ import annotations

from typing import Any

from ...data import DataError
from ...lab import Choice, Integer, Lab, Number, Text, Timeline, View
from ...networks.reader import Reader
from ...networks.reading import LONGEST, OWN, TEXT, TRAINED, own_reader, reader_names
from ...text import clean
from .captions import captions
from .model import REPLACEMENTS, CounterfactualResult, compute
from .panels import ChangeCurves, ChangedText, ChangeMap


def length(lab: Any) -> int:
    """How many characters the lab reads; 1 for a text that it refuses."""
    try:
        return len(clean(lab.text, LONGEST).text)
    except DataError:
        return 1


class Counterfactual(Lab):
    """Change one character of a text: what becomes of the change, and what does the linear prediction say?

    `Counterfactual(reader=my_reader)` takes a network of your own, trained or not: a `Reader(cell, W_hy, b_y)` of
    rnnviz.networks.reader, whose cell has the two methods that `own_cell` names. TypeError or ValueError says what
    it lacks. The lab keeps a copy.
    """

    title = "Counterfactual"
    views = (
        View("text", "the text", ChangedText),
        View("curves", "how large the change is", ChangeCurves),
        View("map", "every unit", ChangeMap),
    )
    opens_with = "text curves"
    core = "position replacement share text network"
    presets = {
        "a quotation mark": {},
        "a letter": {"position": 6, "replacement": "b"},
        "a mark put in": {"position": 9, "replacement": '"'},
    }

    text = Text(TEXT, "text", "The network reads it character by character, from left to right.")
    network = Choice(
        TRAINED,
        lambda lab: reader_names(lab.own),
        "network",
        "The trained reader, or one with random weights.",
    )
    position = Integer(18, 1, length, "character to change, k", "Or press on a character of the text.")
    replacement = Choice("␣", list(REPLACEMENTS), "replace it by", "␣ is a space, ↵ a new line.")
    share = Number(
        1.0,
        0.001,
        1.0,
        0.001,
        "share of the change ε",
        "1 replaces the character; less mixes some of it in.",
        True,
    )

    def __init__(self, reader: Reader | None = None, **values: Any):
        self.own = None if reader is None else own_reader(reader)
        super().__init__(**values)

    def first_values(self):
        return {"network": OWN} if self.own else {}

    def compute(self, p):
        return compute(p, self.own)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: CounterfactualResult):
        T = len(result.text)
        return Timeline.steps(0, T, label=lambda t: f"t = {t} of {T}", seconds_per_step=0.15)

    def start_time(self):
        return 26

    def notes(self, result: CounterfactualResult):
        doubt = self.own.doubt if self.own and self.network == OWN else ""
        return " ".join(filter(None, [result.notes, doubt]))
