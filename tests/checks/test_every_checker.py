"""What holds for every checker of every notebook: no attempt and no mistake ends in a traceback."""

import ast
import importlib
import json
import pkgutil
from pathlib import Path

import pytest

import rnnviz.checks
from rnnviz.checks.verdict import is_blank

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

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


def exercises() -> dict[str, str]:
    """The functions that the notebooks leave to be written, by name, as they stand there."""
    found = {}
    for path in NOTEBOOKS.glob("*.ipynb"):
        for cell in json.loads(path.read_text())["cells"]:
            if cell["cell_type"] != "code" or not cell["id"].startswith("exercise"):
                continue
            source = "".join(cell["source"])
            found |= {
                node.name: ast.get_source_segment(source, node)
                for node in ast.parse(source).body
                if isinstance(node, ast.FunctionDef)
            }
    return found


EXERCISES = exercises()
every_exercise = pytest.mark.parametrize(
    "check", CHECKERS, ids=lambda check: check.__name__.removeprefix("check_")
)


def written(check, body: str | None = None):
    """The function that a checker asks for, as the notebook has it or with another body."""
    name = check.__name__.removeprefix("check_")
    source = EXERCISES[name]
    if body is not None:
        head, dots, _ = source.partition("...")
        assert dots, f"the notebook has no dots in {name}"
        source = head + body.replace("\n", "\n    ")
    exec(source, space := {})
    return space[name]


def test_every_checker_has_its_exercise_and_every_exercise_its_checker():
    assert {f"check_{name}" for name in EXERCISES} == {check.__name__ for check in CHECKERS}


@every_exercise
@pytest.mark.parametrize("body", [None, "pass", "return ...", '"""What it does."""\n...  # later', "return"])
def test_an_exercise_as_it_stands_is_not_attempted(check, body):
    verdict = check(written(check, body))
    assert verdict.right is None and "replace the dots" in verdict.sentence


@every_exercise
@pytest.mark.parametrize(
    "body", ["found = 1.0", "...  # your lines\nprint(1.0)", "for _ in range(3):\n    pass"]
)
def test_a_forgotten_return_is_called_that(check, body):
    verdict = check(written(check, body))
    assert verdict.right is False
    assert verdict.sentence.endswith("returns nothing: is its `return` missing?")


def test_blank_is_what_has_no_instruction_of_its_own():
    def noted(x):
        """With a docstring."""
        ...  # and a comment

    assert is_blank(noted) and is_blank(lambda: None)
    assert not is_blank(lambda x: x) and not is_blank(print)


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
