"""What holds for a lab with a cell of the learner's own: call each with such a lab."""

import pytest

from tests.labs import test_every_lab as every_lab
from tests.labs import test_pictures as pictures
from tests.own_cells import Leaky, MyRNN, in_float32

__all__ = ["COMMON", "Leaky", "MyRNN", "fewer", "in_float32"]

COMMON = [
    every_lab.test_every_control_works_at_both_ends,
    every_lab.test_random_settings_are_said_in_sentences,
    every_lab.test_presets_and_reset_go_where_they_say,
    every_lab.test_pointing_anywhere_is_harmless,
    pictures.test_a_blitted_frame_equals_a_full_redraw_whatever_is_shown,
]


def fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let them draw fewer settings than for the labs themselves."""
    monkeypatch.setattr(every_lab, "RANDOM_SETTINGS", 20)
    monkeypatch.setattr(pictures, "COMBINATIONS", 6)
