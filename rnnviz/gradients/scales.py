"""Which lengths of a gradient matter: one scale and one threshold for the whole course."""

GRADIENT_RANGE = (1e-8, 1e2)
"""Magnitudes of gradients are drawn in colors on this one logarithmic scale in every lab."""

NOTHING_LEFT = 1e-6
"""Of a gradient of length 1, less than this leaves nothing to learn from: other steps drown it."""
