"""WebP as a RIFF list of chunks: read, drop what is private, add an XMP packet; the pixels' bytes never change."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fediart.media import icc
from fediart.media.errors import BadImage

_ICC, _ALPHA, _EXIF, _XMP, _ANIMATION = 0x20, 0x10, 0x08, 0x04, 0x02
_PICTURE: Final = frozenset({b"ALPH", b"VP8 ", b"VP8L"})
_KEPT: Final = _PICTURE | {b"ICCP", b"ANIM", b"ANMF"}
_MAX_CHUNKS: Final = 100_000
_BROKEN: Final = "This WebP is damaged or cut short; open it in an image program and export it again."


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk whose payload is `data[start:end]`."""

    name: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Canvas:
    """Size in pixels of the whole picture, and what it holds."""

    width: int
    height: int
    has_alpha: bool
    frames: int


def is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def walk(data: bytes) -> Iterator[Chunk]:
    """The chunks inside the declared length; what follows is not read. BadImage on lengths that lie."""
    if not is_webp(data):
        raise BadImage(_BROKEN)
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise BadImage(_BROKEN)
    yield from _chunks(data, 12, end)


def canvas(data: bytes) -> Canvas:
    """Size and frames from the extended header if there is one, else from the picture itself."""
    chunks = list(walk(data))
    frames = max(1, sum(chunk.name == b"ANMF" for chunk in chunks))
    for chunk in chunks:
        body = data[chunk.start : chunk.end]
        if chunk.name == b"VP8X" and len(body) >= 10:
            width, height = int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
            return Canvas(width, height, bool(body[0] & _ALPHA), frames)
        if chunk.name in (b"VP8 ", b"VP8L"):
            return Canvas(*_picture_size(chunk.name, body), frames)
    raise BadImage(_BROKEN)


def rewrite(data: bytes, xmp: bytes | None) -> bytes:
    """The same picture, still or animated, with no metadata but its colour profile and `xmp`."""
    whole = canvas(data)
    kept = [chunk for chunk in walk(data) if chunk.name in _KEPT]
    names = {chunk.name for chunk in kept}
    if not names & {b"VP8 ", b"VP8L", b"ANMF"}:
        raise BadImage(_BROKEN)
    flags = _ALPHA * (whole.has_alpha or b"ALPH" in names) | _ANIMATION * (b"ANIM" in names)
    flags |= _ICC * (b"ICCP" in names) | _XMP * (xmp is not None)
    size = (whole.width - 1).to_bytes(3, "little") + (whole.height - 1).to_bytes(3, "little")
    out = [_chunk(b"VP8X", bytes((flags, 0, 0, 0)) + size)]
    out += [_kept(data, chunk) for chunk in sorted(kept, key=lambda chunk: chunk.name != b"ICCP")]
    if xmp is not None:
        out.append(_chunk(b"XMP ", xmp))
    body = b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _chunks(data: bytes, at: int, end: int) -> Iterator[Chunk]:
    for _ in range(_MAX_CHUNKS):
        if at + 8 > end:
            return
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > end:
            raise BadImage(_BROKEN)
        yield Chunk(data[at : at + 4], at + 8, at + 8 + length)
        at += 8 + length + (length & 1)
    raise BadImage("This WebP has too many chunks; export it again without metadata.")


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)


def _kept(data: bytes, chunk: Chunk) -> bytes:
    body = data[chunk.start : chunk.end]
    if chunk.name == b"ICCP":
        body = icc.without_private_tags(body)
    if chunk.name == b"ANMF":
        inner = (part for part in _chunks(body, 16, len(body)) if part.name in _PICTURE)
        body = body[:16] + b"".join(_chunk(part.name, body[part.start : part.end]) for part in inner)
    return _chunk(chunk.name, body)


def _picture_size(name: bytes, body: bytes) -> tuple[int, int, bool]:
    if name == b"VP8L" and len(body) >= 5 and body[0] == 0x2F:
        packed = int.from_bytes(body[1:5], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1, bool(packed >> 28 & 1)
    if name == b"VP8 " and len(body) >= 10 and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF, False
    raise BadImage(_BROKEN)
