"""One step stretches by at most σ_max, many go by ρ, and the picture shows the numbers of both."""

import numpy as np
import pytest

from rnnviz.labs import CircleToEllipse
from tests.labs.drawn import painted

KIND = CircleToEllipse


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
        "After 3 steps the vector is 6.60 long; the next step multiplies it by 1.20 (σ_max = 2.97). "
        "In the long run, a step multiplies by ρ = 0.900."
    )


def test_an_eigenvector_and_a_normal_matrix_know_only_rho(lab):
    for preset in ("along the eigenvector", "normal"):
        lab.preset(preset)
        np.testing.assert_allclose(lab.result.factors, 0.9, rtol=1e-12)


def test_the_curve_starts_along_sigma_and_ends_along_rho(lab):
    factors = lab.result.factors
    assert factors[0] > 0.95 * lab.result.sigma
    assert (np.diff(factors) < 0).all() and factors[-1] == pytest.approx(0.9, rel=0.03)
    assert lab.result.sizes.argmax() in (9, 10)
