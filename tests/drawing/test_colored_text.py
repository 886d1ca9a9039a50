"""A text fills the pixels that it is given: every character has its own place, inside."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from rnnviz.drawing.colored_text import ADVANCE, SIZES, fit, wrap

LONGEST = 150
TEXTS = ["a" * LONGEST, "ab " * (LONGEST // 3), ("a" * 30 + " ") * 4, "x", '" ' * 75]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("columns", [1, 20, 33, 58, 78])
def test_every_character_has_a_place_of_its_own_in_a_line(text, columns):
    places = wrap(text, columns)
    assert len(places) == len(set(places)) == len(text)
    assert max(column for _, column in places) < columns


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("wide", [230, 494, 764])
def test_every_text_is_inside_its_pixels_at_any_width(text, wide):
    high = 104
    points, places, line = fit(text, wide, high)
    lines, columns = np.array(places).T
    assert points in SIZES
    assert (columns.max() + 1) * ADVANCE * points * 100 / 72 <= wide
    assert (lines.max() + 1) * line <= high + 1e-9
    assert line >= points * 100 / 72 * 0.95  # lines never run into each other


def test_a_shorter_text_is_written_larger():
    assert fit("a" * 20, 764, 104)[0] > fit("a" * 150, 764, 104)[0]


def test_the_advance_is_that_of_the_font():
    figure = Figure(dpi=100)
    canvas = FigureCanvasAgg(figure)
    word = figure.text(0, 0, "m" * 100, family="DejaVu Sans Mono", fontsize=12)
    wide = word.get_window_extent(canvas.get_renderer()).width
    assert wide == pytest.approx(100 * ADVANCE * 12 * 100 / 72, rel=0.03)
