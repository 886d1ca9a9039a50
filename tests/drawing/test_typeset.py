"""Indices and powers are drawn small; what a learner typed, and every other text, is left as it is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser

from rnnviz.drawing import outline, typeset, width

ALPHABET = "ht1σ9∂‖)('“”_^{}e+-−. $\\"

LEFT_ALONE = ["hidden_size", "x_", "_t", "a the2e", "3e5", "He typed “a_b and 10^3” here", "", "$1 for $2"]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_names_typed_text_and_dollars_are_left_alone(text):
    assert typeset(text) == text.replace("$", r"\$")


PRINTABLE = "".join(map(chr, range(32, 127)))


def drawn(text):
    """The signs that matplotlib draws for a text, in their order."""
    fonts = MathTextParser("path").parse(typeset(text), 72)
    return "".join(chr(code) for _, _, code, *_ in fonts.glyphs)


@given(st.text(ALPHABET, max_size=20))
@example("1^{^}")
def test_matplotlib_can_draw_whatever_comes_of_it(text):
    figure = Figure((1, 1))
    figure.text(0, 0, typeset(text))
    FigureCanvasAgg(figure).draw()


@given(st.text(PRINTABLE.translate(str.maketrans("", "", "{}'-*")), min_size=1, max_size=12))
@example(r"\frac")
@example("$^_")
@example("a b")
def test_an_index_in_braces_is_drawn_sign_by_sign_and_none_is_a_command(inside):
    assert drawn(f"h_{{{inside}}}") == f"h{inside}"


@given(st.text(ALPHABET + PRINTABLE, max_size=12))
def test_matplotlib_can_draw_any_index(inside):
    figure = Figure((1, 1))
    figure.text(0, 0, typeset(f"a_{{{inside}}} b"))
    FigureCanvasAgg(figure).draw()


def test_an_index_is_smaller_and_lower_than_its_letter():
    low, high = outline("h_t", 0.0).get_extents().intervaly
    assert low < outline("ht", 0.0).get_extents().y0
    assert high == pytest.approx(outline("h", 0.0).get_extents().y1)
    assert width("h") < width("h_t") < width("ht")


def test_a_power_is_smaller_and_higher_than_its_base():
    assert outline("10^9", 0.0).get_extents().y1 > outline("109", 0.0).get_extents().y1
    assert width("10") < width("10^9") < width("109")
