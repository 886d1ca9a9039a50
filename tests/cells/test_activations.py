import warnings

import numpy as np
import pytest

from rnnviz.cells import ACTIVATIONS, RNN, activation

A = np.linspace(-6, 6, 1201) + 1e-3  # keeps clear of the kink of relu at 0


@pytest.mark.parametrize("phi", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_slope_read_off_the_output_is_the_derivative(phi):
    numeric = (phi.f(A + 1e-6) - phi.f(A - 1e-6)) / 2e-6
    assert np.allclose(phi.slope(phi.f(A)), numeric, rtol=0, atol=1e-9)


@pytest.mark.parametrize("phi", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_gamma_is_the_largest_slope(phi):
    slopes = phi.slope(phi.f(np.append(A, 0.0)))
    assert slopes.max() == pytest.approx(phi.gamma, abs=1e-12)


def test_sigmoid_matches_its_definition_where_that_is_easy_to_compute():
    assert np.allclose(ACTIVATIONS["sigmoid"].f(A), 0.5 * (1 + np.tanh(A / 2)), rtol=0, atol=1e-15)


def test_sigmoid_keeps_its_relative_accuracy_far_below_zero():
    assert ACTIVATIONS["sigmoid"].f(np.array(-600.0)) == pytest.approx(np.exp(-600.0), rel=1e-13, abs=0)


@pytest.mark.parametrize("phi", ACTIVATIONS.values(), ids=ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_pre_activations_warn_nobody_and_keep_the_dtype(phi, dtype):
    huge = np.array([-np.inf, -3e38, -1e4, 1e4, 3e38, np.inf], dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        h = phi.f(huge)
    assert h.dtype == dtype
    assert phi.slope(np.clip(h, -1, 1)).dtype == dtype
    if phi.name in ("tanh", "sigmoid"):
        assert np.array_equal(h, [-1, -1, -1, 1, 1, 1] if phi.name == "tanh" else [0, 0, 0, 1, 1, 1])


@pytest.mark.parametrize("phi", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_nan_is_never_hidden(phi):
    assert np.isnan(phi.f(np.array([np.nan]))).all()


def test_slope_of_relu_is_zero_at_zero_as_in_pytorch():
    assert ACTIVATIONS["relu"].slope(np.array([0.0])) == 0


def test_linear_gives_a_copy_not_the_pre_activation_itself():
    a = np.zeros(3)
    assert not np.shares_memory(ACTIVATIONS["linear"].f(a), a)


@pytest.mark.parametrize("make", [activation, lambda name: RNN(1, 1, nonlinearity=name)])
def test_unknown_nonlinearity_is_refused_with_the_choices(make):
    with pytest.raises(
        ValueError, match="nonlinearity is 'swish'; choose one of tanh, relu, sigmoid, linear"
    ):
        make("swish")
