"""The tests of Itemized gradient see every view of it."""

import pytest

from rnnviz.labs.itemized_gradient import ItemizedGradient


@pytest.fixture(scope="module")
def made_once():
    lab = ItemizedGradient(views=[view.name for view in ItemizedGradient.views])
    yield lab
    lab.close()
