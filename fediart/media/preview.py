"""A small picture of a file that waits for its work, with its blurhash: for its artist, and without its metadata."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fediart.media import decode, impression
from fediart.media.encode import encode_webp
from fediart.media.facts import Limits, Preview
from fediart.media.probe import probe
from fediart.media.renditions import fit

_AREA: Final = 640 * 640
_SIDE: Final = 1200
_QUALITY: Final = 78
_METHOD: Final = 3


def preview(original: Path, out: Path, limits: Limits) -> Preview:
    """Writes a WebP of at most 640 x 640 pixels in all to `out`. BadImage."""
    found = probe(original, limits)
    with decode.opened(original, found) as image:
        size = fit(decode.upright_size(image, found), _AREA, _SIDE)
        picture = decode.over_white(decode.load(image, found, original, size).image)
    out.write_bytes(encode_webp(picture, _QUALITY, _METHOD, lossless=False))
    return Preview(picture.width, picture.height, impression.blurhash(impression.thumb(picture)))
