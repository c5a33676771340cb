"""JPEG as a list of segments: read, drop what is private, add an XMP packet; the picture's own bytes never change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.media import exif, icc
from fediart.media.errors import BadImage

SOI: Final = b"\xff\xd8"
EOI: Final = 0xD9
SOS: Final = 0xDA
COM: Final = 0xFE
XMP_MARK: Final = b"http://ns.adobe.com/xap/1.0/\0"
XMP_LIMIT: Final = 65_533 - len(XMP_MARK)
ICC_MARK: Final = b"ICC_PROFILE\0"
EXIF_MARK: Final = b"Exif\0\0"
_ICC_PART: Final = 65_519
# Baseline, extended and progressive Huffman: what every browser shows. The rest are lossless or arithmetic.
FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
_OTHER_FRAMES: Final = frozenset({0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_TABLES: Final = frozenset({0xC4, 0xDB, 0xDD, 0xDC, SOS}) | FRAMES
_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_MAX_SEGMENTS: Final = 20_000
_BROKEN: Final = "This JPEG is damaged or cut short; open it in an image program and export it again."


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment of `data[start:end]` with its marker; that of a scan includes its entropy-coded data."""

    marker: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame header says; `marker` tells baseline (0xC0) from progressive (0xC2) and the rare kinds."""

    marker: int
    bits: int
    width: int
    height: int
    channels: int


def walk(data: bytes) -> Iterator[Piece]:
    """The segments from the first to the end of the image (EOI included); what follows that is not read.

    BadImage on lengths that lead out of the file, garbage between segments, or more than 20,000 segments.
    """
    if not data.startswith(SOI):
        raise BadImage(_BROKEN)
    at = 2
    for _ in range(_MAX_SEGMENTS):
        start = _skip_fill(data, at)
        marker = data[start + 1]
        if marker == EOI:
            yield Piece(EOI, start, start + 2)
            return
        end = _segment_end(data, start, marker)
        if marker == SOS:
            end = _scan_end(data, end)
        yield Piece(marker, start, end)
        at = end
    raise BadImage("This JPEG has too many metadata segments; export it again without metadata.")


def frame(data: bytes) -> Frame:
    """The first frame header, found by walking the segments before it."""
    for piece in walk(data):
        if piece.marker in FRAMES | _OTHER_FRAMES:
            body = payload(data, piece)
            if len(body) < 6:
                break
            height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
            return Frame(piece.marker, body[0], width, height, body[5])
    raise BadImage(_BROKEN)


def payload(data: bytes, piece: Piece) -> bytes:
    """What a segment carries, without marker and length."""
    return data[piece.start + 4 : piece.end]


def orientation(data: bytes) -> int:
    """The EXIF orientation, 1 where none is given before the first scan."""
    for piece in walk(data):
        if piece.marker == SOS:
            break
        body = payload(data, piece) if piece.marker == 0xE1 else b""
        if body.startswith(EXIF_MARK):
            return exif.orientation(body)
    return 1


def profile(data: bytes, pieces: Sequence[Piece]) -> bytes | None:
    """The embedded ICC profile, put together from its parts; None if absent or incomplete."""
    parts: dict[int, bytes] = {}
    total = 0
    for piece in pieces:
        body = payload(data, piece) if piece.marker == 0xE2 else b""
        if body.startswith(ICC_MARK) and len(body) > 14:
            total = body[13]
            parts.setdefault(body[12], body[14:])
    if not parts or sorted(parts) != list(range(1, total + 1)):
        return None
    return b"".join(parts[number] for number in sorted(parts))


def rewrite(data: bytes, xmp: bytes | None) -> bytes:
    """The same picture with no metadata but its colour profile, the marks that decoders need, and `xmp`.

    Tables, frame and scans are copied byte for byte in their order; anything after the end of the image is dropped.
    """
    pieces = list(walk(data))
    if not {piece.marker for piece in pieces} & FRAMES:
        raise BadImage("This kind of JPEG (lossless or arithmetic) is not shown by browsers; export a standard one.")
    if not any(piece.marker == SOS for piece in pieces):
        raise BadImage(_BROKEN)
    out = [SOI, *_jfif(data, pieces), *_xmp(xmp), *_icc(profile(data, pieces)), *_adobe(data, pieces)]
    out += [data[piece.start : piece.end] for piece in pieces if piece.marker in _TABLES]
    out.append(b"\xff\xd9")
    return b"".join(out)


def _skip_fill(data: bytes, at: int) -> int:
    """Any number of 0xFF may stand before a marker; the last one belongs to it."""
    if data[at : at + 1] != b"\xff":
        raise BadImage(_BROKEN)
    while data[at + 1 : at + 2] == b"\xff":
        at += 1
    if at + 2 > len(data):
        raise BadImage(_BROKEN)
    return at


def _segment_end(data: bytes, start: int, marker: int) -> int:
    if marker in (0x00, 0x01, 0xD8) or 0xD0 <= marker <= 0xD7:
        raise BadImage(_BROKEN)
    length = int.from_bytes(data[start + 2 : start + 4], "big")
    end = start + 2 + length
    if length < 2 or end > len(data):
        raise BadImage(_BROKEN)
    return end


def _scan_end(data: bytes, at: int) -> int:
    found = _NEXT_MARKER.search(data, at)
    if found is None:
        raise BadImage(_BROKEN)
    return found.start()


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def _jfif(data: bytes, pieces: Sequence[Piece]) -> Iterator[bytes]:
    """The first JFIF header without the thumbnail it may hold: it tells decoders how colours are coded."""
    for piece in pieces:
        body = payload(data, piece)
        if piece.marker == 0xE0 and body.startswith(b"JFIF\0") and len(body) >= 14:
            yield _segment(0xE0, body[:12] + b"\0\0")
            return


def _adobe(data: bytes, pieces: Sequence[Piece]) -> Iterator[bytes]:
    for piece in pieces:
        body = payload(data, piece)
        if piece.marker == 0xEE and body.startswith(b"Adobe") and len(body) >= 12:
            yield _segment(0xEE, body[:12])
            return


def _xmp(packet: bytes | None) -> Iterator[bytes]:
    if packet is None:
        return
    if len(packet) > XMP_LIMIT:
        raise ValueError(f"an XMP packet for JPEG has at most {XMP_LIMIT} bytes, this one {len(packet)}")
    yield _segment(0xE1, XMP_MARK + packet)


def _icc(found: bytes | None) -> Iterator[bytes]:
    if found is None:
        return
    clean = icc.without_private_tags(found)
    parts = [clean[at : at + _ICC_PART] for at in range(0, len(clean), _ICC_PART)]
    for number, part in enumerate(parts, 1):
        yield _segment(0xE2, ICC_MARK + bytes((number, len(parts))) + part)
