"""A frame survives being encoded, whatever its pixels."""

import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rnnviz.stage.png import encode_png


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_another_decoder_reads_back_the_same_pixels(height, width, seed):
    frame = np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)
    picture = Image.open(io.BytesIO(encode_png(frame)))
    assert picture.format == "PNG"
    np.testing.assert_array_equal(np.asarray(picture), frame)
