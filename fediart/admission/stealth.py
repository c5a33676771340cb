"""Text hidden in the lowest bits of a picture's pixels, as NovelAI and an Automatic1111 extension write it.

Bits run down the columns, most significant first: a 15-byte magic, a 32-bit big-endian length in bits, the payload.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fediart.admission.findings import Claim, Finding, Grade, finding

_MAGIC_BYTES: Final = 15
_ALPHA_MAGIC: Final = {b"stealth_pngcomp": True, b"stealth_pnginfo": False}
_COLOUR_MAGIC: Final = {b"stealth_rgbcomp": True, b"stealth_rgbinfo": False}
_PAYLOAD_LIMIT: Final = 1 << 20


def stealth_findings(pixels: NDArray[np.uint8]) -> Iterator[Finding]:
    """The mark in the alpha channel of (H, W, 4) pixels, or in the colours; 120 bits of magic leave no chance hits."""
    if pixels.ndim != 3 or pixels.shape[2] < 3:
        return
    if pixels.shape[2] == 4:
        yield from _read(pixels[:, :, 3:], _ALPHA_MAGIC, "the lowest bits of transparency")
    yield from _read(pixels[:, :, :3], _COLOUR_MAGIC, "the lowest bits of the colours")


def _read(planes: NDArray[np.uint8], magics: dict[bytes, bool], where: str) -> Iterator[Finding]:
    packed = _magic = _bytes(planes, 0, _MAGIC_BYTES)
    if packed not in magics:
        return
    length = int.from_bytes(_bytes(planes, _MAGIC_BYTES, 4), "big") // 8
    payload = _bytes(planes, _MAGIC_BYTES + 4, min(length, _PAYLOAD_LIMIT))
    text = _inflate(payload) if magics[packed] else payload
    quote = text.decode("utf-8", "replace") or _magic.decode()
    digest = hashlib.sha256(payload).hexdigest()
    yield finding(Grade.WATERMARK, Claim.GENERATED, "stealth-pnginfo", where, quote, digest=digest)


def _bytes(planes: NDArray[np.uint8], start: int, count: int) -> bytes:
    """Bytes `start` to `start + count` of the hidden stream; only the columns they touch are looked at."""
    height, _, depth = planes.shape
    per_column = height * depth
    first, last = start * 8, (start + count) * 8
    left = first // per_column
    columns = planes[:, left : -(-last // per_column)]
    bits = (columns.transpose(1, 0, 2).reshape(-1) & 1)[first - left * per_column : last - left * per_column]
    return np.packbits(bits).tobytes()


def _inflate(payload: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(payload, _PAYLOAD_LIMIT)
    except zlib.error:
        return b""
