"""Pictures, one a file: each panel draws one thing with matplotlib and knows nothing of widgets."""

from .panel import Panel, Pointer, number, style_axes
from .theme import DARK, LIGHT, THEMES, Theme
from .typeset import typeset, unbroken

__all__ = [
    "DARK",
    "LIGHT",
    "THEMES",
    "Panel",
    "Pointer",
    "Theme",
    "number",
    "style_axes",
    "typeset",
    "unbroken",
]
