"""PNG as a list of chunks: read, drop what is private, add an XMP packet; the picture's own bytes never change."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.media import icc
from fediart.media.errors import BadImage

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
XMP_KEY: Final = b"XML:com.adobe.xmp"
# What decides how the pixels look, beside the pixels themselves.
SHOWN: Final = frozenset(
    {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"pHYs", b"mDCV", b"cLLI"}
)
_KEPT: Final = SHOWN | {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
_MAX_CHUNKS: Final = 100_000
_MAX_PROFILE: Final = 8 << 20
_BROKEN: Final = "This PNG is damaged or cut short; open it in an image program and export it again."


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk whose payload is `data[start:end]`; length and name stand before it, its checksum after it."""

    name: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """IHDR: `colour` is PNG's colour type (0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA)."""

    width: int
    height: int
    bits: int
    colour: int


def walk(data: bytes) -> Iterator[Chunk]:
    """The chunks up to and with IEND; what follows is not read. BadImage on lengths that lead out of the file."""
    if not data.startswith(SIGNATURE):
        raise BadImage(_BROKEN)
    at = len(SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        if at + 12 > len(data):
            raise BadImage(_BROKEN)
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 8 + length
        if end + 4 > len(data) or not name.isalpha():
            raise BadImage(_BROKEN)
        yield Chunk(name, at + 8, end)
        if name == b"IEND":
            return
        at = end + 4
    raise BadImage("This PNG has too many chunks; export it again without metadata.")


def header(data: bytes) -> Header:
    """The picture header, which must come first."""
    first = next(walk(data))
    if first.name != b"IHDR" or first.end - first.start != 13:
        raise BadImage(_BROKEN)
    return Header(*struct.unpack_from(">IIBB", data, first.start))


def rewrite(data: bytes, xmp: bytes | None) -> bytes:
    """The same picture with only the chunks that pixels need, and `xmp`; of an animation, its still image.

    Pixel data is copied byte for byte. BadImage if a kept chunk's checksum is wrong or chunks are out of order.
    """
    header(data)
    chunks = [chunk for chunk in walk(data) if chunk.name in _KEPT]
    _check(data, chunks)
    out, before_pixels = [SIGNATURE], True
    for chunk in chunks:
        if chunk.name == b"IDAT" and before_pixels:
            out += _xmp(xmp)
            before_pixels = False
        out.append(_profile(data, chunk) if chunk.name == b"iCCP" else data[chunk.start - 8 : chunk.end + 4])
    return b"".join(out)


def primaries(data: bytes) -> int:
    """The colour primaries that cICP names (ITU-T H.273 code); 2 means unspecified."""
    return next((data[chunk.start] for chunk in walk(data) if chunk.name == b"cICP" and chunk.end > chunk.start), 2)


def inflate(packed: bytes, limit: int) -> bytes | None:
    """Decompress at most `limit` bytes; None if it is broken or larger."""
    engine = zlib.decompressobj()
    try:
        out = engine.decompress(packed, limit)
    except zlib.error:
        return None
    return None if engine.unconsumed_tail else out


def _check(data: bytes, chunks: Sequence[Chunk]) -> None:
    for chunk in chunks:
        stored = int.from_bytes(data[chunk.end : chunk.end + 4], "big")
        if zlib.crc32(data[chunk.start - 4 : chunk.end]) != stored:
            raise BadImage(_BROKEN)
    names = [chunk.name for chunk in chunks]
    pixels = [at for at, name in enumerate(names) if name == b"IDAT"]
    together = bool(pixels) and pixels[-1] - pixels[0] + 1 == len(pixels)
    if not together or names.count(b"IHDR") != 1 or names[-1] != b"IEND" or names.count(b"PLTE") > 1:
        raise BadImage(_BROKEN)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _xmp(packet: bytes | None) -> Iterator[bytes]:
    """XMP in PNG is an uncompressed iTXt (XMP part 3, section 1.1.5)."""
    if packet is not None:
        yield _chunk(b"iTXt", XMP_KEY + b"\0\0\0\0\0" + packet)


def _profile(data: bytes, chunk: Chunk) -> bytes:
    """The profile chunk with its name neutral and private tags gone; a broken one is left out, as decoders do."""
    _, _, rest = data[chunk.start : chunk.end].partition(b"\0")
    profile = inflate(rest[1:], _MAX_PROFILE) if rest[:1] == b"\0" else None
    if profile is None:
        return b""
    return _chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(icc.without_private_tags(profile)))
