"""At step 0 of training each scheme does to the gradient what its mathematics says."""

import numpy as np
import pytest

from rnnviz.cells import RNN
from rnnviz.drawing import log10
from rnnviz.gradients import NOTHING_LEFT, loss_gradients
from rnnviz.labs.initializations import Initializations
from rnnviz.labs.initializations.captions import headline
from rnnviz.labs.initializations.model import DRAWS, FIRST_INPUT, drawn_spectrum, draws, per_step
from rnnviz.words import verb

DEFAULT, GAUSSIAN, ORTHOGONAL, IDENTITY = range(4)


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu", "sigmoid", "linear"])
def test_all_networks_at_once_do_what_the_cell_does_with_each(lab, nonlinearity):
    lab.set(nonlinearity=nonlinearity, gain=1.2, input_scale=0.3, hidden_size=8, T=12, seed=3)
    drawn = draws(8, 3)
    for scheme, gain in enumerate((1.0, 1.2, 1.2, 1.2)):
        for draw in range(DRAWS):
            cell = RNN(8, 8, nonlinearity)
            cell.params |= {"W_xh": np.eye(8), "W_hh": gain * drawn.W[scheme, draw], "b_h": np.zeros(8)}
            sizes = np.array([FIRST_INPUT] + 11 * [0.3])
            trace = cell.forward((sizes[:, None] * drawn.u[draw, :12])[:, None])
            outside = np.zeros((12, 8))
            outside[-1] = drawn.c[draw]
            g = np.linalg.norm(loss_gradients(cell, trace, outside), axis=1)
            assert np.allclose(lab.result.gradients[scheme, draw], g, rtol=1e-10, atol=0)
            states = np.linalg.norm(trace.h[:, 0], axis=1) / np.sqrt(8)
            assert np.allclose(lab.result.states[scheme, draw], states, rtol=1e-10, atol=0)


@pytest.mark.parametrize("gain", [0.5, 0.95, 1.0, 1.3, 3.0])
def test_gradient_of_a_linear_orthogonal_network_is_the_gain_to_the_n(lab, gain):
    lab.set(nonlinearity="linear", gain=gain, T=100)
    n = 100 - np.arange(101)
    for scheme in (ORTHOGONAL, IDENTITY):
        assert np.allclose(lab.result.gradients[scheme] / gain**n, 1, rtol=1e-10)


def test_gradient_of_a_tanh_orthogonal_network_is_never_above_the_gain_to_the_n(lab):
    lab.set(gain=1.2, input_scale=0.3)
    n = 51 - np.arange(52)
    assert (lab.result.gradients[ORTHOGONAL] <= 1.2**n * (1 + 1e-12)).all()


def test_without_input_the_identity_keeps_its_state_and_active_units_a_gradient_of_one(lab):
    lab.preset("IRNN, no input")
    result = lab.result
    states = result.states[IDENTITY]
    assert (states[:, 1:] == states[:, 1:2]).all()
    share = np.sqrt(result.active[IDENTITY] / 64)
    assert np.allclose(result.gradients[IDENTITY, :, 1:-1], share[:, None], rtol=1e-14)
    on = result.active[IDENTITY, result.shown]
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
    radii = [drawn_spectrum(hidden_size, seed, DEFAULT, 0).radius for seed in range(12)]
    assert np.mean(radii) == pytest.approx(1 / np.sqrt(3), rel=0.06)


def test_a_tanh_network_with_the_default_loses_its_gradient_at_about_its_radius_a_step(lab):
    lab.set(hidden_size=128)
    factor = lab.result.gradient[DEFAULT, 1] ** (1 / 50)
    assert factor == pytest.approx(1 / np.sqrt(3), rel=0.06)
    assert lab.result.gradient[DEFAULT, 1] < 1e-9


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
    assert np.allclose(lab.result.states, short, rtol=1e-12, atol=0)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {},
            "50 steps back the gradient vanishes with PyTorch's default (3.56e-11); "
            "it shrinks with the rest (0.119 to 0.277).",
        ),
        (dict(t=50), "1 step back the gradient holds with all four ("),
        (dict(t=51), "At the loss, t = 51, every gradient measures 1"),
        (
            dict(nonlinearity="sigmoid"),
            "50 steps back the gradient vanishes with all four (1.81e-41 to 5.29e-32).",
        ),
        (
            dict(nonlinearity="relu", gain=1.4142),
            "it explodes with identity (2.44e+07); it holds with the rest (0.647 to 1.70).",
        ),
        (
            dict(nonlinearity="relu", gain=1.4142),
            "Forward, identity explodes: the root mean square of its units",
        ),
        (dict(nonlinearity="linear", gain=1.05), "it grows with the rest (9.09 to 11.5)."),
        (dict(nonlinearity="linear", gain=1.0), "it holds with the rest (0.792 to 1.00)."),
        (
            dict(nonlinearity="relu", input_scale=0.0),
            "to 0.297 (identity) in the end; 38 of the 64 units of identity are 0.",
        ),
        (dict(nonlinearity="linear", input_scale=0.0), "every unit carries a gradient of exactly 1"),
    ],
)
def test_the_caption_says_what_becomes_of_the_gradient_with_each_scheme(lab, settings, said):
    lab.set(**settings)
    assert said in lab.caption


def test_each_scheme_has_the_word_that_all_labs_share_for_its_number(lab):
    for seed in range(5):
        lab.set(seed=seed, gain=1.3)
        clauses = headline(lab.result, 1).split(" the gradient ")[1].split("; it ")
        for scheme, value in zip(lab.result.schemes, lab.result.gradient[:, 1], strict=True):
            named = [clause for clause in clauses if scheme in clause]
            assert (named or clauses[-1:])[0].startswith(verb(value))
        rest = [scheme for scheme in lab.result.schemes if not any(scheme in clause for clause in clauses)]
        assert not rest or ("the rest" if len(rest) < 4 else "all four") in clauses[-1]


@pytest.mark.parametrize("preset", list(Initializations.presets))
def test_curve_number_and_eigenvalues_are_of_one_draw_which_is_the_same_for_all_schemes(lab, preset):
    lab.preset(preset)
    result = lab.result
    drawn = draws(64, 0)
    for scheme, gain in enumerate((1.0, lab.gain, lab.gain, lab.gain)):
        W = gain * drawn.W[scheme, result.shown]
        assert np.allclose(abs(result.eigenvalues[scheme]).max(), abs(np.linalg.eigvals(W)).max(), rtol=1e-10)
        assert result.norms[scheme] == pytest.approx(np.linalg.norm(W, 2), rel=1e-10)
        assert np.array_equal(result.gradient[scheme], result.gradients[scheme, result.shown])
        assert np.array_equal(result.state[scheme], result.states[scheme, result.shown])


def test_eigenvalues_stand_still_when_only_what_is_read_changes(lab):
    for seed in range(4):
        lab.set(seed=seed, input_scale=0.05, nonlinearity="tanh", T=51)
        before, shown = lab.result.eigenvalues.copy(), lab.result.shown
        radii = [drawn_spectrum(64, seed, DEFAULT, draw).radius for draw in range(DRAWS)]
        assert radii[shown] == np.median(radii)
        for change in (dict(input_scale=1.0), dict(nonlinearity="sigmoid"), dict(T=20)):
            lab.set(**change)
            assert np.array_equal(lab.result.eigenvalues, before)


def test_the_way_back_ends_at_the_first_state_that_anything_learned_has_a_part_in(lab):
    lab.preset("IRNN, with input")
    assert lab.t == 1 and lab.caption.startswith("50 steps back")
    scene = lab._ensure_scene()
    scene.paint(lab.result, 1)
    for panel in scene.panels:
        if hasattr(panel, "line"):
            assert panel.line.get_data()[0][0] == panel.ax.get_xlim()[0] == 1


def test_a_tanh_gradient_fades_faster_than_the_largest_eigenvalue_of_its_own_draw(lab):
    """And so ring and eigenvalues of one draw show it; of two draws they may not."""
    for seed in range(8):
        lab.set(seed=seed)
        radius = abs(lab.result.eigenvalues[DEFAULT]).max()
        assert per_step(lab.result, 1)[DEFAULT] < radius


def test_what_is_off_the_scale_is_marked_at_its_edge(lab):
    lab.set(nonlinearity="relu", gain=1.4142)
    scene = lab._ensure_scene()
    scene.paint(lab.result, 1)
    panels = scene.panels[:4]
    assert panels[DEFAULT].below.get_data()[1] == [-8]
    assert panels[IDENTITY].above.get_data()[1] == [2]
    assert [len(panel.dot.get_data()[0]) for panel in panels] == [0, 1, 1, 0]
    assert lab.result.gradient[DEFAULT, 1] < 1e-8 and lab.result.gradient[IDENTITY, 1] > 1e2


def test_a_ring_too_small_to_be_dashed_is_drawn_whole(lab):
    lab.set(nonlinearity="sigmoid", gain=3.0)
    scene = lab._ensure_scene()
    scene.paint(lab.result, 1)
    styles = [panel.ring.get_linestyle() for panel in scene.panels[4:8]]
    assert styles[IDENTITY] in ("-", "solid")
    lab.reset()
    scene.paint(lab.result, 1)
    assert scene.panels[4 + IDENTITY].ring.get_linestyle() not in ("-", "solid")


@pytest.mark.parametrize("width", [300, 560, 830])
@pytest.mark.parametrize("preset", list(Initializations.presets))
def test_the_numbers_of_the_curves_stand_outside_their_axes(lab, preset, width):
    lab.look(width=width)
    lab.preset(preset)
    scene = lab._ensure_scene()
    scene.paint(lab.result, 26)
    for gradient, state in zip(scene.panels[:4], scene.panels[8:], strict=True):
        for numbers in (gradient.number, gradient.span):
            assert (numbers.get_offsets()[:, 1] < gradient.ax.get_ylim()[0]).all()
        assert (state.number.get_offsets()[:, 1] > state.ax.get_ylim()[1]).all()
    lab.look()


@pytest.mark.parametrize("preset", list(Initializations.presets))
def test_what_the_band_says_stands_in_one_picture_at_most_and_right_of_its_curves(lab, preset):
    lab.preset(preset)
    scene = lab._ensure_scene()
    scene.paint(lab.result, 1)
    saying = [panel for panel in scene.panels[:4] if panel.words.get_text()]
    assert len(saying) <= 1
    for panel in saying:
        box = panel.words.get_window_extent(scene.canvas.get_renderer())
        (left, _), (_, top) = panel.ax.transData.inverted().transform(box.get_points())
        lowest = log10(lab.result.gradients[panel.index].min(axis=0))
        assert 10**top < NOTHING_LEFT
        assert (lowest[int(np.ceil(left)) :] > top).all()


def test_each_view_alone_speaks_of_itself(make):
    wanted = {
        "gradients": "50 steps back the gradient vanishes",
        "spectra": "A step back multiplies the gradient by 0.618 (PyTorch's default), 0.963 (Gaussian)",
        "states": "Forward, the root mean square of the units is 0.0610 (PyTorch's default) to 0.181",
    }
    for view, said in wanted.items():
        (headline,) = make(Initializations, views=view).captions
        assert headline.startswith(said)
