"""Counting the frames of GIF and the pages of TIFF without decoding them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from fediart.media import exif
from fediart.media.errors import BadImage
from fediart.media.facts import Value

_MAX_BLOCKS: Final = 2_000_000
_MAX_FRAMES: Final = 100_000
_COMMENT: Final = 64 << 10
_CREDENTIALS: Final = 4 << 20
_LATER_PAGES: Final = 4096  # bytes of values: of the pages after the first only their number counts
_BROKEN: Final = "This GIF is damaged or cut short; open it in an image program and export it again."


@dataclass(frozen=True, slots=True)
class Gif:
    """The size that all frames together need, their number and pixels in all, transparency, and comments.

    `places` are the first and last byte of each comment, `credentials` the C2PA store and `credentials_at` its place.
    """

    width: int
    height: int
    frames: int
    pixels: int
    has_alpha: bool
    comments: tuple[bytes, ...]
    places: tuple[tuple[int, int], ...] = ()
    credentials: bytes = b""
    credentials_at: tuple[int, int] = (0, 0)


def gif(data: bytes) -> Gif:
    """Walks the blocks of a GIF87a or GIF89a. A missing trailer is forgiven, as all viewers do."""
    if len(data) < 13 or data[:6] not in (b"GIF87a", b"GIF89a"):
        raise BadImage(_BROKEN)
    width, height = struct.unpack_from("<HH", data, 6)
    found = Gif(width, height, 0, 0, False, ())
    at = 13 + _table(data[10])
    while at < len(data) and data[at] in (0x21, 0x2C):
        if data[at] == 0x21:
            body = at + 2
            end = _after_blocks(data, body)
            found = _with_extension(found, data, data[at + 1 : at + 2], body, end)
        else:
            frame = _frame_size(data, at)
            size = (max(found.width, frame[0]), max(found.height, frame[1]))
            found = replace(found, width=size[0], height=size[1], frames=found.frames + 1)
            if found.frames > _MAX_FRAMES:
                raise BadImage("This GIF has too many frames; upload its best one as a still picture.")
            end = _after_blocks(data, at + 11 + _table(data[at + 9]))
        at = end
    if not found.frames:
        raise BadImage(_BROKEN)
    return replace(found, pixels=found.width * found.height * found.frames)


def _with_extension(found: Gif, data: bytes, label: bytes, body: int, end: int) -> Gif:
    if label == b"\xf9" and not found.has_alpha and body + 1 < len(data):
        return replace(found, has_alpha=bool(data[body + 1] & 1))
    if label == b"\xfe" and len(found.comments) < 16:
        comments = (*found.comments, _joined(data, body, _COMMENT))
        return replace(found, comments=comments, places=(*found.places, (body, end)))
    if label == b"\xff" and data[body + 1 : body + 9] == b"C2PA_GIF" and not found.credentials:
        return replace(found, credentials=_joined(data, body + 12, _CREDENTIALS), credentials_at=(body + 12, end))
    return found


def tiff_pages(data: bytes) -> Iterator[dict[int, Value]]:
    """The directories of a TIFF in their order, at most 1000; a loop ends it."""
    order = exif.byte_order(data)
    if order is None:
        return
    at = struct.unpack_from(order + "I", data, 4)[0]
    seen: set[int] = set()
    while at and at not in seen and len(seen) < 1000:
        seen.add(at)
        page = exif.directory(data, order, at) if len(seen) == 1 else exif.directory(data, order, at, _LATER_PAGES)
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


def _joined(data: bytes, at: int, most: int) -> bytes:
    """The content of a chain of sub-blocks, hardly more than `most` bytes."""
    out = bytearray()
    while at < len(data) and data[at] and len(out) < most:
        out += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    return bytes(out)
