"""Numbers, sentences, indices and powers as the course writes them; what a learner typed is left as it is."""

import textwrap

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rnnviz.words import (
    in_training,
    length,
    listed,
    marked,
    number,
    percent,
    power,
    runs,
    sentence,
    unbroken,
    verb,
)

# -- numbers and sentences ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.12345, "0.123"), (0.045, "0.0450"), (-4, "−4.00"), (0.9996, "1.00"), (99949, "99949"), (1e5, "1.00e+05"),
        (0.00017, "1.70e-04"), (-0.00017, "−1.70e-04"), (0.0009996, "0.00100"), (0, "0"), (-0.0, "0"),
        (float("inf"), "beyond the largest float"), (float("-inf"), "below the most negative float"),
        (float("nan"), "not a number"),
    ],
)  # fmt: skip
def test_a_number_has_three_figures(value, written):
    assert number(value) == written


@given(st.floats(-1e300, 1e300))
def test_a_number_can_be_read_back_to_three_figures(value):
    assert float(number(value).replace("−", "-")) == pytest.approx(value, rel=0.0051, abs=0)


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.12, "12 %"), (0.12345, "12.3 %"), (1, "100 %"), (12.5, "1,250 %"), (-0.00031, "−0.031 %"),
        (3.1e-9, "3.1e−07 %"), (0, "0 %"),
    ],
)  # fmt: skip
def test_a_share_is_written_in_per_cent(share, written):
    assert percent(share) == written


def test_what_is_left_is_a_part_and_what_has_grown_is_so_many_times_as_long():
    assert length(0.0148) == "0.0148 of the gradient is left"
    assert length(1 + 1e-12) == "1.00 of the gradient is left"
    assert length(292) == "the gradient is 292 times as long"
    assert length(np.inf) == "the gradient is beyond the largest float"
    assert length(0.5, "s = (h, c)") == "0.500 of the gradient of s = (h, c) is left"


def test_one_word_stands_for_what_becomes_of_a_gradient():
    words = [verb(factor) for factor in (0, 9e-4, 0.0148, 0.49, 0.5, 1.9, 2, 999, 1000, np.inf)]
    assert words == ["vanishes"] * 2 + ["shrinks"] * 2 + ["holds"] * 2 + ["grows"] * 2 + ["explodes"] * 2


def test_what_training_makes_of_a_gradient_is_said_with_the_first_step_on_the_way_back():
    norms = np.array([0, 1e-46, 1e-44, 1.0, 1e39, 2e39])
    assert in_training(norms, 0) == " A network trained in 32-bit floats would hold 0 from step 1 back."
    assert in_training(norms[1:], 1, first=1) == in_training(norms, 1) == in_training(norms, 0)
    assert in_training(norms, 4, "this sum") == " In 32-bit floats this sum is infinity from step 5 back."
    assert in_training(norms, 2) == in_training(norms, 3) == ""


def test_parts_of_a_sentence():
    assert [listed("abc"[:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]
    assert sentence("one unit is dull") == "One unit is dull." and sentence("") == ""
    assert power(-6) == "10⁻⁶"


# -- indices and powers ------------------------------------------------------------------------------------

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


LEVELS = {"text": 0, "shown": 0, "sub": -1, "sup": 1, "power": 1}
TEXTS = st.text(ALPHABET + "=<≤≈ρ \n", max_size=24) | st.text(max_size=24)


@given(TEXTS)
@example("8.20e+05 and h_{t-1} = ‖W_hh‖_F^2")
@example("a_{}b^{}")
def test_what_is_copied_of_the_browser_s_pieces_is_the_text_itself(text):
    assert "".join(piece for kind, piece in marked(text) if kind not in ("shown", "power")) == unbroken(text)


def merged(pieces):
    """Pieces on the line that stand side by side as one."""
    result = []
    for text, level in pieces:
        if result and result[-1][1] == level == 0:
            result[-1] = (result[-1][0] + text, level)
        else:
            result.append((text, level))
    return result


@given(TEXTS)
@example("8.20e+05 and h_{t-1} = ‖W_hh‖_F^2")
@example("a_{}b^{}")
def test_browser_and_pictures_have_every_piece_at_the_same_level(text):
    seen = [(piece, LEVELS[kind]) for kind, piece in marked(text) if kind != "sign"]
    assert merged(seen) == merged(runs(unbroken(text)))
