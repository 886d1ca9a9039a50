"""The tests of Memory dial see every view of it, and units that differ."""

import pytest

from rnnviz.labs.memory_dial import MemoryDial
from rnnviz.labs.memory_dial.model import CHRONO


@pytest.fixture(scope="module")
def made_once():
    lab = MemoryDial(views=[view.name for view in MemoryDial.views], biases=CHRONO, t=35)
    yield lab
    lab.close()
