"""At step 0 of training each scheme does to the gradient what its mathematics says."""

import numpy as np
import pytest

from rnnviz.cells import RNN
from rnnviz.gradients import loss_gradients
from rnnviz.labs.initializations import DRAWS, FIRST, SCHEMES, Initializations, draws
from rnnviz.panels.initial_captions import headline
from rnnviz.panels.initial_curves import spread

DEFAULT, GAUSSIAN, ORTHOGONAL, IDENTITY = range(4)


@pytest.fixture(scope="module")
def lab():
    return Initializations()


@pytest.fixture(autouse=True)
def start_over(lab):
    lab.reset()


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu", "sigmoid", "linear"])
def test_all_networks_at_once_do_what_the_cell_does_with_each(lab, nonlinearity):
    lab.set(nonlinearity=nonlinearity, gain=1.2, input_scale=0.3, hidden_size=8, T=12, seed=3)
    drawn = draws(8, 3)
    for scheme, gain in enumerate((1.0, 1.2, 1.2, 1.2)):
        for draw in range(DRAWS):
            cell = RNN(8, 8, nonlinearity)
            cell.params |= {"W_xh": np.eye(8), "W_hh": gain * drawn.W[scheme, draw], "b_h": np.zeros(8)}
            sizes = np.array([FIRST] + 11 * [0.3])
            trace = cell.forward((sizes[:, None] * drawn.u[draw, :12])[:, None])
            outside = np.zeros((12, 8))
            outside[-1] = drawn.c[draw]
            g = np.linalg.norm(loss_gradients(cell, trace, outside), axis=1)
            assert np.allclose(lab.result.gradients[scheme, draw], g, rtol=1e-10, atol=0)
            states = np.linalg.norm(trace.h[:, 0], axis=1) / np.sqrt(8)
            assert np.allclose(lab.result.states[scheme, draw], states, rtol=1e-10)


@pytest.mark.parametrize("gain", [0.5, 0.95, 1.0, 1.3, 3.0])
def test_gradient_of_a_linear_orthogonal_network_is_the_gain_to_the_n(lab, gain):
    lab.set(nonlinearity="linear", gain=gain, T=100)
    n = 100 - np.arange(101)
    for scheme in (ORTHOGONAL, IDENTITY):
        assert np.allclose(lab.result.gradients[scheme] / gain**n, 1, rtol=1e-10)


def test_gradient_of_a_tanh_orthogonal_network_is_never_above_the_gain_to_the_n(lab):
    lab.set(gain=1.2, input_scale=0.3)
    n = 50 - np.arange(51)
    assert (lab.result.gradients[ORTHOGONAL] <= 1.2**n * (1 + 1e-12)).all()


def test_without_input_the_identity_keeps_its_state_and_active_units_a_gradient_of_one(lab):
    lab.preset("IRNN, no input")
    result = lab.result
    states = result.states[IDENTITY]
    assert (states[:, 1:] == states[:, 1:2]).all()
    share = np.sqrt(result.active[IDENTITY] / 64)
    assert np.allclose(result.gradients[IDENTITY, :, 1:-1], share[:, None], rtol=1e-14)
    on = int(np.median(result.active[IDENTITY]))
    assert f"{on} of 64 units are active, each carries a gradient of exactly 1" in lab.caption


def test_each_active_unit_of_a_silent_irnn_has_a_derivative_of_exactly_one():
    cell = RNN(4, 8, "relu", rng=0)
    cell.params |= {"W_hh": np.eye(8), "b_h": np.zeros(8)}
    x = np.zeros((50, 1, 4))
    x[0] = np.random.default_rng(0).normal(size=4)
    trace = cell.forward(x)
    outside = np.zeros((50, 1, 8))
    outside[-1] = 1
    active = trace.h[1, 0] > 0
    assert 0 < active.sum() < 8
    assert (trace.h[1:] == trace.h[1]).all()
    assert (cell.backward(trace, outside).h[1:-1, 0] == active).all()


@pytest.mark.parametrize("hidden_size", [64, 128])
def test_the_default_has_a_spectral_radius_of_one_over_root_three(hidden_size):
    radii = [abs(draws(hidden_size, seed).eigenvalues[DEFAULT]).max() for seed in range(12)]
    assert np.mean(radii) == pytest.approx(1 / np.sqrt(3), rel=0.06)


def test_a_tanh_network_with_the_default_loses_its_gradient_at_about_its_radius_a_step(lab):
    lab.set(hidden_size=128)
    factor = lab.result.gradient[DEFAULT, 0] ** (1 / 50)
    assert factor == pytest.approx(1 / np.sqrt(3), rel=0.06)
    assert lab.result.gradient[DEFAULT, 0] < 1e-9


def test_the_gain_leaves_the_default_alone(lab):
    before = lab.result.gradients.copy()
    lab.set(gain=1.5)
    assert (lab.result.gradients[DEFAULT] == before[DEFAULT]).all()
    for scheme in (GAUSSIAN, ORTHOGONAL, IDENTITY):
        assert (lab.result.gradients[scheme] != before[scheme]).any()


def test_all_schemes_read_the_same_input_whatever_the_length(lab):
    lab.set(nonlinearity="linear")
    short = lab.result.states[:, :, :21].copy()
    assert (short[:, :, 1] == short[:1, :, 1]).all()
    lab.set(T=20)
    assert np.allclose(lab.result.states, short, rtol=1e-12)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "hold the gradient; PyTorch's default (2.95e-11) loses it."),
        (dict(t=49), "1 step back, all four hold the gradient"),
        (dict(t=50), "At the loss, t = 50, every gradient measures 1"),
        (dict(nonlinearity="sigmoid"), "50 steps back, none of the four holds the gradient"),
        (
            dict(nonlinearity="relu", gain=1.4142),
            "identity (2.26e+07) blows it up. Forward, identity explodes",
        ),
        (dict(nonlinearity="linear", gain=3.0), "loses the gradient; Gaussian"),
        (dict(nonlinearity="linear", input_scale=0.0), "every unit carries a gradient of exactly 1"),
    ],
)
def test_the_caption_says_who_holds_the_gradient(lab, settings, said):
    lab.set(**settings)
    assert said in lab.caption


def test_held_means_within_a_factor_of_ten(lab):
    for seed in range(5):
        lab.set(seed=seed)
        said = headline(lab.result, 0)
        holders = said.split("hold")[0] if "hold" in said and "none" not in said else ""
        for scheme, value in zip(SCHEMES, lab.result.gradient[:, 0], strict=True):
            assert (scheme in holders) == (0.1 <= value <= 10)


def test_what_is_off_the_scale_is_marked_at_its_edge(lab):
    lab.set(nonlinearity="relu", gain=1.4142)
    scene = lab._ensure_scene()
    scene.paint(lab.result, 0)
    gradients = scene.panels[0]
    assert gradients.below.get_data()[1] == [-8]  # PyTorch's default
    assert gradients.above.get_data()[1] == [2]  # identity
    assert len(gradients.dots.get_data()[0]) == 2
    assert lab.result.gradient[DEFAULT, 0] < 1e-8 and lab.result.gradient[IDENTITY, 0] > 1e2


@pytest.mark.parametrize("heights", [[0, 0, 0, 0], [3, 1, 2, 0.5], [-9, -9, 9, 9], [1.9, 2, 2, -2], []])
def test_labels_are_spread_without_changing_their_order(heights):
    heights = np.array(heights, float)
    apart = spread(heights, 0.5, -2, 2)
    assert (apart >= -2 - 1e-12).all() and (apart <= 2 + 1e-12).all()
    order = np.argsort(heights, kind="stable")
    assert (np.diff(apart[order]) >= 0.5 - 1e-12).all()
    free = np.array([-1.0, 0.0, 1.0])
    assert np.allclose(spread(free, 0.5, -2, 2), free)


@pytest.mark.parametrize(("preset", "side"), [("quiet input", "right"), ("ReLU, gain √2", "left")])
def test_what_the_band_means_is_said_where_fewer_curves_run_through_it(lab, preset, side):
    lab.preset(preset)
    scene = lab._ensure_scene()
    scene.paint(lab.result, 0)
    assert scene.panels[0].drowned.get_ha() == side
