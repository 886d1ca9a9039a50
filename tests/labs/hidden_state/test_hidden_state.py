"""Hidden state draws and says what the network held, and names what a unit follows with a number that is true."""

import numpy as np
import pytest

from rnnviz.labs.hidden_state import HiddenState
from rnnviz.labs.hidden_state.captions import reading
from rnnviz.networks.probe import auc
from rnnviz.networks.reader import HIDDEN_SIZE, inside_quotation, letters_into_word, load
from tests.labs.drawn import painted, panels


@pytest.fixture(scope="module")
def made_once():
    lab = HiddenState(views=[view.name for view in HiddenState.views])
    yield lab
    lab.close()


def press(lab, panel, x, y):
    scene = lab._ensure_scene()
    at = panel.ax.transData.transform((x, y)) / scene.pixels
    lab._answer({"type": "pointer", "kind": "press", "x": at[0], "y": at[1]})


def test_the_text_is_colored_by_the_chosen_unit(lab):
    lab.set(unit=3)
    text, curve = panels(lab)["UnitText"], panels(lab)["UnitCurve"]
    h = load().read(lab.text).h[:, 0, 2]  # unit 1 is column 0
    np.testing.assert_allclose(curve.curve.get_ydata(), h)
    strength = text.cells.get_facecolor()[:, 3]
    assert np.argmax(strength) == np.argmax(np.abs(h[1:]))


def test_the_rows_of_the_map_are_the_units_in_their_order(lab):
    lab.set(sort=True)
    heatmap = panels(lab)["UnitMap"]
    assert sorted(lab.result.order) == list(range(HIDDEN_SIZE))
    np.testing.assert_allclose(heatmap.image.get_array(), lab.result.h[:, lab.result.order].T)


def test_pointing_at_a_row_chooses_its_unit_and_at_a_character_its_time(lab):
    lab.set(sort=True)
    text, heatmap = panels(lab)["UnitText"], panels(lab)["UnitMap"]
    press(lab, heatmap, 10, 4)
    assert lab.unit == lab.result.order[4] + 1
    press(lab, text, *text.center(7))
    assert lab.t == 7


@pytest.mark.parametrize("text", [None, 'a "b" c', '"', "no quotation here", 'x"' * 70])
def test_the_run_at_the_cursor_has_one_sign_and_ends_where_it_is_said_to(lab, text):
    lab.set(**{"text": text} if text else {})
    values = lab.result.h[1:, lab.unit - 1]
    for t in range(1, len(values) + 1):
        said = reading(lab.result, t)
        same = np.sign(values) == np.sign(values[t - 1])
        before, after = np.flatnonzero(~same[: t - 1]), np.flatnonzero(~same[t:])
        first = before[-1] + 2 if before.size else 1
        last = t + after[0] if after.size else len(values)
        if first == last:
            assert "at this character only" in said
        elif (first, last) == (1, len(values)):
            assert "at every character" in said
        else:
            assert f"from character {first}, " in said and f" to {last}, " in said


def test_the_counts_of_the_headline_are_those_of_the_text(lab):
    positive, inside = lab.result.h[1:, lab.unit - 1] > 0, inside_quotation(lab.text)
    assert lab.captions[0].startswith("Unit 16 follows quotations: positive at ")
    assert f"at {(positive & inside).sum()} of {inside.sum()} characters inside them" in lab.captions[0]
    assert f"at {(positive & ~inside).sum()} of {(~inside).sum()} outside" in lab.captions[0]


@pytest.mark.parametrize("unit", range(1, HIDDEN_SIZE + 1))
def test_the_headline_of_every_unit_says_what_its_numbers_allow(lab, unit):
    lab.set(unit=unit)
    h, inside = load().read(lab.text).h[1:, 0, unit - 1], inside_quotation(lab.text)
    area, r = float(auc(h, inside)), np.corrcoef(h, letters_into_word(lab.text))[0, 1]
    strength = max(area, 1 - area)
    headline = lab.captions[0]
    assert ("follows quotations" in headline) == (strength >= 0.9)
    assert ("leans toward quotations" in headline) == (0.75 <= strength < 0.9 and abs(r) < 0.8)
    assert ("follows the letters into the word" in headline) == (abs(r) >= 0.8)
    assert ("neither" in headline) == (strength < 0.75 and abs(r) < 0.8)
    if "of all pairs" in headline:
        assert ("higher inside" in headline) == (area > 0.5)
        pairs = (h[inside][:, None] > h[~inside]) == (area > 0.5)
        assert f"in {100 * pairs.mean():.0f} % of all pairs" in headline


def test_the_map_counts_the_units_that_follow_quotations(lab):
    h, inside = load().read(lab.text).h[1:, 0], inside_quotation(lab.text)
    follow = int((np.abs(auc(h, inside) - 0.5) >= 0.4).sum())
    assert f"{follow} of the 24 units follow quotations" in lab.caption


def test_a_text_without_a_quotation_says_nothing_of_quotations(lab):
    lab.set(text="nothing is said here")
    assert lab.captions[0] == (
        "All of this text is outside of quotations: whether unit 16 follows quotations cannot be told."
    )
    lab.set(unit=2)
    assert "follows the letters into the word" in lab.captions[0]


def test_an_untrained_network_is_said_to_be_one_and_follows_nothing(lab):
    lab.set(network="random, seed 1")
    for unit in range(1, HIDDEN_SIZE + 1):
        lab.set(unit=unit)
        assert lab.captions[0].startswith(f"Unit {unit} of this untrained network follows neither quotations")


def test_details_speak_only_of_what_is_shown(lab):
    lab.show("text curve")
    assert len(lab.captions) == 2 and "After character 30" in lab.captions[1]
    lab.show("map")
    assert len(lab.captions) == 2 and "All 24 units" in lab.captions[1].replace("; all", "; All")
    lab.show("path")
    assert len(lab.captions) == 2 and "two directions" in lab.captions[1]


def test_a_band_lies_over_every_quotation(lab):
    curve = panels(lab)["UnitCurve"]
    covered = np.zeros(len(lab.text), bool)
    for band in curve.ax.patches:
        left, right = band.get_x(), band.get_x() + band.get_width()
        covered |= (np.arange(1, len(covered) + 1) > left) & (np.arange(1, len(covered) + 1) < right)
    np.testing.assert_array_equal(covered, inside_quotation(lab.text))


def test_what_the_network_cannot_tell_apart_is_said(lab):
    lab.set(text="a = 5 É")
    assert "never learned “5”, “=”, “É”" in lab.status


@pytest.mark.parametrize("t", [0, 30, 97])
def test_the_number_at_the_cursor_is_that_of_the_unit(lab, t):
    curve = {type(panel).__name__: panel for panel in painted(lab, t)}["UnitCurve"]
    h = lab.result.h[t, 15]
    assert curve.now.get_data() == ([t], [h])
    assert float(curve.value.get_text().replace("−", "-")) == pytest.approx(h, rel=5e-3)
