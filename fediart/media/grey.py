"""A picture as a small grey one of a given area: what fingerprints are taken from."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.uint8]
_LONGEST = 8


def grey(pixels: NDArray[np.uint8], side: int) -> Grey:
    """Luma with about as many pixels as a square of `side`, in the shape of the picture; strips are widened to 1 : 64.

    `pixels` are 8-bit RGB or grey; they are shrunk by whole steps first, which is quick at 12 megapixels.
    """
    height, width = pixels.shape[:2]
    image = Image.fromarray(pixels)
    step = int(math.sqrt(height * width) / (2 * side))
    if step > 1:
        image = image.reduce((min(step, width), min(step, height)))
    ratio = side / math.sqrt(height * width)
    across, down = (max(side // _LONGEST, min(side * _LONGEST, round(one * ratio))) for one in (width, height))
    return np.asarray(image.convert("L").resize((across, down), Image.Resampling.HAMMING), dtype=np.uint8)
