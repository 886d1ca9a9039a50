"""The labs of the course, one file a notebook."""

from ..stage import Question
from .start import EchoLab

LABS = (EchoLab,)
"""Every lab, in the order of the course: register a new one here and all the tests of labs take it in."""

__all__ = ["LABS", "Question", "EchoLab"]
