"""The tests of Where did it go? see every view of it."""

import pytest

from rnnviz.labs.where_did_it_go import WhereDidItGo


@pytest.fixture(scope="module")
def made_once():
    lab = WhereDidItGo(views=[view.name for view in WhereDidItGo.views])
    yield lab
    lab.close()
