"""The shared vocabulary of the pictures: colors, texts, axes, marks, where labels go, and where panels stand."""

from ..gradients import GRADIENT_RANGE, NOTHING_LEFT
from .axes import (
    GRADIENT_DECADES,
    LAST_DECADE,
    StepAxis,
    StepNumbers,
    decade_axis,
    log10,
    nothing_left,
    nothing_left_band,
    pixel,
    rung,
    style_axes,
    time_ticks,
    whole_steps,
)
from .colored_text import ColoredText, EditedText
from .diagrams import arrowheads, ease, in_pixels
from .heatmap import StateHeatmap
from .labels import Box, beside, box_at, fitting, overlap, place, spread, text_size
from .layout import View, flow
from .marks import BeyondMarks, Tints, color_key, rectangles
from .panel import MOVING, Margins, Panel, Pointer
from .text import EM, FONT, MIDDLE, Glyphs, QuickText, Symbols, outline, symbol, symbol_width, typeset, width
from .theme import DARK, LIGHT, THEMES, Theme, gradient_norm, signed_norm

__all__ = [
    "DARK",
    "EM",
    "FONT",
    "GRADIENT_DECADES",
    "GRADIENT_RANGE",
    "LAST_DECADE",
    "LIGHT",
    "MIDDLE",
    "MOVING",
    "NOTHING_LEFT",
    "THEMES",
    "BeyondMarks",
    "Box",
    "ColoredText",
    "EditedText",
    "Glyphs",
    "Margins",
    "Panel",
    "Pointer",
    "QuickText",
    "StateHeatmap",
    "StepAxis",
    "StepNumbers",
    "Symbols",
    "Theme",
    "Tints",
    "View",
    "arrowheads",
    "beside",
    "box_at",
    "color_key",
    "decade_axis",
    "ease",
    "fitting",
    "flow",
    "gradient_norm",
    "in_pixels",
    "log10",
    "nothing_left",
    "nothing_left_band",
    "outline",
    "overlap",
    "pixel",
    "place",
    "rectangles",
    "rung",
    "signed_norm",
    "spread",
    "style_axes",
    "symbol",
    "symbol_width",
    "text_size",
    "time_ticks",
    "typeset",
    "whole_steps",
    "width",
]
