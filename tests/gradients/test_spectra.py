"""Matrices made to order are what was ordered, and the measures of non-normality say what they should."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.gradients import gaussian, identity, made_to_order, orthogonal, spectrum


@settings(max_examples=60, deadline=None)
@given(
    hidden_size=st.integers(2, 48),
    radius=st.floats(0.01, 3),
    nonnormality=st.floats(1, 6),
    seed=st.integers(0, 1000),
)
def test_a_matrix_made_to_order_has_the_radius_and_the_ratio_ordered(hidden_size, radius, nonnormality, seed):
    W = made_to_order(hidden_size, radius, nonnormality, seed)
    found = spectrum(W)
    assert found.norm == pytest.approx(radius * nonnormality, rel=1e-10)
    # Rounding W by a share ε moves its computed eigenvalues by ε ‖W‖ cond(V) at most (Bauer and Fike 1960).
    _, V = np.linalg.eig(W)
    off = min(hidden_size * 2.2e-16 * nonnormality * np.linalg.cond(V) + 1e-12, 1e-4)
    assert found.radius == pytest.approx(radius, rel=off)
    assert found.nonnormality == pytest.approx(nonnormality, rel=off)
    np.testing.assert_allclose(abs(found.eigenvalues), radius, rtol=off)


def test_ordered_normal_it_is_a_multiple_of_an_orthogonal_matrix():
    W = made_to_order(9, 1.3, 1, 4)
    np.testing.assert_allclose(W @ W.T, 1.3**2 * np.eye(9), atol=1e-12)
    assert spectrum(W).henrici == 0


@pytest.mark.parametrize("ulps", [1, 2, 4, 16, 400, 1000, 10**5])
def test_a_ratio_that_rounding_put_above_one_gives_a_normal_matrix(ulps):
    ratio = 1 + ulps * np.finfo(float).eps
    for hidden_size in (2, 3, 8, 16, 32):
        for seed in range(8):
            W = made_to_order(hidden_size, 1.3, ratio, seed)
            np.testing.assert_allclose(W @ W.T, 1.69 * np.eye(hidden_size), rtol=0, atol=1e-10)
            assert spectrum(W).norm == pytest.approx(1.3 * ratio, rel=2e-13)


def test_the_ratio_of_one_matrix_can_be_ordered_of_another():
    for seed in range(40):
        ratio = spectrum(orthogonal(16, seed)).nonnormality
        assert spectrum(made_to_order(16, 1, max(ratio, 1), seed)).norm == pytest.approx(ratio, rel=2e-13)


@pytest.mark.parametrize(("hidden_size", "ratio", "within"), [(64, 6, 1e-6), (32, 15, 1e-3)])
def test_far_from_normal_the_eigenvalues_stay_within_what_is_promised(hidden_size, ratio, within):
    for seed in range(6):
        found = spectrum(made_to_order(hidden_size, 1, ratio, seed))
        np.testing.assert_allclose(abs(found.eigenvalues), 1, rtol=0, atol=within)


def test_the_same_seed_turns_the_same_matrix():
    once, again = made_to_order(8, 0.5, 2, 7), made_to_order(8, 1.0, 2, 7)
    np.testing.assert_allclose(2 * once, again, rtol=1e-12)


def test_radius_and_ratio_are_independent():
    """Moving one leaves the other where it was."""
    for radius in (0.2, 0.9, 2.0):
        for ratio in (1.0, 1.7, 4.0):
            found = spectrum(made_to_order(16, radius, ratio, 0))
            assert (found.radius, found.nonnormality) == pytest.approx((radius, ratio), rel=1e-8)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ((4, -0.1, 1), "spectral radius is 0 or more"),
        ((4, np.nan, 1), "radius is nan; a spectral radius is 0 or more"),
        ((4, 1, 0.9), "σ_max is never below ρ"),
        ((4, 1, np.nan), "nonnormality is nan; .* ask for 1 or more, and a finite ratio"),
        ((4, 1, np.inf), "nonnormality is inf; .* a finite ratio"),
        ((1, 1, 2), "1 x 1 matrix is normal"),
        ((32, 1, 100), "moves the eigenvalues of a 32 x 32 matrix by .* ask for a smaller ratio"),
    ],
)
def test_an_order_that_no_matrix_can_meet_is_refused(order, words):
    with pytest.raises(ValueError, match=words):
        made_to_order(*order, rng=0)


def test_one_unit_and_radius_zero_are_fine():
    assert abs(made_to_order(1, 0.7, 1, 0)) == pytest.approx(0.7)
    np.testing.assert_array_equal(made_to_order(5, 0, 3, 0), 0)


def test_radius_never_exceeds_the_norm_and_equals_it_for_normal_matrices():
    rng = np.random.default_rng(0)
    for _ in range(50):
        found = spectrum(rng.standard_normal((6, 6)))
        assert found.radius < found.norm
        symmetric = rng.standard_normal((6, 6))
        found = spectrum(symmetric + symmetric.T)
        assert found.nonnormality == pytest.approx(1)
        assert found.henrici == 0


def test_henricis_departure_of_a_shear_is_its_shear():
    """[[a, s], [0, b]] is its own Schur form: its departure is s."""
    assert spectrum(np.array([[0.5, 3.0], [0, -0.25]])).henrici == pytest.approx(3, rel=1e-12)


def test_nonnormality_of_zero_is_one_and_of_a_nilpotent_matrix_infinite():
    assert spectrum(np.zeros((3, 3))).nonnormality == 1
    assert spectrum(np.array([[0.0, 2.0], [0, 0]])).nonnormality == np.inf


def test_the_usual_starts_have_their_spectra():
    np.testing.assert_allclose(spectrum(orthogonal(20, 0)).singular_values, 1, rtol=1e-12)
    np.testing.assert_allclose(abs(spectrum(orthogonal(20, 0)).eigenvalues), 1, rtol=1e-12)
    np.testing.assert_array_equal(identity(3), np.eye(3))
    large = spectrum(gaussian(400, 0))
    assert large.radius == pytest.approx(1, abs=0.08)
    assert large.norm == pytest.approx(2, abs=0.08)
