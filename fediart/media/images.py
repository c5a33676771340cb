"""Pixels as arrays, for the detector and the copy search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fediart.media import decode
from fediart.media.facts import Limits
from fediart.media.probe import probe

Pixels = NDArray[np.uint8]


def pixels(path: Path, limits: Limits | None = None) -> Pixels:
    """Height by width by 3, at native resolution, upright, in sRGB, transparency over white. BadImage."""
    found = probe(path, limits)
    with decode.opened(path, found) as image:
        picture = decode.load(image, found, path).image
    return np.asarray(decode.over_white(picture), dtype=np.uint8)


def stored_pixels(path: Path, limits: Limits | None = None) -> Pixels:
    """Height by width by 3 (RGB) or 4 (RGBA), exactly as stored: not turned, no colours converted. BadImage.

    For what hides in the lowest bits, which every conversion would wipe out.
    """
    found = probe(path, limits)
    with decode.opened(path, found) as image:
        image.load()
        alpha = found.has_alpha or image.has_transparency_data
        return np.asarray(image.convert("RGBA" if alpha else "RGB"), dtype=np.uint8)
