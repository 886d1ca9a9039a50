"""The terms add up to the gradient of back-propagation, truncated or not, and the picture shows their numbers."""

import numpy as np
import pytest

from rnnviz.cells import RNN
from rnnviz.labs import GradientFlow
from rnnviz.labs.itemized_gradient import ItemizedGradient
from rnnviz.labs.itemized_gradient.captions import captions
from rnnviz.labs.itemized_gradient.model import itemize
from rnnviz.labs.itemized_gradient.panels import scale_notes
from rnnviz.networks.made_to_order import draw_network, loss_directions
from rnnviz.words import percent
from tests.labs.drawn import panels

PARAMETERS = ("W_hh", "W_xh", "b_h")


def truncated(lab, k=None):
    """∂L/∂θ as the cell's own back-propagation gives it after k steps."""
    ratio = lab.ratio if lab.hidden_size > 1 else 1.0
    cell, trace = draw_network(
        lab.hidden_size, lab.rho, ratio, lab.nonlinearity, lab.input_scale, lab.T, lab.seed, lab.bias
    )
    dh = np.zeros((lab.T, 1, lab.hidden_size))
    dh[-1, 0] = loss_directions(lab.hidden_size, ratio, lab.seed)[0]
    return cell.backward(trace, dh, truncate=k).params[lab.parameter]


def bars(collection):
    """Bottoms and tops of upright bars, (2, T)."""
    corners = np.array([path.vertices[:4] for path in collection.get_paths()])
    return corners[:, 0, 1], corners[:, 1, 1]


@pytest.mark.parametrize("parameter", PARAMETERS)
@pytest.mark.parametrize("preset", ItemizedGradient.presets)
def test_the_terms_add_up_to_the_gradient_of_back_propagation(lab, preset, parameter):
    lab.preset(preset)
    lab.set(parameter=parameter)
    whole = truncated(lab)
    np.testing.assert_allclose(lab.result.terms.sum(axis=0), whole, atol=1e-10 * np.abs(whole).max())
    np.testing.assert_allclose(lab.result.partial[0], whole, atol=1e-10 * np.abs(whole).max())
    np.testing.assert_allclose(lab.result.whole_norm, np.linalg.norm(whole), rtol=1e-10)


@pytest.mark.parametrize("parameter", PARAMETERS)
@pytest.mark.parametrize("k", [1, 2, 5, 20, 39, 40])
def test_what_is_kept_is_the_gradient_of_truncated_back_propagation(lab, parameter, k):
    lab.preset("hold")
    lab.set(parameter=parameter, t=lab.T - k + 1)
    kept, whole = truncated(lab, k), truncated(lab)
    t = int(lab.t)
    np.testing.assert_allclose(lab.result.partial[t - 1], kept, atol=1e-10)
    cosine = (kept * whole).sum() / np.linalg.norm(kept) / np.linalg.norm(whole)
    np.testing.assert_allclose(lab.result.cosines[t - 1], cosine, rtol=1e-10)
    error = np.linalg.norm(whole - kept) / np.linalg.norm(whole)
    np.testing.assert_allclose(lab.result.errors[t - 1], error, atol=1e-10)
    share = (kept * whole).sum() / (whole * whole).sum()
    np.testing.assert_allclose(lab.result.kept[t - 1], share, rtol=1e-10)
    cost = panels(lab)["TruncationCost"]
    np.testing.assert_allclose(cost.dots.get_offsets(), [(t, error), (t, cosine)], atol=1e-10)


@pytest.mark.parametrize("preset", ItemizedGradient.presets)
def test_the_shares_add_up_to_one(lab, preset):
    lab.preset(preset)
    np.testing.assert_allclose(lab.result.shares.sum(), 1, rtol=1e-10)
    shares = panels(lab)["TermShares"]
    bottoms, tops = bars(shares.bars)
    np.testing.assert_allclose(tops - bottoms, lab.result.shares, atol=1e-12)
    t = int(lab.t)
    np.testing.assert_allclose(shares.walked.get_ydata(), lab.result.kept[t - 1 :])
    np.testing.assert_allclose(shares.walked.get_ydata()[0], tops[t - 1 :].sum(), rtol=1e-10)


@pytest.mark.parametrize("preset", ItemizedGradient.presets)
def test_the_headline_gives_the_lengths_that_the_maps_show(lab, preset, monkeypatch):
    lab.preset(preset)
    kept, whole = panels(lab)["Kept"], panels(lab)["Whole"]
    written = []
    for panel in (kept, whole):
        monkeypatch.setattr(panel.words, "show", lambda texts, *_, **__: written.append(texts[0]))
    lab._ensure_scene().paint(lab.result, lab.t)
    lengths = [text.removeprefix("‖·‖ = ") for text in written]
    assert f"‖∂L/∂W_hh‖ is {lengths[0]} instead of {lengths[1]}:" in lab.caption


@pytest.mark.parametrize("T", [12, 40])
@pytest.mark.parametrize("preset", ItemizedGradient.presets)
def test_the_bars_are_the_norms_of_the_terms_and_marks_stand_where_they_leave_the_axis(lab, preset, T):
    lab.preset(preset)
    lab.set(T=T)
    terms = panels(lab)["TermNorms"]
    norms = np.linalg.norm(lab.result.terms.reshape(T, -1), axis=1)
    _, tops = bars(terms.bars)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(tops, np.clip(np.log10(norms), -10, 6), atol=1e-10)
    above, below, zero = (set(mark.get_xdata()) for mark in terms.marks.lines)
    steps = np.arange(1, T + 1)
    assert above == set(steps[norms > 1e6]) and zero == set(steps[norms == 0]) == {1}
    assert below == set(steps[(norms < 1e-10) & (norms > 0)])
    note = scale_notes(lab.result)
    assert "× exactly 0" in note and any("below 10⁻¹⁰" in words for words in note) == bool(below)


@pytest.mark.parametrize(
    "values",
    [{}, {"rho": 0.2}, {"rho": 3, "ratio": 1, "nonlinearity": "linear", "T": 200}, {"rho": 0}],
    ids=["first", "vanished", "overflow", "no weights"],
)
def test_the_axis_is_that_of_gradient_flow_at_every_setting(lab, values):
    lab.set(**values)
    terms, flow = panels(lab)["TermNorms"], GradientFlow()
    assert terms.ax.get_ylim() == flow._ensure_scene().panels[0].ax.get_ylim() == (-10, 6)
    flow.close()


def test_what_overflows_in_training_is_said_with_its_step_and_counted(lab):
    lab.set(rho=3, ratio=1, nonlinearity="linear", T=100, parameter="b_h")
    first = int(np.flatnonzero(lab.result.norms > np.finfo(np.float32).max).max()) + 1
    assert first == 19  # 3^81 is 4.4e38
    assert (
        f"In 32-bit floats the terms from step {first} back are infinite, and so is their sum." in lab.caption
    )
    assert f"▲ {(lab.result.norms > 1e6).sum()} above 10⁶" in scale_notes(lab.result)


def test_a_step_at_which_all_units_are_saturated_is_named_as_is_the_step_where_the_gradient_is_gone(lab):
    lab.set(nonlinearity="sigmoid", input_scale=50, t=10)
    flat = 1 + np.flatnonzero((lab.result.slopes < 0.025).all(axis=1))
    assert f"At step {flat.max()} all 16 units are saturated (φ' below a tenth of γ)" in lab.caption
    gone = 1 + np.flatnonzero(lab.result.norms < 1.4e-45).max()
    assert f"would hold 0 from step {gone} back" in lab.caption
    lab.set(t=int(flat.max()) + 1)
    assert "saturated" not in lab.caption


@pytest.mark.parametrize("preset", ItemizedGradient.presets)
def test_the_number_at_the_cursor_covers_no_bar(lab, preset):
    lab.preset(preset)
    terms = panels(lab)["TermNorms"]
    for t in range(2, lab.T + 1):
        lab._ensure_scene().paint(lab.result, t)
        (x, y), wide = terms.value.get_position(), 9 * len(terms.value.get_text()) * terms.right
        first, last = (x - wide, x) if terms.value.get_ha() == "right" else (x, x + wide)
        covered = [norm for s, norm in enumerate(lab.result.norms, 1) if first < s + 0.4 and s - 0.4 < last]
        assert np.log10(max(covered)) <= y


def test_the_terms_cut_off_are_gray(lab):
    for name in ("TermNorms", "TermShares"):
        colors = panels(lab)[name].bars.get_facecolor()
        assert len(np.unique(colors[:35], axis=0)) == len(np.unique(colors[35:], axis=0)) == 1
        assert (colors[0] != colors[-1]).any()


def test_the_band_is_where_a_term_is_below_a_millionth_of_the_largest(lab):
    terms = panels(lab)["TermNorms"]
    limit = np.log10(lab.result.norms.max()) - 6
    assert terms.band.get_y() + terms.band.get_height() == pytest.approx(limit)
    assert terms.edge.get_ydata()[0] == pytest.approx(limit) and terms.drowned.get_text()
    lab.preset("hold")
    assert not any(artist.get_visible() for artist in (terms.band, terms.edge, terms.drowned))


def test_the_maps_show_the_term_what_is_kept_and_the_whole_on_one_scale(lab):
    lab.preset("hold")
    t = int(lab.t)
    term, kept, whole = (panels(lab)[name] for name in ("ThisTerm", "Kept", "Whole"))
    largest = np.abs(lab.result.partial[0]).max()
    matrices = lab.result.terms[t - 1], lab.result.partial[t - 1], lab.result.partial[0]
    for panel, matrix in zip((term, kept, whole), matrices, strict=True):
        expected = np.clip((matrix / largest + 1) / 2, 0, 1) * 255
        assert np.abs(panel.map.regions[::-1] - expected).max() <= 0.5 + 1e-9  # row 0 of the matrix on top


@pytest.mark.parametrize(("parameter", "shape"), [("W_hh", (6, 6)), ("W_xh", (6, 6)), ("b_h", (1, 6))])
def test_every_parameter_has_its_map(lab, parameter, shape):
    lab.set(parameter=parameter, hidden_size=6)
    assert panels(lab)["Whole"].map.regions.shape == shape
    assert f"‖∂L/∂{parameter}‖" in lab.caption


def test_when_gradients_vanish_the_last_ten_steps_are_nearly_everything(lab):
    assert lab.t == 36
    assert lab.result.errors[-10] < 0.02 and lab.result.cosines[-10] > 0.999
    assert lab.captions[:3] == [
        "The last 5 of 40 terms are 98.7 % of ∂L/∂W_hh: the near ones drown the far ones.",
        "The term of step 36, 4 steps before the loss, is 0.311 long and adds 0.727 %.",
        "Truncated after 5 steps, ‖∂L/∂W_hh‖ is 2.01 instead of 2.02: the cosine with the whole is 0.989, the error "
        "14.5 %.",
    ]


def test_what_truncation_leaves_as_long_as_it_was_is_said_to_be_so(lab):
    lab.set(t=21)
    assert "Truncated after 20 steps, ‖∂L/∂W_hh‖ is still 2.02: the cosine" in lab.caption


def test_when_they_hold_every_distance_counts(lab):
    lab.preset("hold")
    assert lab.result.norms[20] > 0.5 * lab.result.norms[-1]
    assert 0.3 < lab.result.kept[25] < 0.7


def test_when_gradient_and_state_grow_alike_the_terms_are_alike(lab):
    lab.preset("explode")
    np.testing.assert_allclose(lab.result.norms[5:], lab.result.norms[-1], rtol=0.1)


def test_when_only_the_gradient_grows_the_farthest_steps_drown_the_rest(lab):
    lab.set(rho=3, ratio=1)
    assert abs(lab.result.kept[19]) < 0.01  # the last 21 steps
    assert lab.result.norms.argmax() < 10


@pytest.mark.parametrize("preset", ["vanish", "hold", "explode"])
def test_a_name_that_gradient_flow_has_too_is_the_same_network(lab, preset):
    flow = GradientFlow()
    for each in (lab, flow):
        each.preset(preset)
    for name in ("rho", "ratio", "nonlinearity", "input_scale", "hidden_size", "seed"):
        assert getattr(lab, name) == getattr(flow, name)
    flow.close()


def test_in_a_linear_network_of_one_unit_the_terms_are_those_worked_out_by_hand(lab):
    """h_t = w h_{t-1} + x_t with x_1 = 1 and no more input: ∂h_T/∂w = (T-1) w^(T-2), in equal terms w^(T-2)."""
    w, T = 0.9, 20
    cell = RNN(1, 1, "linear")
    cell.params.update(W_xh=np.ones((1, 1)), W_hh=np.full((1, 1), w), b_h=np.zeros(1))
    x, dh = np.zeros((T, 1, 1)), np.zeros((T, 1))
    x[0] = dh[-1] = 1
    result = itemize(cell, cell.forward(x), dh, "W_hh")
    np.testing.assert_allclose(result.norms[1:], w ** (T - 2), rtol=1e-12)
    assert result.norms[0] == 0
    np.testing.assert_allclose(result.whole_norm, (T - 1) * w ** (T - 2), rtol=1e-12)
    np.testing.assert_allclose(result.kept[T - 5 :], np.arange(5, 0, -1) / (T - 1), rtol=1e-10)


def test_the_whole_sum_is_said_to_be_what_back_propagation_returns(lab):
    lab.set(t=1)
    assert "exactly what back-propagation returns" in lab.caption
    assert "The term of step 1, 39 steps before the loss, is exactly 0, as h_0 is 0." in lab.caption


def test_without_recurrent_weights_only_the_step_of_the_loss_counts(lab):
    lab.set(rho=0, t=30)
    np.testing.assert_allclose(lab.result.kept, 1)
    assert "is exactly 0: no gradient gets there" in lab.caption
    assert "× 39 exactly 0" in scale_notes(lab.result)


def test_a_network_that_is_dead_at_the_loss_is_said_to_be_one(lab):
    lab.set(nonlinearity="relu", bias=-3)
    assert (
        lab.caption
        == "∂L/∂W_hh is exactly 0: at t = 40 every slope φ' is 0, so that nothing of the loss gets past."
    )


def test_a_single_step_has_no_earlier_state_to_learn_from(lab):
    lab.set(T=1)
    assert lab.caption == "∂L/∂W_hh is exactly 0: its one term is h_0ᵀ ∂L/∂a_1, and h_0 is 0."
    lab.set(parameter="b_h", hidden_size=1)
    assert lab.result.whole_norm > 0 and lab.caption.startswith("The only term is ∂L/∂b_h, exactly")


def test_numbers_beyond_the_largest_float_are_named_with_their_step(lab):
    cell = RNN(1, 1, "linear")
    cell.params.update(W_xh=np.ones((1, 1)), W_hh=np.full((1, 1), 100.0), b_h=np.zeros(1))
    T = 200
    dh = np.zeros((T, 1))
    dh[-1] = 1
    result = itemize(cell, cell.forward(np.ones((T, 1, 1))), dh, "b_h")
    assert result.lost == T - 155  # the term of step t is 100^(T-t), and 100^154 is 1e308
    scene = lab._ensure_scene()
    for t in (1, result.lost, T):
        scene.paint(result, t)
        caption = " ".join(captions(result, t, lab.shown))
        assert f"From step {result.lost} back" in caption and "nan" not in caption


def test_a_negative_share_keeps_its_sign():
    assert percent(-0.00107) == "−0.107 %"
    assert percent(0.5) == "50 %"
