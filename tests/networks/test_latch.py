"""The latch names capitals of tapes that it never saw, and keeps them in c."""

import numpy as np
import pytest

from rnnviz.networks import latch as app


def test_a_tape_is_read_letter_by_letter():
    x = app.encode("bD?")
    assert x.shape == (3, 1, 6)
    assert x[:, 0].tolist() == [[0, 1, 0, 0, 0, 0], [0, 0, 0, 1, 1, 0], [0, 0, 0, 0, 0, 1]]
    with pytest.raises(ValueError, match="'x'"):
        app.encode("axa?")


def test_drawn_tapes_have_one_to_three_capitals_and_end_in_the_question():
    x, letters, capitals = app.draw_tapes(12, 500, np.random.default_rng(0))
    assert set(capitals.sum(axis=0)) == {1, 2, 3}
    assert (x[-1] == np.eye(6)[app.QUESTION]).all() and not x[:-1, :, app.QUESTION].any()
    assert (x[:-1, :, :4].argmax(axis=-1) == letters).all()


def test_the_letter_to_name_is_that_of_the_last_capital():
    letters = np.array([[0, 1], [2, 3], [1, 0]])
    capitals = np.array([[True, True], [True, False], [False, False]])
    target, back = app.last_capital(letters, capitals)
    assert target.tolist() == [2, 1] and back.tolist() == [2, 3]


@pytest.mark.parametrize("count", [10, 30, 60, 200])
def test_latch_names_capitals_of_unseen_tapes_also_when_they_are_far_away(count):
    right = app.scores(app.load(), count)
    assert right["latch"] > 0.99 and right["latch, far"] > 0.99
    for rule in ("the first capital", "the last letter", "the most frequent answer"):
        assert right[rule] < 0.6


def test_an_untrained_latch_guesses():
    assert 0.2 < app.scores(app.Latch.draw(0), 30)["latch"] < 0.32


def test_the_trained_latch_keeps_a_letter_in_c_and_not_in_the_loop_through_h():
    """One step of f = 0 makes it guess; what comes after does not write the letter again."""
    trained = app.load()
    tape = "dcB" + 28 * "a" + "?"
    assert trained.answers(trained.read(tape).h[-1, 0])[1] > 0.95
    assert trained.answers(trained.read(tape, {"f": {12: 0.0}}).h[-1, 0])[1] < 0.4


def test_saved_weights_have_pytorch_s_names_and_read_back(tmp_path):
    drawn, path = app.Latch.draw(3), tmp_path / "latch.npz"
    app.save(drawn, path)
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    assert {"weight_ih_l0", "weight_hh_l0", "W_hy", "b_y"} < set(arrays)
    again = app._from_arrays(arrays)
    np.testing.assert_allclose(again.read("aB?").h, drawn.read("aB?").h, rtol=1e-12)


def test_loss_gradient_agrees_with_central_differences():
    rng = np.random.default_rng(0)
    drawn = app.Latch.draw(rng)
    x, letters, capitals = app.draw_tapes(6, 3, rng)
    target, _ = app.last_capital(letters, capitals)
    _, gradients = app.loss_and_gradients(drawn, x, target)
    parameters = drawn.cell.params | {"W_hy": drawn.W_hy, "b_y": drawn.b_y}
    assert parameters.keys() == gradients.keys()
    for name, parameter in parameters.items():
        place = tuple(rng.integers(parameter.shape))
        before, losses = parameter[place], []
        for sign in (1, -1):
            parameter[place] = before + sign * 1e-5
            losses.append(app.loss_and_gradients(drawn, x, target)[0])
        parameter[place] = before
        np.testing.assert_allclose(
            gradients[name][place], (losses[0] - losses[1]) / 2e-5, rtol=1e-5, atol=1e-9
        )


def test_a_little_training_lowers_the_loss():
    losses = []
    app.train(0, steps=150, size=32, report=lambda step, loss: losses.append(loss))
    assert np.mean(losses[-10:]) < 0.85 * np.mean(losses[:10])
