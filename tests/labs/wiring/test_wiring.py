"""Wiring draws what depends on what as the cells compute it."""

import numpy as np
import pytest

from rnnviz.labs.wiring import Wiring
from rnnviz.labs.wiring.graph import WIRINGS, graph, reads_both_ways
from rnnviz.labs.wiring.model import recurrent_layers


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


def test_no_time_beyond_the_last_round_stands_for_the_end():
    lab = Wiring()
    for t in (lab.result.rounds + 1, 999, 1000):
        lab.set(t=2)
        lab.set(t=t)
        assert f"t can be from 0 to {lab.result.rounds}; {t} is outside" in lab.status
        assert lab.t == 2


def test_a_graph_that_is_refused_changes_nothing_at_the_end():
    lab = Wiring()
    lab.set(wiring="many to none")
    assert "many to none" in lab.status and (lab.wiring, lab.t) == ("many to many", lab.result.rounds)


def test_a_reset_goes_back_to_the_time_it_was_opened_at():
    lab = Wiring(t=2)
    lab.set(wiring="one to one")
    assert lab.t == lab.result.rounds == 2
    lab.reset()
    assert (lab.t, lab.wiring) == (2, "many to many")


@pytest.mark.parametrize("both", [False, True])
def test_a_decoder_is_as_wide_as_what_the_encoder_hands_to_it_in_caption_and_picture(both):
    lab = Wiring(wiring="encoder-decoder", bidirectional=both, output=2)
    encoder, decoder = lab.result.parts
    assert decoder.units == (32 if both else 16)
    for part, units in ((encoder, 16), (decoder, decoder.units)):
        one = 8 * units + units * units + units  # W_xh, W_hh and b_h of inputs of 8 numbers
        assert part.weights == one * (2 if part.both else 1)
        assert f"{part.weights:,} in the {part.name} ({units} units" in lab.caption
    drawn = {text.get_text() for text in lab._ensure_scene().panels[0].ax.texts}
    assert {f"encoder: {'16 + ' * both}16 units", f"decoder: {decoder.units} units"} <= drawn


def test_the_tag_of_man_is_what_its_reader_could_know():
    lab = Wiring()
    assert "Output 3 (“noun”) sees inputs 1 to 3 of 5" in lab.caption
    lab.set(bidirectional=True)
    assert "Output 3 (“verb”) sees all 5 inputs" in lab.caption
