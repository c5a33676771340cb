"""Pixels as arrays, for the detector and the copy search."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFile

from fediart.media import decode
from fediart.media.facts import Limits, Probe
from fediart.media.probe import probe

Pixels = NDArray[np.uint8]
_KEEPS_LOWEST_BITS = ("PNG", "WEBP", "TIFF")


@dataclass(frozen=True, slots=True)
class Views:
    """One picture decoded once: `shown` as `pixels` gives it, `stored` exactly as it stands in the file.

    `stored` is height by width by 3 (RGB) or 4 (RGBA), neither turned nor converted, for what hides in the lowest bits;
    None for formats that keep none.
    """

    shown: Pixels
    stored: Pixels | None


def views(path: Path, limits: Limits | None = None) -> Views:
    """Both looks at a picture for the price of one decoding. BadImage."""
    found = probe(path, limits)
    with decode.opened(path, found) as image:
        stored = _stored(image, found) if found.format in _KEEPS_LOWEST_BITS else None
        picture = decode.load(image, found, path).image
    return Views(np.asarray(decode.over_white(picture), dtype=np.uint8), stored)


def pixels(path: Path, limits: Limits | None = None) -> Pixels:
    """Height by width by 3, at native resolution, upright, in sRGB, transparency over white. BadImage."""
    found = probe(path, limits)
    with decode.opened(path, found) as image:
        picture = decode.load(image, found, path).image
    return np.asarray(decode.over_white(picture), dtype=np.uint8)


def _stored(image: ImageFile.ImageFile, found: Probe) -> Pixels:
    image.load()
    alpha = found.has_alpha or image.has_transparency_data
    return np.asarray(image.convert("RGBA" if alpha else "RGB"), dtype=np.uint8)
