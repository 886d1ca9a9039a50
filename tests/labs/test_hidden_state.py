"""The hidden-state lab draws and says what the network held."""

import numpy as np
import pytest

from rnnviz.applications.reader import HIDDEN_SIZE, inside_quotation, load
from rnnviz.labs.hidden_state import LONGEST, HiddenState
from rnnviz.panels.colored_text import NARROW, WIDE, wrap

KIND = HiddenState


def panels(lab):
    lab._ensure_scene().paint(lab.result, lab.t)
    return lab._ensure_scene().panels


def press(lab, panel, x, y):
    scene = lab._ensure_scene()
    at = panel.ax.transData.transform((x, y)) / scene.pixels
    lab._answer({"type": "pointer", "kind": "press", "x": at[0], "y": at[1]})


def test_the_text_is_colored_by_the_chosen_unit(lab):
    lab.set(unit=3)
    text, _, curve, _ = panels(lab)
    h = load().read(lab.text).h[:, 0, 2]  # unit 1 is column 0
    np.testing.assert_allclose(curve.curve.get_ydata(), h)
    strength = text.cells.get_facecolor()[:, 3]
    assert np.argmax(strength) == np.argmax(np.abs(h[1:]))


def test_the_rows_of_the_map_are_the_units_in_their_order(lab):
    lab.set(sort=True)
    _, heatmap, _, _ = panels(lab)
    assert sorted(lab.result.order) == list(range(HIDDEN_SIZE))
    np.testing.assert_allclose(heatmap.image.get_array(), lab.result.h[:, lab.result.order].T)


def test_pointing_at_a_row_chooses_its_unit_and_at_a_character_its_time(lab):
    lab.set(sort=True)
    text, heatmap, _, _ = panels(lab)
    press(lab, heatmap, 10, 4)
    assert lab.unit == lab.result.order[4] + 1
    press(lab, text, 6.5, 0.5)
    assert lab.t == 7


@pytest.mark.parametrize("text", [None, 'a "b" c', '"', "no quotation here", 'x"' * 70])
def test_the_run_that_the_headline_names_has_one_sign_and_ends_where_it_says(lab, text):
    lab.set(**{"text": text} if text else {})
    values = lab.result.h[1:, lab.unit - 1]
    for t in range(1, len(values) + 1):
        headline = lab._ensure_scene().panels[0].describe(lab.result, t)
        same = np.sign(values) == np.sign(values[t - 1])
        before, after = np.flatnonzero(~same[: t - 1]), np.flatnonzero(~same[t:])
        first = before[-1] + 2 if before.size else 1
        last = t + after[0] if after.size else len(values)
        if first == last:
            assert "at this character only" in headline
        else:
            assert f"from character {first}, " in headline and f" to {last}, " in headline


def test_the_counts_of_the_caption_are_those_of_the_text(lab):
    positive, inside = lab.result.h[1:, lab.unit - 1] > 0, inside_quotation(lab.text)
    assert f"at {(positive & inside).sum()} of the {inside.sum()} characters inside" in lab.caption


def test_an_untrained_network_is_said_to_be_one(lab):
    lab.set(network="random, seed 1")
    assert "never trained" in lab.caption


def test_what_the_network_cannot_tell_apart_is_said(lab):
    lab.set(text="a = 5 É")
    assert "never learned “5”, “=”, “É”" in lab.status


@pytest.mark.parametrize(("columns", "lines"), [WIDE, NARROW])
@pytest.mark.parametrize("text", ["a" * LONGEST, "ab " * (LONGEST // 3), ("a" * 30 + " ") * 5])
def test_every_text_fits_its_lines_with_one_place_for_each_character(columns, lines, text):
    places = wrap(text[:LONGEST], columns)
    assert len(places) == len(set(places)) == len(text[:LONGEST])
    assert max(line for line, _ in places) < lines
    assert max(column for _, column in places) < columns


def test_a_frame_equals_a_full_redraw(lab):
    scene = lab._ensure_scene()
    for t in (0, 1, 50, 97):
        assert np.array_equal(scene.paint(lab.result, t).copy(), scene.redraw(lab.result, t))
