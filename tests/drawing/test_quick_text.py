"""A quick text stands where matplotlib's own text would, and looks the same but for a pixel."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from rnnviz.drawing import QuickText, typeset


def ink(kind, text, **style):
    """The box (left, right, top, bottom) of the pixels drawn, and their number in full black."""
    figure = Figure((4, 2), dpi=100)
    canvas = FigureCanvasAgg(figure)
    figure.add_artist(kind(0.5, 0.5, text, transform=figure.transFigure, **style))
    canvas.draw()
    dark = 255 - np.asarray(canvas.buffer_rgba())[..., 0].astype(float)
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return np.array([columns[0], columns[-1], rows[0], rows[-1]]), dark.sum() / 255


@pytest.mark.parametrize("ha", ["left", "center", "right"])
@pytest.mark.parametrize("va", ["top", "center", "baseline", "bottom"])
@pytest.mark.parametrize("text", ["σ = 1.50", "∂h/∂k\n= J ⋯ I\n30 factors"])
def test_it_stands_where_a_text_stands(ha, va, text):
    style = dict(ha=ha, va=va, fontsize=11)
    quick, quick_ink = ink(QuickText, text, **style)
    slow, slow_ink = ink(Text, text, parse_math=False, **style)
    assert abs(quick - slow).max() <= 3, (quick, slow)
    assert quick_ink == pytest.approx(slow_ink, rel=0.15)


@pytest.mark.parametrize("text", ["σ_max = 1.50", "∂h_40/∂h_10", "(γσ)^20 = 1.70e-04"])
def test_indices_and_powers_stand_where_mathtext_has_them(text):
    style = dict(ha="left", va="baseline", fontsize=11)
    quick, quick_ink = ink(QuickText, text, **style)
    slow, slow_ink = ink(Text, typeset(text), **style)
    assert abs(quick - slow).max() <= 3, (quick, slow)
    assert quick_ink == pytest.approx(slow_ink, rel=0.15)


@pytest.mark.parametrize("spacing", [1.0, 1.35, 1.6])
def test_lines_are_as_far_apart(spacing):
    style = dict(ha="left", va="top", linespacing=spacing, fontsize=12)
    quick, _ = ink(QuickText, "one\ntwo\nthree", **style)
    slow, _ = ink(Text, "one\ntwo\nthree", **style)
    assert abs(quick - slow).max() <= 4


def test_bold_is_bold():
    assert ink(QuickText, "1.50", weight="bold")[1] > 1.2 * ink(QuickText, "1.50")[1]


def test_dollars_are_only_dollars():
    quick, _ = ink(QuickText, "$x$", ha="left")
    slow, _ = ink(Text, "$x$", ha="left", parse_math=False)
    assert abs(quick - slow).max() <= 2


def test_a_box_stands_behind_the_text_with_its_pad():
    box, _ = ink(QuickText, "n", bbox=dict(facecolor="black", pad=5), ha="center", va="center")
    bare, _ = ink(QuickText, "n", ha="center", va="center")
    assert (box[[0, 2]] < bare[[0, 2]] - 4).all() and (box[[1, 3]] > bare[[1, 3]] + 4).all()


def test_an_empty_text_draws_nothing():
    figure = Figure((1, 1))
    canvas = FigureCanvasAgg(figure)
    figure.add_artist(QuickText(0.5, 0.5, "", bbox=dict(facecolor="black")))
    canvas.draw()
    assert np.asarray(canvas.buffer_rgba()).min() == 255


@pytest.mark.parametrize("ha", ["left", "center", "right"])
@pytest.mark.parametrize("va", ["top", "center", "baseline", "bottom"])
@pytest.mark.parametrize("text", ["σ_max = 1.50", "one\ntwo^20"])
def test_it_knows_the_room_that_it_takes(ha, va, text):
    figure = Figure((4, 2), dpi=100)
    canvas = FigureCanvasAgg(figure)
    style = dict(ha=ha, va=va, fontsize=14, weight="bold")
    quick = figure.add_artist(QuickText(0.5, 0.5, text, transform=figure.transFigure, **style))
    left, bottom, wide, high = quick.extent(canvas.get_renderer())
    (first, last, top, lowest), _ = ink(QuickText, text, **style)
    assert left - 1 <= first < left + 5 and left + wide - 5 < last <= left + wide + 1
    assert bottom - 1 <= 200 - lowest and 200 - top <= bottom + high + 1
