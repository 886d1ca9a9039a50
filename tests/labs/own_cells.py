"""What holds for a lab with a cell of the learner's own: call each with such a lab."""

import pytest

from tests.labs import test_every_lab as every_lab
from tests.labs import test_pictures as pictures
from tests.own_cells import Leaky, MyRNN, in_float32

__all__ = ["COMMON", "Leaky", "MyRNN", "fewer", "in_float32"]

COMMON = [
    every_lab.test_every_control_works_at_both_ends,
    every_lab.test_random_settings_are_said_in_sentences,
    every_lab.test_moving_in_time_changes_the_caption_and_the_picture,
    every_lab.test_presets_and_reset_go_where_they_say,
    every_lab.test_pointing_anywhere_is_harmless,
    pictures.test_a_blitted_frame_equals_a_full_redraw_whatever_is_shown,
    pictures.test_it_does_so_after_every_kind_of_change,
    pictures.test_time_alone_leaves_no_trace,
    pictures.test_no_text_is_cut_off_or_below_nine_points,
]


def fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let them draw fewer settings than for the labs themselves."""
    monkeypatch.setattr(every_lab, "RANDOM_SETTINGS", 40)
    monkeypatch.setattr(pictures, "COMBINATIONS", 8)
