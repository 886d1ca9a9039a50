"""Sequences of different lengths in one batch, with and without a mask."""

from .lab import RaggedBatch

__all__ = ["RaggedBatch"]
