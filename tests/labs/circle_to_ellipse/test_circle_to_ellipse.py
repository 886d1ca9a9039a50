"""One step stretches by at most σ_max, many go by ρ, and the picture shows the numbers of both."""

import numpy as np
import pytest

from rnnviz.drawing import Pointer
from tests.labs.drawn import painted


@pytest.mark.parametrize("one_way", [0.0, 0.7, 3.0, 10.0])
@pytest.mark.parametrize("rho", [0.5, 0.9, 1.2])
def test_sigma_is_the_one_of_the_formula_and_the_eigenvalues_stay(lab, rho, one_way):
    lab.set(rho=rho, one_way=one_way)
    result = lab.result
    assert result.sigma == pytest.approx(rho * (one_way + np.hypot(one_way, 2)) / 2)
    np.testing.assert_allclose(np.linalg.eigvals(result.W), rho, rtol=1e-6)
    assert np.linalg.norm(result.best @ result.W) == pytest.approx(result.sigma)
    assert (result.factors <= result.sigma * (1 + 1e-12)).all()


@pytest.mark.parametrize("angle", [0.0, 45.0, 135.0])
def test_the_vector_is_the_power_of_the_matrix(lab, angle):
    lab.set(angle=angle)
    v = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    for n in (0, 1, 10, 40):
        expected = v @ np.linalg.matrix_power(lab.result.W, n)
        np.testing.assert_allclose(lab.result.sizes[n] * lab.result.directions[n], expected, atol=1e-12)
        np.testing.assert_allclose(painted(lab)[1].ahead.get_ydata()[n], np.log10(np.linalg.norm(expected)))


def test_the_picture_shows_the_next_step_of_the_vector(lab):
    lab.set(t=3)
    one, _ = painted(lab)
    unit, image = (np.array(line.get_data())[:, 1] for line in (one.unit, one.image))
    assert np.linalg.norm(unit) == pytest.approx(1)
    np.testing.assert_allclose(image, unit @ lab.result.W)
    assert np.linalg.norm(image) == pytest.approx(lab.result.sizes[4] / lab.result.sizes[3])
    ellipse = np.linalg.norm(np.array(one.ellipse.get_data()), axis=0)
    assert ellipse.max() == pytest.approx(lab.result.sigma, rel=1e-3)
    assert lab.caption == (
        "After 3 steps the vector is 6.60 times as long; the next step multiplies it by 1.20. "
        "Black is v_3 rescaled to length 1, so that one step shows; blue is what W makes of it. "
        "In the long run a step multiplies by ρ = 0.900."
    )


def test_an_eigenvector_and_a_normal_matrix_know_only_rho(lab):
    for values in ({"angle": 90.0}, {"one_way": 0.0, "angle": 30.0}):
        lab.set(**values)
        np.testing.assert_allclose(lab.result.factors, 0.9, rtol=1e-12)


def test_the_curve_starts_along_sigma_and_ends_along_rho(lab):
    factors = lab.result.factors
    assert factors[0] > 0.95 * lab.result.sigma
    assert (np.diff(factors) < 0).all() and factors[-1] == pytest.approx(0.9, rel=0.03)
    assert lab.result.sizes.argmax() in (9, 10)


@pytest.mark.parametrize("degrees", [0, 40, 135, 200, 359])
def test_the_vector_goes_where_its_dot_is_dragged(lab, degrees):
    lab.set(t=7)
    one, _ = painted(lab)
    x, y = 0.8 * np.cos(np.radians(degrees)), 0.8 * np.sin(np.radians(degrees))
    for kind in ("press", "drag"):
        lab.set(**one.pointer(lab.result, lab.t, Pointer(kind, x, y)))
        assert (lab.angle, lab.t) == (degrees, 0)
    np.testing.assert_allclose(np.array(one.unit.get_data())[:, 1], (x / 0.8, y / 0.8), atol=1e-12)
    assert one.pointer(lab.result, 0, Pointer("move", x, y)) is None
    assert one.pointer(lab.result, 0, Pointer("press", 0.01, 0)) is None  # no direction


def test_the_view_of_one_step_says_that_the_vector_is_rescaled(lab):
    lab.set(t=5)
    assert "v_5 rescaled to length 1" in lab.caption
    assert painted(lab)[0].name.get_text() == "v_5, rescaled to 1"


@pytest.mark.parametrize("name", ["rho", "one_way"])
def test_no_label_of_one_step_covers_another(lab, name):
    one, _ = painted(lab)
    renderer = lab._ensure_scene().canvas.get_renderer()
    for value in lab.parameters()[name].ends(lab):
        for t in (0, 1, 5, 40):
            lab.set(**{name: value, "t": t})
            boxes = [label.extent(renderer) for label in (one.times, one.most, one.name) if label.get_text()]
            for i, (x, y, wide, high) in enumerate(boxes):
                for left, bottom, across, up in boxes[:i]:
                    apart = x >= left + across or left >= x + wide or y >= bottom + up or bottom >= y + high
                    assert apart, f"{name} = {value}, t = {t}"
