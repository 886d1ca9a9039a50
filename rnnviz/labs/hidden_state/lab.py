"""A lab of notebook 03: what the units of a network hold while it reads."""

from __future__ import annotations

from typing import Any

from ...lab import Choice, Integer, Lab, Text, Timeline, Toggle, View
from ...networks.reader import Reader
from ...networks.reading import OWN, TEXT, TRAINED, own_reader, reader_named, reader_names
from .captions import captions
from .model import HiddenStateResult, compute
from .panels import StatePath, UnitCurve, UnitMap, UnitText


class HiddenState(Lab):
    """Read a text with a small recurrent network, and ask of every unit what it follows.

    `HiddenState(reader=my_reader)` takes a network of your own, trained or not: a `Reader(cell, W_hy, b_y)` of
    rnnviz.networks.reader, whose cell has the two methods that `own_cell` names. TypeError or ValueError says what
    it lacks. The lab keeps a copy.
    """

    title = "Hidden state"
    views = (
        View("text", "the text", UnitText),
        View("curve", "one unit", UnitCurve),
        View("map", "all units", UnitMap),
        View("path", "the path of the state", StatePath),
    )
    opens_with = "text curve"
    core = "unit text network"
    presets = {
        "letters into the word": {"unit": 2},
        "untrained": {"network": "random, seed 0"},
        "a trap": {"text": 'He counted the marks, """" and then """, and was lost for words (so was I).'},
    }

    text = Text(TEXT, "text", "The network reads it character by character, from left to right.")
    network = Choice(
        TRAINED,
        lambda lab: reader_names(lab.own),
        "network",
        "The trained reader, or one with random weights.",
    )
    unit = Integer(
        16,
        1,
        lambda lab: len(reader_named(lab.network, lab.own).W_hy),
        "unit",
        "The unit that colors the text. Or press on a row of the map of all units.",
    )
    sort = Toggle(
        False,
        "sort units by similarity",
        "Puts units that rise and fall together side by side in the map of all units.",
    )

    def __init__(self, reader: Reader | None = None, **values: Any):
        self.own = None if reader is None else own_reader(reader)
        self.presets = self.presets | {"letters into the word": {"network": TRAINED, "unit": 2}}
        super().__init__(**values)

    def first_values(self):
        return {"network": OWN, "unit": 1} if self.own else {}

    def compute(self, p):
        return compute(p, self.own)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: HiddenStateResult):
        T = len(result.text)
        return Timeline.steps(0, T, label=lambda t: f"t = {t} of {T}", seconds_per_step=0.15)

    def start_time(self):
        return 30

    def notes(self, result: HiddenStateResult):
        doubt = self.own.doubt if self.own and self.network == OWN else ""
        return " ".join(filter(None, [result.notes, doubt]))
