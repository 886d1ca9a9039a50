"""What all tests share: a callback's unexpected error is an error, and labs to look at."""

from importlib import import_module

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

from rnnviz.lab import Text
from rnnviz.lab import lab as base
from rnnviz.lab.lab import FULL
from rnnviz.labs import LABS
from tests.lessons import LESSONS, lesson_of

GALLERY = "tests/browser/test_one_screen.py"  # shows every lab in one notebook of its own

hypothesis.settings.register_profile("course", deadline=None)  # no test is about time
hypothesis.settings.load_profile("course")


def pytest_addoption(parser):
    parser.addoption("--lab", help="the folder of the one lab that tests of every lab are run for")


class LabByLab(LoadScopeScheduling):
    """Tests that run once for every lab go lab by lab, so that the workers share them out.

    Browser tests go lesson by lesson, whatever their file: a worker opens each lesson once.
    """

    def _split_scope(self, nodeid):
        lesson, scope = lesson_under_test(nodeid), super()._split_scope(nodeid)
        if lesson:
            return f"tests/browser {lesson}"
        return scope if nodeid.startswith(GALLERY) else " ".join([scope, *labs_in(nodeid)])


def labs_in(nodeid):
    """The names of the labs among the parameters of a test."""
    parameters = set(nodeid.partition("[")[2].rstrip("]").split("-"))
    return sorted(parameters & {lab_class.__name__ for lab_class in LABS})


def lesson_under_test(nodeid):
    """The lesson that a browser test opens, as its parameters tell; None for all other tests."""
    if not nodeid.startswith("tests/browser/") or nodeid.startswith(GALLERY):
        return None
    named = [name for name in LESSONS if name in nodeid]
    return next(iter([*named, *map(lesson_of, labs_in(nodeid))]), None)


def pytest_collection_modifyitems(items):
    """Browser tests first, for they wait most; lesson by lesson."""
    items.sort(
        key=lambda item: (lesson_under_test(item.nodeid) or "~", not item.get_closest_marker("browser"))
    )


@pytest.hookimpl(optionalhook=True)  # there is no such hook where xdist is switched off
def pytest_xdist_make_scheduler(config, log):
    return LabByLab(config, log) if config.getoption("dist") == "loadscope" else None


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
    if any(marker.args[0] == "lab_class" for marker in metafunc.definition.iter_markers("parametrize")):
        return  # the test names its own
    labs = labs_under_test(metafunc.config)
    for name in {"lab_class", "text_lab_class"} & set(metafunc.fixturenames):
        chosen = labs if name == "lab_class" else [lab for lab in labs if takes_text(lab)]
        metafunc.parametrize(name, chosen, ids=lambda lab_class: lab_class.__name__)


def takes_text(lab_class):
    return any(isinstance(parameter, Text) for parameter in lab_class.parameters().values())


MADE = []  # the lab that the tests of its class share


@pytest.fixture
def fresh(lab_class):
    """A lab of the class at its first settings."""
    if [type(lab) for lab in MADE] != [lab_class]:
        while MADE:
            MADE.pop().close()
        MADE.append(lab_class())
        return MADE[0]
    lab = MADE[0]
    lab._theme, lab._scale, lab._width, lab._seen = "light", 1.0, FULL[0], False
    lab.reset()
    return lab
