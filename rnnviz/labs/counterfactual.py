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
from .parameters import Choice, InputError, Integer, Number
from .reading import LONGEST, OWN, TRAINED, ReadingLab, reading_notes, scale, states

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
    def scale(self) -> float:
        """At the ends of every scale of h; that of a change is twice as long."""
        return scale(np.concatenate([self.h, self.h + self.change]))

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


@np.errstate(all="ignore")
def first_order(cell, trace, dx: np.ndarray, k: int) -> np.ndarray:
    """What the gradient predicts of h'_t - h_t, (T+1, H), when x_k changes by dx: ∂s_k/∂x_k dx, then J_t of that."""
    jacobians = step_jacobians(cell, trace)
    change = np.zeros((len(jacobians) + 1, jacobians.shape[1]))
    change[k] = input_jacobian(cell, trace, k) @ dx
    for t in range(k + 1, len(change)):
        change[t] = jacobians[t - 1] @ change[t - 1]
    return change[:, : trace.h.shape[2]]


def input_jacobian(cell, trace, k: int) -> np.ndarray:
    """∂s_k/∂x_k, (S, I): row i is what one step of `cell.backward` makes of a gradient of 1 on entry i of the state.

    s is h, but (h, c) for a cell with a memory c.
    """
    units = trace.h.shape[2]

    def copies(array: np.ndarray) -> np.ndarray:
        return np.repeat(array, units, axis=0)

    x, one, none = copies(trace.x[k - 1])[None], np.eye(units)[None], np.zeros((1, units, units))
    if not hasattr(trace, "c"):
        return cell.backward(cell.forward(x, copies(trace.h[k - 1])), one).x[0]
    try:
        step = cell.forward(x, copies(trace.h[k - 1]), copies(trace.c[k - 1]))
        return np.concatenate([cell.backward(step, *d).x[0] for d in ((one, none), (none, one))])
    except TypeError as error:
        raise InputError(
            f"A cell with a memory c needs forward(x, h0, c0) and backward(trace, dh, dc) here: {error}."
        ) from error


def length(lab: Counterfactual) -> int:
    """How many characters the lab reads; 1 for a text that it refuses."""
    try:
        return len(clean(lab.text, LONGEST).text)
    except DataError:
        return 1


class Counterfactual(ReadingLab):
    """Change one character of a text: what becomes of the change, and what does the gradient say?

    `Counterfactual(reader=my_reader)` takes a network of your own; see `ReadingLab`.
    """

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

    @np.errstate(all="ignore")  # an overflow is said in a sentence
    def compute(self, p) -> CounterfactualResult:
        text, notes = clean(p.text, LONGEST)
        reader, k, shown = self.reader(p.network), p.position, "".join(map(visible, text))
        cell, new = reader.cell, {visible(character): character for character in CHARACTERS}[p.replacement]
        x = reader.vocabulary.one_hot(text)
        dx = np.zeros_like(x)
        dx[k - 1] = p.share * (reader.vocabulary.one_hot(new)[0] - x[k - 1])
        trace = cell.forward(x)
        changed = states(cell.forward(x + dx), shown)
        h = states(trace, shown)
        return CounterfactualResult(
            text=text,
            shown=shown,
            notes=reading_notes(notes, text, reader),
            trained=p.network in (TRAINED, OWN),
            position=k,
            replacement=p.replacement,
            share=p.share,
            inside=inside_quotation(text),
            h=h,
            change=changed - h,
            first_order=first_order(cell, trace, dx[k - 1, 0], k),
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
