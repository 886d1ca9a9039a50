"""The lens: how one state of a network depends on another, and what becomes of a gradient on its way back."""

from .attribution import Shrinkage, itemized, shrinkage, truncated
from .clipping import clip_norm, clip_value
from .jacobians import (
    chain,
    input_jacobians,
    jacobian_norms,
    lengths,
    loss_gradients,
    product_norms,
    row_norms,
    spectral_norms,
    step_jacobians,
)
from .scales import GRADIENT_RANGE, NOTHING_LEFT
from .spectra import Spectrum, gaussian, identity, made_to_order, orthogonal, spectrum

__all__ = [
    "GRADIENT_RANGE",
    "NOTHING_LEFT",
    "Shrinkage",
    "Spectrum",
    "chain",
    "clip_norm",
    "clip_value",
    "gaussian",
    "identity",
    "input_jacobians",
    "itemized",
    "jacobian_norms",
    "lengths",
    "loss_gradients",
    "made_to_order",
    "orthogonal",
    "product_norms",
    "row_norms",
    "shrinkage",
    "spectral_norms",
    "spectrum",
    "step_jacobians",
    "truncated",
]
