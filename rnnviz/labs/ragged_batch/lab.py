"""The second lab of notebook 02: what padding does to final states, and what a mask does about it."""

from __future__ import annotations

from ...lab import Choice, Integer, Lab, Number, Text, Timeline, Toggle, View
from ...networks.untrained import UNIT_NAMES
from .captions import captions
from .model import COLUMNS, LAST, NORM, ROWS, TEXTS, RaggedResult, compute, lines_of
from .panels import Batch, FinalState


class RaggedBatch(Lab):
    """Each line is a sequence. An untrained RNN reads all side by side, short ones filled up with zeros."""

    title = "Ragged batch"
    views = (View("batch", "the batch", Batch), View("wrong", "how wrong", FinalState))
    opens_with = "batch wrong"
    core = "mask texts unit scale seed"
    presets = {
        "one long row": {"texts": "a\nan\nant\nan anthill in june", "t": COLUMNS},
        "all the same length": {"texts": "rain\nwind\nsnow\nhail", "t": 4},
    }

    texts = Text(
        TEXTS,
        "sequences, one a line",
        f"Up to {ROWS} lines; of each line the first {COLUMNS} characters are read.",
    )
    mask = Toggle(
        False, "mask", "On: a row that has ended keeps its state. Off: it is computed on, from zeros."
    )
    unit = Choice("unit 1", (NORM, *UNIT_NAMES), "color by", "One unit, or the size of the whole state.")
    scale = Number(0.9, 0, 3, 0.05, "scale of W_hh (ρ)", "Its spectral radius, the largest |eigenvalue|.")
    seed = Integer(15, 0, 999, "seed", "Another draw of the random weights.")

    def compute(self, p):
        return compute(p)

    def describe(self, result, t, views):
        return captions(result, t, views)

    def timeline(self, result: RaggedResult):
        return Timeline.steps(0, result.T, label=lambda t: f"t = {t} of {result.T}", seconds_per_step=0.4)

    def start_time(self):
        return LAST

    def notes(self, result: RaggedResult) -> str:
        return " ".join(lines_of(self.texts)[1])
