"""Labels are moved apart in their own order, and no further than they must."""

import numpy as np
import pytest

from rnnviz.panels.spread import spread


@pytest.mark.parametrize("heights", [[0, 0, 0, 0], [3, 1, 2, 0.5], [-9, -9, 9, 9], [1.9, 2, 2, -2], []])
def test_labels_are_spread_without_changing_their_order(heights):
    heights = np.array(heights, float)
    apart = spread(heights, 0.5, -2, 2)
    assert (apart >= -2 - 1e-12).all() and (apart <= 2 + 1e-12).all()
    order = np.argsort(heights, kind="stable")
    assert (np.diff(apart[order]) >= 0.5 - 1e-12).all()
    free = np.array([-1.0, 0.0, 1.0])
    assert np.allclose(spread(free, 0.5, -2, 2), free)
