"""Gradient flow shows what the lens computes, and says what happened and at which step."""

import numpy as np
import pytest

from rnnviz.drawing import gradient_norm, log10
from rnnviz.gradients import chain, loss_gradients, row_norms, step_jacobians
from rnnviz.labs import GradientFlow
from rnnviz.labs.gradient_flow.model import EVERY, LAST, MIDDLE
from rnnviz.labs.gradient_flow.pairs import on_the_map
from rnnviz.networks.made_to_order import draw_gated, draw_network, loss_directions
from tests.labs.drawn import panels


def recomputed(lab, losses):
    cell, trace = draw_network(
        lab.hidden_size, lab.rho, lab.ratio, lab.nonlinearity, lab.input_scale, lab.T, lab.seed
    )
    dh = np.zeros((lab.T, lab.hidden_size))
    rows = np.array(losses) - 1
    dh[rows] = loss_directions(lab.hidden_size, lab.ratio, lab.seed)[lab.T - 1 - rows]
    return step_jacobians(cell, trace), np.linalg.norm(loss_gradients(cell, trace, dh), axis=1)


@pytest.mark.parametrize(("loss_at", "losses"), [(LAST, [40]), (MIDDLE, [20]), (EVERY, list(range(1, 41)))])
def test_the_curve_is_the_gradient_of_the_loss(lab, loss_at, losses):
    lab.set(loss_at=loss_at)
    _, norms = recomputed(lab, losses)
    np.testing.assert_allclose(10 ** panels(lab)["GradientCurve"].faint.get_ydata(), norms, rtol=1e-9)
    bold = panels(lab)["GradientCurve"].curve.get_xdata()
    assert (bold[0], bold[-1]) == (lab.t, losses[-1])


def test_a_cell_of_the_triangle_is_the_norm_of_its_chain(lab):
    J, _ = recomputed(lab, [40])
    shown = panels(lab)["JacobianTriangle"].image.get_array()
    for t, k in ((40, 0), (25, 7), (12, 11), (5, 5)):
        assert shown[t, k] == pytest.approx(np.linalg.norm(chain(J, t, k), 2), rel=1e-6)
    assert np.ma.getmaskarray(np.ma.masked_invalid(shown))[3, 9]


def test_pressing_on_a_cell_shows_its_chain_in_every_view(lab):
    panel = panels(lab)["JacobianTriangle"]
    width, height = lab._ensure_scene().pixels
    x, y = panel.ax.transData.transform((7, 25)) / (width, height)
    lab._hear(lab.stage, {"type": "pointer", "kind": "press", "x": x, "y": y, "seq": 1})
    assert (lab.t, lab.pair) == (7, 25)
    norm = np.linalg.norm(chain(recomputed(lab, [40])[0], 25, 7), 2)
    assert lab.result.pair_norms[7] == pytest.approx(norm, rel=1e-10)
    span = panels(lab)["GradientCurve"].between
    assert (span.get_x(), span.get_x() + span.get_width()) == (7, 25)
    assert panel.row.get_bbox().bounds == (6.5, 24.5, 19, 1)
    assert "∂h_25/∂h_7" in panel.formula.get_text()
    colors = panels(lab)["FactorChain"].bars.get_facecolor()
    chosen = (colors == colors[-1]).all(axis=1)
    np.testing.assert_array_equal(chosen, np.arange(1, 26) > 7)


def test_the_triangle_has_the_colors_of_all_labs_and_above_their_scale_deepens_with_every_decade(lab):
    panel = panels(lab)["JacobianTriangle"]
    sizes = 10.0 ** np.linspace(-7.95, 1.95, 50)
    ours, shared = panel.image.to_rgba(sizes), panel.theme.magnitude(gradient_norm()(sizes))
    np.testing.assert_allclose(ours, shared, atol=0.04)
    powers = on_the_map(np.array([150, 1e3, 1e4, 1e5, 1e6, 1e9]))
    beyond = panel.image.to_rgba(powers)[:, :3].sum(axis=1)
    assert (np.diff(beyond[:5]) < 0).all() and beyond[5] == pytest.approx(beyond[4], abs=0.05)
    less, more, zero, infinite = panel.image.to_rgba(on_the_map(np.array([1e-30, 1e12, 0, np.inf])))
    assert tuple(less) == tuple(panel.theme.magnitude.get_under())
    np.testing.assert_allclose(more, panel.image.to_rgba([9.99e5])[0], atol=0.01)
    assert len({tuple(color) for color in (less, more, zero, infinite)}) == 4


@pytest.mark.parametrize(
    "values",
    [
        {"rho": 0.8},
        {"rho": 1.4, "ratio": 1, "nonlinearity": "linear"},
        {"rho": 1.01, "ratio": 1, "nonlinearity": "linear"},
        {"rho": 0.5, "T": 3},
        {"rho": 0.9, "ratio": 1, "nonlinearity": "linear", "T": 100, "hidden_size": 32},
        {"rho": 0.9, "ratio": 6, "nonlinearity": "linear", "T": 100, "hidden_size": 32},
    ],
)
def test_the_names_of_the_bounds_stand_beside_all_lines(lab, values):
    lab.set(**values)
    panel, steps = panels(lab)["GradientCurve"], np.arange(lab.T + 1)
    for t in (0, lab.T // 2, lab.T - 1):
        lab._ensure_scene().paint(lab.result, t)
        for name in panel.names:
            if not name.get_text():
                continue
            (x, y), half = name.get_position(), 3 * len(name.get_text()) * panel.step
            for values in (lab.result.norms, lab.result.upper, lab.result.rate):
                line = np.interp(np.linspace(x - half, x + half, 50), steps, log10(values))
                assert (abs(line - y) > 5 * panel.decade).all()


def test_with_a_loss_at_every_step_the_bounds_are_named_as_sums(lab):
    lab.set(loss_at=EVERY, ratio=1.0, nonlinearity="linear")
    assert panels(lab)["GradientCurve"].names[0].get_text() == "Σ(γσ_max)ⁿ = Σρⁿ"


def test_outside_the_triangle_there_is_nothing_to_press(lab):
    panel = panels(lab)["JacobianTriangle"]
    width, height = lab._ensure_scene().pixels
    before = lab.t, lab.pair
    x, y = panel.ax.transData.transform((30, 3)) / (width, height)
    lab._hear(lab.stage, {"type": "pointer", "kind": "press", "x": x, "y": y, "seq": 1})
    assert (lab.t, lab.pair) == before


def test_the_bars_of_the_chain_multiply_to_its_norm_and_stay_below_their_ticks(lab):
    lab.set(t=6, pair=31)
    heights = [path.vertices[1, 1] for path in panels(lab)["FactorChain"].bars.get_paths()]
    assert 10 ** sum(heights[6:]) == pytest.approx(lab.result.pair_norms[6], rel=1e-9)
    limits = [segment[0, 1] for segment in panels(lab)["FactorChain"].ticks.get_segments()]
    assert (np.array(heights) <= np.array(limits) + 1e-12).all()


@pytest.mark.parametrize("nonlinearity", ["tanh", "sigmoid", "relu", "linear"])
@pytest.mark.parametrize("loss_at", [LAST, MIDDLE, EVERY])
def test_no_gradient_is_ever_above_its_bound(lab, nonlinearity, loss_at):
    for rho, ratio in ((0.5, 1), (1.0, 3.0), (2.0, 1.5)):
        lab.set(nonlinearity=nonlinearity, loss_at=loss_at, rho=rho, ratio=ratio)
        assert (lab.result.norms <= lab.result.upper * (1 + 1e-9)).all()


def test_transient_growth_grows_a_hundredfold_with_rho_below_one(lab):
    lab.preset("transient growth")
    assert lab.result.spectrum.radius == pytest.approx(0.9)
    assert lab.result.norms.max() > 100 * lab.result.norms[-1]
    lab.set(t=0)
    assert "although ρ = 0.900 is below 1" in lab.caption
    peak = int(lab.result.norms.argmax())
    lab.set(t=float(peak))
    assert "the gradient is 292 times as long: it grows although ρ = 0.900 is below 1" in lab.caption


def test_holding_holds_and_exploding_explodes(lab):
    lab.preset("hold")
    np.testing.assert_allclose(lab.result.norms, 1, rtol=1e-9)
    assert "it holds" in lab.caption
    lab.preset("explode")
    np.testing.assert_allclose(lab.result.norms, 1.4 ** np.arange(40, -1, -1), rtol=1e-9)
    lab.preset("vanish")
    lab.set(t=0)
    assert "it vanishes" in lab.caption


def test_the_slopes_counted_are_those_of_the_chain(lab):
    lab.set(t=12, pair=20)
    cell, trace = draw_network(16, lab.rho, lab.ratio, "tanh", lab.input_scale, 40, 0)
    slopes = 1 - trace.h[13:21, 0] ** 2
    shares = [path.vertices[1, 1] for path in panels(lab)["SlopeHistogram"].bars.get_paths()]
    np.testing.assert_allclose(shares, np.histogram(slopes, 20, (0, 1))[0] / slopes.size)


def test_an_end_that_was_the_last_step_stays_the_last_step(lab):
    lab.set(T=70)
    assert lab.pair == 70
    lab.set(pair=30)
    lab.set(T=90)
    assert lab.pair == 30
    lab.set(T=20)
    assert lab.pair == 20


def test_long_sequences_show_their_triangle_in_larger_cells(lab):
    lab.set(T=200)
    assert len(lab.result.grid) <= 81 and lab.result.grid[-1] == 200
    exact = row_norms(lab.result.jacobians, 200)[lab.result.grid]
    shown = lab.result.triangle[-1]
    assert (shown <= exact * (1 + 1e-9)).all() and (shown > 0.5 * exact).all()
    assert panels(lab)["JacobianTriangle"].sub.get_text().endswith("color within a factor of 3")


def test_short_ones_are_exact_and_say_nothing(lab):
    assert lab.result.exact and "factor" not in panels(lab)["JacobianTriangle"].sub.get_text()
    np.testing.assert_allclose(lab.result.triangle[-1], lab.result.pair_norms, rtol=1e-9)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"rho": 0}, "From step 39 back the gradient is exactly 0: W_hh is zero"),
        (
            {"rho": 3, "ratio": 1, "nonlinearity": "linear", "T": 200, "t": 0},
            "In 32-bit floats it is infinity from step 119 back",  # 3^81 > 3.4e38
        ),
        (
            {"rho": 3, "ratio": 1, "nonlinearity": "linear", "T": 200, "t": 199},
            "In 32-bit floats the state itself is infinity from step 82 on.",
        ),
        ({"nonlinearity": "relu", "hidden_size": 2, "T": 60, "t": 10}, "every unit of step 35 is dead"),
        ({"nonlinearity": "sigmoid", "input_scale": 5, "T": 200, "t": 0}, "would hold 0 from step"),
        ({"hidden_size": 1, "rho": 0.9, "t": 5}, "it vanishes, as it must: σ_max = 0.900 is below 1/γ = 1"),
        ({"loss_at": MIDDLE, "t": 30}, "comes after the loss at step 20"),
    ],
    ids=["rho = 0", "overflow", "state overflows", "dead units", "saturated", "one unit", "after the loss"],
)
def test_extremes_are_said_with_their_step(lab, values, words):
    lab.set(**values)
    assert words in lab.caption, lab.caption


def test_the_slope_of_huge_sigmoid_inputs_is_next_to_nothing(lab):
    lab.set(nonlinearity="sigmoid", input_scale=5, t=0)
    assert lab.result.slopes.mean() < 0.1
    assert log10(lab.result.norms[0]) < -15


def test_one_unit_is_normal(lab):
    lab.set(hidden_size=1)
    assert "ratio" in lab.irrelevant(lab.session.namespace)
    assert lab.result.spectrum.nonnormality == 1


def test_a_longer_sequence_has_the_same_loss_at_its_end(lab):
    """In a linear network the way back does not depend on the inputs: the same curve, only longer."""
    lab.preset("transient growth")
    short = lab.result.norms
    lab.set(T=200)
    np.testing.assert_allclose(lab.result.norms[100:], short, rtol=1e-9)


@pytest.mark.parametrize(("kind", "gate"), [("LSTM", "f"), ("GRU", "z")])
def test_a_gated_cell_shows_its_whole_state_and_the_gate_that_keeps_it(lab, kind, gate):
    lab.set(cell=kind, t=5, pair=40)
    cell, trace = draw_gated(kind, 16, lab.rho, lab.ratio, lab.input_scale, 40, 0, lab.gate_bias)
    J = step_jacobians(cell, trace)
    assert J.shape[1] == (32 if kind == "LSTM" else 16)
    assert lab.result.pair_norms[5] == pytest.approx(np.linalg.norm(chain(J, 40, 5), 2), rel=1e-9)
    start = np.zeros(J.shape[1])
    start[:16] = loss_directions(16, lab.ratio, 0)[0]
    norms = [np.linalg.norm(start @ chain(J, 40, k)) for k in range(41)]
    np.testing.assert_allclose(lab.result.norms, norms, rtol=1e-9)
    assert (lab.result.norms <= row_norms(J, 40) * (1 + 1e-9)).all()  # the curve and the triangle compare
    np.testing.assert_allclose(lab.result.slopes, getattr(trace, gate)[:, 0])
    kept = np.prod(getattr(trace, gate)[5:, 0], axis=0).max()
    assert lab.result.rate[5] == pytest.approx(kept, rel=1e-9)
    assert (lab.result.norms <= lab.result.upper * (1 + 1e-9)).all()
    assert f"gate {gate}" in lab.caption and "nonlinearity" in lab.irrelevant(lab.session.namespace)


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_a_higher_bias_of_the_gate_that_keeps_holds_more_of_the_gradient(lab, kind):
    left = []
    for bias in (-1.0, 1.0, 3.0):
        lab.set(cell=kind, gate_bias=bias)
        left.append(lab.result.norms[0])
    assert left[0] < left[1] < left[2]


def test_with_a_loss_at_every_step_no_verdict_is_passed_on_one_gradient(lab):
    lab.set(loss_at=EVERY, t=10)
    assert "the losses of all steps from 10 on add up in it." in lab.caption
    assert not any(word in lab.caption for word in ("vanishes", "it holds", "explodes"))


def test_it_opens_with_the_curve_beside_the_eigenvalues_and_five_controls_at_most(make):
    lab = make(GradientFlow)
    assert lab.shown == ("curve", "eigenvalues")
    assert 0 < sum(spec["core"] for spec in lab.controls.specs) <= 5


@pytest.mark.parametrize(
    ("view", "bound", "chain", "way"),
    [
        ("curve", True, False, False),
        ("eigenvalues", True, False, False),
        ("pairs", False, True, False),
        ("chain", False, True, False),
        ("slopes", False, False, True),
    ],
)
def test_what_is_said_of_a_view_is_said_where_it_is_shown(flow, view, bound, chain, way):
    lab = flow(views=view, t=10)
    assert lab.captions[0].startswith("30 steps back from the loss, ")
    said = [words in lab.caption for words in ("(γσ_max)^30 = ", "‖∂h_40/∂h_10‖ = ", "On the way φ' is ")]
    assert said == [bound, chain, way]
