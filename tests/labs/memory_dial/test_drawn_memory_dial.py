"""What the lab Memory dial draws stands where its numbers are."""

import math

import numpy as np
import pytest

from rnnviz.drawing import log10
from rnnviz.labs.memory_dial import MemoryDial
from rnnviz.labs.memory_dial.model import BIASES, ONE
from rnnviz.labs.memory_dial.panels import LEVELS, TICKS, C, H
from rnnviz.words import number, size
from tests.labs.drawn import curve, painted, reads

PRESETS = ["chrono", "noisy input", "the loop writes, too"]
over_presets = pytest.mark.parametrize("preset", PRESETS)
KIND = MemoryDial


def picture(lab, name, t=None):
    return next(panel for panel in painted(lab, t) if type(panel).__name__ == name)


def life_of(bias):
    return math.log(0.5) / -math.log1p(math.exp(-bias))


def angle(life):
    """Where on the dial a half-life stands: in powers of ten from the shortest, at π, to the longest, at 0."""
    low, high = (math.log10(life_of(bias)) for bias in BIASES)
    return math.pi * (high - math.log10(life)) / (high - low)


def direction(line) -> float:
    (x0, y0), (x, y) = curve(line)
    assert (x0, y0) == (0, 0)
    return math.atan2(y, x)


# -- the dial --------------------------------------------------------------------------------------


@over_presets
def test_needle_knob_and_words_are_the_half_life_the_gate_and_the_bias_of_the_unit(lab, preset):
    lab.preset(preset)
    dial, unit = picture(lab, "Dial"), lab.unit - 1
    bias = lab.result.bias[unit]
    life, f = life_of(bias), 1 / (1 + math.exp(-bias))
    assert direction(dial.needle) == pytest.approx(angle(life))
    assert math.atan2(*curve(dial.knob)[0, ::-1]) == pytest.approx(angle(life))
    assert dial.reading.get_text() == f"{number(life)} steps"
    assert dial.gate.get_text() == f"f = {number(f)}"
    of = f" of unit {lab.unit}" if lab.result.longest else ""
    assert dial.bias.get_text() == f"b_f = {number(bias)}{of}"


def test_a_tick_on_the_rim_is_a_unit_and_the_numbers_stand_at_their_half_lives(lab):
    dial = picture(lab, "Dial")
    rim = np.array(dial.rim.get_segments()).mean(axis=1)
    wanted = [angle(life_of(bias)) for bias in lab.result.bias]
    np.testing.assert_allclose(np.arctan2(rim[:, 1], rim[:, 0]), wanted)
    named = {text.get_text(): text.get_position() for text in dial.ax.texts}
    for tick in TICKS:
        x, y = named[f"{tick:g}"]
        assert math.atan2(y, x) == pytest.approx(angle(tick))


def test_the_dashed_needle_is_the_half_life_measured_where_it_differs(lab):
    assert np.isnan(curve(picture(lab, "Dial").seen)).any()
    lab.preset("noisy input")
    dial, left = picture(lab, "Dial"), lab.result.left[lab.result.written :, lab.unit - 1]
    n = int((left <= 0.5).argmax())
    measured = n - 1 + math.log(left[n - 1] / 0.5) / math.log(left[n - 1] / left[n])
    assert direction(dial.seen) == pytest.approx(angle(measured))
    assert dial.measured.get_text() == f"- - measured: {number(measured)} steps"


# -- what is left ----------------------------------------------------------------------------------


@over_presets
def test_the_dashed_line_is_f_to_the_n_and_the_bold_one_what_is_left(lab, preset):
    lab.preset(preset)
    r, fade, unit = lab.result, picture(lab, "Fade"), lab.unit - 1
    n = np.arange(r.T - r.written + 1)
    f = 1 / (1 + math.exp(-r.bias[unit]))
    np.testing.assert_allclose(
        curve(fade.predicted), np.column_stack([n + r.written, n * math.log10(f)]), atol=1e-9
    )
    left = log10(r.left[r.written :, unit])
    np.testing.assert_allclose(curve(fade.measured)[:, 1], np.where(left < fade.low - 2, np.nan, left))
    assert curve(fade.half) == pytest.approx(np.array([(r.written + life_of(r.bias[unit]), math.log10(0.5))]))


@pytest.mark.parametrize("preset", [*PRESETS, "bias 1"])
def test_thin_lines_are_every_second_unit_where_units_differ(lab, preset):
    lab.preset(preset)
    r, fade = lab.result, picture(lab, "Fade")
    drawn = fade.others.get_segments()
    assert len(drawn) == (32 if r.longest or r.disturbed else 0)
    for segment, left in zip(drawn, r.left[r.written :, ::2].T, strict=False):
        shown = log10(left)[log10(left) >= fade.low - 2]
        np.testing.assert_allclose(segment[~np.isnan(segment[:, 1]), 1], shown)


@pytest.mark.parametrize("t", [7, 30, 60])
def test_the_dot_and_the_numbers_of_the_fade_are_what_is_left_at_the_cursor_and_after_100_steps(lab, t):
    lab.set(unit=50)
    r, fade = lab.result, picture(lab, "Fade", t)
    assert curve(fade.dot) == pytest.approx(np.array([(t, log10(r.left[t, 49]))]))
    assert fade.value.get_text() == size(r.left[t, 49])
    assert fade.cursor.get_xdata() == [t, t]
    f = 1 / (1 + math.exp(-r.bias[49]))
    assert curve(fade.far) == pytest.approx(np.array([(105, 100 * math.log10(f))]))
    assert fade.far_name.get_text() in ("", f"f^100 = {size(f**100)}")
    assert t > 30 or fade.far_name.get_text()


# -- all units, and c and h ------------------------------------------------------------------------


@over_presets
def test_the_row_of_each_unit_is_colored_by_what_it_still_has(lab, preset):
    lab.preset(preset)
    r, units = lab.result, picture(lab, "FadeOfUnits", 40)
    left = r.left[r.written :].T
    wanted = sum((left < level).astype(int) for level in LEVELS)
    differs = units.map.regions[:, r.written :] != wanted
    at_a_border = np.min([abs(left / level - 1) for level in LEVELS], axis=0) < 1e-9
    assert not (differs & ~at_a_border).any() and not differs.all(axis=1).any()
    light = units.map.colors[:4, :3].astype(int).sum(axis=1)
    assert (np.diff(light) > 0).all()  # the more is left, the stronger
    assert set(units.cursor.get_xdata()) == {40}


def test_the_dashed_borders_stand_where_f_to_the_n_crosses_each_level(lab):
    r, units = lab.result, picture(lab, "FadeOfUnits")
    for border, level in zip(units.borders, LEVELS, strict=True):
        x, rows = curve(border).T
        forget = 1 / (1 + np.exp(-r.bias))
        np.testing.assert_allclose(forget ** (x[::2] - r.written), level)
        np.testing.assert_array_equal(x[::2], x[1::2])
        assert rows.reshape(-1, 2).tolist() == [[row, row + 1] for row in range(64)]


def test_the_frame_and_the_names_of_rows_say_which_unit_is_followed(lab):
    lab.set(unit=20)
    units = picture(lab, "FadeOfUnits")
    assert units.row.get_y() < 19.5 < units.row.get_y() + units.row.get_height()
    assert units.row.get_y() + units.row.get_height() / 2 == pytest.approx(19.5)
    assert reads(units.names, ["1", "64", "unit 20"], 1.0)
    assert units.names.get_offsets()[:, 1].tolist() == [0.5, 63.5, 19.5]


@pytest.mark.parametrize("preset", [*PRESETS, "c is not bounded"])
def test_c_and_h_stand_on_their_scales_with_their_values_at_the_cursor(lab, preset):
    lab.preset(preset)
    t, r, unit = 20, lab.result, lab.unit - 1
    outside = picture(lab, "InsideOutside", t)
    ticks = dict(
        zip(outside.ax.get_yticks(), [x.get_text() for x in outside.ax.get_yticklabels()], strict=True)
    )
    for name, middle, values in (("c", C, r.c), ("h", H, r.h)):
        end = float(ticks[middle + 1])
        assert end >= abs(values).max() and float(ticks[middle - 1].replace("−", "-")) == -end
        drawn = (curve(outside.curves[name])[:, 1] - middle) * end
        np.testing.assert_allclose(drawn, values[:, unit], atol=1e-12)
        (x, y), *_ = curve(outside.dots[name])
        assert (x, (y - middle) * end) == pytest.approx((t, values[t, unit]))
        assert outside.values[name].get_text() == f"{name} = {number(values[t, unit])}"
        for segment, other in zip(outside.others[name].get_segments(), values[:, ::2].T, strict=True):
            np.testing.assert_allclose((segment[:, 1] - middle) * end, other, atol=1e-12)


def test_the_shaded_steps_are_those_of_the_pulse(lab):
    lab.set(biases=ONE, pulse=7)
    for panel in (picture(lab, "Fade"), picture(lab, "InsideOutside")):
        assert (panel.pulse.get_x(), panel.pulse.get_width()) == (4.5, 7)
