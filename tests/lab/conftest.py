"""A line for every test of the base, closed in the end."""

import pytest

from tests.lab.line import LineLab


@pytest.fixture
def lines():
    """lines(...) -> a lab with these arguments."""
    made = []

    def lines(**arguments):
        made.append(LineLab(**arguments))
        return made[-1]

    yield lines
    for lab in made:
        lab.close()


@pytest.fixture
def line(lines):
    return lines()
