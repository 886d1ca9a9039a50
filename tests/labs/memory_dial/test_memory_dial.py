"""Memory dial: what a forget bias says of a memory, and what becomes of one in a run."""

import math

import numpy as np
import pytest

from rnnviz.cells import LSTM
from rnnviz.cells.memory import half_life
from rnnviz.drawing import log10, overlap
from rnnviz.labs.memory_dial.model import BIASES, CHRONO, ONE, bias_of, fading, measured_half_lives
from rnnviz.labs.memory_dial.panels import C, H, direction, half_life_at


def panels(lab):
    return {type(panel).__name__: panel for panel in lab._ensure_scene().panels}


def press(lab, panel, x, y, kind="press"):
    width, height = lab._ensure_scene().pixels
    at = panel.ax.transData.transform((x, y)) / (width, height)
    lab._hear(lab.stage, {"type": "pointer", "kind": kind, "x": at[0], "y": at[1], "seq": 1})


@pytest.mark.parametrize(
    ("bias", "sentence"),
    [
        (
            0.0,
            "A forget bias of 0 keeps 0.500 a step: half of a memory is gone after 1 step.",
        ),
        (
            1.0,
            "A forget bias of 1 keeps 0.731 a step: half of a memory is gone after 2.21 steps.",
        ),
    ],
)
def test_the_half_life_is_that_of_the_bias(lab, bias, sentence):
    lab.set(biases=ONE, forget_bias=bias)
    f = 1 / (1 + math.exp(-bias))
    assert lab.result.half_life == pytest.approx(np.full(64, math.log(0.5) / math.log(f)))
    assert lab.caption.startswith(sentence)


def test_it_opens_with_units_that_remember_for_different_times(lab):
    left = lab.result.left[int(lab.t)]
    assert (left > 0.5).sum() > 10 and (left < 0.01).sum() > 2


def test_a_gate_next_to_1_is_said_by_what_is_missing(lab):
    lab.set(biases=ONE, forget_bias=8.0)
    assert "keeps 1 − 3.35e-04 a step" in lab.caption


@pytest.mark.parametrize("biases", [ONE, CHRONO])
def test_without_input_every_unit_of_a_real_lstm_fades_as_f_to_the_n(lab, biases):
    lab.set(biases=biases)
    r = lab.result
    n = np.arange(lab.T + 1)[:, None] - r.written
    np.testing.assert_allclose(r.left[r.written :], (r.forget**n)[r.written :], rtol=1e-9)
    np.testing.assert_allclose(r.measured, np.where(r.measured < np.inf, r.half_life, np.inf), rtol=1e-9)
    assert not r.left[: r.written].any() and not lab.result.disturbed


def test_chrono_half_lives_are_spread_between_1_step_and_those_of_T_max(lab):
    """f = 1 - 1/τ with τ from 2 to T_max: half-lives from 1 to about T_max ln 2 (Tallec, Ollivier 2018)."""
    lab.set(biases=CHRONO, longest=100)
    r = lab.result
    assert (np.diff(r.half_life) >= 0).all()
    assert 1 <= r.half_life[0] < 5 and 50 < r.half_life[-1] <= math.log(0.5) / math.log(
        0.99
    ) < 100 * math.log(2)
    np.testing.assert_allclose(r.half_life, half_life(r.bias))
    ways = np.stack(direction(r.half_life), axis=1)
    ticks = np.array([segment[0] for segment in panels(lab)["Dial"].rim.get_segments()])
    np.testing.assert_allclose(ticks / np.linalg.norm(ticks, axis=1)[:, None], ways, atol=1e-12)


def test_input_moves_the_gates_and_the_measured_half_life_with_them(lab):
    lab.set(biases=CHRONO, noise=1.5, T=200)
    r = lab.result
    known = np.isfinite(r.measured)
    assert not np.allclose(r.left[40:], r.predicted[40:], rtol=0.05)
    assert np.median(r.measured[known] / r.half_life[known]) < 0.95  # ln σ is concave: noise costs memory
    assert "The gates do not stay at their biases" in lab.caption


def test_what_is_left_is_the_product_of_the_gates_even_with_noise(lab):
    """Without a loop through h the pulse leaves the gates alone: Δc_t = f_t ⊙ Δc_{t-1}, f_t being the run's own."""
    lab.set(biases=ONE, noise=1.0)
    rng = np.random.default_rng(lab.seed)
    cell = LSTM(1, 64, rng)
    cell.params["W_xh"] = rng.uniform(-1, 1, cell.params["W_xh"].shape)
    w = cell.gate_params("f")["W_xh"][0]
    noise = rng.normal(size=200)
    f = 1 / (1 + np.exp(-(1 + noise[5:40, None] * w)))  # of steps 6 to 40
    np.testing.assert_allclose(lab.result.left[40], f.prod(axis=0), rtol=1e-9)


def test_recurrent_weights_keep_in_the_loop_what_c_alone_would_lose(lab):
    lab.preset("the loop writes, too")
    r = lab.result
    assert np.median(r.left[-1]) > 1e6 * r.predicted[-1, 0]


def test_c_grows_beyond_every_bound_that_h_keeps(lab):
    lab.preset("c is not bounded")
    assert np.abs(lab.result.c).max() > 20 and np.abs(lab.result.h).max() < 1
    lab.set(pulse=1)
    assert np.abs(lab.result.c).max() < 1  # one step writes i ⊙ g


def test_from_outside_5_and_20_look_the_same(lab):
    """c and h stand over the same steps: c falls from 20 to 5, and h, o ⊙ tanh(c), stays where it is."""
    lab.preset("c is not bounded")
    panel, r = panels(lab)["InsideOutside"], lab.result
    c, h = r.c[:, r.unit], r.h[:, r.unit]
    np.testing.assert_allclose((panel.curves["c"].get_ydata() - C) * panel.reach(r), c)
    np.testing.assert_allclose(panel.curves["h"].get_ydata() - H, h)
    after = np.arange(r.written + 1, 112)  # without input the output gate does not move
    assert c[after[0]] > 20 and c[after[-1]] < 5.3
    np.testing.assert_allclose(h[after], 0.5, atol=1e-4)


def test_measured_half_life_lies_where_a_factor_a_step_puts_it():
    n = np.arange(30)[:, None]
    factors = np.array([0.9, 0.5, 0.99, 0.2])
    measured = measured_half_lives(factors**n)
    np.testing.assert_allclose(measured[[0, 1, 3]], np.log(0.5) / np.log(factors[[0, 1, 3]]))
    assert measured[2] == np.inf


def test_fading_is_1_at_the_end_of_the_pulse_and_0_before():
    left = fading(np.array([[0.0], [0.2], [-0.4], [0.1]]), 2)
    assert left[:, 0].tolist() == [0, 0, 1, 0.25]


@pytest.mark.parametrize("bias", [-3.0, -0.5, 0.0, 1.0, 4.0, 8.0])
def test_the_dial_reads_back_what_it_shows(bias):
    assert bias_of(float(half_life(bias))) == pytest.approx(bias, abs=1e-9)
    x, y = direction(half_life(bias))
    assert half_life_at(math.atan2(y, x)) == pytest.approx(float(half_life(bias)))
    assert y >= -1e-12


def test_the_dial_runs_from_the_shortest_at_the_left_to_the_longest_at_the_right():
    left, right = (direction(half_life(bias)) for bias in BIASES)
    assert left == pytest.approx((-1, 0), abs=1e-12) and right == pytest.approx((1, 0), abs=1e-12)


def test_turning_the_needle_sets_the_bias_or_picks_a_unit(lab):
    dial = panels(lab)["Dial"]
    lab.set(biases=ONE)
    press(lab, dial, *(0.9 * np.array(direction(half_life(3.0)))), "drag")
    assert lab.forget_bias == pytest.approx(3.0, abs=0.02)
    lab.set(biases=CHRONO)
    press(lab, dial, *(0.9 * np.array(direction(lab.result.half_life[50]))))
    assert lab.forget_bias == pytest.approx(3.0, abs=0.02)
    assert abs(lab.unit - 51) <= 1


def test_a_press_on_a_row_follows_its_unit(lab):
    press(lab, panels(lab)["FadeOfUnits"], 30, 7.4)
    assert lab.unit == 8 and "unit 8 holds" in lab.caption


def test_dashed_borders_stand_at_the_predicted_half_life_and_colors_at_the_measured(lab):
    lab.set(biases=CHRONO)
    panel, r = panels(lab)["FadeOfUnits"], lab.result
    np.testing.assert_allclose(panel.borders[0].get_xdata()[::2], r.written + r.half_life)
    dark = panel.map.regions == 0
    assert (dark[:, r.written :] == (r.left[r.written :].T >= 0.5)).all() and not dark[:, : r.written].any()
    assert (panel.map.regions[:, : r.written] == 4).all()  # before the pulse there is nothing to be left


@pytest.mark.parametrize(("floor", "last"), [("10⁻⁴", 14), ("10⁻¹⁶", 54)])  # the first n with ½^n below it
def test_the_curve_is_what_is_left_and_its_fall_below_the_scale_is_marked(lab, floor, last):
    lab.set(biases=ONE, forget_bias=0.0, floor=floor)
    panel, r = panels(lab)["Fade"], lab.result
    shown = panel.measured.get_ydata()[:last]
    np.testing.assert_allclose(shown, log10(r.left[5 : 5 + last, r.unit]))
    assert panel.ax.get_ylim()[0] == r.floor <= shown.min()
    assert panel.half.get_xdata() == [5 + 1]
    assert panel.gone.get_xdata().tolist() == [5 + last]
    assert panel.beyond.get_xdata() == [105] and "7.89e-31" in panel.far_name.get_text()


def test_other_units_are_marked_where_they_leave_the_scale(lab):
    panel, r = panels(lab)["Fade"], lab.result
    left = r.left[r.written :, ::2]
    leave = [int((left[:, n] < 1e-4).argmax()) + r.written for n in range(32) if left[-1, n] < 1e-4]
    assert leave and panel.leaving.get_xdata().tolist() == leave


def test_the_scale_stays_while_biases_noise_and_loop_are_moved(lab):
    panel = panels(lab)["Fade"]
    for changes in ({}, {"longest": 1000}, {"noise": 3.0}, {"recurrent": 2.0}, {"biases": ONE}):
        lab.set(**changes)
        assert panel.ax.get_ylim() == (-4, 0.5)


def test_the_caption_counts_the_units_that_hold_half(lab):
    assert "More than half of it is held by 30 of 64 units." in lab.caption
    lab.set(t=4)
    assert "held by" not in lab.caption
    lab.set(biases=ONE, t=35)
    assert "held by" not in lab.caption  # all are one


def test_no_name_stands_over_the_number_at_the_cursor(lab):
    for preset in ("chrono", "bias 1", "bias 5", "the loop writes, too"):
        lab.preset(preset)
        for t in (5, 7, 12, 30, 50, 60, 105):
            lab.set(t=t)
            scene, panel = lab._ensure_scene(), panels(lab)["Fade"]
            scene.paint(lab.result, lab.t)
            extents = [
                name.extent(scene.canvas.get_renderer())
                for name in (panel.half_name, panel.far_name, panel.value)
                if name.get_text()
            ]
            boxes = [(left, bottom, left + wide, bottom + high) for left, bottom, wide, high in extents]
            assert not any(overlap(a, b) for n, a in enumerate(boxes) for b in boxes[:n])


def test_what_outgrows_the_scale_is_marked(lab):
    lab.set(biases=ONE, forget_bias=5.0, recurrent=2.0, noise=1.0, seed=0, T=200)
    unit = int(lab.result.left.max(axis=0).argmax()) + 1
    lab.set(unit=unit)
    panel, left = panels(lab)["Fade"], lab.result.left[:, unit - 1]
    for floor, top in (("10⁻⁴", 10**0.5), ("10⁻¹⁶", 100)):
        lab.set(floor=floor)
        assert left.max() > top and panel.over.get_xdata().tolist() == [np.flatnonzero(left > top)[0]]
    assert lab.caption.startswith("By itself, a forget bias of 5 keeps")


def test_units_that_are_all_alike_are_told_as_one(lab):
    lab.set(biases=ONE, t=12)
    assert "At t = 12, 7 steps after the pulse, 0.112 of it is left: f^7." in lab.captions
    lab.set(noise=1.0)
    assert "unit 27 holds" in lab.caption and "its bias alone predicts 0.112." in lab.caption
