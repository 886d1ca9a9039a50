"""The checkers of notebook 04 tell a right answer from each mistake they know."""

import numpy as np
import pytest

from rnnviz.cells import RNN
from rnnviz.checks.gradients import check_chain_of, check_holding_scales, check_term_sizes
from rnnviz.checks.gradients_quiz import QUIZ
from rnnviz.gradients import itemized, jacobian_norms, made_to_order, orthogonal
from rnnviz.labs import Question

CHECKS = (check_chain_of, check_holding_scales, check_term_sizes)


def jacobian(h_t, W):
    return (1 - h_t**2)[:, None] * W.T


def chain_of(h, W, k, t, step=jacobian, back=False):
    P = np.eye(len(W))
    for s in range(k + 1, t + 1):
        P = P @ step(h[s], W) if back else step(h[s], W) @ P
    return P


def holding_scales(W, slope, n, factor, norm=lambda W: np.linalg.norm(W, 2)):
    return np.array([factor ** (-1 / n), factor ** (1 / n)]) / (slope * norm(W))


def term_sizes(h, W, g, left=None, slope=lambda h_t: 1 - h_t**2, way=None, measure=np.linalg.norm):
    left = h[:-1] if left is None else left
    sizes = []
    for t in range(len(h) - 1, 0, -1):
        sizes.append(measure(np.outer(left[t - 1], g * slope(h[t]))))
        g = (g * (way or slope)(h[t])) @ W.T
    return np.array(sizes)


def terms(*given):
    return term_sizes(*given, measure=np.copy)


@pytest.mark.parametrize(
    ("check", "answer"), list(zip(CHECKS, (chain_of, holding_scales, term_sizes), strict=True))
)
def test_the_right_answer_passes(check, answer):
    assert check(answer).right is True


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda *given: chain_of(*given, step=lambda h_t, W: W.T), "slopes are missing"),
        (lambda *given: chain_of(*given, back=True), "order is reversed"),
        (
            lambda *given: chain_of(*given, step=lambda h_t, W: jacobian(h_t, W).T),
            "each Jacobian is transposed",
        ),
        (lambda *given: chain_of(*given).T, "that is the transpose"),
        (lambda *given: chain_of(*given, step=lambda h_t, W: jacobian(h_t, W.T)), "wrong way round"),
        (lambda *given: chain_of(*given, step=lambda h_t, W: (1 - h_t**2) * W.T), "multiply the columns"),
        (lambda h, W, k, t: chain_of(h, W, k - 1, t), "J_k ends at h_k"),
        (lambda h, W, k, t: chain_of(h, W, k, t - 1), "J_t, the step that ends at h_t, is missing"),
        (lambda h, W, k, t: chain_of(h, W, k + 1, t), "J_{k+1}, the step that leaves h_k, is missing"),
        (lambda h, W, k, t: chain_of(h, W, k - 1, t - 1), "one step early"),
        (lambda h, *given: chain_of(np.tanh(h), *given), "no further tanh"),
        (lambda *given: chain_of(*given, step=lambda h_t, W: (1 - h_t)[:, None] * W.T), "not 1 - h_t"),
        (
            lambda h, W, k, t: np.prod([jacobian(h[s], W) for s in range(k + 1, t + 1)], axis=0),
            "entry by entry",
        ),
        (lambda h, W, k, t: sum(jacobian(h[s], W) for s in range(k + 1, t + 1)), "are added"),
        (lambda h, W, k, t: [jacobian(h[s], W) for s in range(k + 1, t + 1)], "one by one"),
        (lambda h, W, k, t: [jacobian(h_s, W) for h_s in h[1:]], "one by one"),
        (lambda h, W, k, t: np.ones(3) @ chain_of(h, W, k, t), "shape (3,)"),
        (lambda *given: -chain_of(*given), "wrong sign"),
        (
            lambda h, W, k, t: chain_of(h, W, k, t) if t > k else np.zeros((3, 3)),
            "for k = t there is no step between",
        ),
    ],
)
def test_each_mistake_in_the_chain_is_named(mistake, named):
    verdict = check_chain_of(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda *given: holding_scales(*given)[::-1], "smaller scale comes first"),
        (lambda W, slope, n, factor: holding_scales(W, 1, n, factor), "slope is missing"),
        (lambda W, slope, n, factor: holding_scales(W, 1 / slope, n, factor), "slope is on the wrong side"),
        (
            lambda W, slope, n, factor: holding_scales(W, slope ** (1 / n), n, factor),
            "at every step, not once",
        ),
        (lambda *given: holding_scales(*given, norm=lambda W: 1), "size of its own"),
        (
            lambda *given: holding_scales(*given, norm=lambda W: 1 / np.linalg.norm(W, 2)),
            "σ_max is on the wrong",
        ),
        (lambda *given: holding_scales(*given, norm=np.linalg.norm), "Frobenius"),
        (lambda *given: holding_scales(*given, norm=lambda W: np.linalg.eigvals(W).real.max()), "real part"),
        (lambda W, slope, n, factor: holding_scales(W, slope, 1, factor), "root is missing"),
        (
            lambda W, slope, n, factor: np.array([1 / factor, factor]) / n / slope / 0.7,
            "n-th part",
        ),
        (lambda W, slope, n, factor: holding_scales(W, slope, n - 1, factor), "not the (n-1)-th"),
        (lambda W, slope, n, factor: holding_scales(W, slope, n + 1, factor), "not the (n+1)-th"),
        (
            lambda W, slope, n, factor: holding_scales(
                W, 1 / slope, n, factor, lambda W: 1 / np.linalg.norm(W, 2)
            ),
            "slope and σ_max(W) are on the wrong side",
        ),
        (
            lambda W, slope, n, factor: [factor ** (-1 / n), factor ** (1 / n)],
            "slope and σ_max(W) are missing",
        ),
        (
            lambda W, slope, n, factor: holding_scales(W, slope, 1, factor) ** (1 / n),
            "slope and σ_max(W) act at every step",
        ),
        (lambda *given: holding_scales(*given, norm=np.max), "an entry of W"),
        (lambda *given: holding_scales(*given, norm=lambda W: abs(W).max()), "largest |entry|"),
        (
            lambda W, slope, n, factor: np.array([n / factor, factor / n]) / slope / np.linalg.norm(W, 2),
            "not factor / n",
        ),
        (lambda *given: holding_scales(*given, norm=lambda W: np.linalg.eigvals(W).max()), "complex"),
        (lambda *given: list(holding_scales(*given, norm=lambda W: np.linalg.eigvals(W)[0])), "complex"),
        (lambda *given: 2 * holding_scales(*given), "for σ_max(W) = 0.7, slope = 0.6, n = 50, factor = 10."),
        (lambda *given: holding_scales(*given)[1], "one number"),
        (lambda *given: -holding_scales(*given), "wrong sign"),
        (lambda *given: np.ones(2), "is expected"),
    ],
)
def test_each_mistake_in_the_scales_is_named(mistake, named):
    verdict = check_holding_scales(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


def test_any_true_measure_of_the_size_of_a_normal_matrix_is_accepted():
    assert check_holding_scales(
        lambda *given: holding_scales(*given, norm=lambda W: abs(np.linalg.eigvals(W)).max())
    ).right


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda *given: term_sizes(*given)[::-1], "sort by distance"),
        (lambda *given: term_sizes(*given, slope=np.ones_like), "slopes are missing"),
        (
            lambda *given: term_sizes(*given, slope=np.ones_like, way=lambda h_t: 1 - h_t**2),
            "slope is missing in the terms",
        ),
        (lambda *given: term_sizes(*given, way=np.ones_like), "slope is missing on the way back"),
        (lambda h, W, g: term_sizes(h, W.T, g), "wrong way round"),
        (
            lambda h, W, g: [
                np.linalg.norm(np.outer(h[t - 1], g * (1 - h[t] ** 2))) for t in range(6, 0, -1)
            ],
            "does not travel",
        ),
        (lambda h, W, g: term_sizes(h, W, g, left=h[1:]), "states are shifted"),
        (lambda h, W, g: term_sizes(np.roll(h, 1, axis=0), W, g, left=h[:-1]), "slopes are one step early"),
        (lambda h, W, g: term_sizes(h, W, g, left=np.ones((6, 1))), "state is missing"),
        (lambda *given: term_sizes(*given, measure=lambda m: np.linalg.norm(np.diag(m))), "entry by entry"),
        (lambda *given: term_sizes(*given, measure=np.trace), "inner products"),
        (lambda *given: np.cumsum(term_sizes(*given)), "sizes are added up"),
        (
            lambda h, W, g: [np.linalg.norm(g @ chain_of(h, W, k, 6)) for k in range(6, 0, -1)],
            "norms of ∂L/∂h_t",
        ),
        (lambda *given: term_sizes(*given, measure=np.sum), "signed entries"),
        (lambda *given: term_sizes(*given, measure=lambda m: abs(m).sum()), "sums of |entries|"),
        (lambda *given: term_sizes(*given, measure=lambda m: (m**2).sum()), "take the root"),
        (
            lambda *given: np.linalg.norm(np.cumsum(terms(*given), axis=0), axis=(1, 2)),
            "adds up all terms",
        ),
        (terms, "the terms themselves"),
        (lambda *given: np.linalg.norm(sum(terms(*given))), "one number"),
        (lambda *given: np.append(term_sizes(*given), 0), "no step made it"),
        (lambda *given: -term_sizes(*given), "wrong sign"),
        (lambda *given: np.ones(6), "is expected"),
    ],
)
def test_each_mistake_in_the_terms_is_named(mistake, named):
    verdict = check_term_sizes(mistake)
    assert verdict.right is False
    assert named in verdict.sentence


def test_the_scales_hold_a_gradient_within_the_factor_over_all_steps():
    W = 0.7 * orthogonal(8, np.random.default_rng(0))
    for scale, left in zip(holding_scales(W, 1.0, 50, 10.0), (0.1, 10.0), strict=True):
        cell = RNN(1, 8, "linear", rng=np.random.default_rng(1))
        cell.params["W_hh"] = scale * W
        norms = jacobian_norms(cell, cell.forward(np.zeros((50, 1, 1))))
        np.testing.assert_allclose(norms[50, 0], left)


def test_the_sizes_are_those_of_the_terms_that_backward_adds_up():
    rng = np.random.default_rng(3)
    cell = RNN(2, 5, rng=rng)
    trace = cell.forward(rng.normal(size=(7, 1, 2)))
    outside = np.zeros((7, 1, 5))
    outside[-1] = g = rng.normal(size=(1, 5))
    expected = np.linalg.norm(itemized(cell, trace, outside)["W_hh"], axis=(1, 2))[::-1]
    np.testing.assert_allclose(term_sizes(trace.h[:, 0], cell.params["W_hh"], g[0]), expected)


@pytest.mark.parametrize("question", QUIZ, ids=lambda question: question["answer"])
def test_a_question_of_the_quiz_can_be_asked_and_has_one_right_answer(question):
    asked = Question(**question)
    verdicts = [asked.choose(option).split(":")[0] for option in asked.options]
    assert sorted(verdicts) == ["Not quite"] * (len(verdicts) - 1) + ["Right"]


def test_the_quiz_has_its_right_answers_at_different_places():
    assert len({list(question["options"]).index(question["answer"]) for question in QUIZ}) > 2


def product_of_jacobians(nonlinearity, W, input_scale, steps):
    """‖∂h_n/∂h_0‖₂ for n = 0..steps, with random inputs."""
    rng = np.random.default_rng(0)
    cell = RNN(len(W), len(W), nonlinearity, rng=rng)
    cell.params |= {"W_xh": np.eye(len(W)), "W_hh": W, "b_h": np.zeros(len(W))}
    trace = cell.forward(input_scale * rng.standard_normal((steps, 1, len(W))))
    return jacobian_norms(cell, trace)[:, 0]


def test_a_linear_network_with_spectral_radius_below_1_can_first_grow_a_hundredfold():
    growth = product_of_jacobians("linear", made_to_order(32, 0.9, 6.0, 0), 0.0, 200)
    assert growth.max() > 100 and growth[-1] < 1e-3


def test_a_spectral_radius_below_1_does_not_keep_a_tanh_network_from_exploding():
    """Slopes that differ from unit to unit undo the cancellations that keep ρ small."""
    W = made_to_order(32, 0.9, 6.0, 0)
    growth = product_of_jacobians("tanh", W, 0.1, 200)
    assert growth[200] > growth[100] > 1e6


def test_a_spectral_norm_below_1_keeps_every_tanh_network_from_growing():
    W = made_to_order(32, 0.95 / 6, 6.0, 0)
    for input_scale in (0.0, 0.1, 1.0, 10.0):
        assert (product_of_jacobians("tanh", W, input_scale, 50) <= 0.95 ** np.arange(51) * (1 + 1e-9)).all()


@pytest.mark.parametrize("input_scale", [0.0, 1.0, 5.0])
def test_three_times_an_orthogonal_matrix_cannot_explode_behind_a_sigmoid(input_scale):
    norms = product_of_jacobians("sigmoid", 3 * orthogonal(32, 0), input_scale, 20)
    assert 0 < norms[-1] < 0.75**20


def test_larger_inputs_shrink_the_gradient_of_an_orthogonal_tanh_network():
    norms = [
        product_of_jacobians("tanh", orthogonal(32, 0), scale, 40)[-1] for scale in (0.0, 0.1, 1.0, 10.0)
    ]
    assert norms[0] == pytest.approx(1)
    assert all(more > 3 * less for more, less in zip(norms[:-1], norms[1:], strict=True))


def test_uneven_slopes_let_a_matrix_without_any_eigenvalue_but_0_grow():
    W = np.array([[4.0, -4.0], [4.0, -4.0]])
    assert np.linalg.norm(W @ W) == 0
    uneven = np.diag([1.0, 0.5]) @ W.T
    assert abs(np.linalg.eigvals(uneven)).max() == pytest.approx(2)
