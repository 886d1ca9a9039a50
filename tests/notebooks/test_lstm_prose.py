"""What the prose of notebook 06 says of its labs, beyond what their stored captions hold, is what they show."""

import numpy as np
import pytest

from rnnviz.cells import LSTM
from rnnviz.cells.activations import sigmoid
from rnnviz.cells.memory import half_life
from rnnviz.gradients import chain, step_jacobians
from rnnviz.labs import GateSurgery, InsideLSTM, MemoryDial
from rnnviz.labs.gate_surgery.model import FORGETFUL, network
from rnnviz.networks import latch
from rnnviz.networks.marked_value import learned

ALL = 0  # of the steps and of the units, in a hold


def inside(preset="keep a marked value", **changes):
    lab = InsideLSTM()
    lab.preset(preset)
    for name, value in changes.items():
        lab.set(**{name: value})
    return lab.result


def memory(result):
    return result.all["c"][:, result.unit]


def gate(result, name):
    return np.array([result.scalar(name, t) for t in range(1, result.T + 1)])


def surgery(preset="hands off", **changes):
    lab = GateSurgery()
    lab.preset(preset)
    lab.set(**changes)
    return lab.result


def named(result):
    return result.now.asked[-1][result.target]


def dial(preset, **changes):
    lab = MemoryDial()
    lab.preset(preset)
    lab.set(**changes)
    return lab.result


def at_median(result):
    kept = np.isfinite(result.measured)
    return np.median((result.measured / result.half_life)[kept])


# -- section 3 --------------------------------------------------------------------------------------


def test_a_gate_that_is_shut_keeps_a_value_between_marks_out():
    assert inside().inputs[2, 0] == pytest.approx(-0.6)
    before, after = memory(inside()), memory(inside(step=3, value=1.0))
    assert after[3] - before[3] == pytest.approx(0.004, abs=5e-4)
    assert gate(inside(), "f")[[1, 2]] == pytest.approx([0.002, 0.998], abs=5e-4)
    assert gate(inside(), "i")[[1, 2]] == pytest.approx([0.998, 0.002], abs=5e-4)


def test_the_unit_that_counts_marks_reaches_3_in_c_and_hides_it_between_them():
    result = inside("count, and show it at marks")
    assert memory(result)[-1] == pytest.approx(3, abs=0.005)
    assert gate(result, "o")[2] == pytest.approx(0.002, abs=5e-4)
    assert abs(result.all["h"][:, result.unit]).max() < 1


def test_the_unit_that_fades_has_a_gate_of_070_that_no_input_moves():
    result = inside("let it fade")
    f, c = gate(result, "f"), memory(result)
    np.testing.assert_allclose(f, f[0])
    np.testing.assert_allclose(c[2:], f[0] * c[1:-1])  # one value comes, at step 1, and nothing after it
    assert f[0] == pytest.approx(0.70, abs=0.005) and f[0] ** 2 == pytest.approx(0.5, abs=0.02)


def test_half_open_gates_write_020_and_two_steps_later_0105_is_in_the_memory():
    result = inside("half-open gates")
    assert memory(result)[[2, 4]] == pytest.approx([0.20, 0.105], abs=0.005)
    assert sorted(gate(result, "f")[:2]) == pytest.approx([0.23, 0.77], abs=0.005)


def test_the_unit_that_turns_over_reads_its_own_state():
    result = inside("turn over at marks")
    assert np.sign(memory(result)[[2, 5, 8]]).tolist() == [1, -1, 1]
    h = result.all["h"][:-1, result.unit]
    np.testing.assert_allclose(gate(result, "g"), np.tanh(3 - 8 * h))


def test_the_trained_cell_needs_its_loop_to_hold_a_value():
    result = inside("trained to keep a marked value")
    np.testing.assert_allclose(result.answers[2:5], [0.91, 0.89, 0.91], atol=0.005)
    cell, readout = learned("LSTM")
    x = result.inputs[:, None]
    trace = cell.forward(x)
    f = trace.f[[2, 3, 5, 6]]  # between marks, of all units
    assert [f.min(), f.max()] == pytest.approx([0.49, 0.76], abs=0.005)
    cell.params["W_hh"][:] = 0
    cut = cell.forward(x[2:], trace.h[2], trace.c[2]).h[:, 0] @ readout
    assert cut[:2] == pytest.approx([0.91, 0.37], abs=0.005)  # it is written anew through h, at every step


# -- section 4 --------------------------------------------------------------------------------------


def test_a_forget_gate_whose_argument_sways_between_6_and_8_stays_near_1():
    assert sigmoid(np.array([6, 8])) == pytest.approx([0.9975, 0.9997], abs=5e-5)
    assert pytest.approx(0.08, abs=0.005) == 0.9975**1000


def test_with_large_recurrent_weights_the_way_through_h_explodes():
    grown = []
    for n in range(20):
        cell = LSTM(3, 32, rng=n, forget_bias=1)
        cell.params["W_hh"] *= 8
        trace = cell.forward(np.random.default_rng(n + 1).normal(size=(100, 1, 3)))
        grown.append(np.linalg.norm(chain(step_jacobians(cell, trace), 100, 0)[32:, 32:], 2))
    assert np.sum(np.array(grown) > 1e6) == 4 and min(grown) > 1


# -- section 5 --------------------------------------------------------------------------------------


def test_the_latch_answers_2000_rows_of_200_letters():
    assert latch.scores(latch.load(), 200)["latch"] == 1


def test_one_gate_at_0_stops_the_highway_and_about_001_gets_past():
    result = surgery("forget at step 12")
    assert result.untouched.gradient[11] == pytest.approx(0.692, abs=5e-4)
    assert result.now.highway[11] == 0 and result.now.gradient[11] == pytest.approx(0.01, abs=0.001)


def test_from_a_gate_of_019_on_the_letter_has_more_than_half():
    at = {f: named(surgery(holds=(("f", 12, ALL, f),))) for f in (0.18, 0.19, 0.3, 0.5, 0.8)}
    assert at[0.18] < 0.5 < at[0.19] < at[0.3] < at[0.5] < at[0.8]


def test_with_forget_gates_of_09_at_every_step_little_more_than_the_answer_of_an_empty_memory_is_left():
    result = surgery(holds=(("f", ALL, ALL, 0.9),))
    assert result.now.asked[-1].argmax() == result.target
    assert [named(result), named(surgery("never write"))] == pytest.approx([0.41, 0.37], abs=0.005)
    assert pytest.approx(0.05, abs=0.005) == 0.9**29


def test_never_to_forget_does_no_harm_where_nothing_is_to_be_forgotten():
    result = surgery("never forget")
    assert [named(result), named(surgery())] == pytest.approx([0.990, 0.978], abs=5e-4)
    assert result.now.gradient[3] > result.untouched.gradient[3]
    assert not result.now.c[0].any() and sum(map(str.isupper, result.tape)) == 1


def test_a_gradient_arrives_at_a_memory_that_was_never_written():
    result = surgery("never write")
    assert not result.now.c.any()
    gradients = [result.untouched.gradient[3], result.now.gradient[3]]
    assert gradients == pytest.approx([0.677, 0.753], abs=5e-4)
    answers = [surgery("never write", symbol=letter).now.asked[-1] for letter in latch.LETTERS]
    np.testing.assert_allclose(answers[1:], answers[:-1])


def test_a_capital_is_its_letter_and_a_mark_besides():
    small, capital = latch.encode("bB")[:, 0]
    assert np.flatnonzero(capital - small).tolist() == [latch.CAPITAL]


@pytest.mark.parametrize("step", [2, 3])
def test_to_forget_before_or_while_the_letter_is_written_does_no_harm(step):
    result = surgery(holds=(("f", step, ALL, 0.0),))
    assert named(result) == pytest.approx(0.978, abs=0.001)


def test_the_next_capital_takes_the_place_of_the_last_unless_the_gate_is_held_open():
    lab = GateSurgery()
    lab.preset("the network forgets")
    left = lab.result
    lab.set(held=True)  # as the try says
    held = lab.result
    assert lab.holds == (("f", 16, ALL, 1.0),)
    assert left.now.gates[0, 15].max() < 0.3
    assert [named(left), named(held)] == pytest.approx([0.987, 0.843], abs=5e-4)
    assert [left.now.gradient[11], held.now.gradient[11]] == pytest.approx([0.046, 0.865], abs=5e-4)


@pytest.mark.parametrize("letters", [31, 60])
def test_with_f_at_1_and_nothing_written_the_gradient_is_the_same_at_every_distance(letters):
    result = surgery("constant error carousel", letters=letters)
    np.testing.assert_allclose(result.now.gradient[3:], 0.705, atol=0.001)


def test_a_memory_need_not_be_shown_on_the_way():
    result = surgery("shut the output")
    assert named(result) < 0.5
    lab = GateSurgery()
    lab.preset("shut the output")
    lab.set(held=False)  # as the try says
    result = lab.result
    assert result.T == 32 and np.isnan(result.held[2]).all(axis=1).nonzero()[0].tolist() == [31]
    assert [named(result), named(surgery())] == pytest.approx([0.946, 0.978], abs=5e-4)


def test_with_all_gates_open_the_gradient_cannot_enter_the_highway():
    result = surgery("open everything")
    assert abs(result.now.c).max() == pytest.approx(25, abs=0.5)
    np.testing.assert_allclose(result.now.gradient, 4.5e-8, rtol=0.01)


def test_untrained_with_gate_biases_of_0_hardly_any_gradient_arrives():
    result = surgery("untrained, gate biases 0")
    assert result.now.gradient[3] == pytest.approx(7e-8, rel=0.05)
    net = network(FORGETFUL)
    assert not any(net.cell.gate_params(name)["b_h"].any() for name in "fi")


# -- section 6 --------------------------------------------------------------------------------------


def test_noise_shortens_memories():
    small, large = (
        [at_median(dial("noisy input", noise=noise, seed=seed)) for seed in range(10)] for noise in (1.0, 3.0)
    )
    assert np.median(small) == pytest.approx(0.9, abs=0.05) and 0.8 < min(small) < max(small) < 1
    assert [min(large), max(large)] == pytest.approx([0.25, 0.67], abs=0.02)


def test_the_loop_shortens_some_memories_to_a_tenth_and_makes_others_ten_times_as_long():
    ratios = [r.measured / r.half_life for r in (dial("the loop writes, too", seed=n) for n in range(8))]
    assert np.median([r.min() for r in ratios]) == pytest.approx(0.1, abs=0.03)
    assert np.median([r[np.isfinite(r)].max() for r in ratios]) == pytest.approx(10, abs=2)


def test_of_most_units_noise_shortens_the_memory_and_of_the_one_followed_too():
    for noise in (1.0, 3.0):
        result = dial("noisy input", noise=noise)
        assert np.sum(result.measured < result.half_life) > 50
        assert result.left[55, result.unit] < 0.9 * result.predicted[55, result.unit]


def test_with_the_loop_more_than_a_million_times_the_prediction_is_left_in_every_unit():
    result = dial("the loop writes, too")
    assert (result.left[result.written + 100] > 1e6 * result.forget**100).all()


def test_c_falls_from_19_to_5_and_h_does_not_show_it():
    result = dial("c is not bounded")
    c, h = result.c[:, result.unit], result.h[:, result.unit]
    assert c[[40, 110]] == pytest.approx([19, 5], abs=0.5)
    assert h[40:111] == pytest.approx(0.5, abs=1e-4)
    assert np.tanh(5) == pytest.approx(0.9999, abs=5e-5)


def test_chrono_biases_for_100_steps_have_half_lives_from_15_to_68():
    result = dial("chrono")
    assert [result.half_life.min(), result.half_life.max()] == pytest.approx([1.5, 68], abs=0.5)
    assert result.written == 5 and np.sum(result.left[55] > 0.5) == 16


def test_a_chrono_unit_keeps_for_tau_steps_and_fills_as_slowly():
    """b_f = ln u, b_i = -ln u, τ = u + 1: f = 1 - 1/τ and i = 1/τ; half is left after about 0.7 τ."""
    u = np.array([5.0, 20.0, 99.0])
    b_f, tau = np.log(u), u + 1
    np.testing.assert_allclose(sigmoid(b_f), 1 - 1 / tau)
    np.testing.assert_allclose(sigmoid(-b_f), 1 / tau)
    assert half_life(b_f) / tau == pytest.approx([0.7] * 3, abs=0.07)


# -- section 7 --------------------------------------------------------------------------------------


@pytest.mark.parametrize("bias", [3, 5])
def test_over_the_highway_alone_no_more_arrives_than_set_out(bias):
    whole, alone = [], []
    for n in range(20):
        cell = LSTM(3, 32, n, forget_bias=bias)
        dh = np.zeros((51, 1, 32))
        dh[-1] = 1
        trace = cell.forward(np.random.default_rng(n).normal(size=(51, 1, 3)))
        every_way = cell.backward(trace, dh).x[:, 0]
        cell.params["W_hh"][:] = 0  # the trace stays: the way back through h alone is closed
        highway = cell.backward(trace, dh).x[0, 0]
        whole.append(np.linalg.norm(every_way[0]) / np.linalg.norm(every_way[-1]))
        alone.append(np.linalg.norm(highway) / np.linalg.norm(every_way[-1]))
    assert max(whole) > 5 and np.median(whole) > 1
    assert max(alone) < 1
    assert sigmoid(bias) ** 50 == pytest.approx({3: 0.09, 5: 0.71}[bias], abs=0.005)


def test_the_gradient_at_h_leaves_out_what_c_carries_on():
    """Why section 7 measures at x: with f = 1 and i = 0 from step 2 on, c keeps all, and ∂L/∂h_t is still nothing."""
    cell = LSTM(3, 8, 0)
    dh = np.zeros((51, 1, 8))
    dh[-1] = 1
    carousel = {
        "f": 1.0,
        "i": np.where(np.arange(51)[:, None, None] == 0, np.nan, np.zeros((51, 1, 8))),
        "o": 0.5,
    }
    trace = cell.forward(np.random.default_rng(0).normal(size=(51, 1, 3)), clamp=carousel)
    gradients = cell.backward(trace, dh)
    assert not gradients.h[1:51].any() and gradients.c[1:51].all() and gradients.x[0].any()
