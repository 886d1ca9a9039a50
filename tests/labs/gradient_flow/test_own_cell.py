"""A learner's own cell in Gradient flow: drawn as what it is, whatever it is."""

import numpy as np
import pytest
from ipywidgets.widgets import widget

from rnnviz.cells import GRU, LSTM, RNN
from rnnviz.gradients import lengths, loss_gradients, step_jacobians
from rnnviz.lab import InputError
from rnnviz.labs import GradientFlow
from rnnviz.labs.gradient_flow.model import EVERY, MIDDLE
from rnnviz.networks.made_to_order import draw_for_own, draw_network
from tests.labs import test_every_lab as every_lab
from tests.labs.drawn import panels
from tests.labs.own_cells import COMMON, fewer
from tests.own_cells import Leaky, MyRNN, in_float32

COMMON = [*COMMON, every_lab.test_a_saved_notebook_keeps_the_picture_and_the_caption]


@pytest.fixture
def own(flow):
    """Call it with a cell."""
    return lambda cell, **values: flow(cell=cell, **values)


def same_network_twice(hidden_size=16, input_scale=0.5, seed=0):
    """Our RNN as the lab draws it, and a learner's with the same weights; the lab scales the other's input."""
    ours, _ = draw_network(hidden_size, 1.0, 1.5, "tanh", input_scale, 40, seed)
    theirs = MyRNN(hidden_size, hidden_size)
    theirs.params |= {"W_hh": ours.params["W_hh"], "W_xh": np.eye(hidden_size)}
    return ours, theirs


@pytest.mark.parametrize(
    "moves", [{}, {"loss_at": EVERY, "T": 90}, {"seed": 7, "input_scale": 2.0, "pair": 21}]
)
def test_a_hand_written_rnn_has_the_curve_the_chain_and_the_triangle_of_ours(own, flow, moves):
    _, theirs = same_network_twice(seed=moves.get("seed", 0), input_scale=moves.get("input_scale", 0.5))
    lab, ours = own(theirs, **moves), flow(**moves)
    for name in ("norms", "pair_norms", "triangle", "factors"):
        np.testing.assert_allclose(getattr(lab.result, name), getattr(ours.result, name), rtol=1e-8)
    curves = [panels(one)["GradientCurve"].faint.get_ydata() for one in (lab, ours)]
    np.testing.assert_allclose(*curves, atol=1e-8)


@pytest.mark.parametrize("loss_at", [EVERY, MIDDLE])
def test_the_curve_of_any_cell_is_what_central_differences_measure(own, loss_at):
    cell = Leaky(3, 5)
    lab = own(cell, T=12, loss_at=loss_at)
    x, directions = draw_for_own(3, 5, lab.input_scale, 12, lab.seed)
    rows = np.array(lab.result.losses) - 1
    weights = np.zeros((12, 5))
    weights[rows] = directions[11 - rows]
    states = cell.forward(x).h[:, 0]

    def loss(t, h):
        """The loss at step t and after it, when h_t is h."""
        later = cell.forward(x[t:], h[None]).h[1:, 0] if t < 12 else np.zeros((0, 5))
        return (weights[t:] * later).sum() + (weights[t - 1] @ h if t else 0)

    for t in range(13):
        slopes = [(loss(t, states[t] + d) - loss(t, states[t] - d)) / 2e-6 for d in 1e-6 * np.eye(5)]
        assert lab.result.norms[t] == pytest.approx(np.linalg.norm(slopes), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    "cell", [RNN(3, 6, rng=0), LSTM(3, 6, rng=0), GRU(3, 6, rng=0)], ids=lambda c: type(c).__name__
)
def test_our_cells_can_be_given_too(own, cell):
    lab = own(cell, T=20)
    x, directions = draw_for_own(3, 6, lab.input_scale, 20, 0)
    dh = np.zeros((20, 6))
    dh[-1] = directions[0]
    trace = cell.forward(x)
    of_h = lengths(loss_gradients(cell, trace, dh)[:, :6])
    whole = isinstance(cell, LSTM)  # whose curve, like its Jacobians, is of (h, c)
    np.testing.assert_allclose(lab.result.norms[20 if whole else 0 :], of_h[20 if whole else 0 :])
    assert (lab.result.norms >= of_h * (1 - 1e-9)).all()
    np.testing.assert_allclose(lab.result.jacobians, step_jacobians(cell, trace))
    assert lab.cell == f"your {type(cell).__name__}" and lab.cell in lab.caption


def test_float32_shows_the_same_to_its_precision(own):
    for make in (lambda: Leaky(4, 8), lambda: MyRNN(4, 8), lambda: LSTM(4, 8, rng=0)):
        exact, single = own(make()), own(in_float32(make()))
        assert single.status == ""
        np.testing.assert_allclose(single.result.norms, exact.result.norms, rtol=1e-3)
        np.testing.assert_allclose(single.result.triangle, exact.result.triangle, rtol=1e-3, atol=1e-5)


def test_the_eigenvalues_are_those_of_the_last_step_that_the_gradient_came_through(own):
    lab = own(MyRNN(3, 6))
    for t, step in ((0, 1), (17, 18), (39, 40), (40, 40)):
        lab.set(t=t)
        J = lab.result.jacobians[step - 1]
        dots = panels(lab)["EigenvaluePlane"].dots
        np.testing.assert_allclose(sorted(dots.get_xdata()), sorted(np.linalg.eigvals(J).real), atol=1e-12)
        assert panels(lab)["EigenvaluePlane"].rho.get_text().startswith(f"J_{step}: ρ = ")


def test_the_bars_are_the_singular_values_of_the_steps_between_the_pair(own):
    lab = own(MyRNN(3, 6), t=12, pair=30)
    sizes = np.linalg.svd(lab.result.jacobians[12:30], compute_uv=False)
    heights = [path.vertices[1, 1] for path in panels(lab)["SlopeHistogram"].bars.get_paths()]
    np.testing.assert_allclose(
        heights, np.histogram(sizes.clip(max=2), np.linspace(0, 2, 21))[0] / sizes.size
    )
    assert max(heights) <= panels(lab)["SlopeHistogram"].ax.get_ylim()[1]


def test_what_builds_our_network_is_switched_off_and_our_cells_stay_to_compare_with(own, flow):
    lab = own(MyRNN(3, 6))
    assert lab.irrelevant(lab.session.namespace) == {
        "rho",
        "ratio",
        "nonlinearity",
        "bias",
        "gate_bias",
        "hidden_size",
    }
    caption = lab.caption
    lab.set(cell="RNN")
    plain = flow()
    assert lab.caption == plain.caption and lab.irrelevant(lab.session.namespace) == {"gate_bias"}
    lab.preset("explode")
    plain.preset("explode")
    assert lab.caption == plain.caption
    lab.reset()
    assert lab.cell == "your MyRNN" and lab.caption == caption


def test_training_the_cell_on_does_not_move_the_picture(own):
    cell = MyRNN(3, 6)
    lab = own(cell)
    before = lab.caption
    cell.params["W_hh"] *= 3
    for seed in (1, 2, 3, 0):  # more than the lab remembers
        lab.set(seed=seed)
    assert lab.caption == before != own(cell).caption


def test_a_state_that_overflows_is_said_with_its_step(own):
    cell = Leaky(3, 6)
    cell.params["W_hh"] = 1e30 * np.abs(cell.params["W_hh"])
    lab = own(cell)
    assert f"at step {lab.result.first_bad} it is beyond the largest float" in lab.caption
    every_lab.check(lab)


def test_a_cell_that_forgets_at_once_has_a_gradient_of_exactly_zero(own):
    cell = MyRNN(3, 6)
    cell.params["W_hh"] *= 0
    assert own(cell, t=20).caption.startswith(
        "From step 39 back the gradient is exactly 0: ∂h_40/∂h_39 is zero"
    )


def test_a_wrong_backward_is_doubted_in_the_status_line(own):
    class Untransposed(MyRNN):
        def backward(self, trace, dh):
            transposed = MyRNN(1, 1)
            transposed.params = self.params | {"W_hh": self.params["W_hh"].T}
            return transposed.backward(trace, dh)

    lab = own(Untransposed(4, 8))
    assert (
        "the gradient of your Untransposed says" in lab.status and "its backward may be wrong" in lab.status
    )
    lab.set(cell="RNN")
    assert lab.status == ""
    assert own(MyRNN(4, 8)).status == own(Leaky(4, 8)).status == ""


@pytest.mark.parametrize("holds", COMMON, ids=lambda holds: holds.__name__.removeprefix("test_"))
def test_what_holds_for_every_lab_holds_with_a_cell_of_ones_own(own, holds, monkeypatch):
    fewer(monkeypatch)
    holds(own(Leaky(3, 6)))


def test_a_cell_that_cannot_be_used_is_refused_before_anything_is_drawn():
    before = set(widget._instances)
    for cell, error, words in (
        (None, TypeError, "NoneType has no method forward"),
        (MyRNN, TypeError, "MyRNN is a class"),
        (MyRNN(3, 129), ValueError, "has 129 units"),
    ):
        with pytest.raises(error, match=words):
            GradientFlow(cell=cell)
    with pytest.raises(InputError, match="cell is one of RNN, LSTM, GRU; 'CNN' is not among them"):
        GradientFlow(cell="CNN")
    assert set(widget._instances) == before


def test_a_linked_lab_has_the_same_cell(own):
    lab = own(MyRNN(3, 6))
    other = own("RNN", linked_to=lab, views="slopes")
    assert other.cell == lab.cell == "your MyRNN" and other.result is lab.result
    other.preset("vanish")
    assert lab.cell == other.cell == "RNN" and lab.rho == 0.8
    other.set(cell="your MyRNN")
    assert lab.cell == other.cell == "your MyRNN" and "singular values of J_t" in other.caption
    with pytest.raises(TypeError, match="a linked lab has the cell of the other"):
        own(MyRNN(3, 6), linked_to=lab)
