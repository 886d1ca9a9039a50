"""The labs of the course, one folder each."""

from ..stage import Question
from .circle_to_ellipse import CircleToEllipse
from .cliff import Cliff
from .counterfactual import Counterfactual
from .echo import Echo
from .gate_surgery import GateSurgery
from .gradient_flow import GradientFlow
from .hidden_state import HiddenState
from .initializations import Initializations
from .inside_the_cell import InsideGRU, InsideLSTM
from .itemized_gradient import ItemizedGradient
from .memory_dial import MemoryDial
from .one_step import OneStep
from .phase_portrait import PhasePortrait
from .ragged_batch import RaggedBatch
from .side_by_side import SideBySide
from .unrolling import Unrolling
from .where_did_it_go import WhereDidItGo
from .wiring import Wiring

LABS = (
    Echo,
    OneStep,
    Wiring,
    Unrolling,
    RaggedBatch,
    HiddenState,
    Counterfactual,
    PhasePortrait,
    CircleToEllipse,
    GradientFlow,
    WhereDidItGo,
    ItemizedGradient,
    Cliff,
    Initializations,
    InsideLSTM,
    GateSurgery,
    MemoryDial,
    InsideGRU,
    SideBySide,
)
"""Every lab, in the order of the course: register a new one here and all the tests of labs take it in."""

__all__ = [
    "LABS",
    "CircleToEllipse",
    "Cliff",
    "Counterfactual",
    "Echo",
    "GateSurgery",
    "GradientFlow",
    "HiddenState",
    "Initializations",
    "InsideGRU",
    "InsideLSTM",
    "ItemizedGradient",
    "MemoryDial",
    "OneStep",
    "PhasePortrait",
    "Question",
    "RaggedBatch",
    "SideBySide",
    "Unrolling",
    "WhereDidItGo",
    "Wiring",
]
