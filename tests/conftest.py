"""What all tests share: a callback's unexpected error is an error, and labs to look at."""

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

from rnnviz.labs import LABS, workings

hypothesis.settings.register_profile("course", deadline=None)  # no test is about time
hypothesis.settings.load_profile("course")


class OneBrowser(LoadScopeScheduling):
    """All browser tests go to one worker, whatever their file: they share a server and a browser.

    Tests that run once for every lab go lab by lab, so that the workers share them out.
    """

    labs = {lab_class.__name__ for lab_class in LABS}

    def _split_scope(self, nodeid):
        if nodeid.startswith("tests/browser/"):
            return "browser"
        scope = super()._split_scope(nodeid)
        parameters = set(nodeid.partition("[")[2].rstrip("]").split("-"))
        return " ".join([scope, *sorted(parameters & self.labs)])


@pytest.hookimpl(optionalhook=True)  # there is no such hook where xdist is switched off
def pytest_xdist_make_scheduler(config, log):
    return OneBrowser(config, log) if config.getoption("dist") == "loadscope" else None


@pytest.fixture(autouse=True)
def unexpected_errors_are_raised(monkeypatch):
    monkeypatch.setattr(workings, "STRICT", True)


def pytest_generate_tests(metafunc):
    """A test that asks for `lab_class` runs once for every registered lab."""
    if "lab_class" in metafunc.fixturenames:
        metafunc.parametrize("lab_class", LABS, ids=lambda lab_class: lab_class.__name__)


@pytest.fixture
def fresh(lab_class):
    """A lab of the class at its first settings."""
    made = lab_class()
    yield made
    made.close()
