"""The labs of the course, one file a notebook."""

from ..stage import Question
from .counterfactual import Counterfactual
from .hidden_state import HiddenState
from .ragged_batch import RaggedBatch
from .start import EchoLab
from .unrolling import Unrolling

LABS = (EchoLab, Unrolling, RaggedBatch, HiddenState, Counterfactual)
"""Every lab, in the order of the course: register a new one here and all the tests of labs take it in."""

__all__ = ["LABS", "Question", "EchoLab", "Counterfactual", "HiddenState", "RaggedBatch", "Unrolling"]
