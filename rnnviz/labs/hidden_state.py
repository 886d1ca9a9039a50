"""A lab of notebook 03: what the units of a network hold while it reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..applications.probe import auc, principal_components, similarity_order
from ..applications.reader import inside_quotation, letters_into_word
from ..panels import number
from ..panels.colored_text import ColoredText
from ..panels.state_curves import StateCurves
from ..panels.state_heatmap import StateHeatmap
from ..panels.trajectory import Trajectory
from ..stage import Timeline
from ..text import clean, visible
from .parameters import Integer, Toggle
from .reading import LONGEST, OWN, TRAINED, ReadingLab, reading_notes, scale, states


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson's r; 0 if one of them never changes."""
    a, b = a - a.mean(), b - b.mean()
    size = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / size if size > 0 else 0.0


@dataclass(frozen=True)
class HiddenStateResult:
    """A text of T characters, and all that the network held while reading it."""

    text: str
    shown: str  # (T) how each character is drawn
    notes: str
    trained: bool
    h: np.ndarray  # (T+1, H)
    scale: float  # at the ends of every scale of h
    reach: float  # at the ends of those of the scores
    unit: int  # counted from 1: unit 1 is column 0 of h
    order: np.ndarray  # (H,)
    inside: np.ndarray  # (T,) whether each character is inside a quotation
    auc: float  # of the unit, inside against outside, on this text
    letters_correlation: float  # of the unit with the letters into the word, on this text
    scores: np.ndarray  # (T+1, 2)
    shares: np.ndarray  # (2,)
    answers: tuple[np.ndarray, np.ndarray]  # what the reader says at each step, (T+1,) each

    @property
    def color_by(self) -> np.ndarray:
        return self.h[1:, self.unit - 1] / self.scale


class UnitText(ColoredText):
    """The text, colored by the chosen unit; its caption is the lab's headline."""

    def describe(self, result, t: float) -> str:
        t, T, unit = int(t), len(result.text), result.unit
        if t == 0:
            others = "" if result.h[0].any() else ", like all the others"
            return f"Before the first character unit {unit} is at {number(result.h[0, unit - 1])}{others}."
        values = result.h[1:, unit - 1]
        now = values[t - 1]
        where = f"After character {t} of {T}, “{result.shown[t - 1]}”, unit {unit} is at {number(now)}"
        if now == 0:
            return f"{where}."
        other = np.flatnonzero(np.sign(values) != np.sign(now)) + 1  # steps at which it has another sign
        first = max(other[other < t], default=0) + 1
        last = min(other[other > t], default=T + 1) - 1
        side = "positive" if now > 0 else "negative"
        if first == last:
            return f"{where}; it is {side} at this character only."
        return (
            f"{where}; it is {side} from character {first}, “{result.shown[first - 1]}”, "
            f"to {last}, “{result.shown[last - 1]}”."
        )


class UnitHeatmap(StateHeatmap):
    """All units; its caption counts how well the sign of the chosen one goes with quotations."""

    def describe(self, result, t: float) -> str:
        positive, inside = result.color_by > 0, result.inside
        outside = ~inside
        if inside.all() or not inside.any():
            counts = f"All of the text is {'inside' if inside.all() else 'outside'} quotations"
        else:
            counts = (
                f"It is positive at {positive[inside].sum()} of the {inside.sum()} characters inside "
                f"quotations and at {positive[outside].sum()} of the {outside.sum()} outside, "
                f"AUC {number(result.auc)}"
            )
        r = number(result.letters_correlation)
        return f"{counts}; its correlation with the letters into the word is {r}."


class Answers(StateCurves):
    """The chosen unit's curve; its caption says what all units together answer."""

    def describe(self, result, t: float) -> str:
        if not result.trained:
            return "This network was never trained."
        inside, letters = (answer[int(t)] for answer in result.answers)
        units = result.h.shape[1]
        together = "The only unit" if units == 1 else f"All {units} units together"
        return (
            f"{together} answer{'s' * (units == 1)}: inside a quotation with probability "
            f"{number(inside)}, {number(letters)} letters into the word."
        )


class HiddenState(ReadingLab):
    """Read a text with a small recurrent network and look at every unit of its state.

    `HiddenState(reader=my_reader)` takes a network of your own; see `ReadingLab`.
    """

    title = "Hidden state"
    size = (10.0, 5.2)
    narrow_size = (6.2, 9.4)
    presets = {
        "quotation": {},
        "letters into the word": {"unit": 2},
        "untrained": {"network": "random, seed 0"},
        "a trap": {"text": 'He counted the marks, """" and then """, and was lost for words (so was I).'},
    }

    unit = Integer(
        16,
        1,
        lambda lab: len(lab.reader(lab.network).W_hy),
        "unit",
        "The unit that colors the text. Or click a row of the map.",
    )
    sort = Toggle(False, "sort units by similarity", "Puts units that rise and fall together side by side.")

    def __init__(self, reader=None, **values):
        self.presets = self.presets | {"letters into the word": {"network": TRAINED, "unit": 2}}
        super().__init__(reader, **values)

    def first_values(self):
        return super().first_values() | {"unit": 1} if self.own else {}

    @np.errstate(all="ignore")  # an overflow is said in a sentence
    def compute(self, p) -> HiddenStateResult:
        text, notes = clean(p.text, LONGEST)
        reader, shown = self.reader(p.network), "".join(map(visible, text))
        h = states(reader.read(text), shown)
        chosen, inside = h[1:, p.unit - 1], inside_quotation(text)
        scores, _, shares = principal_components(h if h.shape[1] > 1 else np.pad(h, ((0, 0), (0, 1))))
        return HiddenStateResult(
            text=text,
            shown=shown,
            notes=reading_notes(notes, text, reader),
            trained=p.network in (TRAINED, OWN),
            h=h,
            scale=scale(h),
            reach=5 * scale(scores / 5) if p.network == OWN else 5.0,
            unit=p.unit,
            order=similarity_order(h) if p.sort else np.arange(h.shape[1]),
            inside=inside,
            auc=float(auc(chosen, inside)),
            letters_correlation=correlation(chosen, letters_into_word(text)),
            scores=scores,
            shares=shares,
            answers=reader.answers(h),
        )

    def make_panels(self):
        return [
            UnitText("colored by the chosen unit: blue above zero, brown below; line: inside a quotation"),
            UnitHeatmap("All units", "h_t, one row a unit; click a row to choose", lambda result: result.h),
            Answers(),
            Trajectory(),
        ]

    def layout(self, figure, narrow):
        if narrow:
            boxes = [(0.03, 0.835, 0.94, 0.12), (0.11, 0.575, 0.86, 0.20), (0.11, 0.43, 0.86, 0.09)]
            return [figure.add_axes(box) for box in [*boxes, (0.11, 0.05, 0.58, 0.30)]]
        boxes = [(0.02, 0.775, 0.96, 0.145), (0.075, 0.345, 0.535, 0.33), (0.075, 0.095, 0.535, 0.15)]
        return [figure.add_axes(box) for box in [*boxes, (0.66, 0.095, 0.32, 0.58)]]

    def timeline(self, result):
        T = len(result.text)
        return Timeline.steps(0, T, label=lambda t: f"t = {t} of {T}", seconds_per_step=0.15)

    def start_time(self):
        return 30
