"""The counterfactual lab: what happens is what the cell does, what is predicted is the derivative of that."""

import numpy as np
import pytest

from rnnviz.applications.reader import load
from rnnviz.labs.counterfactual import Counterfactual

KIND = Counterfactual


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
    assert lab.caption.startswith("Nothing has changed yet: at t = 18 ")


def test_a_quotation_mark_is_remembered_while_its_gradient_vanishes(lab):
    assert lab.result.actual[18:].min() > 1
    assert lab.result.predicted[60] < 1e-8
    assert "turns at 80 of the 80" in lab.caption


def test_the_caption_says_for_how_long_the_gradient_is_right(lab):
    lab.preset("a letter")
    error = np.linalg.norm(lab.result.first_order - lab.result.change, axis=1) / lab.result.actual.clip(
        1e-300
    )
    right = int(np.argmax(error[6:] > 0.1))
    assert f"right to 10 % for {right} steps; then it is off by {100 * error[6 + right]:.0f} %" in lab.caption
    lab.set(share=0.001)
    assert "right to 10 % until both are below 1e-8" in lab.caption


def test_the_curves_are_the_result_where_the_axis_reaches(lab):
    scene = lab._ensure_scene()
    scene.paint(lab.result, lab.t)
    for name in ("actual", "predicted"):
        drawn = scene.panels[2].lines[name][0].get_ydata()
        values = getattr(lab.result, name)
        reached = (values >= 1e-8) & (values <= 1e2)
        np.testing.assert_array_equal(drawn[reached], values[reached])
        assert np.isnan(drawn[~reached]).all()


def test_the_same_character_changes_nothing_and_the_picture_says_so(lab):
    lab.set(position=1, replacement="t")
    assert lab.caption.startswith("Nothing changes: to this network “T” and “t” are the same character.")
    scene = lab._ensure_scene()
    scene.paint(lab.result, lab.t)
    assert scene.panels[2].none.get_text() == "no change"


def test_the_position_stays_inside_a_shorter_text(lab):
    lab.set(position=90)
    lab.set(text="short")
    assert lab.position == 5 and not lab.status


@pytest.mark.parametrize("settings", [{}, {"share": 0.01}, {"position": 97, "replacement": "a", "t": 97}])
def test_a_frame_equals_a_full_redraw(lab, settings):
    lab.set(**settings)
    scene = lab._ensure_scene()
    for t in (0, 18, 97):
        assert np.array_equal(scene.paint(lab.result, t).copy(), scene.redraw(lab.result, t))


def test_pressing_on_a_character_changes_it_and_shows_when(lab):
    scene = lab._ensure_scene()
    scene.paint(lab.result, lab.t)
    x, y = scene.panels[0].ax.transData.transform((39.5, 0.5)) / scene.pixels
    lab._answer({"type": "pointer", "kind": "press", "x": x, "y": y})
    assert lab.position == 40 and lab.t == 40
