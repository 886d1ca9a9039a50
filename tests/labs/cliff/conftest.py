"""The tests of Cliff see every view of it."""

import pytest

from rnnviz.labs.cliff import Cliff


@pytest.fixture(scope="module")
def made_once():
    lab = Cliff(views=[view.name for view in Cliff.views])
    yield lab
    lab.close()
