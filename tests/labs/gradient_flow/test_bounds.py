"""Gradient flow draws the bounds of the theory, and says which one binds: every case of it."""

import numpy as np
import pytest

from rnnviz.gradients import spectral_norms, step_jacobians
from rnnviz.labs.gradient_flow.model import EVERY, MIDDLE
from rnnviz.networks.made_to_order import draw_gated, draw_network
from rnnviz.words import number
from tests.labs.drawn import panels
from tests.own_cells import MyRNN


def curve(lab):
    return panels(lab)["GradientCurve"]


def jacobians(lab):
    if lab.cell == "RNN":
        settings = lab.hidden_size, lab.rho, lab.ratio, lab.nonlinearity, lab.input_scale, lab.T, lab.seed
        return step_jacobians(*draw_network(*settings))
    settings = lab.hidden_size, lab.rho, lab.ratio, lab.input_scale, lab.T, lab.seed, lab.gate_bias
    return step_jacobians(*draw_gated(lab.cell, *settings))


@pytest.mark.parametrize(("nonlinearity", "gamma"), [("tanh", 1), ("sigmoid", 0.25)])
@pytest.mark.parametrize("last", [40, 20])
def test_the_dashed_line_is_the_bound_and_the_dotted_one_the_powers_of_rho(lab, nonlinearity, gamma, last):
    lab.set(nonlinearity=nonlinearity, rho=0.9, ratio=1.2, loss_at=MIDDLE if last == 20 else "the last step")
    panel, n = curve(lab), last - np.arange(last + 1)
    np.testing.assert_allclose(
        panel.upper.get_ydata()[: last + 1], n * np.log10(gamma * 0.9 * 1.2), atol=1e-9
    )
    np.testing.assert_allclose(panel.rate.get_ydata()[: last + 1], n * np.log10(0.9), atol=1e-9)
    assert (panel.upper.get_ydata()[last + 1 :] < -300).all()  # behind the loss there is nothing


def test_with_a_loss_at_every_step_both_lines_are_sums_and_named_so(lab):
    lab.set(loss_at=EVERY, rho=0.9, ratio=1.2)
    panel, n = curve(lab), np.arange(41)
    for line, factor in ((panel.upper, 0.9 * 1.2), (panel.rate, 0.9)):
        powers = factor**n
        sums = [
            powers[1:].sum(),
            *(powers[: 41 - t].sum() for t in range(1, 41)),
        ]  # h_0 has no loss of its own
        np.testing.assert_allclose(10 ** line.get_ydata(), sums, rtol=1e-9)
    assert [name.get_text() for name in panel.names] == ["Σ(γσ_max)ⁿ", "Σρⁿ"]


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_the_bound_of_a_gated_cell_is_the_product_of_the_norms_of_its_jacobians(lab, kind):
    lab.set(cell=kind)
    factors = spectral_norms(jacobians(lab))
    products = [np.prod(factors[t:]) for t in range(41)]
    np.testing.assert_allclose(10 ** curve(lab).upper.get_ydata(), products, rtol=1e-9)


def test_a_bound_near_the_gradient_binds(lab):
    lab.set(rho=0.8, t=37)
    assert lab.result.norms[37] > 1e-3 * 1.2**3
    assert f" The bound (γσ_max)^3 = {number(1.2**3)} binds. " in lab.caption


def test_a_bound_far_above_the_gradient_is_useless(lab):
    lab.set(rho=0.8)
    assert (
        f" The bound (γσ_max)^40 = {number(1.2**40)} is useless here: far above the gradient." in lab.caption
    )


def test_a_bound_far_above_the_gradient_that_is_small_itself_is_not(lab):
    lab.set(rho=0.5)
    assert lab.result.norms[0] < 1e-3 * 0.75**40
    assert f" The bound (γσ_max)^40 = {number(0.75**40)} already makes it vanish." in lab.caption


def test_of_a_normal_matrix_both_bounds_are_one_and_a_linear_gradient_is_on_it(lab):
    lab.preset("explode")
    both = f" The bound (γσ_max)^40 = ρ^40 = {number(1.4**40)}"
    assert f"{both} binds: the gradient is on it." in lab.caption
    lab.set(nonlinearity="tanh")
    assert f"{both} is useless here: far above the gradient." in lab.caption


def test_of_transient_growth_the_powers_of_rho_are_no_bound_and_what_is_one_is_named(lab):
    lab.preset("transient growth")
    no, one = number(0.9**16), number(5.4**16)
    assert number(lab.result.upper[84]) == one
    assert f" ρ^16 = {no} is no bound; the bound (γσ_max)^16 = {one} is useless here" in lab.caption
    lab.set(t=98)
    assert f" ρ^2 = {number(0.81)} is no bound; the bound (γσ_max)^2 = {number(5.4**2)} binds." in lab.caption


@pytest.mark.parametrize(("kind", "verdict"), [("LSTM", "is useless here: far above"), ("GRU", "binds.")])
def test_of_gated_cells_the_bound_is_named_and_the_gate_beside_it(lab, kind, verdict):
    lab.set(cell=kind)
    product = number(float(np.prod(spectral_norms(jacobians(lab)))))
    assert f" The bound Π‖J_t‖ = {product} {verdict}" in lab.caption
    gate = {"LSTM": "f", "GRU": "z"}[kind]
    assert f" The gate {gate} alone would keep {number(lab.result.rate[0])} at most." in lab.caption


def test_of_a_learners_own_cell_the_bound_is_named(flow):
    lab = flow(cell=MyRNN(3, 6), t=30)
    product = number(float(np.prod(lab.result.factors[30:])))
    assert f" The bound of your MyRNN, Π‖J_t‖ = {product} " in lab.caption


def test_with_a_loss_at_every_step_the_bound_is_the_sum_of_bounds(lab):
    lab.set(loss_at=EVERY, rho=0.8, t=10)
    total = number(float((1.2 ** np.arange(31)).sum()))
    assert f" The bound, summed over the losses, Σ(γσ_max)ⁿ = {total} binds." in lab.caption
    lab.set(t=0, T=100)
    assert "Σ(γσ_max)ⁿ = 4.9" in lab.caption and "is useless here" in lab.caption


def test_where_nothing_comes_back_no_bound_is_named(lab):
    lab.set(t=40)
    assert "bound" not in lab.caption
    lab.set(loss_at=MIDDLE, t=30)
    assert "bound" not in lab.caption
