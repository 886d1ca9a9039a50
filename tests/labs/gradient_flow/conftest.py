"""The tests of Gradient flow see every view of it."""

import pytest

from rnnviz.labs import GradientFlow

ALL = [view.name for view in GradientFlow.views]


@pytest.fixture(scope="module")
def made_once():
    lab = GradientFlow(views=ALL)
    yield lab
    lab.close()


@pytest.fixture
def flow(make):
    """flow(...) -> another one with these arguments."""
    return lambda **arguments: make(GradientFlow, **({"views": ALL} | arguments))
