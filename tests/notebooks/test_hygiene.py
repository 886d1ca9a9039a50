"""What is stored in a notebook is what a reader without a kernel sees: every result, and nothing of the machine."""

import json
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

from rnnviz.labs import LABS

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))
SOLUTIONS = sorted((NOTEBOOKS / "solutions").glob("*.ipynb"))
LINES, CELLS = 10, range(8, 16)
PROMISES = ("**What you will do.**", "**What you will learn.**", "**What you need.**")
ENDING = ["## Exercises", "## Summary", "## Further reading"]

every_notebook = pytest.mark.parametrize(
    "path", LESSONS + SOLUTIONS, ids=lambda p: f"{p.parent.name}/{p.stem}"
)
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)


@cache
def cells(path: Path, kind: str = "code") -> list[nbformat.NotebookNode]:
    """The cells of one kind, "code" or "markdown"."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def outputs(path: Path) -> list[tuple[str, nbformat.NotebookNode]]:
    return [(cell.id, output) for cell in cells(path) for output in cell.outputs]


def headings(path: Path) -> list[str]:
    prose = "\n".join(cell.source for cell in cells(path, "markdown"))
    return re.findall(r"^#+ .*$", prose, re.MULTILINE)


@every_notebook
def test_the_file_is_a_valid_notebook(path):
    nbformat.validate(nbformat.read(path, as_version=4))


@every_notebook
def test_every_code_cell_was_run_once_and_in_order(path):
    counts = [cell.execution_count for cell in cells(path)]
    assert counts == list(range(1, len(counts) + 1)), "run: make notebooks"


@every_notebook
def test_no_cell_ended_in_an_error_or_wrote_to_stderr(path):
    bad = [name for name, o in outputs(path) if o.output_type == "error" or o.get("name") == "stderr"]
    assert bad == []


@every_notebook
def test_outputs_are_stored_as_text_and_png_only(path):
    forms = {form for _, output in outputs(path) for form in output.get("data", {})}
    assert forms <= {"text/plain", "image/png"}


@every_notebook
def test_nothing_of_widgets_timing_or_the_machine_is_stored(path):
    notebook = nbformat.read(path, as_version=4)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    assert all(set(cell.metadata) <= {"tags"} for cell in notebook.cells)
    stored = re.sub(r'"image/png": "[^"]*"', "", path.read_text(encoding="utf-8"))
    found = re.findall(r"(?:/home/|/root/|/Users/|/tmp/|/work/|[A-Z]:\\\\)[\w./-]*", stored)
    assert found == []


@every_notebook
def test_a_learner_can_read_each_code_cell_at_a_glance(path):
    long = {cell.id: sum(map(bool, map(str.strip, cell.source.splitlines()))) for cell in cells(path)}
    assert {name: lines for name, lines in long.items() if lines > LINES} == {}


@every_notebook
def test_no_cell_hides_its_result_from_the_comparison(path):
    for cell in cells(path):
        assert not cell.source.rstrip().endswith(";"), cell.id
        assert "NBVAL" not in cell.source, cell.id
        assert not set(cell.metadata.get("tags", [])) & {"nbval-skip", "nbval-ignore-output"}, cell.id


@every_lesson
def test_a_lesson_has_as_many_code_cells_as_fit_in_a_sitting(path):
    assert len(cells(path)) in CELLS


@every_lesson
def test_a_lesson_says_at_the_start_what_it_asks_and_gives(path):
    title, *_ = headings(path)
    opening = cells(path, "markdown")[0].source
    assert opening.startswith(title) and title.startswith("# ")
    places = [opening.find(promise) for promise in PROMISES]
    assert -1 not in places and places == sorted(places)


@every_lesson
def test_a_lesson_shows_its_place_on_the_course_map(path):
    (line,) = [line for line in cells(path, "markdown")[0].source.splitlines() if "→" in line]
    here = re.findall(r"\*\*(\d\d) ", line)
    beside = [
        LESSONS[i].name for i in (LESSONS.index(path) - 1, LESSONS.index(path) + 1) if 0 <= i < len(LESSONS)
    ]
    assert here == [path.name[:2]]
    assert [name for name in beside if f"]({name})" not in line] == []


@every_lesson
def test_a_summary_has_five_lines_and_the_exercises_are_two_or_three(path):
    prose = "\n".join(cell.source for cell in cells(path, "markdown"))
    exercises, summary = (
        part.split("\n## ")[0] for part in prose.split("## Exercises")[1].split("## Summary")
    )
    numbers = re.findall(r"^\*\*(\d)\.\*\* ", exercises, re.MULTILINE)
    assert numbers in (["1", "2"], ["1", "2", "3"])
    assert sum("check_" in cell.source for cell in cells(path)) == len(numbers)
    assert 1 <= len(re.findall(r"^- ", summary, re.MULTILINE)) <= 5


@every_lesson
def test_a_lesson_ends_with_exercises_summary_and_further_reading(path):
    assert [heading for heading in headings(path) if heading.startswith("## ")][-3:] == ENDING


@every_lesson
def test_every_lab_stands_between_a_prediction_and_an_explanation(path):
    steps = [h.split()[1] for h in headings(path) if re.match(r"### (Predict|Move|Explain)", h)]
    assert steps and steps == ["Predict", "Move", "Explain"] * (len(steps) // 3)
    assert sum("Question(" in cell.source for cell in cells(path)) >= len(steps) // 3


@every_lesson
def test_every_lesson_has_its_solutions(path):
    assert path.name in {solution.name for solution in SOLUTIONS}


@every_lesson
def test_links_lead_to_files_that_exist(path):
    prose = "\n".join(cell.source for cell in cells(path, "markdown"))
    local = [link for link in re.findall(r"\]\(([^)#\s]+)", prose) if "://" not in link]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_solutions_belong_to_lessons():
    assert {path.name for path in SOLUTIONS} <= {path.name for path in LESSONS}


@pytest.mark.parametrize("lab_name", [lab.__name__ for lab in LABS])
def test_every_lab_is_shown_in_a_lesson_as_a_picture_with_its_caption(lab_name):
    made = re.compile(rf"^(\w+) = {lab_name}\(|^{lab_name}\(", re.MULTILINE)
    shown = [c for path in LESSONS for c in cells(path) if made.search(c.source) and c.outputs]
    pictures = [c.outputs[-1].data for c in shown if "image/png" in c.outputs[-1].get("data", {})]
    assert pictures, f"no lesson shows {lab_name}"
    assert all(len(data["text/plain"]) > 20 for data in pictures)


def test_stored_outputs_stay_small_enough_for_github():
    sizes = {path.name: len(json.dumps(nbformat.read(path, as_version=4))) for path in LESSONS + SOLUTIONS}
    assert {name: size for name, size in sizes.items() if size > 2_000_000} == {}
