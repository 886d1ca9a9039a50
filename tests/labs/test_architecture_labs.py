"""The labs of notebook 01 show what their cells compute."""

import numpy as np
import pytest

from rnnviz.labs import OneStep, Wiring
from rnnviz.labs.wiring import recurrent_layers
from rnnviz.labs.wiring_graph import WIRINGS, graph, reads_both_ways


def point(lab, panel, place, kind="move"):
    """What the browser says when the learner points at a place of a panel."""
    scene = lab._ensure_scene()
    x, y = scene.panels[panel].ax.transData.transform(place)
    width, height = scene.pixels
    lab._hear(lab.stage, {"type": "pointer", "kind": kind, "x": x / width, "y": y / height, "t": lab.t})


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu", "sigmoid", "linear"])
@pytest.mark.parametrize("units", [1, 2, 4])
def test_the_terms_of_each_unit_add_up_to_its_preactivation(units, nonlinearity):
    result = OneStep(units=units, nonlinearity=nonlinearity).result
    for j in range(units):
        terms = [p for p, edge in zip(result.products, result.edges, strict=True) if edge.j == j]
        assert sum(terms) == pytest.approx(result.a[j])


def test_a_weight_is_remembered_while_another_edge_is_taken():
    lab = OneStep()
    lab.set(edge="W_hh[2, 1]", weight=-2.5)
    lab.set(edge="W_xh[1, 2]")
    assert lab.weight == -0.5
    lab.set(units=1)
    lab.set(units=2, edge="W_hh[2, 1]")
    assert lab.weight == -2.5
    lab.reset()
    assert lab.values == OneStep().values


def test_a_weight_outside_the_slider_changes_nothing():
    lab = OneStep(weight=1.0)
    lab.set(weight=9)
    assert "9 is outside" in lab.status
    assert (lab.weight, lab.weights) == (1.0, {"W_hh[1, 1]": 1.0})


def test_pointing_lights_the_same_term_in_the_network_and_in_the_sum_and_pressing_takes_it():
    lab = OneStep()
    network, formula = lab._ensure_scene().panels[:2]
    n = [edge.name for edge in lab.result.edges].index("W_xh[2, 2]")
    middle = network.ends[n].mean(axis=0)
    point(lab, 0, middle)
    assert lab.result.lit == n
    assert np.array_equal(network.halo.get_segments()[0], network.ends[n])
    assert formula.light.get_visible()
    assert "x_t[2] · W_xh[2, 2] = −0.500 × 0.900 = −0.450" in lab.caption
    point(lab, 0, middle, "press")
    assert (lab.edge, lab.weight) == ("W_xh[2, 2]", 0.9)


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("T", [2, 5, 8])
def test_the_drawing_of_a_tagger_sees_what_the_cells_see(T, layers, both):
    result = Wiring(wiring="many to many", T=T, layers=layers, bidirectional=both, output=1).result
    network = recurrent_layers(3, 4, layers, both)
    x = np.random.default_rng(0).normal(size=(T, 1, 3))
    h = network.forward(x).h[1:, 0]
    for i in range(T):
        other = x.copy()
        other[i] += 1
        moved = (network.forward(other).h[1:, 0] != h).any(axis=1)
        assert moved.tolist() == result.sees[:, i].tolist()


def test_the_number_of_weights_does_not_depend_on_the_number_of_steps():
    assert len({Wiring(T=T, output=1, layers=2, bidirectional=True).result.weights for T in range(2, 9)}) == 1


@pytest.mark.parametrize("wiring", WIRINGS)
@pytest.mark.parametrize("both", [False, True])
def test_every_node_is_ready_one_round_after_what_feeds_it(wiring, both):
    drawn = graph(wiring, 2, both, 6)
    for n, node in enumerate(drawn.nodes):
        before = [drawn.nodes[start].when for start, end, _ in drawn.links if end == n]
        assert node.when == (1 + max(before) if before else int(node.kind != "input"))


@pytest.mark.parametrize("wiring", WIRINGS)
def test_what_cannot_run_in_both_directions_says_so(wiring):
    lab = Wiring(wiring=wiring, output=1)
    assert lab.status == ""
    lab.set(bidirectional=True)
    assert bool(lab.status) == (not reads_both_ways(wiring) or wiring == "encoder-decoder")


def test_a_longer_sequence_is_shown_to_its_end():
    lab = Wiring(T=3)
    lab.set(T=8)
    assert lab.t == lab.result.rounds
    lab.set(t=2, T=7)
    assert lab.t == 2
