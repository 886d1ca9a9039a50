"""One step shows what its cell computes, and every weight can be taken."""

import numpy as np
import pytest

from rnnviz.labs.one_step import OneStep


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
