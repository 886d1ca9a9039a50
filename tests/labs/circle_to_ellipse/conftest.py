"""The tests of Circle to ellipse see every view of it."""

import pytest

from rnnviz.labs.circle_to_ellipse import CircleToEllipse


@pytest.fixture(scope="module")
def made_once():
    lab = CircleToEllipse(views=[view.name for view in CircleToEllipse.views])
    yield lab
    lab.close()
