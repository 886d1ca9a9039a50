"""The trained reader reads text that it never saw, and no unit is named without a probe."""

import numpy as np
import pytest

from rnnviz.data import read_text
from rnnviz.networks import reader as app
from rnnviz.networks.probe import auc, principal_components, similarity_order


def held_out() -> str:
    return app.split()[1]


@pytest.mark.parametrize(
    "ask, answers",
    [(app.inside_quotation, [0, 1, 1, 1, 0, 0]), (app.letters_into_word, [1, 0, 1, 2, 0, 1])],
)
def test_targets_of_a_text_done_by_hand(ask, answers):
    assert ask('a"bc"d').astype(int).tolist() == answers


def test_letters_are_counted_up_to_the_longest_word():
    assert app.letters_into_word("abcdefghijkl").tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]


def test_held_out_text_is_not_in_the_training_text():
    known, rest = app.split()
    assert known + rest == read_text(app.TRAINING_TEXT)
    assert not set(known.split("\n\n")) & set(rest.split("\n\n"))


@pytest.mark.parametrize("text", [held_out, *(lambda name=name: read_text(name) for name in app.OTHER_TEXTS)])
def test_reader_answers_on_unseen_text(text):
    right = app.score(app.load(), text())
    assert right.inside > 0.98 and right.letters > 0.98


@pytest.mark.parametrize("baseline", [app.memoryless_score, app.majority_score])
def test_reader_beats_the_answers_that_need_no_memory(baseline):
    right, without = app.score(app.load(), held_out()), baseline(held_out())
    assert right.inside > without.inside + 0.3
    assert right.letters > without.letters + 0.3


def test_memoryless_baseline_beats_the_majority_where_a_character_tells_something():
    assert app.memoryless_score(held_out()).letters > app.majority_score(held_out()).letters + 0.2


def test_reader_does_not_judge_a_quotation_mark_by_its_neighbor():
    text = 'x "one" y "two three" "four", "five." z ("six")'
    assert app.score(app.load(), text).inside == 1


def test_a_trained_unit_tells_quotations_by_its_auc_and_an_untrained_one_does_not():
    trained, untrained = app.load(), app.Reader.draw(0)
    assert abs(app.unit_aucs(trained, held_out())[app.best_unit(trained)] - 0.5) > 0.45
    assert np.abs(app.unit_aucs(untrained, held_out()) - 0.5).max() < 0.15


def test_loss_gradient_agrees_with_central_differences():
    rng = np.random.default_rng(0)
    reader = app.Reader.draw(rng)
    x, inside, letters = next(app.batches(app.split()[0], 1, 2, 6, rng))
    _, gradients = app.loss_and_gradients(reader, x, inside, letters)
    parameters = reader.cell.params | {"W_hy": reader.W_hy, "b_y": reader.b_y}
    assert parameters.keys() == gradients.keys()
    for name, parameter in parameters.items():
        place = tuple(rng.integers(parameter.shape))
        before, losses = parameter[place], []
        for sign in (1, -1):
            parameter[place] = before + sign * 1e-5
            losses.append(app.loss_and_gradients(reader, x, inside, letters)[0])
        parameter[place] = before
        np.testing.assert_allclose(
            gradients[name][place], (losses[0] - losses[1]) / 2e-5, rtol=1e-5, atol=1e-9
        )


def test_a_little_training_lowers_the_loss():
    losses = []
    app.train(0, steps=60, report=lambda step, loss: losses.append(loss))
    assert np.mean(losses[-5:]) < 0.8 * np.mean(losses[:5])


def test_auc_counts_pairs_in_order_and_ties_for_half():
    labels = np.array([True, True, False, False])
    scores = np.array([[3.0, 0, 1], [2, 1, 1], [1, 2, 1], [0, 3, 1]])
    assert auc(scores, labels).tolist() == [1, 0, 0.5]
    assert np.isnan(auc(scores, np.ones(4))).all()


def test_principal_components_find_the_plane_that_states_lie_in():
    rng = np.random.default_rng(0)
    plane = np.linalg.qr(rng.normal(size=(6, 2)))[0].T
    along = rng.normal(size=(40, 2)) * (5, 1)
    scores, directions, shares = principal_components(along @ plane + 3)
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(shares.sum(), 1)
    np.testing.assert_allclose(
        np.linalg.norm(scores, axis=1), np.linalg.norm(along - along.mean(axis=0), axis=1)
    )
    assert (np.abs(directions).max(axis=1) == directions.max(axis=1)).all()


def test_principal_components_of_states_that_never_change_are_zero():
    scores, _, shares = principal_components(np.ones((5, 3)))
    assert not scores.any() and not shares.any()


def test_similar_units_stand_side_by_side():
    t = np.linspace(0, 6, 50)
    h = np.stack([np.sin(t), 0.3 * np.cos(t), 0.9 * np.sin(t + 0.1), np.zeros(50), np.cos(t + 0.1)], axis=1)
    order = similarity_order(h).tolist()
    assert sorted(order) == [0, 1, 2, 3, 4]
    assert abs(order.index(0) - order.index(2)) == 1 and abs(order.index(1) - order.index(4)) == 1
