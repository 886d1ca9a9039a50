"""A question takes an answer and gives the feedback that belongs to it."""

import pytest

from rnnviz.stage import Question

OPTIONS = {"it fades": "each step multiplies by w < 1", "it stays": "only w = 1 keeps it"}


def test_each_option_has_its_own_feedback():
    question = Question("What happens?", OPTIONS, answer="it fades")
    assert question.choose("it fades") == "Right: each step multiplies by w < 1"
    assert question.choose("it stays") == "Not quite: only w = 1 keeps it"
    assert question.chosen == 1


def test_without_a_kernel_the_question_and_its_options_can_be_read():
    bundle = Question("What happens?", OPTIONS, answer="it fades")._repr_mimebundle_()
    assert bundle["text/plain"] == "Predict: What happens?\n  ( ) it fades\n  ( ) it stays"
    assert set(bundle) == {"application/vnd.jupyter.widget-view+json", "text/plain"}


@pytest.mark.parametrize(
    ("options", "answer", "named"),
    [
        (OPTIONS, "it grows", "'it grows'"),
        ({"a": "x"}, "a", "two options"),
        ({"a": "x", "b": " "}, "a", "'b'"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(options, answer, named):
    with pytest.raises(ValueError, match=named):
        Question("What happens?", options, answer)


def test_an_unknown_option_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="it fades, it stays"):
        Question("What happens?", OPTIONS, answer="it fades").choose("it grows")
