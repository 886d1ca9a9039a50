"""Frames as PNG files, fast: a slider waits for this."""

from __future__ import annotations

import struct

import numpy as np
from isal import isal_zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGBA, PALETTE = 6, 3  # color types of the format
LEVEL = 1  # of 0 to 3: the others are no smaller by a twentieth

COLORS = 256
FLAT = 64  # of them the commonest of a frame: its areas, as they are
TOLERANCE = 16  # of 255, how far a channel of a film's frame may be from what was painted


def encode_png(frame: np.ndarray) -> bytes:
    """A frame (height, width, 4) of bytes RGBA as a PNG file (PNG specification, 2003).

    No filter: what repeats in a figure is whole letters and lines, and a difference to the pixel above hides that.
    A general encoder tries five filters on each row, which costs more than the smaller file saves. ISA-L takes a
    tenth of the time of zlib's quickest level, for files as small. See `benchmarks frame`.
    """
    height, width = frame.shape[:2]
    return _file(frame.reshape(height, width * 4), width, RGBA)


def encode_film_png(frame: np.ndarray) -> bytes:
    """The same in at most 256 colors, a third as large, for a film of many frames.

    Areas keep their color exactly, the many shades at the edges of letters and lines take one nearby: no channel
    is off by more than TOLERANCE. A frame with alpha, or with more shades than that can hold, is encoded exactly.
    """
    height, width = frame.shape[:2]
    pixels = np.ascontiguousarray(frame).reshape(-1, 4).view(np.uint32).ravel()
    starts = np.flatnonzero(np.concatenate([[True], pixels[1:] != pixels[:-1]]))  # of runs of one color
    lengths = np.diff(starts, append=len(pixels))
    found, run_colors = np.unique(pixels[starts], return_inverse=True)
    colors = found.view(np.uint8).reshape(-1, 4)
    if (colors[:, 3] < 255).any():
        return encode_png(frame)
    chosen, nearest = palette(colors[:, :3], np.bincount(run_colors, lengths))
    error = np.abs(chosen[nearest].astype(int) - colors[:, :3])
    if error.max() > TOLERANCE:
        return encode_png(frame)
    indices = np.repeat(nearest[run_colors].astype(np.uint8), lengths).reshape(height, width)
    return _file(indices, width, PALETTE, chosen.tobytes())


def palette(colors: np.ndarray, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most COLORS of colors (n, 3), each of `pixels` (n,) pixels, and for every color the nearest of those.

    First the commonest, then again and again the one that is farthest from all that are chosen (Gonzalez, 1985):
    so that no color is far from the palette, however rare it is.
    """
    if len(colors) <= COLORS:
        return colors, np.arange(len(colors))
    points = colors.astype(np.float32)
    squares = (points**2).sum(axis=1)
    chosen = list(np.argpartition(-pixels, FLAT)[:FLAT])
    distances = squares[:, None] - 2 * points @ points[chosen].T + squares[chosen]
    nearest, least = distances.argmin(axis=1), distances.min(axis=1)
    while len(chosen) < COLORS:
        farthest = int(least.argmax())
        distance = squares - 2 * points @ points[farthest] + squares[farthest]
        closer = distance < least
        nearest[closer], least[closer] = len(chosen), distance[closer]
        chosen.append(farthest)
    return colors[chosen], nearest


def _file(pixels: np.ndarray, width: int, color_type: int, palette: bytes = b"") -> bytes:
    """The file of rows of bytes (height, bytes of a row), none of them filtered."""
    rows = np.zeros((pixels.shape[0], 1 + pixels.shape[1]), np.uint8)  # every row begins with its filter, 0
    rows[:, 1:] = pixels
    header = struct.pack(">IIBBBBB", width, len(rows), 8, color_type, 0, 0, 0)  # 8 bits a channel
    chunks = [_chunk(b"IHDR", header), _chunk(b"IDAT", isal_zlib.compress(rows, LEVEL)), _chunk(b"IEND", b"")]
    if palette:
        chunks.insert(1, _chunk(b"PLTE", palette))
    return SIGNATURE + b"".join(chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", isal_zlib.crc32(kind + content))
    )
