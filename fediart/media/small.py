"""A small WebP of a picture, for people who look something over: nothing of the file but its pixels goes into it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fediart.media import decode
from fediart.media.encode import encode_webp
from fediart.media.facts import Limits
from fediart.media.probe import probe

_QUALITY: Final = 80
_METHOD: Final = 3


def write_small(source: Path, out: Path, side: int, limits: Limits) -> None:
    """Writes `source` to `out`, at most `side` pixels on its longer side, never enlarged. BadImage."""
    found = probe(source, limits)
    with decode.opened(source, found) as image:
        whole = decode.upright_size(image, found)
        scale = min(1.0, side / max(whole))
        within = (max(1, round(whole[0] * scale)), max(1, round(whole[1] * scale)))
        picture = decode.load(image, found, source, within)
    out.write_bytes(encode_webp(picture.image, _QUALITY, _METHOD, lossless=False))
