"""What the prose of notebook 04 says of its labs, beyond what their stored captions hold, is what they show."""

import numpy as np
import pytest

from rnnviz.labs import GradientFlow, ItemizedGradient, WhereDidItGo


def flow(preset, **changes):
    lab = GradientFlow()
    lab.preset(preset)
    lab.set(**changes)
    return lab.result


def test_one_percent_off_the_edge_leaves_013_or_73_after_200_steps():
    left = [flow("hold", rho=rho, T=200).norms[0] for rho in (0.99, 1.01)]
    assert left == pytest.approx([0.13, 7.3], rel=0.04)


def test_tanh_takes_what_the_weights_of_hold_would_keep():
    result = flow("hold", nonlinearity="tanh")
    assert flow("hold").norms[0] == pytest.approx(1)
    assert result.norms[0] == pytest.approx(1e-5, rel=0.2)
    assert result.slopes.mean() == pytest.approx(0.72, abs=0.01)


def test_tanh_saves_what_the_weights_of_explode_would_multiply_by_700000():
    assert flow("explode").norms[0] == pytest.approx(700_000, rel=0.01)
    assert flow("explode", nonlinearity="tanh").norms[0] == pytest.approx(0.5, rel=0.1)
    assert flow("explode", nonlinearity="tanh", input_scale=1.5).norms[0] < 1e-3
    assert flow("explode", nonlinearity="tanh", rho=3.0).norms[0] > 1000


def test_a_loss_at_every_step_keeps_early_gradients_up():
    assert flow("vanish").norms[0] < 1e-8 < 0.5 < flow("vanish", loss_at="every step").norms[0]


def test_the_growth_goes_with_non_normality_and_the_eigenvalues_stay():
    growing, normal = (flow("transient growth", ratio=ratio) for ratio in (6.0, 1.0))
    assert growing.norms.argmax() == 100 - 16 and growing.upper[84] == pytest.approx(5e11, rel=0.1)
    assert normal.norms.max() == pytest.approx(1)
    sizes = np.abs(growing.spectrum.eigenvalues), np.abs(normal.spectrum.eigenvalues)
    np.testing.assert_allclose(sizes, 0.9, rtol=1e-6)


def test_two_units_peak_after_nine_steps_and_32_units_vanish_within_200():
    assert flow("transient growth", hidden_size=2).norms.argmax() == 100 - 9
    assert flow("transient growth", T=200).norms[0] == pytest.approx(3e-6, rel=0.5)


def test_tanh_does_not_bring_the_growth_down_and_large_inputs_do():
    norms = flow("transient growth", nonlinearity="tanh").norms
    assert 1e5 < norms[0] < 1e6 and norms[0] > 100 * norms[50]
    assert flow("transient growth", nonlinearity="tanh", input_scale=2.0).norms[0] < 1e-3


def test_larger_weights_give_nine_powers_of_ten_and_saturation_takes_three_of_them_back():
    lab = WhereDidItGo()
    before = lab.result.accounts[:, 12]
    lab.set(rho=2.0)
    saturation, weights, _ = lab.result.accounts[:, 12] - before
    assert (weights, saturation) == pytest.approx((9.4, -2.8), abs=0.05)


def test_the_term_20_steps_back_is_eight_million_times_smaller_than_the_last():
    norms = ItemizedGradient().result.norms
    assert norms[-1] / norms[-21] == pytest.approx(8e6, rel=0.05)


@pytest.mark.parametrize(("preset", "largest"), [("explode", (30, 60)), ("transient growth", (5, 30))])
def test_where_gradients_grow_the_near_terms_are_not_the_largest(preset, largest):
    lab = ItemizedGradient()
    lab.preset(preset)
    assert largest[0] < np.argmax(lab.result.norms[::-1]) < largest[1]
