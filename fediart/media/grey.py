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
    image = _shrunk(pixels, 2 * side)
    ratio = side / math.sqrt(height * width)
    across, down = (max(side // _LONGEST, min(side * _LONGEST, round(one * ratio))) for one in (width, height))
    return np.asarray(image.convert("L").resize((across, down), Image.Resampling.HAMMING), dtype=np.uint8)


def luma(pixels: NDArray[np.uint8], side: int) -> NDArray[np.float32]:
    """Unrounded luma of 8-bit RGB; what has twice the pixels of a square of `side` a side is shrunk by whole steps."""
    return np.asarray(_shrunk(pixels, side), dtype=np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)


def _shrunk(pixels: NDArray[np.uint8], side: int) -> Image.Image:
    height, width = pixels.shape[:2]
    step = int(math.sqrt(height * width) / side)
    image = Image.fromarray(pixels)
    return image.reduce((min(step, width), min(step, height))) if step > 1 else image
