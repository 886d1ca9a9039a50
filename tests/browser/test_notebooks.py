"""Every lesson in a real JupyterLab: it runs, its labs paint, read well, fit the window, and start again."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.jupyter import Lesson
from tests.lessons import LESSONS

NARROW = 560

TWO_VIEWS = ["from rnnviz.labs import Echo", "lab = Echo()\nlab", "lab"]


def test_run_all_from_the_menu_leaves_no_error(lesson):
    cells = lesson.saved_cells()
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"] == []
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))


def test_the_page_reports_no_error(lesson):
    assert lesson.problems == []


def test_every_stage_is_painted(lesson):
    labs = lesson.labs()
    assert labs
    for lab in labs:
        lab.root.scroll_into_view_if_needed()
        lab.wait_until("(stage) => Number(stage.dataset.painted) >= 1")
        assert lab.contrast() > 3
        assert len(lab.caption.text_content()) > 20


def test_assistive_technology_finds_nothing_serious_missing(lesson):
    """In the dark theme so for every lab: test_one_screen.py."""
    assert lesson.missing_for_assistive_technology() == []


def test_in_a_narrow_window_every_lab_is_laid_out_anew_and_fits(lesson):
    """Its controls go below, and its picture is painted as wide as there is room, not shrunk."""
    lesson.page.set_viewport_size({"width": NARROW, "height": 900})
    try:
        for lab in lesson.labs():
            lab.root.scroll_into_view_if_needed()
            lab.wait_until("(stage) => Math.abs(stage.querySelector('canvas').width - stage.clientWidth) < 1")
            assert lab.root.get_attribute("data-room") != "beside"
            wide = lab.root.evaluate("(lab) => [lab.scrollWidth, lab.clientWidth]")
            assert wide[0] <= wide[1], f"{lab.title} is cut off"
    finally:
        lesson.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def two_views(context, server):
    """A notebook that shows one lab twice."""
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    cells = [cell | {"id": f"cell-{i}", "source": source} for i, source in enumerate(TWO_VIEWS)]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (server.course / "notebooks/two_views.ipynb").write_text(json.dumps(notebook))
    lesson = Lesson(context, server, "two_views.ipynb")
    lesson.run_all()
    yield lesson
    lesson.close()


def test_a_lab_shown_twice_moves_in_both_places_and_outlives_its_kernel(two_views):
    first, second = two_views.labs()
    for lab in (first, second):
        lab.rest()
    slider = first.sliders()["w"]
    slider.focus()
    second.repainted(lambda: two_views.page.keyboard.press("ArrowRight"))
    first.rest()
    assert second.caption.text_content() == first.caption.text_content()
    assert second.pixels() == first.pixels()

    first.play(speed="0.25")
    two_views.server.kill_kernel("two_views.ipynb")
    index = first.index
    first.wait_until("(stage, index) => Number(stage.dataset.index) >= index + 4", index)

    slider.focus()
    two_views.page.keyboard.press("ArrowLeft")
    expect(first.status).to_contain_text("The kernel does not answer", timeout=10_000)


@pytest.mark.parametrize("name", LESSONS[-1:])
def test_everything_works_again_after_a_restart(open_lesson, name):
    lesson = open_lesson(name)
    lesson.restart_and_run_all()
    for lab in lesson.labs():
        lab.root.scroll_into_view_if_needed()
        lab.rest()
        slider = next(iter(lab.sliders().values()))
        slider.focus()
        key = "ArrowLeft" if slider.input_value() == slider.get_attribute("max") else "ArrowRight"
        lab.repainted(lambda key=key: lesson.page.keyboard.press(key))
        assert lab.status.text_content() == ""
