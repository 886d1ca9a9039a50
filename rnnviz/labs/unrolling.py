"""The first lab of notebook 02: a loop unfolds into a chain, and a gradient runs back along it."""

from dataclasses import dataclass

import numpy as np

from ..panels.unrolling import Chain
from ..panels.unrolling_moment import FOLDED, LONGEST, LOSS, TOTAL, UNFOLDED, back_to, positions
from ..panels.weight_terms import WeightTerms
from ..stage import Timeline
from ..text import OTHER, clean
from .lab import Lab
from .parameters import Choice, Integer, Number, Text
from .untrained import (
    LETTERS,
    OWN,
    SOURCES,
    TEXT_SOURCE,
    UNIT_NAMES,
    WEATHER,
    network,
    next_character,
    next_value,
    read_own,
    read_text,
    read_weather,
)

TEXT = "the loop becomes a chain, with one copy for every letter"
SERIES = "step,value\n" + "\n".join(
    f"{i},{v}" for i, v in enumerate((3, 5, 8, 6, 2, 1, 4, 7, 9, 5, 2, 3, 6, 8), 1)
)
ALL = "mean of all"


@dataclass(frozen=True, eq=False)
class UnrollingResult:
    """Both passes over T steps. Arrays whose name begins with `whole` are free of the truncation."""

    labels: tuple[str, ...]  # (T,) what stands at each input
    names: tuple[str, ...]  # (T,) the same for a sentence
    looked_at: str  # what `shown` is
    summed: str  # what the bars add up to
    weights: int  # how many numbers the cell's parameters hold
    h: np.ndarray  # (T+1, H)
    shown: np.ndarray  # (T+1,) the chosen unit, or the mean of all
    loss: float
    aim: str  # what the readout should have given
    outcome: str  # what it gave, for a sentence
    truncate: int | None
    gradient: np.ndarray  # (H, H) ∂L/∂W_hh as cell.backward returns it
    weight_terms: np.ndarray  # (T, H, H) its terms, step by step
    running: np.ndarray  # (T, H, H) running[t-1] is the sum of the terms from step T down to t
    state_gradients: np.ndarray  # (T+1,) ‖∂L/∂h_t‖
    whole_state_gradients: np.ndarray  # (T+1,)
    whole_norm: float  # ‖∂L/∂W_hh‖
    lost: float  # ‖whole - truncated‖ / ‖whole‖
    bars: np.ndarray  # (T,) one number for each term of the whole gradient
    whole_levels: np.ndarray  # (T+2,) at t: the sum of the bars from T down to t
    levels: np.ndarray  # (T+2,) the same of those that truncation leaves

    @property
    def T(self) -> int:
        return len(self.labels)

    @property
    def cut(self) -> int:
        """The last step that the gradient does not reach; -1 if it reaches all."""
        return -1 if self.truncate is None or self.truncate >= self.T else self.T - self.truncate


class Table(Text):
    """A CSV that the learner pastes."""

    samples = ("value\n1\n2\n4\n3", "day,level\n1,0.5\n2,0.1\n3,0.9", "value\n1\n\n3", "a,b,c\n1,2,3", "")


class Unrolling(Lab):
    """An untrained RNN of 8 tanh units reads T steps and predicts what comes next; there its loss stands."""

    title = "Unrolling"
    size = (10.0, 5.0)
    narrow_size = (6.2, 5.6)
    presets = {
        "folded": {"t": FOLDED},
        "one sentence": {"T": 24, "t": 24},
        "forty steps": {"T": 40, "t": back_to(1)},
        "truncated at 5": {"truncate": 5, "t": TOTAL},
        "weather": {"source": WEATHER, "T": 21, "scale": 1.1, "t": LOSS},
        "your own series": {"source": OWN, "T": 10, "scale": 1.1, "t": LOSS},
    }

    source = Choice(
        "text", SOURCES, "what it reads", "A text, the daily maximum temperature, or a series of yours."
    )
    text = Text(TEXT, "text", "The network reads its first T characters and predicts the next one.")
    day = Integer(150, 0, 1400, "first day", "Where the weather begins: days after January 1, 2012.")
    csv = Table(SERIES, "your own series", "A CSV: a row of names, then one row a step. Paste it here.")
    T = Integer(12, 1, LONGEST, "steps T", "How many copies the loop unfolds into.")
    truncate = Integer(
        0, 0, LONGEST, "truncate after k (0: never)", "How many steps the gradient may run back."
    )
    scale = Number(0.9, 0, 3, 0.05, "scale of W_hh (ρ)", "Its spectral radius, the largest |eigenvalue|.")
    unit = Choice("unit 1", (ALL, *UNIT_NAMES), "look at", "Whose state and whose weight are shown.")
    seed = Integer(14, 0, 999, "seed", "Another draw of the random weights.")

    def compute(self, p) -> UnrollingResult:
        sequences = {
            TEXT_SOURCE: read_text(p.text, p.T),
            WEATHER: read_weather(p.day, p.T),
            OWN: read_own(p.csv, p.T),
        }
        sequence = sequences[p.source]
        cell, readout = network(p.source, sequence.x.shape[-1], p.scale, p.seed)
        trace = cell.forward(sequence.x)
        predict = next_character if p.source == TEXT_SOURCE else next_value
        loss, dh_last, aim, outcome = predict(readout, trace.h[-1, 0], sequence)

        dh = np.zeros_like(trace.h[1:])
        dh[-1, 0] = dh_last
        whole = cell.backward(trace, dh)
        truncate = p.truncate or None
        kept = cell.backward(trace, dh, truncate)
        terms = cell.weight_terms(trace, kept)["W_hh"]
        bars = measured(cell.weight_terms(trace, whole)["W_hh"], whole.params["W_hh"], p.unit)
        kept_bars = measured(terms, whole.params["W_hh"], p.unit)
        whole_norm = float(np.linalg.norm(whole.params["W_hh"]))
        missing = float(np.linalg.norm(whole.params["W_hh"] - kept.params["W_hh"]))
        n = 0 if p.unit == ALL else int(p.unit.split()[1])
        return UnrollingResult(
            labels=sequence.labels,
            names=sequence.names,
            looked_at="the mean of all units" if n == 0 else p.unit,
            summed="‖∂L/∂W_hh‖" if n == 0 else f"∂L/∂W_hh[{n},{n}]",
            weights=sum(value.size for value in cell.params.values()),
            h=trace.h[:, 0],
            shown=trace.h[:, 0].mean(axis=1) if n == 0 else trace.h[:, 0, n - 1],
            loss=loss,
            aim=aim,
            outcome=outcome,
            truncate=truncate,
            gradient=kept.params["W_hh"],
            weight_terms=terms,
            running=np.cumsum(terms[::-1], axis=0)[::-1],
            state_gradients=np.linalg.norm(kept.h[:, 0], axis=1),
            whole_state_gradients=np.linalg.norm(whole.h[:, 0], axis=1),
            whole_norm=whole_norm,
            lost=missing / whole_norm if whole_norm else 0.0,
            bars=bars,
            whole_levels=sums_from_the_end(bars),
            levels=sums_from_the_end(kept_bars),
        )

    def make_panels(self):
        return [Chain(), WeightTerms()]

    def layout(self, figure, narrow):
        if narrow:
            return [figure.add_axes((0.02, 0.41, 0.96, 0.45)), figure.add_axes((0.02, 0.02, 0.96, 0.28))]
        return [figure.add_axes((0.02, 0.40, 0.96, 0.51)), figure.add_axes((0.02, 0.02, 0.96, 0.27))]

    def timeline(self, result):
        between = 3 if result.T <= 16 else 1 if result.T <= 34 else 0  # at most about 150 frames
        times, stops = positions(result.T, unfolding=7, between=between)
        labels = tuple(moment_name(t, result.T) for t in times)
        return Timeline(tuple(times), labels, tuple(stops), 0.1 if between else 0.15)

    def start_time(self):
        return FOLDED

    def irrelevant(self, p):
        return {"text", "day", "csv"} - {{TEXT_SOURCE: "text", WEATHER: "day", OWN: "csv"}[p.source]}

    def notes(self, result) -> str:
        if self.source != "text":
            return ""
        text, notes = clean(self.text, Text.longest)
        unknown = sum(1 for index in LETTERS.encode(text[: result.T]) if LETTERS.symbols[index] == OTHER)
        if len(text) < self.T:
            notes += (f"The text has {len(text)} characters, so the chain has {len(text)} steps.",)
        if unknown:
            notes += (f"The network does not know {unknown} of these characters: it reads each as {OTHER}.",)
        return " ".join(notes)


def measured(terms: np.ndarray, whole: np.ndarray, unit: str) -> np.ndarray:
    """One number a term (T, H, H): a unit's weight to itself, or the term's length along the whole gradient.

    Both add up: the first to that entry of ∂L/∂W_hh, the second to its norm.
    """
    if unit != ALL:
        n = int(unit.split()[1]) - 1
        return terms[:, n, n]
    norm = np.linalg.norm(whole)
    return np.tensordot(terms, whole / norm, axes=2) if norm else np.zeros(len(terms))


def sums_from_the_end(bars: np.ndarray) -> np.ndarray:
    """(T+2,), at t the sum of the terms T, T-1, ..., t; at T+1 nothing yet, at 0 the same as at 1."""
    sums = np.append(np.cumsum(bars[::-1])[::-1], 0.0)
    return np.append(sums[0], sums)


def moment_name(t: float, T: int) -> str:
    """What the scrubber says at time t."""
    if t < UNFOLDED:
        return "folded" if t == FOLDED else "unfolding"
    if t < 0.5:
        return "unfolded"
    if t < T + 0.5:
        return f"t = {int(t + 0.5)} of {T}"
    if t < back_to(T + 0.5):
        return "loss"
    return "sum" if t > back_to(0.5) else f"back to t = {int(back_to(t) + 0.5)}"
