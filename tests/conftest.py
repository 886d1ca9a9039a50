"""What all tests share: a callback's unexpected error is an error, and labs to look at."""

from importlib import import_module

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

from rnnviz.lab import Text
from rnnviz.lab import lab as base
from rnnviz.labs import LABS

hypothesis.settings.register_profile("course", deadline=None)  # no test is about time
hypothesis.settings.load_profile("course")


def pytest_addoption(parser):
    parser.addoption("--lab", help="the folder of the one lab that tests of every lab are run for")


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
    monkeypatch.setattr(base, "STRICT", True)


def labs_under_test(config):
    """The registered labs, or those of the folder that --lab names."""
    folder = config.getoption("lab")
    if not folder:
        return LABS
    module = import_module(f"rnnviz.labs.{folder}")
    return tuple(getattr(module, name) for name in module.__all__)


def pytest_generate_tests(metafunc):
    """A test that asks for `lab_class` runs once for every lab; `text_lab_class` are those that take a text."""
    labs = labs_under_test(metafunc.config)
    for name in {"lab_class", "text_lab_class"} & set(metafunc.fixturenames):
        chosen = labs if name == "lab_class" else [lab for lab in labs if takes_text(lab)]
        metafunc.parametrize(name, chosen, ids=lambda lab_class: lab_class.__name__)


def takes_text(lab_class):
    return any(isinstance(parameter, Text) for parameter in lab_class.parameters().values())


@pytest.fixture
def fresh(lab_class):
    """A lab of the class at its first settings."""
    made = lab_class()
    yield made
    made.close()
