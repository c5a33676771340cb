"""A small picture of an original, without any of its metadata: for somebody who may glance at it and no more."""

from __future__ import annotations

from pathlib import Path

from fediart.media import decode
from fediart.media.encode import encode_webp
from fediart.media.facts import Limits
from fediart.media.probe import probe
from fediart.media.renditions import fit

_AREA = 480 * 480
_SIDE = 800


def glimpse(original: Path, limits: Limits) -> bytes:
    """WebP of at most 480 x 480 pixels in all, none longer than 800. BadImage."""
    found = probe(original, limits)
    with decode.opened(original, found) as image:
        size = fit(decode.upright_size(image, found), _AREA, _SIDE)
        picture = decode.over_white(decode.load(image, found, original, size).image)
    return encode_webp(picture, 70, 4, lossless=False)
