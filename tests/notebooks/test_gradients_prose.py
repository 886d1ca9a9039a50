"""What the prose of notebooks 04 and 05 says of their labs, beyond what stored outputs hold, is what they show."""

from pathlib import Path
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest

from rnnviz import cliff
from rnnviz.cells import RNN
from rnnviz.gradients import spectrum
from rnnviz.labs import CircleToEllipse, Cliff, GradientFlow, Initializations, ItemizedGradient, WhereDidItGo
from rnnviz.labs.initializations.model import FIRST, per_step, scaled_uniform


def made(kind, preset=None, **changes):
    lab = kind()
    if preset:
        lab.preset(preset)
    lab.set(**changes)
    result = lab.result
    lab.close()
    return result


def flow(preset=None, **changes):
    return made(GradientFlow, preset, **changes)


def growth(**changes):
    """What is left of the gradient of "transient growth" n steps back, for n = 0..T."""
    return flow("transient growth", **changes).norms[::-1]


def arrived(preset, **changes):
    """What is left at t = 0 with seeds 0 to 7."""
    return np.array([flow(preset, seed=seed, **changes).norms[0] for seed in range(8)])


def where(preset=None, **changes):
    """Powers of ten of saturation, weights and misalignment, 28 steps back from the loss."""
    return made(WhereDidItGo, preset, **changes).accounts[:, 12]


def terms(preset="vanish", **changes):
    return made(ItemizedGradient, preset, **changes)


# -- 04, sections 1 to 3 ----------------------------------------------------------------------------


def test_gradients_of_09_and_11_part_and_one_step_of_descent_throws_w_away():
    ratio = [(1.1 / 0.9) ** t for t in (30, 100)]
    assert ratio == pytest.approx([412, 5.2e8], rel=0.01)
    assert np.log(0.5) / np.log(0.9) == pytest.approx(6.6, abs=0.05)
    slope = 100 * 1.1**99
    assert (slope, 0.001 * slope) == pytest.approx((1.25e6, 1253), rel=0.003)


def test_the_default_draw_of_section_2_may_explode_and_did_vanish():
    rng = np.random.default_rng(0)
    cell = RNN(3, 16, rng=rng)
    trace = cell.forward(rng.normal(size=(30, 1, 3)))
    dh = np.zeros((30, 1, 16))
    dh[-1] = 0.25  # of length 1
    assert np.linalg.norm(cell.backward(trace, dh).h[0]) == pytest.approx(6e-8, rel=0.05)
    assert spectrum(cell.params["W_hh"]).norm == pytest.approx(1.06, abs=0.005)


def test_the_vector_of_section_3_is_stretched_at_first_and_no_more_at_the_tenth_step():
    result = made(CircleToEllipse)
    np.testing.assert_allclose(result.W, [[0.9, 2.7], [0, 0.9]])
    assert result.sigma == pytest.approx(2.97, abs=0.005)
    assert result.factors[[0, 1, 9]] == pytest.approx((2.85, 1.73, 1.0), abs=0.005)
    assert np.linalg.norm(np.linalg.matrix_power(result.W, 100), 2) == pytest.approx(0.008, abs=0.0005)


def test_the_matrix_of_section_5_stretches_nine_times_and_peaks_at_9_and_10():
    W = made(CircleToEllipse, "far from normal").W
    np.testing.assert_allclose(W, [[0.9, 9.0], [0.0, 0.9]])
    assert (spectrum(W).norm, spectrum(W).radius) == pytest.approx((9.09, 0.9), abs=0.005)
    back = np.array([np.array([0, 1]) @ np.linalg.matrix_power(W.T, n) for n in range(30)])
    assert np.linalg.norm(back[10]) == pytest.approx(35, abs=0.2)
    assert back[10] == pytest.approx([34.9, 0.35], abs=0.04)
    assert back[9, 0] == pytest.approx(back[10, 0]) and back[:, 0].max() == pytest.approx(back[10, 0])
    assert spectrum(W).norm ** 10 == pytest.approx(4e9, rel=0.05)


# -- 04, section 4 ----------------------------------------------------------------------------------


def test_one_percent_off_the_edge_leaves_013_or_73_after_200_steps():
    left = [flow("hold", rho=rho, T=200).norms[0] for rho in (0.99, 1.01)]
    assert left == pytest.approx([0.13, 7.3], rel=0.04)


def test_tanh_takes_what_the_weights_of_vanish_and_hold_would_keep():
    assert flow("vanish").norms[0] == pytest.approx(2.6e-8, rel=0.02)
    assert flow("vanish").rate[0] == pytest.approx(1.3e-4, rel=0.03)
    result = flow("hold", nonlinearity="tanh")
    assert flow("hold").norms[0] == pytest.approx(1)
    assert result.norms[0] == pytest.approx(3.4e-5, rel=0.01)
    assert result.norms[0] ** (1 / 40) == pytest.approx(0.77, abs=0.005)
    assert (result.slopes < 0.9).mean() > 0.6


def test_tanh_brakes_what_the_weights_of_explode_would_multiply_by_700000_and_not_at_rho_3():
    assert flow("explode").norms[0] == pytest.approx(700_000, rel=0.01)
    braked, failed = (arrived("explode", nonlinearity="tanh", rho=rho) for rho in (1.4, 3.0))
    assert (braked.min(), braked.max()) == pytest.approx((0.0145, 0.885), rel=0.01)
    assert (failed.min(), failed.max()) == pytest.approx((9, 33_000), rel=0.02)


# -- 04, section 5 ----------------------------------------------------------------------------------


def test_the_growth_goes_with_non_normality_and_the_eigenvalues_stay():
    growing, normal = (flow("transient growth", ratio=ratio) for ratio in (6.0, 1.0))
    left = growing.norms[::-1]
    assert left.argmax() == 16 and left[16] == pytest.approx(292, abs=0.5)
    assert growing.spectrum.norm == pytest.approx(5.4)
    assert normal.norms.max() == pytest.approx(1)
    sizes = np.abs(growing.spectrum.eigenvalues), np.abs(normal.spectrum.eigenvalues)
    np.testing.assert_allclose(sizes, 0.9, rtol=1e-6)


def test_the_first_eight_seeds_peak_between_79_and_2600_and_do_not_grow_at_one_and_a_half_times_rho():
    peaks, calm = ([growth(seed=seed, ratio=ratio).max() for seed in range(8)] for ratio in (6.0, 1.5))
    assert (min(peaks), max(peaks)) == pytest.approx((79, 2600), rel=0.01)
    assert calm[0] == pytest.approx(1) and max(calm) < 1.03


def test_tanh_does_not_bring_the_growth_down():
    left = arrived("transient growth", nonlinearity="tanh")
    assert left[0] == pytest.approx(6.9e6, rel=0.01) and left.min() > 6000


def test_uneven_slopes_double_a_nudge_that_even_ones_lose_in_two_steps():
    even = np.array([[4, -4], [4, -4]])
    assert not (even @ even).any()
    J = np.diag([1, 0.5]) @ even
    np.testing.assert_array_equal(J @ [2, 1], [4, 2])
    np.testing.assert_array_equal([1, -1] @ J, [2, -2])  # a gradient is doubled, too


def test_a_gradient_of_three_units_in_a_line_is_64_times_as_long_two_steps_back():
    W = 0.5 * np.eye(3) + 8 * np.eye(3, k=1)
    back = np.array([0, 0, 1]) @ W.T @ W.T
    np.testing.assert_allclose(back, [64, 8, 0.25])
    assert np.linalg.norm(back) == pytest.approx(64.5, abs=0.05)
    sigmoid, weights = np.power([0.75, 3.0], 20)
    assert (sigmoid, weights) == pytest.approx((0.003, 3.5e9), rel=0.06)


# -- 04, section 6 ----------------------------------------------------------------------------------


def test_three_forces_of_about_equal_strength_meet():
    assert where() == pytest.approx((-5.4, 5.4, -5.3), abs=0.05)


def test_larger_weights_give_nine_powers_of_ten_and_saturation_takes_three_of_them_back():
    saturation, weights, _ = where(rho=2.0) - where()
    assert (weights, saturation) == pytest.approx((9.4, -3.2), abs=0.05)


def test_each_preset_moves_its_part_of_the_account():
    alone, saturation, misalignment = (
        where(preset) for preset in ("weights alone", "saturation", "misalignment")
    )
    assert np.flatnonzero(abs(alone) > 0.1).tolist() == [1]
    assert saturation.argmin() == 0 and misalignment.argmin() == 2
    sigmoid = next(preset for preset in WhereDidItGo.presets if preset.startswith("sigmoid"))
    assert where(sigmoid)[0] < -28 * np.log10(4) == pytest.approx(-16.9, abs=0.05)


def test_saturated_units_take_51_powers_of_ten_and_training_holds_nothing_from_step_15_back():
    assert where("all units saturated")[0] == pytest.approx(-51, abs=0.2)
    result = made(WhereDidItGo, "all units saturated")
    assert np.flatnonzero(result.norms < 1.4e-45).max() == 15  # of entries, each is smaller still


def test_at_one_step_every_unit_of_the_dead_relu_is_off():
    assert not made(WhereDidItGo, "dead ReLU").slopes.any(axis=1).all()


# -- 04, section 8 ----------------------------------------------------------------------------------


def test_where_gradients_vanish_the_last_ten_terms_are_all():
    result = terms()
    sizes = result.norms[::-1]
    assert result.whole_norm == pytest.approx(2.02, abs=0.005)
    assert result.errors[-10] == pytest.approx(0.015, abs=0.0006)
    assert (result.errors[::-1] < 0.02).argmax() == 10 - 1
    assert sizes[0] / sizes[20] == pytest.approx(3750, rel=0.01)
    assert (sizes < 1e-6 * sizes[0]).argmax() == 33


def test_what_half_of_the_terms_leave_out():
    assert terms("hold").errors[-20] == pytest.approx(0.41, abs=0.005)
    assert terms("explode").errors[-6] == pytest.approx(0.59, abs=0.005)
    sizes = terms("explode").norms[1:]
    assert sizes.max() < 2 * sizes.min()


def test_where_it_grows_and_vanishes_the_last_five_terms_are_worse_than_none():
    result = terms("grow, then vanish")
    assert result.norms[::-1].argmax() == 11
    assert result.errors[-5] == pytest.approx(1.03, abs=0.005)


def test_the_networks_of_section_8_are_those_of_section_4():
    for name in ("vanish", "hold", "explode"):
        bill, lab = ItemizedGradient(), GradientFlow()
        bill.preset(name)
        lab.preset(name)
        shared = ("rho", "ratio", "nonlinearity", "input_scale", "hidden_size", "seed")
        assert [getattr(bill, value) for value in shared] == [getattr(lab, value) for value in shared]
        bill.close(), lab.close()


# -- 05, section 1 ----------------------------------------------------------------------------------


def late(run):
    return np.median(run.error[-20:])


@pytest.mark.parametrize(("threshold", "median"), [(0.2, 0.0107), (0.5, 0.0171), (1.0, 0.0198)])
def test_clipped_runs_do_better_than_the_raw_one_and_never_rest(threshold, median):
    result = made(Cliff, threshold=threshold)
    assert late(result.raw) == pytest.approx(0.09, abs=1e-4)
    assert late(result.clipped) == pytest.approx(median, abs=6e-5)
    assert result.clipped.error[-20:].max() > 10 * result.clipped.error[-20:].min()


def test_every_threshold_between_a_fifth_and_one_does_better_than_no_clipping():
    assert all(late(made(Cliff, threshold=t).clipped) < 0.04 for t in np.geomspace(0.2, 1, 9))


@pytest.mark.parametrize("threshold", [0.2, 0.5, 1.0])
def test_on_the_wall_at_w_6_every_threshold_does_worse_than_no_clipping(threshold):
    lab = Cliff(w=6.0, threshold=threshold)
    lab.act("edge")
    assert late(lab.result.raw) == pytest.approx(0.09, abs=1e-4)
    assert late(lab.result.clipped) == pytest.approx(0.4, abs=0.02)
    lab.close()


def test_on_the_wall_a_step_stretches_117_times_at_first_and_fifty_about_6000_times():
    factors = cliff.stretch(cliff.states(5.0, -2.61234)[:-1], 5.0)
    assert factors[0] == pytest.approx(1.17, abs=0.006)
    assert np.prod(factors) == pytest.approx(6100, rel=0.01)


def test_the_clipped_run_crosses_the_wall_19_times_in_40_steps():
    run = made(Cliff).clipped
    assert cliff.crossings(run.w, run.b) == 19


def test_the_raw_run_goes_over_the_edge_at_its_tenth_step_and_the_clipped_one_comes_down_in_16():
    result = made(Cliff, "over the edge later")
    raw, clipped = result.raw, result.clipped
    assert (raw.error[1:9] < clipped.error[1:9]).all()
    assert raw.error[8] == pytest.approx(0.0004, abs=5e-5)
    assert raw.norm[9] == pytest.approx(24, abs=0.5) and raw.norm[:9].max() < 0.2
    assert (raw.left, round(raw.w[10])) == (10, 10)
    assert raw.error[-1] == pytest.approx((1 - 0.7) ** 2, abs=1e-6) and raw.norm[-1] < 1e-6
    assert (clipped.error < 0.002).argmax() == 16 and clipped.error[16:].max() < 0.002


def test_too_high_a_threshold_leads_out_of_the_picture_and_too_low_a_one_nowhere():
    assert made(Cliff, "not clipped enough").clipped.left == 1
    run = made(Cliff, "clipped too hard").clipped
    assert np.hypot(run.w[-1] - run.w[0], run.b[-1] - run.b[0]) == pytest.approx(0.02, rel=0.01)


def test_four_gradients_are_short_and_the_wall_between_them_is_a_ten_thousandth_wide():
    short = [np.hypot(*cliff.differentiate(5.0, b)[2:]) for b in (-2.7, -2.62, -2.6, -2.5)]
    assert (min(short), max(short)) == pytest.approx((0.133, 0.241), rel=0.005)
    b = cliff.crest(5.0)[0][0] + np.linspace(-1e-3, 1e-3, 20_001)
    error = cliff.differentiate(5.0, b).error
    drop = error.max() - 0.05 * np.ptp(error), error.min() + 0.05 * np.ptp(error)
    assert b[(error < drop[1]).argmax()] - b[(error < drop[0]).argmax()] == pytest.approx(1e-4, rel=0.1)


def test_beside_the_wall_the_error_is_034_on_the_lower_branch_and_001_on_the_upper():
    b = cliff.wall(5.0) + np.array([-0.002, 0.002])
    x = cliff.states(np.full(2, 5.0), b)[-1]
    assert cliff.error(x) == pytest.approx([0.34, 0.01], abs=0.003)
    rests = cliff.fixed_points(np.full(2, 5.0), b)
    assert x == pytest.approx([rests[0, 0], rests[1, 2]], abs=0.01)


def test_clipping_by_value_turns_the_step_by_13_degrees():
    cosine = made(Cliff, "clipped by value").clipped.cosine[0]
    assert np.degrees(np.arccos(cosine)) == pytest.approx(13, abs=0.5)


def test_on_the_plateau_nothing_is_clipped_and_hardly_anything_moves():
    result = made(Cliff, "on the plateau")
    assert result.raw.norm[0] == pytest.approx(0.0044, rel=0.001)
    np.testing.assert_array_equal(result.raw.error, result.clipped.error)
    assert result.raw.error[[0, -1]] == pytest.approx((0.0869, 0.0865), abs=5e-5)


# -- 05, section 2 ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lesson():
    """What the cells of notebook 05 define, with a first W_hh of `share` times the identity."""
    path = Path(__file__).parents[2] / "notebooks/05_training_rnns.ipynb"
    source = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
    names = {"np": np}
    for cell in ("data", "loss", "train"):
        exec(source[cell], names)
    identity = names["network"]
    names["naive"] = np.mean(np.diff(names["z"][1096:], axis=0) ** 2)

    def trained(limit, share=1.0, nudge=0.0):
        """The mean squared error on 2015, the losses and the norms, from W_hh = share · I, nudged a little."""

        def network():
            cell = identity()
            noise = np.random.default_rng(1).standard_normal((32, 32))
            cell.params["W_hh"] = share * np.eye(32) + nudge * noise
            return cell

        names["network"], z = network, names["z"]
        with np.errstate(all="ignore"):
            cell, losses, norms = names["train"](limit)
            forecast = cell.forward(z[1096:-1][:, None]).h[1:, 0] @ cell.params["W_hy"]
            return np.mean((forecast - z[1097:]) ** 2), np.array(losses), np.array(norms)

    return SimpleNamespace(trained=trained, identity=identity, **names)


def figures(values):
    return [f"{value:.2g}" for value in values[:3]]


@pytest.mark.parametrize(
    ("limit", "losses", "norms"),
    [
        (np.inf, ["1.1", "2.5e+02", "6.3e+65"], ["15", "9.2e+03", "1.7e+67"]),
        (1.0, ["1.1", "0.66", "0.65"], ["15", "21", "4.7"]),
    ],
)
@pytest.mark.parametrize("nudge", [0.0, 1e-11, -1e-11])
def test_the_first_three_steps_are_the_same_on_every_machine(lesson, limit, losses, norms, nudge):
    """The nudge is ten thousand times what machines may differ by."""
    _, found, lengths = lesson.trained(limit, nudge=nudge)
    assert (figures(found), figures(lengths)) == (losses, norms)


def test_the_first_gradient_is_all_that_of_the_readout_and_the_second_that_of_the_recurrent_weights(lesson):
    cell, rng = lesson.identity(), np.random.default_rng(0)
    _, first = lesson.loss_and_gradients(cell, rng.integers(0, 1036, 16))
    assert not any(first[name].any() for name in ("W_hh", "W_xh", "b_h"))
    assert np.linalg.norm(first["W_hy"]) == pytest.approx(15, abs=0.5)
    cell.params["W_hy"] = cell.params["W_hy"] - 0.1 * first["W_hy"]
    _, second = lesson.loss_and_gradients(cell, rng.integers(0, 1036, 16))
    assert np.linalg.norm(second["W_hh"]) == pytest.approx(9200, rel=0.02)


def test_with_a_limit_the_first_fifteen_steps_are_clipped_and_later_one_in_a_hundred(lesson):
    error, _, norms = lesson.trained(1.0)
    assert (norms[:15] > 1).all()
    assert 0.005 < (norms[30:] > 1).mean() < 0.015
    assert lesson.naive == pytest.approx(0.157, abs=0.0006)
    assert error == pytest.approx(0.14, abs=0.005) and error / lesson.naive == pytest.approx(0.9, abs=0.04)


def test_off_the_edge_most_steps_are_clipped_too_and_the_network_learns_without(lesson):
    assert not lesson.trained(np.inf)[0] < 1e6
    assert lesson.trained(np.inf, share=0.9)[0] < 0.95 * lesson.naive
    assert (lesson.trained(1.0, share=0.9)[2][:15] > 1).sum() >= 10


# -- 05, section 3 ----------------------------------------------------------------------------------

DEFAULT, GAUSSIAN, ORTHOGONAL, IDENTITY = range(4)


def test_the_default_loses_a_thousandfold_in_14_steps_at_0618_a_step():
    gradient = made(Initializations).gradient[DEFAULT][::-1]
    assert (gradient < 1e-3).argmax() == 14
    assert gradient[50] ** (1 / 50) == pytest.approx(0.618, abs=0.0005)
    assert gradient[50] < 1e-9
    assert np.abs(made(Initializations).eigenvalues[DEFAULT]).max() == pytest.approx(0.631, abs=0.0005)


def test_the_defaults_largest_eigenvalue_is_061_for_64_units_on_average():
    rng = np.random.default_rng(0)
    radii = np.abs(np.linalg.eigvals([scaled_uniform(64, rng) for _ in range(100)])).max(axis=1)
    assert radii.mean() == pytest.approx(0.61, abs=0.01)
    assert np.power(0.61, 50) == pytest.approx(2e-11, rel=0.1)


def test_what_linear_gaussian_draws_keep_lies_on_both_sides_of_1():
    kept = made(Initializations, "linear").gradients[GAUSSIAN, :, FIRST]
    assert (kept.min(), kept.max()) == pytest.approx((0.33, 2.0), rel=0.02)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(("gain", "kept"), [(0.95, 0.0769), (1.05, 11.5)])
def test_linear_orthogonal_and_identity_leave_the_gain_to_the_50th(gain, kept, seed):
    gradient = made(Initializations, "linear", gain=gain, seed=seed).gradient[[ORTHOGONAL, IDENTITY], FIRST]
    np.testing.assert_allclose(gradient, gain**50, rtol=1e-9)
    assert gradient[0] == pytest.approx(kept, rel=0.005)


def test_a_gain_pays_for_loud_input_where_units_are_mixed_and_not_for_the_identity():
    plain, gained, louder = (made(Initializations, "loud input", gain=gain) for gain in (1.0, 1.8, 2.2))
    assert gained.gradient[[ORTHOGONAL, GAUSSIAN], FIRST] == pytest.approx((0.422, 0.178), rel=0.003)
    assert louder.gradient[[ORTHOGONAL, GAUSSIAN], FIRST] == pytest.approx((50.9, 32.2), rel=0.003)
    before, after = (result.gradients[IDENTITY, :, FIRST] for result in (plain, gained))
    assert (after < before).all()
    assert (before[plain.shown], after[plain.shown]) == pytest.approx((5.1e-10, 6.5e-11), rel=0.02)
    assert (before[0], after[0]) == pytest.approx((6.0e-10, 5.4e-18), rel=0.02)


def test_no_gain_of_the_slider_saves_the_sigmoid():
    gradient = made(Initializations, "sigmoid", gain=3.0).gradients[ORTHOGONAL, :, FIRST:]
    assert (gradient[:, :-1] < 0.75 * gradient[:, 1:]).all()
    assert (gradient[:, 0] < 1e-6).all()


def test_loud_input_shrinks_every_ring_of_the_same_weights():
    quiet, loud = made(Initializations), made(Initializations, "loud input")
    assert (per_step(loud, FIRST) < 0.7 * per_step(quiet, FIRST)).all()
    np.testing.assert_array_equal(loud.eigenvalues, quiet.eigenvalues)


def test_relu_spares_what_the_identity_does_not_mix():
    silent = made(Initializations, "IRNN, no input")
    assert silent.active[IDENTITY, silent.shown] == 26
    result = made(Initializations, "IRNN, with input")
    kept = result.gradients[IDENTITY, :, FIRST]
    assert (kept.min(), kept.max()) == pytest.approx((0.217, 0.433), rel=0.003)
    assert result.active[IDENTITY].max() < 32


def test_root_two_holds_on_average_and_not_the_draws():
    result = made(Initializations, "ReLU, gain √2")
    kept = result.gradients[GAUSSIAN, :, FIRST]
    assert (kept.min(), kept.max()) == pytest.approx((0.65, 189), rel=0.01)
    assert result.state[IDENTITY, -1] > 1e6
