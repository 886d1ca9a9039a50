"""What Gradient flow draws is what its result holds, beyond the ends of its axes, too."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from rnnviz.cells import LSTM
from rnnviz.drawing import log10
from rnnviz.gradients import spectral_norms
from rnnviz.labs.gradient_flow.model import EVERY
from rnnviz.labs.gradient_flow.pairs import chain_factors
from rnnviz.networks.made_to_order import draw_gated, draw_network
from tests.labs.drawn import panels
from tests.own_cells import MyRNN


def marked(panel):
    """The x of ▲, ▼ and ×."""
    return [list(line.get_xdata()) for line in panel.marks.lines]


# -- the curve ---------------------------------------------------------------------------------------


def test_what_leaves_the_decades_is_marked_at_every_step(lab):
    lab.set(rho=1.4, ratio=1, nonlinearity="linear", T=44)  # 1.4^41 is 9.8e5
    assert marked(panels(lab)["GradientCurve"]) == [[0, 1, 2], [], []]
    lab.set(rho=0.5, T=40)  # 0.5^34 is 5.8e-11
    assert marked(panels(lab)["GradientCurve"]) == [[], list(range(7)), []]


def test_what_is_exactly_zero_has_a_mark_of_its_own(lab):
    lab.set(rho=0)
    assert marked(panels(lab)["GradientCurve"]) == [[], [], list(range(40))]
    lab.set(loss_at="the middle", rho=0.8)
    assert marked(panels(lab)["GradientCurve"])[2] == []  # behind the loss nothing is lost


def test_in_a_long_sequence_marks_are_fewer_and_stand_along_all_of_it(lab):
    lab.set(rho=0.5, ratio=1, nonlinearity="linear", T=200)
    _, below, _ = marked(panels(lab)["GradientCurve"])
    gaps = np.diff(below)
    assert below[0] == 0 and below[-1] > 150 and gaps.min() == gaps.max() < 6


def test_a_mark_at_the_top_stands_clear_of_those_of_the_losses(lab):
    lab.set(loss_at=EVERY, rho=1.5, ratio=1, nonlinearity="linear", T=60)
    panel = panels(lab)["GradientCurve"]
    assert panel.marks.lines[0].get_ydata()[0] < panel.loss.get_ydata()[0] - 5 * panel.decade


# -- the chain ---------------------------------------------------------------------------------------


def test_a_tick_is_the_norm_of_the_steps_jacobian(lab):
    lab.set(pair=31)
    drawn = [segment[0, 1] for segment in panels(lab)["FactorChain"].ticks.get_segments()]
    np.testing.assert_allclose(drawn, np.log10(spectral_norms(lab.result.jacobians))[:31], atol=1e-9)


def test_bars_that_leave_the_axis_are_marked_and_counted(lab):
    lab.set(nonlinearity="sigmoid", input_scale=50, t=30)
    panel, factors = panels(lab)["FactorChain"], chain_factors(lab.result.pair_norms)
    far = np.flatnonzero(factors < 0.1)
    assert marked(panel) == [[], list(far + 0.5), []]
    assert panel.note.get_text() == f"▼ {len(far)} below 0.1"
    heights = np.array([path.vertices[1, 1] for path in panel.bars.get_paths()])
    np.testing.assert_allclose(heights, np.maximum(np.log10(factors), -1), atol=1e-12)


def test_a_single_bar_that_leaves_the_axis_has_its_number(lab):
    lab.set(hidden_size=4, input_scale=2, T=12, seed=2)
    factors = chain_factors(lab.result.pair_norms)
    assert np.flatnonzero((factors < 0.1) | (factors > 10)).tolist() == [6]
    assert panels(lab)["FactorChain"].note.get_text() == f"▼ {factors[6]:.4f}"


def test_a_factor_of_zero_is_a_cross_and_behind_it_is_nothing(lab):
    lab.set(rho=0)
    panel = panels(lab)["FactorChain"]
    assert marked(panel) == [[], [], [39.5]] and panel.note.get_text() == "× exactly 0"
    assert not any(path.vertices[:, 1].any() for path in panel.bars.get_paths())
    assert np.isnan(chain_factors(np.array([0, 0, 2.0]))[0]) and chain_factors(np.array([0, 2.0])) == 0
    assert np.isnan(chain_factors(np.array([np.inf, np.inf, 1.0]))[0])


def test_limits_beyond_ten_are_marked_at_the_edge(lab):
    lab.set(rho=3, ratio=6, nonlinearity="linear")
    panel = panels(lab)["FactorChain"]
    assert panel.ticks.get_segments() == []
    np.testing.assert_allclose(panel.far_limits.get_xdata(), np.arange(40) + 0.5)


# -- triangle, singular values, histogram ------------------------------------------------------------


def test_in_the_triangle_zero_and_infinity_are_told_from_less_and_more_with_their_key(lab):
    def key():
        return [text.get_visible() for _, text in panel.extremes]

    panel = panels(lab)["JacobianTriangle"]
    assert key() == [False, False]
    lab.set(rho=0)
    panels(lab)
    colors = panel.image.to_rgba(panel.image.get_array())
    zero = tuple(colors[30, 4])
    assert zero == to_rgba(panel.theme.soft) and key() == [True, False]
    lab.set(rho=0.3)
    panels(lab)
    assert 0 < lab.result.triangle[40, 0] < 1e-8
    less = tuple(panel.image.to_rgba(panel.image.get_array())[40, 0])
    assert less == tuple(panel.theme.magnitude.get_under()) != zero and key() == [False, False]


def test_singular_values_are_drawn_and_those_beyond_marked_as_beyond(lab):
    lab.preset("transient growth")
    panel, sizes = panels(lab)["StretchStrip"], lab.result.spectrum.singular_values
    np.testing.assert_allclose(10 ** panel.marks.get_xdata(), sizes[sizes >= 0.01], rtol=1e-9)
    less, more, zero = (len(line.get_xdata()) for line in panel.far)
    assert (less, more, zero) == ((sizes < 0.01).sum(), 0, 0) and less > 0
    lab.set(rho=0)
    assert [len(line.get_xdata()) for line in panels(lab)["StretchStrip"].far] == [0, 0, 32]


def test_eigenvalues_beyond_the_plane_stand_hollow_on_its_edge(flow):
    cell = MyRNN(3, 6)
    cell.params["W_hh"] = np.diag([6.0, 2.0, 1.0, 0.5, -8.0, 0.1])
    lab = flow(cell=cell, input_scale=0, t=5)
    panel = panels(lab)["EigenvaluePlane"]
    assert sorted(panel.dots.get_xdata()) == pytest.approx([0.1, 0.5, 1, 2])
    edge = panel.ax.get_xlim()[1] * 0.985
    assert sorted(panel.beyond.get_xdata()) == pytest.approx([-edge, edge])


@pytest.mark.parametrize(
    ("kind", "gates", "bias"), [("LSTM", "fio", 3.0), ("GRU", "zr", 3.0), ("GRU", "zr", -3.0)]
)
def test_every_gate_has_a_row_of_its_own_values(lab, kind, gates, bias):
    lab.set(cell=kind, t=12, pair=30, gate_bias=bias)
    _, trace = draw_gated(kind, 16, lab.rho, lab.ratio, lab.input_scale, 40, 0, bias)
    panel = panels(lab)["SlopeHistogram"]
    assert [tick.get_text() for tick in panel.ax.get_yticklabels()] == list(gates)
    bars = np.array([path.vertices[:2, 1] for path in panel.bars.get_paths()])
    heights = (bars[:, 1] - bars[:, 0]).reshape(len(gates), 10)
    values = [getattr(trace, gate)[:, 0] for gate in gates]
    shares = np.array([np.histogram(v[12:30], 10, (0, 1))[0] / v[12:30].size for v in values])
    whole = np.array([np.histogram(v, 10, (0, 1))[0] / v.size for v in values])
    np.testing.assert_allclose(heights, shares / max(shares.max(), whole.max()), atol=1e-9)
    alphas = panel.bars.get_facecolor()[:, 3].reshape(len(gates), 10)
    assert (alphas[0] == 1).all() and (alphas[1:] < 1).all()
    near = [f"{100 * ((v[12:30] < 0.1) | (v[12:30] > 0.9)).mean():.0f} % of" for v in values]
    assert f"Near 0 or 1 (outside 0.1 to 0.9) are {near[0]} the values of {gates[0]}" in lab.caption
    assert f"{near[-1]} {gates[-1]}." in lab.caption


# -- what is said ------------------------------------------------------------------------------------


def test_of_a_cell_with_two_states_everything_is_of_both(lab):
    lab.set(cell="LSTM")
    found = panels(lab)
    subtitles = found["GradientCurve"].sub.get_text(), found["JacobianTriangle"].sub.get_text()
    assert all("s = (h, c)" in text and "∂h" not in text for text in subtitles)
    assert found["JacobianTriangle"].formula.get_text().startswith("∂s_40/∂s_0")
    assert "of the gradient of s = (h, c) is left" in lab.caption and "‖∂s_40/∂s_0‖" in lab.caption
    assert "∂h" not in lab.caption
    lab.set(cell="GRU")
    found = panels(lab)
    assert "∂h" in found["GradientCurve"].sub.get_text() and "‖∂h_40/∂h_0‖" in lab.caption


def test_so_it_is_of_an_own_cell_that_has_two(flow):
    lab = flow(cell=LSTM(3, 6, rng=0), t=5)
    assert "of the gradient of s = (h, c) is left" in lab.caption and "∂h" not in lab.caption


def test_all_units_of_a_sigmoid_can_be_saturated_and_the_step_is_said(lab):
    lab.set(nonlinearity="sigmoid", input_scale=50)
    _, trace = draw_network(16, 1.0, 1.5, "sigmoid", 50.0, 40, 0)
    flat = 1 + np.flatnonzero((lab.result.slopes < 0.025).all(axis=1))
    h = trace.h[1:, 0]
    np.testing.assert_allclose(lab.result.slopes, h * (1 - h))
    more = f"and at {len(flat) - 1} more of these steps"
    assert f"at step {flat.max()} all 16 units are saturated (φ' below a tenth of γ), {more}." in lab.caption
    gone = np.flatnonzero(lab.result.norms < 1.4e-45).max()
    assert f"would hold 0 from step {gone} back." in lab.caption
    assert lab.result.norms[gone + 1] >= 1.4e-45
    lab.set(nonlinearity="tanh")
    assert lab.input_scale == 5


def test_a_bias_makes_a_dead_network_and_the_step_is_said(lab):
    lab.set(nonlinearity="relu", bias=-0.8)
    _, trace = draw_network(16, 1.0, 1.5, "relu", 0.5, 40, 0, -0.8)
    dead = max(t for t in range(1, 41) if not trace.h[t].any())
    assert f"From step {dead - 1} back the gradient is exactly 0" in lab.caption
    assert f"every unit of step {dead} is dead" in lab.caption
    assert log10(lab.result.norms[dead]) > -300
    for cell, off in (("RNN", False), ("GRU", True), ("LSTM", True)):
        lab.set(cell=cell)
        assert ("bias" in lab.irrelevant(lab.session.namespace)) == off
