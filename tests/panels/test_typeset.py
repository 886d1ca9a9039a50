"""Indices and powers are drawn small; what a learner typed, and every other text, is left as it is."""

import textwrap

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser

from rnnviz.panels.glyphs import outline, width
from rnnviz.panels.typeset import runs, typeset, unbroken

ALPHABET = "ht1σ9∂‖)('“”_^{}e+-−. $\\"

WRITTEN = {
    "h_t": [("h", 0), ("t", -1)],
    "‖∂L/∂h_{t−1}‖": [("‖∂L/∂h", 0), ("t−1", -1), ("‖", 0)],
    "(γσ_max)^20": [("(γσ", 0), ("max", -1), (")", 0), ("20", 1)],
    "h'_t − h_t": [("h'", 0), ("t", -1), (" − h", 0), ("t", -1)],
    "‖W_hh‖_F^2": [("‖W", 0), ("hh", -1), ("‖", 0), ("F", -1), ("2", 1)],
    "10^−3.90.": [("10", 0), ("−3.90", 1), (".", 0)],
    "8.20e+05, −1.70e-04": [("8.20×10", 0), ("5", 1), (", −1.70×10", 0), ("−4", 1)],
    "3.1e−07 %": [("3.1×10", 0), ("−7", 1), (" %", 0)],
}
LEFT_ALONE = ["hidden_size", "x_", "_t", "a the2e", "3e5", "He typed “a_b and 10^3” here", "", "$1 for $2"]


@pytest.mark.parametrize("text", WRITTEN)
def test_an_index_a_power_and_an_exponent_are_found(text):
    assert runs(text) == WRITTEN[text]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_names_typed_text_and_dollars_are_left_alone(text):
    assert runs(text) == ([(text, 0)] if text else [])
    assert typeset(text) == text.replace("$", r"\$")


def test_no_line_is_broken_inside_a_relation():
    lines = textwrap.wrap(unbroken("Vanished: the bound σ_max = 0.9 is below 1 and ρ ≤ σ_max"), 30)
    assert [line.replace("\u00a0", " ") for line in lines] == [
        "Vanished: the bound",
        "σ_max = 0.9 is below 1 and",
        "ρ ≤ σ_max",
    ]


def test_a_relation_that_a_learner_typed_is_left_alone():
    assert unbroken("“a = b”, c = d") == "“a = b”, c\u00a0=\u00a0d"


@given(st.text(ALPHABET, max_size=20))
def test_nothing_is_lost_but_the_signs(text):
    signs = str.maketrans("", "", "_^{}e×+-−0")  # an exponent e-04 is drawn as ×10 and −4
    drawn = "".join(piece for piece, _ in runs(text)).replace("×10", "")
    assert drawn.translate(signs) == text.translate(signs)


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
