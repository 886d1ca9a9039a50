"""What the prose of notebook 06 says of its labs, beyond what their stored captions hold, is what they show."""

import numpy as np
import pytest

from rnnviz.applications import latch
from rnnviz.cells import LSTM
from rnnviz.cells.activations import sigmoid
from rnnviz.gradients import chain, step_jacobians
from rnnviz.labs import GateSurgery, InsideLSTM, MemoryDial
from rnnviz.labs.inside_trained import learned

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
    f = gate(inside("let it fade"), "f")
    np.testing.assert_allclose(f, f[0])
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
    between = [2, 3, 5, 6]
    assert gate(result, "f")[between].min() > 0.55 and gate(result, "f")[between].max() < 0.59
    np.testing.assert_allclose(result.answers[2:5], [0.91, 0.89, 0.91], atol=0.005)
    cell, readout = learned("LSTM")
    x = result.inputs[:, None]
    trace = cell.forward(x)
    cell.params["W_hh"][:] = 0
    cut = cell.forward(x[2:], trace.h[2], trace.c[2]).h[:, 0] @ readout
    assert cut[:2] == pytest.approx([0.91, 0.37], abs=0.005)


# -- section 4 --------------------------------------------------------------------------------------


def test_a_forget_gate_whose_argument_sways_between_6_and_8_stays_near_1():
    assert sigmoid(np.array([6, 8])) == pytest.approx([0.9975, 0.9997], abs=5e-5)


def test_with_large_recurrent_weights_the_way_through_h_explodes():
    cell = LSTM(3, 32, rng=0, forget_bias=1)
    cell.params["W_hh"] *= 8
    trace = cell.forward(np.random.default_rng(1).normal(size=(100, 1, 3)))
    assert np.linalg.norm(chain(step_jacobians(cell, trace), 100, 0)[32:, 32:], 2) > 1e5


# -- section 5 --------------------------------------------------------------------------------------


def test_the_latch_answers_2000_rows_of_200_letters():
    assert latch.scores(latch.load(), 200)["latch"] == 1


def test_one_gate_at_0_stops_the_highway_and_about_001_gets_past():
    result = surgery("forget at step 12")
    assert result.untouched.gradient[11] == pytest.approx(0.692, abs=5e-4)
    assert result.now.highway[11] == 0 and result.now.gradient[11] == pytest.approx(0.01, abs=0.001)


def test_a_half_open_gate_takes_a_third_of_the_gradient_and_the_answer_stays():
    result = surgery(holds=(("f", 12, ALL, 0.5),))
    assert result.now.gradient[3] / result.untouched.gradient[3] == pytest.approx(2 / 3, abs=0.04)
    assert named(result) > 0.5


def test_forget_gates_of_09_at_every_step_lose_the_letter():
    assert named(surgery(holds=(("f", ALL, ALL, 0.9),))) < 0.5
    assert pytest.approx(0.05, abs=0.005) == 0.9**29


@pytest.mark.parametrize("step", [2, 3])
def test_to_forget_before_or_while_the_letter_is_written_does_no_harm(step):
    result = surgery(holds=(("f", step, ALL, 0.0),))
    assert named(result) == pytest.approx(0.978, abs=0.001)


def test_the_next_capital_takes_the_place_of_the_last_unless_the_gate_is_held_open():
    left, held = surgery("the network forgets"), surgery("the network forgets", holds=(("f", 16, ALL, 1.0),))
    assert left.now.gates[0, 15].max() < 0.3
    assert [named(left), named(held)] == pytest.approx([0.987, 0.843], abs=5e-4)
    assert [left.now.gradient[11], held.now.gradient[11]] == pytest.approx([0.046, 0.87], abs=0.006)


@pytest.mark.parametrize("letters", [31, 60])
def test_with_f_at_1_and_nothing_written_the_gradient_is_the_same_at_every_distance(letters):
    result = surgery("constant error carousel", letters=letters)
    np.testing.assert_allclose(result.now.gradient[3:], 0.705, atol=0.001)


def test_a_memory_need_not_be_shown_on_the_way():
    result = surgery("shut the output")
    assert named(result) < 0.5
    result = surgery("shut the output", holds=(("o", ALL, ALL, 0.0), ("o", 32, ALL, None)))
    assert [named(result), named(surgery())] == pytest.approx([0.946, 0.978], abs=5e-4)


def test_with_all_gates_open_the_gradient_cannot_enter_the_highway():
    result = surgery("open everything")
    assert abs(result.now.c).max() == pytest.approx(25, abs=0.5)
    np.testing.assert_allclose(result.now.gradient, 4.5e-8, rtol=0.01)


def test_at_an_a_two_units_open_the_input_gate_to_a_candidate_near_0():
    trace = latch.load().read(surgery().tape)
    assert surgery().tape[5] == "a"
    assert trace.i[5, 0, [1, 2]] == pytest.approx(0.59, abs=0.01)
    assert abs(trace.g[5, 0, [1, 2]]).max() < 0.01


# -- section 6 --------------------------------------------------------------------------------------


def test_noise_shortens_memories():
    assert at_median(dial("noisy input")) == pytest.approx(0.925, abs=5e-4)
    assert at_median(dial("noisy input", noise=3.0)) == pytest.approx(0.579, abs=5e-4)


def test_the_loop_shortens_some_memories_and_makes_others_several_times_as_long():
    result = dial("the loop writes, too")
    ratio = result.measured / result.half_life
    assert ratio.min() < 0.5 and ratio.max() > 5 and at_median(result) < 1


def test_thirty_steps_of_writing_carry_c_far_beyond_h():
    result = dial("c is not bounded")
    assert abs(result.c).max() == pytest.approx(23.6, abs=0.05)
    assert abs(result.h).max() == pytest.approx(0.842, abs=5e-4)


def test_chrono_biases_for_100_steps_have_half_lives_from_15_to_68():
    result = dial("chrono")
    assert [result.half_life.min(), result.half_life.max()] == pytest.approx([1.5, 68], abs=0.5)


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
    assert max(alone) < 0.855
