"""Ragged batch: what padding does to a final state, and that a mask undoes it."""

import numpy as np
import pytest

from rnnviz.cells import RNN
from rnnviz.labs.ragged_batch import RaggedBatch
from rnnviz.networks.untrained import LETTERS, network
from tests.labs.drawn import panels


def states_one_by_one(lab):
    """Each row's final state, read alone: what a batch must not change."""
    cell, _ = network("text", len(LETTERS), lab.scale, lab.seed)
    return cell, [
        cell.forward(LETTERS.one_hot("".join(row).replace("␣", " "))).h[-1, 0] for row in lab.result.rows
    ]


def test_with_the_mask_every_row_ends_as_if_it_were_read_alone():
    lab = RaggedBatch(mask=True)
    _, alone = states_one_by_one(lab)
    np.testing.assert_allclose(lab.result.shown[-1], [h[0] for h in alone], atol=1e-12)


def test_without_the_mask_a_row_is_off_by_what_the_padding_did_to_it():
    lab = RaggedBatch()
    r = lab.result
    cell, alone = states_one_by_one(lab)
    for b, own in enumerate(alone):
        h = own
        for _ in range(r.T - r.lengths[b]):
            h = np.tanh(h @ cell.params["W_hh"] + cell.params["b_h"])
        assert r.off[-1, b] == pytest.approx(np.linalg.norm(h - own) / np.linalg.norm(own), abs=1e-12)
    assert f"{int((r.off[-1] > 0).sum())} of {r.B} final states are wrong" in lab.caption


def test_the_bars_of_the_final_states_are_their_distances():
    lab = RaggedBatch()
    panel = panels(lab)["FinalState"]
    widths = [path.vertices[1, 0] - path.vertices[0, 0] for path in panel.bars.get_paths()]
    np.testing.assert_allclose(widths, lab.result.off[-1].clip(max=2.0))
    lab.set(mask=True)
    assert lab.result.off.max() == 0
    assert {path.vertices[1, 0] for path in panel.bars.get_paths()} == {0.0}


def test_rows_of_one_length_need_no_mask():
    lab = RaggedBatch(texts="rain\nwind")
    assert lab.result.off.max() == 0
    assert lab.result.loss == lab.result.loss_padded and lab.result.gradient_off == 0


def test_the_masked_loss_is_the_mean_over_the_rows_read_alone():
    lab = RaggedBatch()
    assert isinstance(states_one_by_one(lab)[0], RNN)
    total = 0.0
    for row in lab.result.rows:
        text = "".join(row).replace("␣", " ")
        total += RaggedBatch(texts=text).result.loss * len(text)
    assert lab.result.loss == pytest.approx(total / lab.result.lengths.sum())


def test_only_the_first_six_lines_of_eighteen_characters_are_read():
    lab = RaggedBatch(texts="\n".join(["x" * 30] * 9))
    assert (lab.result.B, lab.result.T) == (6, 18)
    assert "first 6" in lab.status and "first 18" in lab.status


def test_text_that_cannot_be_read_is_answered_and_keeps_the_picture():
    lab = RaggedBatch()
    before = lab.caption
    for useless in ("", "   ", "\n\n"):
        lab.set(texts=useless)
        assert "type at least one letter" in lab.status
        assert lab.caption == before
    lab.set(texts="🙂\x07<b>$x$</b>")
    assert "cannot be drawn" in lab.status
    lab.set(texts="w" * 100_000)
    assert lab.result.T <= 18


def test_with_the_mask_nothing_is_said_to_be_off():
    lab = RaggedBatch(mask=True)
    assert "wrong" not in lab.caption and "off by" not in lab.caption
    assert "leaves the padding out of the loss" in lab.caption
