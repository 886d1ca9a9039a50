"""What the tests of labs share."""

import pytest


@pytest.fixture
def make():
    """make(lab_class, ...) -> a lab with these arguments; all that are made are closed in the end."""
    made = []

    def make(lab_class, **arguments):
        made.append(lab_class(**arguments))
        return made[-1]

    yield make
    for lab in made:
        lab.close()


@pytest.fixture(scope="module")
def made_once(request):
    """The lab of a test file, of which KIND is the class."""
    lab = request.module.KIND()
    yield lab
    lab.close()


@pytest.fixture
def lab(made_once):
    """That lab at its first settings."""
    made_once.reset()
    return made_once
