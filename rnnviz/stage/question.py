"""A prediction: a question the learner commits to before the lab answers it."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from ..words import marked
from .sources import source


class Question(anywidget.AnyWidget):
    """A multiple-choice question with feedback on every option.

    options  feedback by option; the feedback on a wrong one names the misconception behind it
    answer   the option that is right
    label    what stands before the question
    The browser shows the feedback by itself, with or without a kernel; `choose(option)` does the same from code.
    ValueError if `answer` is not among at least two options, or an option has no feedback.
    """

    _esm = source("dom.js", "question.js")
    _css = source("stage.css")

    label = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode()
    options: traitlets.List[str] = traitlets.List()
    feedback: traitlets.List[str] = traitlets.List()
    marked = traitlets.Dict().tag(sync=True)
    right = traitlets.Int().tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)

    def __init__(self, question: str, options: dict[str, str], answer: str, label: str = "Predict"):
        if len(options) < 2 or answer not in options:
            raise ValueError(
                f"a question needs two options or more, the answer among them; {answer!r} is not"
            )
        silent = [option for option, feedback in options.items() if not feedback.strip()]
        if silent:
            raise ValueError(f"every option needs feedback; {silent[0]!r} has none")
        super().__init__(
            label=label,
            question=question,
            options=list(options),
            marked={
                "question": marked(question),
                "options": [marked(option) for option in options],
                "feedback": [marked(feedback) for feedback in options.values()],
            },
            feedback=list(options.values()),
            right=list(options).index(answer),
        )

    def choose(self, option: str) -> str:
        """Commit to an option; returns the feedback on it."""
        if option not in self.options:
            raise ValueError(f"{option!r} is not an option; choose one of {', '.join(self.options)}")
        self.chosen = self.options.index(option)
        verdict = "Right" if self.chosen == self.right else "Not quite"
        return f"{verdict}: {self.feedback[self.chosen]}"

    # IPython takes a bundle without metadata, too.
    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
        lines = [f"{self.label}: {self.question}", *(f"  ( ) {option}" for option in self.options)]
        return {
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            },
            "text/plain": "\n".join(lines),
        }
