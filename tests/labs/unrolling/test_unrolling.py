"""Unrolling: what it draws is what the cell computes."""

import numpy as np
import pytest

from rnnviz.drawing import Pointer
from rnnviz.labs.unrolling import Unrolling
from rnnviz.labs.unrolling.geometry import Geometry
from rnnviz.labs.unrolling.moment import LOSS, TOTAL, Moment, back_to
from rnnviz.labs.unrolling.terms import limits

SETTINGS = [
    {},
    {"T": 1},
    {"T": 40, "scale": 2.5, "unit": "unit 8", "seed": 3},
    {"truncate": 5},
    {"truncate": 1, "unit": "mean of all"},
    {"source": "weather in Seattle", "T": 21, "unit": "mean of all"},
]


def drawn(lab, t):
    """The panels of a lab after they painted time t."""
    lab.set(t=t)
    return lab._ensure_scene().panels


def heights(collection):
    """Top minus bottom of each bar, in the data of its axes."""
    return np.array([path.vertices[1, 1] - path.vertices[0, 1] for path in collection.get_paths()])


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_terms_add_up_to_the_gradient_of_the_backward_pass(settings):
    r = Unrolling(**settings).result
    assert np.abs(r.weight_terms.sum(axis=0) - r.gradient).max() < 1e-12
    assert np.abs(r.running[0] - r.gradient).max() < 1e-12


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_bars_are_as_high_as_the_terms(settings):
    lab = Unrolling(**settings)
    r = lab.result
    panel = drawn(lab, TOTAL)[1]
    kept = r.bars[max(r.cut, 0) :]
    low, high = _axis_of(panel, r)
    np.testing.assert_allclose(heights(panel.bars) * (high - low), kept, atol=1e-12)
    np.testing.assert_allclose(heights(panel.lost) * (high - low), r.bars[: max(r.cut, 0)], atol=1e-12)


def _axis_of(panel, r):
    """The values at heights 0 and 1, read off the line of zero and the dashed line."""
    low, high = limits(r.whole_levels)
    assert panel.zero.get_ydata()[0] == pytest.approx(-low / (high - low))
    assert panel.goal.get_ydata()[0] == pytest.approx((r.whole_levels[1] - low) / (high - low))
    return low, high


def test_the_bars_of_one_unit_end_at_its_entry_and_those_of_all_at_the_norm():
    for n in (1, 8):
        r = Unrolling(unit=f"unit {n}").result
        assert r.levels[1] == pytest.approx(r.gradient[n - 1, n - 1], abs=1e-12)
    r = Unrolling(unit="mean of all").result
    assert r.levels[1] == pytest.approx(np.linalg.norm(r.gradient), abs=1e-12)


def test_truncation_changes_nothing_but_what_it_cuts():
    whole, cut = Unrolling().result, Unrolling(truncate=5).result
    np.testing.assert_array_equal(cut.weight_terms[-5:], whole.weight_terms[-5:])
    assert not cut.weight_terms[:-5].any()
    missing = np.linalg.norm(whole.gradient - cut.gradient) / np.linalg.norm(whole.gradient)
    assert cut.lost == pytest.approx(missing)
    assert f"{100 * missing:.3g} %" in _caption(Unrolling(truncate=5), TOTAL)


@pytest.mark.parametrize("k", [1, 5, 11, 12, 40])
def test_every_cut_arrow_carries_a_cross_and_no_other(k):
    lab = Unrolling(truncate=k)
    chain = drawn(lab, TOTAL)[0]
    assert len(chain.cuts.get_segments()) == 2 * max(lab.T - k + 1, 0) * (k < lab.T)


def test_nodes_have_the_colors_of_their_states():
    lab = Unrolling()
    chain = drawn(lab, 5)[0]
    faces = chain.nodes.get_facecolors()
    expected = chain.theme.signed((lab.result.shown[:6] + 1) / 2)
    np.testing.assert_allclose(faces[:6], expected)
    np.testing.assert_allclose(faces[6:], [[1, 1, 1, 1]] * 7)


def test_the_loop_is_one_arrow_and_unfolds_into_as_many_as_there_are_steps():
    folded, unfolded = Geometry(900, 12, 0.0), Geometry(900, 12, 1.0)
    assert np.ptp(folded.recurrent, axis=0).max() == 0
    assert np.ptp(folded.x) == 0
    starts, ends = unfolded.recurrent[:, 0], unfolded.recurrent[:, -1]
    assert (starts[:, 1] == ends[:, 1]).all() and (starts[:, 0] < ends[:, 0]).all()
    assert (np.diff(unfolded.x) > 2 * unfolded.radius).all()


@pytest.mark.parametrize("T", [1, 2, 12, 40])
def test_the_acts_follow_one_another(T):
    lab = Unrolling(T=T)
    times = lab.timeline(lab.result).positions
    assert list(times) == sorted(times)
    done = [Moment.at(t, T) for t in times]
    progress = [(m.unfold, m.read, m.loss, m.returned) for m in done]
    assert progress == sorted(progress)
    assert progress[0] == (0, 0, 0, 0) and progress[-1] == (1, T, 1, T + 1)
    assert Moment.at(back_to(1), T).returned == T
    assert len(times) <= 155


def test_the_headline_gives_the_gradients_share():
    lab = Unrolling()
    left = lab.result.state_gradients[6] / lab.result.state_gradients[12]
    said = f"6 steps back from the loss, {left:.3g} of the gradient is left"
    assert _caption(lab, back_to(6)).startswith(said)


def test_the_loss_of_an_untrained_reader_is_near_that_of_a_blind_guess():
    losses = [Unrolling(seed=seed).result.loss for seed in range(10)]
    assert np.mean(losses) == pytest.approx(np.log(39), abs=0.4)


def test_a_text_shorter_than_the_chain_makes_a_shorter_chain():
    lab = Unrolling(text="hi")
    assert lab.result.T == 2 and "2 characters" in lab.status
    lab.set(text="hello there, you")
    assert lab.result.T == 12 and lab.status == ""


def test_text_that_cannot_be_read_is_answered_and_keeps_the_picture():
    lab = Unrolling()
    before = lab.caption
    for useless in ("", "   ", "\n\n"):
        lab.set(text=useless)
        assert "type at least one letter" in lab.status
        assert lab.caption == before
    lab.set(text="🙂\x07<b>$x$</b>")
    assert "cannot be drawn" in lab.status
    lab.set(text="w" * 100_000)
    assert lab.result.T <= 18


def test_pointing_at_a_node_goes_to_its_step_on_the_way_that_is_shown():
    lab = Unrolling()
    chain, terms = lab._ensure_scene().panels
    place = Geometry(chain.width, lab.T)
    at_step_4 = Pointer("press", place.x[4] + 3, 100)
    assert chain.pointer(lab.result, 9, at_step_4) == {"t": 4}
    assert chain.pointer(lab.result, TOTAL, at_step_4) == {"t": back_to(4)}
    assert chain.pointer(lab.result, -1, at_step_4) == {"t": 0}
    assert chain.pointer(lab.result, 2, Pointer("press", 500, 230)) == {"t": LOSS}
    assert terms.pointer(lab.result, 2, at_step_4) == {"t": back_to(4)}


def _caption(lab, t):
    lab.set(t=t)
    return lab.caption


# -- the ragged batch ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("csv", "said"),
    [
        ("", "empty"),
        ("value\n", "no rows"),
        ("value\n1\n\n,\n3", "missing"),
        ("value\n1\n2\nthree", "three"),
        ("a,b,c\n1,2,3\n4,5,6", "3 columns"),
        ("value\n1", "1 value"),
        ("value\n2\n2\n2", ""),
    ],
)
def test_a_series_that_cannot_be_read_gets_a_sentence_and_loses_nothing(csv, said):
    lab = Unrolling()
    lab.preset("your own series")
    before = lab.caption, lab.csv
    lab.set(csv=csv)
    assert said in lab.status and lab.status.endswith(".")
    assert (lab.caption, lab.csv) == before


def test_a_series_of_ones_own_runs_through_the_chain():
    lab = Unrolling()
    lab.preset("your own series")
    lab.set(csv="day,level\n1,1.5\n2,4.5\n3,3\n4,6", T=3)
    assert lab.result.labels == ("1.50", "4.50", "3.00")
    assert "the next value, 6.00," in lab.result.outcome
