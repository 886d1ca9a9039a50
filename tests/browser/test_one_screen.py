"""Every lab as it opens fits the window of a laptop: headline, picture, playback, presets and core controls at once."""

import json

import pytest

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
def gallery(context, server):
    """A notebook with every lab as it opens, one after another."""
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    names = [lab.__name__ for lab in LABS]
    sources = [f"from rnnviz.labs import {', '.join(names)}", *(f"{name}()" for name in names)]
    cells = [cell | {"id": f"cell-{i}", "source": source} for i, source in enumerate(sources)]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (server.course / "notebooks" / NOTEBOOK).write_text(json.dumps(notebook))
    lesson = Lesson(context, server, NOTEBOOK)
    lesson.run_all()
    yield lesson
    lesson.close()


# Scrolls a lab to the upper edge of the notebook's window; true once it stands there, painted for the room it has.
# JupyterLab takes cells off the page and puts them back as it scrolls, so that the lab is looked up anew each time.
AT_THE_TOP = """(title) => {
  const group = document.querySelector(`[aria-label="${CSS.escape(title)}: parameters"]`) ??
    [...document.querySelectorAll('.rnnviz-parameters')].find((g) => g.ariaLabel === `${title}: parameters`);
  const lab = group?.closest('.rnnviz-lab');
  const window_ = document.querySelector('.jp-WindowedPanel-outer');
  if (!lab) {
    window_.scrollTop = (window_.scrollTop + window_.clientHeight / 2) % window_.scrollHeight;
    return false;
  }
  const off = lab.getBoundingClientRect().top - window_.getBoundingClientRect().top;
  window_.scrollTop += off;
  const stage = lab.querySelector('.rnnviz-stage');
  const fits = stage.querySelector('canvas').width === Math.round(stage.clientWidth);
  const rests = !lab.querySelector('[data-waiting]') && Number(stage.dataset.painted) >= 1;
  const steady = Math.abs(off) < 1.5 && fits && rests;
  window.steady = steady ? (window.steady ?? 0) + 1 : 0;
  return window.steady >= 3;
}"""


def at_the_top(lesson, title) -> LabView:
    """A lab at the upper edge of the notebook's window, once it rests there."""
    lesson.page.wait_for_function(AT_THE_TOP, arg=title, polling=150, timeout=60_000)
    return lesson.lab(title)


@pytest.fixture(scope="module", params=WINDOWS)
def window(request, gallery):
    """The gallery in a window of one size, for all labs before the next: each size paints every lab anew."""
    width, height = WINDOWS[request.param]
    gallery.page.set_viewport_size({"width": width, "height": height})
    return gallery


def test_headline_picture_playback_and_core_controls_are_in_view_together(lab_class, window):
    view = at_the_top(window, lab_class.title)
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


def test_every_lab_follows_the_dark_theme_and_reads_well_in_it(gallery):
    gallery.theme("Dark")
    try:
        assert gallery.missing_for_assistive_technology() == []
    finally:
        gallery.theme("Light")
