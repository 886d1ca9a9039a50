"""What took the gradient: the account adds up exactly, and the picture shows the numbers of the account."""

import numpy as np
import pytest

from rnnviz.cells import RNN
from rnnviz.labs.where_did_it_go import WhereDidItGo
from rnnviz.labs.where_did_it_go.captions import captions, ended
from rnnviz.labs.where_did_it_go.factors import factor_ticks, step_limits, times
from rnnviz.labs.where_did_it_go.model import account
from rnnviz.labs.where_did_it_go.panels import account_limits, signed
from rnnviz.networks.made_to_order import draw_network, loss_directions
from tests.labs.drawn import panels

SLOPES, WEIGHTS, ALIGNMENT = range(3)


def gradients(lab):
    """The cell and ∂L/∂h_t, by the cell's own backward pass."""
    cell, trace = draw_network(
        lab.hidden_size, lab.rho, lab.ratio, lab.nonlinearity, lab.input_scale, lab.T, lab.seed, lab.bias
    )
    dh = np.zeros((lab.T, 1, lab.hidden_size))
    dh[-1, 0] = loss_directions(lab.hidden_size, lab.ratio, lab.seed)[0]
    return cell, trace, cell.backward(trace, dh).h[:, 0]


def heights(collection):
    """Signed heights of a collection of upright bars."""
    corners = np.array([path.vertices[:4] for path in collection.get_paths()])
    return corners[:, 1, 1] - corners[:, 0, 1]


@pytest.mark.parametrize("preset", WhereDidItGo.presets)
def test_the_three_factors_multiply_to_what_the_step_does_to_the_gradient(lab, preset):
    lab.preset(preset)
    result = lab.result
    _, _, g = gradients(lab)
    steps = np.arange(max(result.reach, 1), lab.T + 1) - 1
    norms = np.linalg.norm(g, axis=1)
    np.testing.assert_allclose(result.ratio[steps], norms[steps] / norms[steps + 1], rtol=1e-12, atol=0)
    np.testing.assert_allclose(result.factors[:, steps].prod(axis=0), result.ratio[steps], rtol=1e-12, atol=0)


def test_the_drawn_bars_of_a_step_add_up_to_the_line(lab):
    stack = panels(lab)["EveryStep"]
    drawn = heights(stack.bars).reshape(6, lab.T)
    np.testing.assert_allclose(drawn.sum(axis=0), np.log10(lab.result.ratio), atol=1e-12)
    np.testing.assert_allclose(drawn[:3] + drawn[3:], lab.result.logs, atol=1e-12)
    for line in stack.lines:
        np.testing.assert_allclose(line.get_ydata(), np.log10(lab.result.ratio), atol=1e-12)


def test_what_grows_is_drawn_upward_and_what_shrinks_downward(lab):
    drawn = heights(panels(lab)["EveryStep"].bars).reshape(6, lab.T)
    assert (drawn[WEIGHTS] > 0).all() and (drawn[3 + WEIGHTS] == 0).all()
    assert (drawn[3 + SLOPES] < 0).all() and (drawn[SLOPES] == 0).all()
    lab.preset("weights alone")
    drawn = heights(panels(lab)["EveryStep"].bars).reshape(6, lab.T)
    np.testing.assert_allclose(drawn[3 + WEIGHTS], np.log10(0.8), atol=1e-12)


def test_the_steps_still_ahead_are_faint(lab):
    alpha = panels(lab)["EveryStep"].bars.get_facecolor()[:, 3].reshape(6, lab.T)
    assert (alpha[:, 12:] == 1).all() and (alpha[:, :12] < 0.5).all()


@pytest.mark.parametrize("t", [40, 39, 12, 0])
def test_the_account_ends_at_the_norm_of_the_gradient(lab, t):
    lab.set(t=t)
    waterfall = panels(lab)["Account"]
    _, _, g = gradients(lab)
    end = np.log10(np.linalg.norm(g[t]))
    np.testing.assert_allclose(lab.result.accounts[:, t].sum(), end, atol=1e-10)
    np.testing.assert_allclose(waterfall.ends.get_offsets(), [(0, 0), (4, end)], atol=1e-10)
    np.testing.assert_allclose(heights(waterfall.bars), lab.result.accounts[[1, 0, 2], t], atol=1e-10)
    assert waterfall.ax.get_ylim() == panels(lab)["WhatIsLeft"].ax.get_ylim()


def test_each_bar_of_the_account_is_written_with_what_it_does(lab, monkeypatch):
    waterfall = panels(lab)["Account"]
    written = []
    monkeypatch.setattr(waterfall.labels, "show", lambda texts, *_, **__: written.extend(texts))
    lab._ensure_scene().paint(lab.result, 12)
    saturation, weights, misalignment = lab.result.accounts[:, 12]
    signed = [f"{log:+.2f}".replace("-", "−") for log in (weights, saturation, misalignment)]
    assert written == ["1.00", *signed, "5.58e-06"]


def test_the_curve_is_the_gradient_that_is_left(lab):
    curve = panels(lab)["WhatIsLeft"]
    np.testing.assert_allclose(curve.walked.get_ydata(), np.log10(lab.result.norms[12:]), atol=1e-12)
    np.testing.assert_allclose(curve.here.get_offsets(), [(12, np.log10(lab.result.norms[12]))], atol=1e-12)
    assert curve.value.get_text() == "5.58e-06"


def test_between_the_weights_and_what_is_left_lies_what_was_taken(lab):
    curve = panels(lab)["WhatIsLeft"]
    saturation, weights, misalignment = lab.result.accounts[:, 12:]
    np.testing.assert_allclose(curve.weights.get_ydata(), weights, atol=1e-12)
    bands = [path.vertices[: 2 * 29] for path in curve.taken.get_paths()]
    for band, taken in zip(bands, (saturation, misalignment), strict=True):
        above, below = band[:29], band[29:][::-1]
        np.testing.assert_allclose(above[:, 0], below[:, 0])
        np.testing.assert_allclose(below[:, 1] - above[:, 1], taken, atol=1e-12)
    np.testing.assert_allclose(bands[0][:29, 1], weights, atol=1e-12)
    np.testing.assert_allclose(bands[1][29:][::-1, 1], np.log10(lab.result.norms[12:]), atol=1e-12)


def test_a_linear_orthogonal_network_shrinks_by_its_weights_alone(lab):
    lab.preset("weights alone")
    np.testing.assert_allclose(lab.result.factors[SLOPES], 1, atol=1e-15)
    np.testing.assert_allclose(lab.result.factors[WEIGHTS], 0.8, atol=1e-12)
    np.testing.assert_allclose(lab.result.factors[ALIGNMENT], 1, atol=1e-12)
    np.testing.assert_allclose(lab.result.norms, 0.8 ** np.arange(40, -1, -1), rtol=1e-10)
    assert (
        "the weights took 2.71 orders of magnitude. The slopes and misalignment took nothing." in lab.caption
    )


def test_a_linear_network_that_is_not_normal_loses_to_misalignment_alone(lab):
    lab.preset("misalignment")
    np.testing.assert_allclose(lab.result.factors[WEIGHTS], 0.95 * 3, rtol=1e-10)
    np.testing.assert_allclose(lab.result.factors[SLOPES], 1, atol=1e-15)
    assert (lab.result.factors[ALIGNMENT] < 0.6).all()


def test_the_sigmoid_takes_three_quarters_at_least(lab):
    lab.preset("sigmoid")
    assert (lab.result.factors[SLOPES] <= 0.25).all()
    stack = panels(lab)["EveryStep"]
    assert stack.bound.get_visible() and stack.bound.get_ydata()[0] == np.log10(0.25)
    lab.reset()
    assert not panels(lab)["EveryStep"].bound.get_visible()


def test_large_inputs_saturate(lab):
    mean = {}
    for scale in (0.1, 1.0, 5.0):
        lab.set(input_scale=scale)
        mean[scale] = lab.result.logs[SLOPES].mean()
    assert mean[0.1] > -0.03 > mean[1.0] > mean[5.0]


def test_the_pictures_of_the_newest_step_hold_its_factors(lab):
    step = panels(lab)["OneStepBack"]
    saturation, weights, _ = lab.result.factors[:, 12]  # the step from 13 to 12
    left = np.array([np.ptp(path.vertices[:, 0]) for path in step.left.get_paths()])
    moved = np.array([path.vertices[1, 0] - path.vertices[0, 0] for path in step.changes.get_paths()])
    np.testing.assert_allclose((left[0] + moved[0]) / left[0], saturation, rtol=1e-12)
    np.testing.assert_allclose((left[0] + moved[:2].sum()) / (left[0] + moved[0]), weights, rtol=1e-12)
    np.testing.assert_allclose((left[0] + moved.sum()) / left[0], lab.result.ratio[12], rtol=1e-12)


def test_one_step_back_is_said_as_a_product(lab):
    saturation, weights, alignment = lab.result.factors[:, 12]
    assert f"{saturation:.3f} (slopes) × {weights:.2f} (weights, σ_max) × {alignment:.3f}" in lab.caption
    lab.set(t=40)
    assert "nothing has happened yet" in lab.caption and "multiplies" not in lab.caption


def test_time_runs_from_the_loss_back_to_the_start(lab):
    assert lab.session.timeline.positions[0] == 40 and lab.session.timeline.positions[-1] == 0


def test_without_recurrent_weights_the_first_step_takes_everything(lab):
    lab.set(rho=0, t=39)
    assert lab.caption.startswith("All weights of W_hh are 0") and "is 0 for every t < 40" in lab.caption
    assert (lab.result.norms[:-1] == 0).all()
    lab.set(t=40)
    assert "nothing has happened yet" in lab.caption


def test_a_dead_relu_network_is_named_with_its_step(lab):
    lab.preset("dead ReLU")
    _, trace, g = gradients(lab)
    dead = max(t for t in range(1, 41) if not (trace.h[t] > 0).any())
    assert lab.result.reach == dead == 24
    assert (g[:dead] == 0).all() and (g[dead:] != 0).any(axis=1).all()
    assert lab.caption.startswith("At t = 24 every unit is off, so φ' = 0: of ‖∂L/∂h_24‖ = 1.14")
    stack, curve = panels(lab)["EveryStep"], panels(lab)["WhatIsLeft"]
    np.testing.assert_allclose(stack.gone.get_xdata(), [23.5])
    assert curve.value.get_text() == "0" and not curve.here.get_visible()


def test_where_the_gradient_has_ended_nothing_more_is_given_or_taken(lab):
    lab.preset("dead ReLU")
    lab.set(t=10)
    curve = panels(lab)["WhatIsLeft"]
    assert curve.weights.get_xdata()[0] == 23
    assert min(path.vertices[:, 0].min() for path in curve.taken.get_paths()) == 23
    (words,) = [text for text in curve.ax.texts if "nothing left" in text.get_text()]
    assert words.get_ha() == "left"
    lab.reset()
    (words,) = [text for text in panels(lab)["WhatIsLeft"].ax.texts if "nothing left" in text.get_text()]
    assert words.get_ha() == "right"


def test_a_gradient_below_the_smallest_float_is_said_to_be_one(lab):
    lab.set(rho=0.02, T=200, t=0)
    reach = lab.result.reach
    assert 0 < lab.result.norms[reach] < 1e-300 and lab.result.norms[reach - 1] == 0
    assert lab.caption == (
        f"At t = {reach - 1} the gradient falls below the smallest float, 4.94e-324: "
        f"‖∂L/∂h_{reach}‖ = {lab.result.norms[reach]:.2e} still, but for the computer "
        f"∂L/∂h_t is 0 for every t < {reach}."
    )


def test_a_gradient_beyond_the_largest_float_is_said_to_be_one(lab):
    cell = RNN(1, 1, "linear")
    cell.params["W_hh"][:] = 100
    T = 200
    dh = np.zeros((T, 1))
    dh[-1] = 1
    result = account(cell, cell.forward(np.zeros((T, 1, 1))), dh)
    assert result.reach == T - 154  # 100^154 is 1e308
    scene = lab._ensure_scene()
    assert "beyond the largest float" in ended(result)
    assert f"At t = {T - 155} " in ended(result)
    for t in (0, T - 155, T - 154, T):
        scene.paint(result, t)
        assert "nan" not in " ".join(captions(result, t, lab.shown))


def test_saturation_to_the_last_digit_is_named(lab):
    cell = RNN(1, 2, "tanh", rng=0)
    x, dh = np.zeros((6, 1, 1)), np.zeros((6, 2))
    cell.params["W_xh"][:] = 1
    x[3], dh[-1] = 30, 1  # tanh(30) is 1 in floats
    result = account(cell, cell.forward(x), dh)
    assert result.reach == 4
    assert ended(result).startswith("At t = 4 every unit is saturated to the last digit, so φ' = 0")


def test_one_unit_has_no_direction_to_miss(lab):
    lab.set(hidden_size=1)
    np.testing.assert_allclose(lab.result.factors[ALIGNMENT], 1, atol=1e-12)
    assert "ratio" in lab.irrelevant(lab.session.namespace)


def test_axes_hold_what_they_show_and_keep_still_for_small_changes(lab):
    limits = set()
    for radius in np.arange(0.88, 0.96, 0.01):
        lab.set(rho=float(radius))
        low, high = step_limits(lab.result)
        ups = np.maximum(lab.result.logs, 0).sum(axis=0)
        downs = np.minimum(lab.result.logs, 0).sum(axis=0)
        assert low <= downs.min() and ups.max() <= high
        low, high = account_limits(lab.result)
        assert low <= lab.result.accounts.min() and lab.result.accounts.max() <= high
        limits.add((low, high))
    assert limits == {(-10, 10)}


@pytest.mark.parametrize(
    ("values", "limits", "words"),
    [
        ({}, (-10, 10), ""),
        ({"nonlinearity": "linear", "ratio": 3.0, "rho": 0.95}, (-10, 30), "axis to 10³⁰"),
        ({"nonlinearity": "sigmoid", "ratio": 1.0, "rho": 1.0}, (-30, 10), "axis from 10⁻³⁰"),
        (
            {"nonlinearity": "sigmoid", "input_scale": 50.0, "T": 200},
            (-330, 100),
            "axis from 10⁻³³⁰ to 10¹⁰⁰",
        ),
        ({"nonlinearity": "linear", "ratio": 1.0, "rho": 3.0, "T": 200}, (-10, 100), "axis to 10¹⁰⁰"),
    ],
)
def test_the_axis_is_fixed_and_a_longer_one_is_announced_in_words(lab, values, limits, words):
    lab.set(**values)
    curve, waterfall = panels(lab)["WhatIsLeft"], panels(lab)["Account"]
    assert curve.ax.get_ylim() == waterfall.ax.get_ylim() == limits
    said = [text.get_text() for text in curve.ax.texts if text.get_text().startswith("axis")]
    assert said == ([words] if words else [])


def test_where_it_overflows_in_training_is_said_with_its_step(lab):
    lab.set(rho=3, ratio=1, nonlinearity="linear", T=200, t=20)
    assert "In 32-bit floats it is infinity from step 119 back." in lab.caption  # 3^81 > 3.4e38


def test_a_step_at_which_all_units_are_saturated_is_named_as_is_the_step_where_the_gradient_is_gone(lab):
    lab.preset("all units saturated")
    flat = 1 + np.flatnonzero((lab.result.slopes < 0.025).all(axis=1))
    assert f"At step {flat.max()} all 32 units are saturated (φ' below a tenth of γ)" in lab.caption
    gone = np.flatnonzero(lab.result.norms < 1.4e-45).max()
    assert f"would hold 0 from step {gone} back" in lab.caption
    lab.set(t=int(flat.max()))
    assert "saturated" not in lab.caption


def test_ticks_are_round_factors():
    assert [times(tick) for tick in factor_ticks(-0.65, 0.2)] == ["÷4", "÷2", "×1"]
    assert [times(tick) for tick in factor_ticks(-4, 1)] == ["÷1e4", "÷1000", "÷100", "÷10", "×1", "×10"]
    assert [signed(log) for log in (-3.769, 2.1, 0.0004, -51.1, -np.inf)] == [
        "−3.77",
        "+2.10",
        "0",
        "−51.1",
        "× 0",
    ]
