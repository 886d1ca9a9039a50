"""The tests of Side by side see every view of it."""

import pytest

from rnnviz.labs.side_by_side import SideBySide


@pytest.fixture(scope="module")
def made_once():
    lab = SideBySide(views=[view.name for view in SideBySide.views])
    yield lab
    lab.close()
