"""Echo: what one input leaves in a unit with one weight, as numbers, as a picture and in a sentence."""

import numpy as np
import pytest

from rnnviz.labs import Echo
from rnnviz.labs.echo.panels import REACH
from tests.labs.drawn import painted

KIND = Echo


@pytest.mark.parametrize("w", [-1.2, -0.9, 0, 0.8, 1, 1.2])
@pytest.mark.parametrize("T", [5, 60])
def test_the_unit_holds_the_weight_once_more_each_step(lab, w, T):
    lab.set(w=w, T=T)
    expected = [0.0, *(float(w) ** n for n in range(T))]
    np.testing.assert_allclose(lab.result.h, expected, rtol=1e-12)
    assert lab.result.T == T


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"t": 0}, "Before the first step the unit holds nothing: h_0 = 0."),
        ({"t": 1, "w": 0.5}, "The input of 1 has just arrived: h_1 = 1.00."),
        ({"t": 2, "w": 0.5}, "1 step after the input the unit holds h_2 = 0.500: the echo fades, because"),
        ({"t": 5, "w": 0.5}, "4 steps after the input the unit holds h_5 = 0.0625: the echo fades, because"),
        ({"t": 5, "w": 1.2}, "h_5 = 2.07: the echo grows, because every step multiplies it by w = 1.20."),
        ({"t": 5, "w": 1.0}, "h_5 = 1.00: the echo stays, because every step multiplies it by w = 1.00."),
        (
            {"t": 4, "w": -0.5},
            "h_4 = −0.125: the echo fades, because every step multiplies it by w = −0.500, and",
        ),
        (
            {"t": 4, "w": -1.0},
            "h_4 = −1.00: the echo stays, because every step multiplies it by w = −1.00, and its",
        ),
        (
            {"t": 3, "w": 0},
            "2 steps after the input the unit holds h_3 = 0: with w = 0 the unit has no memory at all.",
        ),
    ],
    ids=str,
)
def test_the_sentence_says_how_much_is_held_and_what_becomes_of_it(lab, values, words):
    lab.set(**values)
    assert words in lab.caption, lab.caption
    assert ("its sign flips." in lab.caption) is (lab.w < 0)


@pytest.mark.parametrize("w", [-1.2, 0.8, 1.2])
def test_every_step_has_its_value_and_those_beyond_the_axis_a_triangle_at_its_edge(lab, w):
    lab.set(w=w, T=20, t=20)
    (stems,), h = painted(lab), lab.result.h
    low, high = stems.ax.get_ylim()
    assert low < -REACH and high > REACH
    drawn = dict(zip(*stems.dots.get_data(), strict=True))
    assert drawn == {t: pytest.approx(h[t]) for t in range(21) if abs(h[t]) <= REACH}
    for marks, beyond, edge in ((stems.above, h > REACH, REACH), (stems.below, h < -REACH, -REACH)):
        assert list(marks.get_xdata()) == list(np.flatnonzero(beyond))
        assert set(marks.get_ydata()) <= {edge}
    tips = [segment[1, 1] for segment in stems.stems.get_segments()]
    np.testing.assert_allclose(tips, h.clip(-REACH, REACH))


@pytest.mark.parametrize(("w", "seen"), [(0.8, True), (1.2, False)])
def test_the_present_value_is_marked_and_written_beside_it(lab, w, seen):
    lab.set(w=w, t=12)
    (stems,) = painted(lab)
    assert stems.now.get_visible() is seen and list(stems.now.get_xdata()) == [12]
    assert stems.value.get_text() == {0.8: "0.0859", 1.2: "7.43"}[w]
    assert list(stems.cursor.get_xdata()) == [12, 12]


def test_the_axis_is_as_long_as_the_time_and_moves_it(lab):
    for T in (5, 60):
        lab.set(T=T)
        (stems,) = painted(lab)
        assert stems.ax.get_xlim() == pytest.approx((-0.03 * T, 1.03 * T))
        assert stems.time_axis(lab.result) == (0, T)
        assert lab.session.timeline.positions == tuple(range(T + 1))


@pytest.mark.parametrize(
    ("preset", "word"), [("fade", "fades"), ("hold", "stays"), ("grow", "grows"), ("swing", "flips")]
)
def test_each_preset_does_what_it_is_called(lab, preset, word):
    lab.preset(preset)
    assert word in lab.caption
