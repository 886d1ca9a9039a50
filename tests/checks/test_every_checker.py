"""What holds for every checker of every notebook: no attempt and no mistake ends in a traceback."""

import importlib
import pkgutil

import pytest

import rnnviz.checks

CHECKERS = [
    getattr(module, name)
    for module in (
        importlib.import_module(f"rnnviz.checks.{found.name}")
        for found in pkgutil.iter_modules(rnnviz.checks.__path__)
    )
    for name in vars(module)
    if name.startswith("check_")
]
every_checker = pytest.mark.parametrize("check", CHECKERS, ids=lambda check: check.__name__)


def test_the_checkers_are_found():
    assert len(CHECKERS) >= 18
    assert {check.__module__ for check in CHECKERS} >= {"rnnviz.checks.start", "rnnviz.checks.gru"}


@every_checker
@pytest.mark.parametrize("nothing", [None, ...])
def test_an_exercise_not_attempted_says_so(check, nothing):
    assert check(lambda *_: nothing).right is None


@every_checker
def test_an_answer_that_stops_is_quoted(check):
    verdict = check(lambda *_: [][0])
    assert verdict.right is False and "IndexError" in verdict.sentence


@every_checker
@pytest.mark.parametrize(
    "answer", ["text", [], {}, float("nan"), object()], ids=["text", "list", "dict", "nan", "object"]
)
def test_an_answer_of_the_wrong_kind_gets_a_sentence(check, answer):
    verdict = check(lambda *_: answer)
    assert verdict.right is False and verdict.sentence.rstrip().endswith((".", "!", "?"))
