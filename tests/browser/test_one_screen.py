"""Every lab as it opens fits the window of a laptop: headline, picture, playback, presets and core controls at once."""

import json

import pytest
from playwright.sync_api import expect

from rnnviz.labs import LABS
from tests.browser.jupyter import LabView, Lesson

WINDOWS = {"1280x720": (1280, 720), "1440x900": (1440, 900)}
NOTEBOOK = "every_lab.ipynb"

# What must be in view, as [name, left, top, right, bottom] from the upper left corner of the notebook's window.
PLACES = """(lab) => {
  const window_ = document.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect();
  const parts = '.rnnviz-caption, .rnnviz-chips:not([hidden]), .rnnviz-stage, .rnnviz-bar, .rnnviz-presets, ' +
    '.rnnviz-controls > .rnnviz-parameters > *, .rnnviz-more:not([hidden]) > summary';
  return [[window_.width, window_.height], [...lab.querySelectorAll(parts)].map((part) => {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    return [part.dataset.name ?? part.className, left - window_.left, top - window_.top, right - window_.left,
      bottom - window_.top];
  })];
}"""
# Texts that are cut off by their own box, and the smallest type in points.
TEXTS = """(lab) => {
  const texts = [...lab.querySelectorAll('label, button, summary, output, p, strong, select, input[type=number]')]
    .filter((node) => node.offsetParent && node.textContent.trim() !== '' || node.tagName === 'INPUT');
  const cut = texts.filter((node) =>
    node.tagName !== 'SUMMARY' && node.clientWidth && node.scrollWidth > node.clientWidth + 1);
  const points = texts.map((node) => parseFloat(getComputedStyle(node).fontSize) * 0.75);
  return [cut.map((node) => node.textContent), Math.min(...points)];
}"""


@pytest.fixture(scope="module")
def gallery(browser, server, request):
    """A notebook with every lab as it opens, one after another."""
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    names = [lab.__name__ for lab in LABS]
    sources = [f"from rnnviz.labs import {', '.join(names)}", *(f"{name}()" for name in names)]
    cells = [cell | {"id": f"cell-{i}", "source": source} for i, source in enumerate(sources)]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (server.course / "notebooks" / NOTEBOOK).write_text(json.dumps(notebook))
    lesson = Lesson(browser, server, NOTEBOOK)
    lesson.run_all()
    yield lesson
    lesson.close()


def at_the_top(lesson, title) -> LabView:
    """A lab scrolled to the upper edge of the notebook's window, painted for the room that it has."""
    view = lesson.lab(title)
    view.root.scroll_into_view_if_needed()
    view.root.evaluate(
        """(lab) => {
          const window_ = document.querySelector('.jp-WindowedPanel-outer');
          window_.scrollTop += lab.getBoundingClientRect().top - window_.getBoundingClientRect().top;
        }"""
    )
    view.wait_until("(stage) => Number(stage.dataset.painted) >= 1")
    view.wait_until("(stage) => stage.querySelector('canvas').width === Math.round(stage.clientWidth)")
    view.rest()
    return view


@pytest.mark.parametrize("window", WINDOWS)
def test_headline_picture_playback_and_core_controls_are_in_view_together(lab_class, window, gallery):
    width, height = WINDOWS[window]
    gallery.page.set_viewport_size({"width": width, "height": height})
    view = at_the_top(gallery, lab_class.title)
    assert view.root.get_attribute("data-room") == "beside"
    (wide, high), places = view.root.evaluate(PLACES)
    names = {name for name, *_ in places}
    assert set(lab_class.core.split()) <= names
    for name, left, top, right, bottom in places:
        assert left >= -1 and right <= wide and top >= -1 and bottom <= high, (
            f"{name} is out of view: {bottom} of {high}"
        )
    cut, points = view.root.evaluate(TEXTS)
    assert cut == []
    assert points >= 9


def test_chips_switch_views_by_keyboard_and_the_last_one_stays(gallery):
    gallery.page.set_viewport_size({"width": 1280, "height": 720})
    view = at_the_top(gallery, "Gradient flow")
    group = view.root.get_by_role("group", name="Views")
    expect(group).to_be_visible()
    chips = view.chips()
    caption = view.caption.text_content()
    chips["slopes"].focus()
    view.repainted(lambda: view.page.keyboard.press("Enter"))
    expect(chips["slopes"]).to_have_attribute("aria-pressed", "true")
    assert view.caption.text_content() != caption
    assert chips["slopes"].evaluate("(chip) => document.activeElement === chip")
    view.show("slopes")
    view.page.keyboard.press("Space")
    view.rest()
    expect(chips["slopes"]).to_have_attribute("aria-pressed", "true")
    view.reset()
    assert [name for name, chip in view.chips().items() if chip.get_attribute("aria-pressed") == "true"] == [
        "curve", "eigenvalues",
    ]  # fmt: skip


def test_more_opens_by_keyboard_and_its_controls_have_names(gallery):
    view = at_the_top(gallery, "Gradient flow")
    summary = view.root.locator("summary")
    expect(view.parameter("seed")).to_be_hidden()
    summary.focus()
    view.page.keyboard.press("Enter")
    expect(view.root.get_by_role("slider", name="seed", exact=True)).to_be_visible()
    summary.press("Enter")
    expect(view.parameter("seed")).to_be_hidden()


def test_a_preset_keeps_the_focus_that_pressed_it(gallery):
    view = at_the_top(gallery, "Gradient flow")
    button = view.root.get_by_role("button", name="explode", exact=True)
    button.focus()
    view.repainted(lambda: view.page.keyboard.press("Enter"))
    expect(button).to_have_attribute("aria-pressed", "true")
    assert button.evaluate("(node) => document.activeElement === node")
    view.reset()
