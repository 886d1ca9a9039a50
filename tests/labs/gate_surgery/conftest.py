"""The tests of Gate surgery see every view of it."""

import pytest

from rnnviz.labs.gate_surgery import GateSurgery


@pytest.fixture(scope="module")
def made_once():
    lab = GateSurgery(views=[view.name for view in GateSurgery.views])
    yield lab
    lab.close()
