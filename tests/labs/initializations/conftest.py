"""The tests of Initializations see every view of it."""

import pytest

from rnnviz.labs.initializations import Initializations


@pytest.fixture(scope="module")
def made_once():
    lab = Initializations(views=[view.name for view in Initializations.views])
    yield lab
    lab.close()
