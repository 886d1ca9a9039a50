"""Regions of an axes in soft colors."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes


class Tints(Artist):
    """A grid of colored squares that fills its axes, pixel by pixel: an AxesImage would resample for 5 ms."""

    def __init__(self, ax: Axes):
        super().__init__()
        self.regions, self.colors = np.zeros((1, 1), int), np.zeros((1, 4), np.uint8)
        ax.add_artist(self)

    def show(self, regions: np.ndarray, colors: np.ndarray) -> None:
        """Color square (i, j), row 0 at the bottom, with row `regions[i, j]` of colors (k, 4), bytes RGBA."""
        self.regions, self.colors = regions, colors

    def draw(self, renderer) -> None:
        left, bottom, right, top = self.axes.bbox.extents.round().astype(int)
        rows, columns = self.regions.shape
        up = np.arange(top - bottom) * rows // (top - bottom)
        across = np.arange(right - left) * columns // (right - left)
        gc = renderer.new_gc()
        renderer.draw_image(gc, left, bottom, self.colors[self.regions[up][:, across]])
        gc.restore()
