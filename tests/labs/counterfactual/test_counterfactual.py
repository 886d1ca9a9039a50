"""Counterfactual: what happens is what the cell does, what is predicted is the derivative of that."""

import numpy as np
import pytest

from rnnviz.labs.counterfactual import Counterfactual
from rnnviz.networks.reader import load
from tests.labs.drawn import painted, panels


@pytest.fixture(scope="module")
def made_once():
    lab = Counterfactual(views=[view.name for view in Counterfactual.views])
    yield lab
    lab.close()


def test_the_whole_change_is_the_reading_of_the_changed_text(lab):
    lab.set(position=6, replacement="b")
    text = lab.text[:5] + "b" + lab.text[6:]
    np.testing.assert_allclose(
        lab.result.change, (load().read(text).h - load().read(lab.text).h)[:, 0], atol=1e-14
    )


@pytest.mark.parametrize("position", [1, 18, 40])
def test_the_prediction_is_the_derivative_with_respect_to_the_share(lab, position):
    lab.set(position=position, replacement='"' if position != 18 else "a", share=0.001)
    small = lab.result.change / 0.001
    gradient = lab.result.first_order / 0.001
    near = slice(position, position + 6)
    assert (
        np.linalg.norm(small - gradient, axis=1)[near].max()
        < 0.02 * np.linalg.norm(gradient, axis=1)[near].max()
    )
    lab.set(share=1.0)
    np.testing.assert_allclose(lab.result.first_order, gradient, rtol=1e-9, atol=1e-15)


def test_nothing_changes_before_the_changed_character(lab):
    assert not lab.result.actual[:18].any() and not lab.result.predicted[:18].any()
    lab.set(t=17)
    assert "Nothing has changed yet at t = 17: the opening mark turns into a space at t = 18." in lab.captions


def test_a_quotation_mark_is_remembered_while_the_prediction_vanishes(lab):
    assert lab.result.actual[18:].min() > 1
    assert lab.result.predicted[60] < 1e-8
    assert lab.captions[0].startswith("The change lasts: 79 steps later the states still differ by 5.60; ")
    assert "turns at 80 of the 80" in lab.caption


def test_a_letter_dies_out_where_the_headline_says(lab):
    lab.preset("a letter")
    last = int(np.flatnonzero(lab.result.actual >= 1e-8).max())
    assert lab.captions[0].startswith(
        f"The change dies out: {last + 1 - 6} steps later it is below 1e-8, as "
    )
    assert "stays what it was at every character" in lab.caption


def relative_errors(lab):
    """From the changed character on, until both lengths are below 1e-8."""
    result, k = lab.result, lab.position
    both = np.flatnonzero(
        (result.actual < 1e-8) & (result.predicted < 1e-8) & (np.arange(len(result.h)) >= k)
    )
    end = both[0] if both.size else len(result.h)
    return (np.linalg.norm(result.first_order - result.change, axis=1) / result.actual.clip(1e-300))[k:end]


def test_the_caption_counts_the_steps_at_which_the_prediction_is_right(lab):
    lab.preset("a letter")
    errors = relative_errors(lab)
    wrong = errors > 0.1
    assert wrong.sum() == 1 and len(errors) == 24  # right again after the one
    assert (
        "right to 10 % at 23 of 24 steps until both are below 1e-8; at the other it is off by" in lab.caption
    )
    assert f"off by {100 * errors.max():.0f} %" in lab.caption
    lab.set(share=0.001)
    assert "right to 10 % until both are below 1e-8." in lab.caption


def test_then_off_is_said_only_where_the_prediction_never_recovers(lab):
    for position in range(1, 60, 3):
        lab.set(position=position, replacement="b")
        if not lab.result.actual.any():
            continue
        wrong = relative_errors(lab) > 0.1
        forever = wrong.any() and wrong[wrong.argmax() :].all()
        assert ("then it is off" in lab.caption or "from the start" in lab.caption) == forever


def test_the_curves_are_the_result_where_the_axis_reaches(lab):
    curves = panels(lab)["ChangeCurves"]
    for name in ("actual", "predicted"):
        drawn = curves.lines[name].get_ydata()
        values = getattr(lab.result, name)
        reached = (values >= 1e-8) & (values <= 1e2)
        np.testing.assert_allclose(drawn[reached], np.log10(values[reached]))
        assert np.isnan(drawn[~reached]).all()


@pytest.mark.parametrize("preset", Counterfactual.presets)
def test_numbers_and_names_never_cover_each_other(lab, preset):
    lab.preset(preset)
    renderer = lab._ensure_scene().canvas.get_renderer()
    for t in range(0, 98, 7):
        curves = {type(panel).__name__: panel for panel in painted(lab, t)}["ChangeCurves"]
        labels = [label for label in (*curves.values.values(), *curves.names.values()) if label.get_text()]
        boxes = [label.extent(renderer) for label in labels]
        for i, (left, bottom, wide, high) in enumerate(boxes):
            for other in boxes[:i]:
                apart = left > other[0] + other[2] or other[0] > left + wide
                middles = bottom + high / 2, other[1] + other[3] / 2
                assert apart or abs(middles[0] - middles[1]) > 0.75 * min(high, other[3]), (t, labels)


def test_the_same_character_changes_nothing_and_the_picture_says_so(lab):
    lab.set(position=1, replacement="t")
    assert lab.caption == "Nothing changes: to this network “T” and “t” are the same character."
    assert panels(lab)["ChangeCurves"].none.get_text() == "no change"


def test_the_position_stays_inside_a_shorter_text(lab):
    lab.set(position=90)
    lab.set(text="short")
    assert lab.position == 5 and not lab.status


def test_pressing_on_a_character_changes_it_and_shows_when(lab):
    text = panels(lab)["ChangedText"]
    x, y = text.ax.transData.transform(text.center(40)) / lab._ensure_scene().pixels
    lab._answer({"type": "pointer", "kind": "press", "x": x, "y": y})
    assert lab.position == 40 and lab.t == 40


def test_the_changed_character_stands_in_its_place(lab):
    lab.set(position=6, replacement="b")
    text = panels(lab)["ChangedText"]
    assert text.edit.get_text() == "b" and text.edit.get_position() == text.center(6)
    assert text.patch.get_x() < text.center(6)[0] < text.patch.get_x() + text.patch.get_width()
