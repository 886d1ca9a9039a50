"""A lab of notebook 03: what becomes of one changed character, and what the gradient says of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..applications.reader import inside_quotation
from ..data import DataError
from ..gradients import step_jacobians
from ..panels import number
from ..panels.colored_text import EditedText
from ..panels.counterfactual import FLOOR, ChangeCurves
from ..panels.state_heatmap import StateHeatmap
from ..stage import Timeline
from ..text import CHARACTERS, clean, visible
from .hidden_state import LONGEST, RANDOM, TEXT, TRAINED, network, reading_notes
from .lab import Lab
from .parameters import Choice, Integer, Number, Text

TOLERANCE = 0.1  # the gradient counts as right while its relative error is below this


@dataclass(frozen=True)
class CounterfactualResult:
    """A text, the same with one character changed, and what the change did to every later state."""

    text: str
    shown: str
    notes: str
    trained: bool
    position: int  # of the changed character, from 1
    replacement: str  # how it is drawn
    share: float
    inside: np.ndarray  # (T,) of the text as it was
    h: np.ndarray  # (T+1, H), likewise
    change: np.ndarray  # (T+1, H), h'_t - h_t
    first_order: np.ndarray  # (T+1, H), the same by the gradient
    answers: tuple[np.ndarray, np.ndarray]  # P(inside a quotation) before and after the change, (T+1,) each
    unit: None = None

    @property
    def order(self) -> np.ndarray:
        return np.arange(self.h.shape[1])

    @property
    def actual(self) -> np.ndarray:
        return np.linalg.norm(self.change, axis=1)

    @property
    def predicted(self) -> np.ndarray:
        return np.linalg.norm(self.first_order, axis=1)

    @property
    def color_by(self) -> np.ndarray:
        return (self.answers[1] - self.answers[0])[1:]

    @property
    def comparison(self) -> str:
        """How long the gradient is right; its error is ‖predicted − actual‖ / ‖actual‖, of vectors."""
        k = self.position
        error, size = np.linalg.norm(self.first_order - self.change, axis=1)[k:], self.actual[k:]
        if not size[0]:
            return ""
        seen = int(np.argmax(np.append((size < FLOOR) & (self.predicted[k:] < FLOOR), True)))
        wrong = np.flatnonzero(error[:seen] > TOLERANCE * size[:seen])
        until = "until both are below 1e-8" if seen < len(size) else "to the end"
        if not len(wrong):
            return f"The gradient is right to 10 % {until}."
        first = wrong[0]
        off = f"{100 * error[first] / size[first]:.0f} %"
        if first == 0:
            return (
                f"The gradient is off by {off} from the start: the change is too large for a straight line."
            )
        steps = "1 step" if first == 1 else f"{first} steps"
        return f"The gradient is right to 10 % for {steps}; then it is off by {off}."


class ChangedText(EditedText):
    """The text with its change; its caption is the lab's headline."""

    def describe(self, result, t: float) -> str:
        t, k = int(t), result.position
        old, new = f"“{result.shown[k - 1]}”", f"“{result.replacement}”"
        if not result.actual.any():
            return f"Nothing changes: to this network {old} and {new} are the same character."
        part = "" if result.share == 1 else f" by {number(100 * result.share)} %"
        if t < k:
            return f"Nothing has changed yet: at t = {k} {old} turns into {new}{part}."
        when = (
            f"{t - k} step{'' if t - k == 1 else 's'} after {old} turned into {new}{part}"
            if t > k
            else f"As {old} turns into {new}{part}"
        )
        return (
            f"{when}, the state differs by {number(result.actual[t])}; "
            f"the gradient predicts {number(result.predicted[t])}."
        )


class ChangeHeatmap(StateHeatmap):
    """The change of every unit; its caption says how often the network's answer turns."""

    def describe(self, result, t: float) -> str:
        if not result.trained:
            return ""
        before, after = (answer[result.position :] > 0.5 for answer in result.answers)
        turned, count = (before != after).sum(), len(before)
        characters = "character" if count == 1 else "characters"
        return f"The answer “inside a quotation” turns at {turned} of the {count} {characters} from there on."


def length(lab: Counterfactual) -> int:
    """How many characters the lab reads; 1 for a text that it refuses."""
    try:
        return len(clean(lab.text, LONGEST).text)
    except DataError:
        return 1


class Counterfactual(Lab):
    """Change one character of a text: what becomes of the change, and what does the gradient say?"""

    title = "Counterfactual"
    size = (10.0, 5.6)
    narrow_size = (6.2, 6.6)
    presets = {
        "a quotation mark": {},
        "a letter": {"position": 6, "replacement": "b"},
        "a hundredth of a mark": {"share": 0.01},
        "a mark put in": {"position": 9, "replacement": '"'},
        "untrained": {"network": "random, seed 0"},
    }

    text = Text(TEXT, "text", "The network reads it character by character, from left to right.")
    position = Integer(18, 1, length, "character to change, k", "Or click a character of the text.")
    replacement = Choice(
        "␣", [visible(character) for character in CHARACTERS], "replace it by", "␣ is a space, ↵ a new line."
    )
    share = Number(
        1.0,
        0.001,
        1.0,
        0.001,
        "share of the change ε",
        "1 replaces the character; less mixes some of it in.",
        True,
    )
    network = Choice(
        TRAINED, (TRAINED, *RANDOM), "network", "The trained reader, or one with random weights."
    )

    def compute(self, p) -> CounterfactualResult:
        text, notes = clean(p.text, LONGEST)
        reader, k = network(p.network), p.position
        cell, new = reader.cell, {visible(character): character for character in CHARACTERS}[p.replacement]
        x = reader.vocabulary.one_hot(text)
        dx = np.zeros_like(x)
        dx[k - 1] = p.share * (reader.vocabulary.one_hot(new)[0] - x[k - 1])
        trace = cell.forward(x)
        changed = cell.forward(x + dx).h[:, 0]
        h = trace.h[:, 0]

        first_order = np.zeros_like(h)  # φ'(a_k) ⊙ dx_k W_xh at step k, then J_t times the one before
        first_order[k] = cell.activation.slope(h[k]) * (dx[k - 1, 0] @ cell.params["W_xh"])
        jacobians = step_jacobians(cell, trace)
        for t in range(k + 1, len(h)):
            first_order[t] = jacobians[t - 1] @ first_order[t - 1]

        return CounterfactualResult(
            text=text,
            shown="".join(map(visible, text)),
            notes=reading_notes(notes, text, reader),
            trained=p.network == TRAINED,
            position=k,
            replacement=p.replacement,
            share=p.share,
            inside=inside_quotation(text),
            h=h,
            change=changed - h,
            first_order=first_order,
            answers=(reader.answers(h)[0], reader.answers(changed)[0]),
        )

    def make_panels(self):
        return [
            ChangedText(
                "colored by the change of the answer “inside a quotation”: blue now yes, brown now no"
            ),
            ChangeHeatmap(
                "The change of every unit", "h'_t − h_t, one row a unit", lambda result: result.change, 2.0
            ),
            ChangeCurves(),
        ]

    def layout(self, figure, narrow):
        if narrow:
            boxes = [(0.03, 0.765, 0.94, 0.17), (0.11, 0.495, 0.86, 0.18), (0.11, 0.08, 0.86, 0.32)]
        else:
            boxes = [(0.02, 0.79, 0.96, 0.135), (0.075, 0.51, 0.905, 0.19), (0.075, 0.09, 0.905, 0.325)]
        return [figure.add_axes(box) for box in boxes]

    def timeline(self, result):
        T = len(result.text)
        return Timeline.steps(0, T, label=lambda t: f"t = {t} of {T}", seconds_per_step=0.15)

    def start_time(self):
        return 26

    def notes(self, result):
        return result.notes
