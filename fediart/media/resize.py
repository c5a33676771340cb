"""Pictures brought to one size for models that look at the whole of them, and made alike for fair measuring."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

Pixels = NDArray[np.uint8]
_FILTERS: Final[Mapping[str, Image.Resampling]] = {
    "nearest": Image.Resampling.NEAREST,
    "lanczos": Image.Resampling.LANCZOS,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "box": Image.Resampling.BOX,
    "hamming": Image.Resampling.HAMMING,
}


def squared(pixels: Pixels, side: int, edge: int, resample: str, *, pressed: bool = False) -> Pixels:
    """A square of `side` px: the centre of the picture whose short side (both sides, if `pressed`) was brought to
    `edge`, or, where `edge` is 0, the whole picture pressed into it. `resample` is the name of a filter."""
    height, width = pixels.shape[:2]
    if not edge:
        return _resized(pixels, side, side, resample)
    edge = max(edge, side)
    if pressed:
        height = width = min(height, width)
    short = min(height, width)
    scaled = _resized(pixels, max(edge, width * edge // short), max(edge, height * edge // short), resample)
    top, left = (scaled.shape[0] - side) // 2, (scaled.shape[1] - side) // 2
    return scaled[top : top + side, left : left + side]


def as_jpeg(pixels: Pixels, quality: int) -> Pixels:
    """The picture as it comes back from a JPEG of that quality, colours at half resolution."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality, subsampling=2)
    out.seek(0)
    return np.asarray(JpegImageFile(out).convert("RGB"), dtype=np.uint8)


def _resized(pixels: Pixels, width: int, height: int, resample: str) -> Pixels:
    return np.asarray(Image.fromarray(pixels).resize((width, height), _FILTERS[resample]), dtype=np.uint8)
