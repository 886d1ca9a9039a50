"""The first lab of notebook 02: a loop unfolds into a chain, and a gradient runs back along it."""

from __future__ import annotations

from ...lab import Choice, Integer, Lab, Number, Text, Timeline, View
from ...networks.untrained import LETTERS, OWN, SOURCES, TEXT_SOURCE, UNIT_NAMES, WEATHER
from ...text import LONGEST_TEXT, OTHER, clean
from . import moment
from .captions import captions
from .model import ALL, UnrollingResult, compute
from .panels import Chain
from .terms import WeightTerms

TEXT = "the loop becomes a chain, with one copy for every letter"
SERIES = "step,value\n" + "\n".join(
    f"{i},{v}" for i, v in enumerate((3, 5, 8, 6, 2, 1, 4, 7, 9, 5, 2, 3, 6, 8), 1)
)


class Table(Text):
    """A CSV that the learner pastes."""

    samples = ("value\n1\n2\n4\n3", "day,level\n1,0.5\n2,0.1\n3,0.9", "value\n1\n\n3", "a,b,c\n1,2,3", "")


class Unrolling(Lab):
    """An untrained RNN of 8 tanh units reads T steps and predicts what comes next; there its loss stands."""

    title = "Unrolling"
    views = (View("chain", "the chain", Chain), View("terms", "term by term", WeightTerms))
    opens_with = "chain terms"
    core = "T truncate scale source text"
    presets = {
        "folded": {"t": moment.FOLDED},
        "truncated at 5": {"truncate": 5, "t": moment.TOTAL},
        "weather": {"source": WEATHER, "T": 21, "scale": 1.1, "t": moment.LOSS},
        "your own series": {"source": OWN, "T": 10, "scale": 1.1, "t": moment.LOSS},
    }

    source = Choice(
        "text", SOURCES, "what it reads", "A text, the daily maximum temperature, or a series of yours."
    )
    text = Text(TEXT, "text", "The network reads its first T characters and predicts the next one.")
    day = Integer(150, 0, 1400, "first day", "Where the weather begins: days after January 1, 2012.")
    csv = Table(SERIES, "your own series", "A CSV: a row of names, then one row a step. Paste it here.")
    T = Integer(12, 1, moment.LONGEST, "steps T", "How many copies the loop unfolds into.")
    truncate = Integer(
        0, 0, moment.LONGEST, "truncate after k (0: never)", "How many steps the gradient may run back."
    )
    scale = Number(0.9, 0, 3, 0.05, "scale of W_hh (ρ)", "Its spectral radius, the largest |eigenvalue|.")
    unit = Choice("unit 1", (ALL, *UNIT_NAMES), "look at", "Whose state and whose weight are shown.")
    seed = Integer(14, 0, 999, "seed", "Another draw of the random weights.")

    def compute(self, p):
        return compute(p)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: UnrollingResult):
        between = 3 if result.T <= 16 else 1 if result.T <= 34 else 0  # at most about 150 frames
        times, stops = moment.positions(result.T, unfolding=7, between=between)
        labels = tuple(moment.name(t, result.T) for t in times)
        return Timeline(tuple(times), labels, tuple(stops), 0.1 if between else 0.15)

    def start_time(self):
        return moment.back_to(3)  # most has happened: read, and gone back

    def irrelevant(self, p):
        return {"text", "day", "csv"} - {{TEXT_SOURCE: "text", WEATHER: "day", OWN: "csv"}[p.source]}

    def notes(self, result: UnrollingResult) -> str:
        if self.source != "text":
            return ""
        text, notes = clean(self.text, LONGEST_TEXT)
        unknown = sum(1 for index in LETTERS.encode(text[: result.T]) if LETTERS.symbols[index] == OTHER)
        if len(text) < self.T:
            notes += (f"The text has {len(text)} characters, so the chain has {len(text)} steps.",)
        if unknown:
            notes += (f"The network does not know {unknown} of these characters: it reads each as {OTHER}.",)
        return " ".join(notes)
