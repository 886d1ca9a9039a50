"""What every lab is made of: the base, its parameters, its settings, and the files it saves."""

from ..drawing import View
from ..errors import InputError
from ..stage import Timeline
from .lab import Lab
from .parameters import Action, Choice, Integer, Number, Parameter, State, Text, Toggle

__all__ = [
    "Action",
    "Choice",
    "InputError",
    "Integer",
    "Lab",
    "Number",
    "Parameter",
    "State",
    "Text",
    "Timeline",
    "Toggle",
    "View",
]
