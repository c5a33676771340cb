"""Counting the frames of GIF and the pages of TIFF without decoding them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fediart.media import exif
from fediart.media.errors import BadImage
from fediart.media.facts import Value

_MAX_BLOCKS: Final = 2_000_000
_BROKEN: Final = "This GIF is damaged or cut short; open it in an image program and export it again."


@dataclass(frozen=True, slots=True)
class Gif:
    """The size that all frames together need, their number and pixels in all, transparency, and comments."""

    width: int
    height: int
    frames: int
    pixels: int
    has_alpha: bool
    comments: tuple[bytes, ...]


def gif(data: bytes) -> Gif:
    """Walks the blocks of a GIF87a or GIF89a. A missing trailer is forgiven, as all viewers do."""
    if len(data) < 13 or data[:6] not in (b"GIF87a", b"GIF89a"):
        raise BadImage(_BROKEN)
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at = 13 + _table(flags)
    sizes: list[tuple[int, int]] = []
    comments: list[bytes] = []
    alpha = False
    while at < len(data) and data[at] in (0x21, 0x2C):
        if data[at] == 0x21:
            label, body = data[at + 1 : at + 2], at + 2
            alpha = alpha or (label == b"\xf9" and bool(data[at + 3 : at + 4] and data[at + 3] & 1))
            if label == b"\xfe" and len(comments) < 16:
                comments.append(_joined(data, body))
        else:
            sizes.append(_frame_size(data, at))
            body = at + 11 + _table(data[at + 9])
        at = _after_blocks(data, body)
    if not sizes:
        raise BadImage(_BROKEN)
    width, height = max(width, *(w for w, _ in sizes)), max(height, *(h for _, h in sizes))
    return Gif(width, height, len(sizes), width * height * len(sizes), alpha, tuple(comments))


def tiff_pages(data: bytes) -> Iterator[dict[int, Value]]:
    """The directories of a TIFF in their order, at most 1000; a loop ends it."""
    order = exif.byte_order(data)
    if order is None:
        return
    at = struct.unpack_from(order + "I", data, 4)[0]
    seen: set[int] = set()
    while at and at not in seen and len(seen) < 1000:
        seen.add(at)
        page = exif.directory(data, order, at)
        if page:
            yield page
        at = exif.next_directory(data, order, at)


def _table(flags: int) -> int:
    """Bytes of the colour table that these flags announce."""
    return 3 * (2 << (flags & 7)) if flags & 0x80 else 0


def _frame_size(data: bytes, at: int) -> tuple[int, int]:
    if at + 11 > len(data):
        raise BadImage(_BROKEN)
    left, top, width, height = struct.unpack_from("<HHHH", data, at + 1)
    return left + width, top + height


def _after_blocks(data: bytes, at: int) -> int:
    for _ in range(_MAX_BLOCKS):
        if at >= len(data):
            return at
        size = data[at]
        at += 1 + size
        if size == 0:
            return at
    raise BadImage(_BROKEN)


def _joined(data: bytes, at: int) -> bytes:
    """The content of a chain of sub-blocks, at most 64 KiB."""
    out = b""
    while at < len(data) and data[at] and len(out) < 65_536:
        out += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    return out
