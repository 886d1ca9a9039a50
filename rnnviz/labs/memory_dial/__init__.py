"""The bias of the forget gate as a dial for how long a memory lasts."""

from .lab import MemoryDial

__all__ = ["MemoryDial"]
