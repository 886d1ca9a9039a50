"""What the prose of notebook 07 says beyond what its stored outputs hold is so."""

import numpy as np
import pytest

from rnnviz.cells import GRU, LSTM
from rnnviz.cells.activations import sigmoid
from rnnviz.gradients import row_norms, step_jacobians
from rnnviz.labs import InsideGRU, SideBySide
from rnnviz.labs.side_by_side.model import NOISE, SOURCES, inputs, make, networks


@pytest.fixture(scope="module")
def lab():
    return SideBySide()


@pytest.fixture(autouse=True)
def start_over(lab):
    lab.reset()


def test_every_new_state_lies_between_the_old_one_and_the_candidate():
    rng = np.random.default_rng(1)
    for scale in (1, 20):
        gru = GRU(2, 16, rng=rng)
        gru.params = {name: scale * weights for name, weights in gru.params.items()}
        trace = gru.forward(scale * rng.normal(size=(50, 3, 2)))
        low, high = np.minimum(trace.h[:-1], trace.n), np.maximum(trace.h[:-1], trace.n)
        assert (trace.h[1:] >= low - 1e-12).all() and (trace.h[1:] <= high + 1e-12).all()
        assert np.abs(trace.h).max() <= 1


def test_a_kept_value_loses_a_quarter_of_a_percent_a_step_and_half_open_gates_most_of_it_in_nine_or_four():
    inside = InsideGRU()
    z = inside.result.values["z"][1:]
    assert z.max() == pytest.approx(0.9975, abs=5e-5) and z.min() == pytest.approx(0.0025, abs=5e-5)
    inside.preset("half-open gates")
    assert np.median(inside.result.values["z"][1:]) == pytest.approx(0.77, abs=0.005)
    assert 0.77**9 < 0.1 < 0.77**8 and 0.5**4 < 0.1 < 0.5**3


def test_only_from_a_bias_of_3_or_so_a_large_part_of_the_gradient_goes_past_the_weights():
    for seed in range(5):
        past = {}
        for bias in (0.0, 1.0, 3.0, 5.0):
            cell = make("GRU", 1, 16, bias, "after", np.random.default_rng(seed))
            trace = cell.forward(inputs(NOISE, 60, 10, seed).x[0][:50, None])
            past[bias] = trace.z.prod(axis=0).max() / row_norms(step_jacobians(cell, trace), 50)[0]
        assert past[0.0] < 0.02 and past[1.0] < 0.2
        assert past[3.0] > 0.3 and past[5.0] > 0.7


def test_a_forget_bias_of_1_lifts_the_gradient_by_six_powers_of_ten(lab):
    lab.set(forget_bias=0.0)
    before = lab.result.runs[1].gradients.median[10]
    lab.set(forget_bias=1.0)
    assert 6 <= np.log10(lab.result.runs[1].gradients.median[10] / before) < 7


def test_with_biases_of_1_the_lstm_keeps_more_than_the_gru_and_with_3_that_depends_on_the_seed(lab):
    first = {}
    for bias in (1.0, 3.0):
        for source in SOURCES:
            ratios = []
            for seed in range(6):
                lab.set(source=source, seed=seed, forget_bias=bias, update_bias=bias)
                _, lstm, gru = (run.gradients.median[10] for run in lab.result.runs)
                ratios.append(lstm / gru)
            first[bias, source] = np.array(ratios)
    assert all((first[1.0, source] > 1).all() and np.median(first[1.0, source]) > 3 for source in SOURCES)
    assert (first[3.0, NOISE] < 1).any() and (first[3.0, NOISE] > 1).any()


@pytest.mark.parametrize("bias", [1.0, 3.0])
def test_measured_at_h_the_lstm_would_look_three_to_eight_times_worse_and_the_gru_as_it_is(lab, bias):
    def at_h(name, seed):
        """The median of ‖∂h_T/∂h_t‖ as a share of ‖∂h_T/∂h_T‖, t = 10."""
        found = networks(name, 16, NOISE, 10, seed, bias, "after" if name == "GRU" else "")
        back = np.broadcast_to(np.eye(16, found.jacobians.shape[-1]), (5, 16, found.jacobians.shape[-1]))
        for t in range(59, 9, -1):
            back = back @ found.jacobians[:, t]
        return np.median(np.linalg.norm(back[..., :16], axis=(1, 2)) / 4)

    for seed in range(6):
        lab.set(seed=seed, forget_bias=bias, update_bias=bias)
        _, lstm, gru = lab.result.runs
        assert 2.5 < lstm.gradients.median[10] / at_h("LSTM", seed) < 8.5
        assert 0.5 < gru.gradients.median[10] / at_h("GRU", seed) < 1.5


def test_less_arrives_than_in_the_larger_lstms_of_notebook_06_and_one_loss_there_says_much_the_same():
    def arrives(features, H, bias, seed, losses):
        x = np.random.default_rng(seed).normal(size=(51, 1, features)).repeat(len(losses), axis=1)
        dh = np.zeros((51, len(losses), H))
        dh[-1] = losses
        cell = LSTM(features, H, seed, forget_bias=bias)
        dx = cell.backward(cell.forward(x), dh).x
        return np.linalg.norm(dx[0]) / np.linalg.norm(dx[-1])

    for bias in (1.0, 3.0):
        one = np.median([arrives(3, 32, bias, seed, np.ones((1, 32))) for seed in range(20)])
        large = np.median([arrives(3, 32, bias, seed, np.eye(32)) for seed in range(20)])
        small = np.median([arrives(1, 16, bias, seed, np.eye(16)) for seed in range(20)])
        assert 0.6 < large / one < 1.1
        assert small < 0.5 * large
        fewer_inputs = np.median([arrives(1, 32, bias, seed, np.eye(32)) for seed in range(20)])
        assert 0.7 < fewer_inputs / large < 1.5  # the units do it


def test_on_the_edge_the_rnn_holds_out_at_the_median_but_a_thousandfold_difference_is_common(lab):
    lab.preset("an RNN on the edge")
    factors, ahead = [], 0
    for seed in range(9):
        lab.set(seed=seed)
        factors.append([run.gradients.high[10] / run.gradients.low[10] for run in lab.result.runs])
        rnn, lstm, gru = (run.gradients.median[10] for run in lab.result.runs)
        ahead += rnn > lstm and rnn > gru
        assert rnn > 0.3 * lstm and rnn > gru
    factors = np.array(factors)
    assert ahead >= 7 and (factors[:, 0] > 1000).sum() >= 6
    _, lstm, gru = np.median(factors, axis=0)
    assert 5 < lstm < 50 and 3 < gru < 20
    assert 80 < factors[:, 1].max() < 1000 and factors[:, 2].max() < 30


def test_the_bias_sets_the_factor_of_a_step_whatever_the_draw():
    for bias in (0.0, 1.0, 3.0):
        for name in ("LSTM", "GRU"):
            kept = []
            for draw in range(5):
                cell = make(name, 1, 16, bias, "after", np.random.default_rng((0, draw, 1)))
                trace = cell.forward(inputs(NOISE, 60, 10, 0).x[draw][:, None])
                kept.append((trace.f if name == "LSTM" else trace.z).mean())
            assert np.ptp(kept) < 0.02
            assert np.mean(kept) == pytest.approx(sigmoid(bias), abs=0.01)


def test_what_the_gradient_predicts_of_the_pulse_is_so_but_for_a_factor_of_two(lab):
    for seed in range(4):
        for bias in (0.0, 1.0, 3.0):
            lab.set(seed=seed, forget_bias=bias, update_bias=bias)
            for run in lab.result.runs:
                ratio = 3 * run.slopes.median[10:] / run.changes.median[10:]
                certain = run.changes.median[10:] > 1e-12
                assert ratio[certain].min() > 0.5 and ratio[certain].max() < 2


def test_the_state_shows_half_of_what_the_pulse_left_in_the_memory_and_with_biases_of_3_a_sixth(lab):
    shown = {}
    for bias in (0.0, 1.0, 3.0):
        lab.set(forget_bias=bias)
        lstm = lab.result.runs[1]
        assert (lstm.memory_changes.each[:, 10:] > lstm.changes.each[:, 10:]).all()
        shown[bias] = (lstm.changes.median / lstm.memory_changes.median)[10:]
    for bias in (0.0, 1.0):
        assert np.median(shown[bias]) == pytest.approx(0.5, abs=0.1)
        assert shown[bias].min() > 0.35 and shown[bias].max() < 0.65
    assert shown[3.0][-1] == pytest.approx(1 / 6, abs=0.01)


@pytest.mark.parametrize(("bias", "slopes"), [(1.0, (0.9, 1.0)), (3.0, (0.35, 0.6))])
def test_an_untrained_output_gate_stands_near_one_half_and_the_tanh_is_flat_where_the_memory_is_large(
    bias, slopes
):
    for draw in range(5):
        cell = make("LSTM", 1, 16, bias, "", np.random.default_rng((0, draw, 1)))
        trace = cell.forward(inputs(NOISE, 60, 10, 0).x[draw][:, None])
        assert trace.o.mean() == pytest.approx(0.5, abs=0.04)
        assert slopes[0] < (1 - np.tanh(trace.c) ** 2).mean() < slopes[1]
        assert (np.abs(trace.c).mean() > 0.7) == (bias == 3.0)


def test_a_gru_that_hardly_listens_brings_back_all_of_very_little(lab):
    lab.preset("a GRU that hardly listens")
    _, lstm, gru = lab.result.runs
    assert gru.gradients.median[10] > 0.9 and gru.gradients.median[10] > lstm.gradients.median[10]
    assert gru.changes.median[10] < 0.005 < 0.3 < lstm.changes.median[10]
    assert gru.slopes.median[10] < lstm.slopes.median[10] / 30
    z = sigmoid(6)
    assert z == pytest.approx(0.9975, abs=5e-5) and z**50 == pytest.approx(0.88, abs=0.005)


def test_the_last_state_hears_the_pulse_best_at_an_update_bias_near_ln_50(lab):
    left = {}
    for bias in np.arange(0, 6.1, 0.5).tolist():
        lab.set(update_bias=bias)
        left[bias] = lab.result.runs[2].changes.median[-1]
    assert max(left, key=left.get) == pytest.approx(np.log(50), abs=0.3)


def test_twice_the_units_do_not_help_the_memory_of_the_rnn(lab):
    lab.preset("same parameters")
    rnn = lab.result.runs[0]
    assert rnn.hidden_size == 33
    assert rnn.gradients.median[10] < 1e-9 and rnn.changes.median[-1] < 1e-9


def test_another_input_gives_the_rnn_no_memory_either(lab):
    for source in SOURCES:
        for seed in range(4):
            lab.set(source=source, seed=seed)
            rnn, lstm, gru = (run.gradients.median[10] for run in lab.result.runs)
            assert rnn < 1e-9 < 1e-6 < gru < lstm


def test_a_plain_rnn_has_a_seventh_of_its_gradient_three_steps_back_and_a_thousandth_ten_steps_back(lab):
    left = {3: [], 10: []}
    for source in SOURCES:
        for seed in range(6):
            lab.set(source=source, seed=seed)
            for back, found in left.items():
                found.append([run.gradients.median[60 - back] for run in lab.result.runs])
    (rnn3, *gated3), (rnn10, *gated10) = (np.array(found).T for found in left.values())
    assert np.median(rnn3) == pytest.approx(1 / 7, abs=0.02) and 0.7e-3 < np.median(rnn10) < 2e-3
    assert np.median(gated3, axis=1).min() > 1 / 3
    assert np.min(gated10) > 0.055 and np.max(gated10) < 0.115
    lab.reset()
    sizes = [run.torch_parameters for run in lab.result.runs]
    assert 4 * sizes[0] == sizes[1] and 3 * sizes[0] == sizes[2]


def test_a_bias_of_1_puts_eigenvalues_and_singular_values_of_every_step_around_the_mean_z():
    gru = GRU(2, 16, rng=0)
    gru.gate_params("z")["b_h"][:] = 1
    trace = gru.forward(np.random.default_rng(0).normal(size=(50, 1, 2)))
    jacobians = step_jacobians(gru, trace)
    for sizes in (np.abs(np.linalg.eigvals(jacobians)), np.linalg.svd(jacobians, compute_uv=False)):
        assert sizes.mean() == pytest.approx(0.73, abs=0.01) == trace.z.mean()
        assert sizes.min() > 0.5 and sizes.max() < 0.9


def test_what_fades_is_seven_tenths_a_step_later_and_a_third_three_steps_later():
    inside = InsideGRU()
    inside.preset("let it fade")
    h = inside.result.all["h"][:, 2]
    assert [h[2] / h[1], h[4] / h[1]] == pytest.approx([0.70, 0.34], abs=0.005)
    assert np.ptp(inside.result.values["z"][1:]) == 0
    assert inside.result.inputs.ravel().tolist() == [0.9] + [0.0] * 15


def test_chrono_biases_write_what_they_do_not_keep():
    bias = np.log(np.arange(1, 100))
    assert sigmoid(-bias) == pytest.approx(1 - sigmoid(bias))


def test_a_constant_gate_remembers_best_at_n_of_n_plus_1():
    n, z = 50, np.linspace(0.9, 0.9999, 1000)
    assert z[np.argmax((1 - z) * z**n)] == pytest.approx(n / (n + 1), abs=1e-4)
    assert sigmoid(np.log(n)) == pytest.approx(n / (n + 1))


def test_a_gru_has_three_quarters_of_the_parameters_of_an_lstm():
    sizes = [sum(w.size for w in cell.to_torch().values()) for cell in (GRU(38, 64), LSTM(38, 64))]
    assert sizes[0] / sizes[1] == 0.75
