"""A defensive reader for TIFF directories, which is what EXIF is: wrong offsets and lying counts give fewer tags,
never an error or a long loop."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from fediart.media.facts import Value

ORIENTATION: Final = 0x0112
EXIF_IFD: Final = 0x8769
GPS_IFD: Final = 0x8825
USER_COMMENT: Final = 0x9286
_MAX_ENTRIES: Final = 1024
_MAX_VALUE: Final = 4 << 20
_MAX_VALUES: Final = 16 << 20  # of a whole directory: many tags may point at the same bytes
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
_CODES: Final = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I"}


@dataclass(frozen=True, slots=True)
class Directories:
    """Tag number to value, for the main directory and the two that it points to."""

    main: Mapping[int, Value] = field(default_factory=dict)
    exif: Mapping[int, Value] = field(default_factory=dict)
    gps: Mapping[int, Value] = field(default_factory=dict)


def read(block: bytes) -> Directories:
    """The directories of a TIFF block, with or without the 'Exif' mark before it."""
    block = block.removeprefix(b"Exif\0\0")
    order = byte_order(block)
    if order is None:
        return Directories()
    first = struct.unpack_from(order + "I", block, 4)[0]
    main = directory(block, order, first)
    return Directories(main, _pointed(block, order, main, EXIF_IFD), _pointed(block, order, main, GPS_IFD))


def orientation(block: bytes) -> int:
    """The EXIF orientation, 1 to 8; 1 where there is none or it makes no sense."""
    value = read(block).main.get(ORIENTATION)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def byte_order(block: bytes) -> str | None:
    """'<' or '>' as `struct` has it; None if this is no classic TIFF block."""
    if len(block) < 8:
        return None
    return {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])


def directory(block: bytes, order: str, at: int, most: int = _MAX_VALUES) -> dict[int, Value]:
    """One directory's tags; the first of a repeated tag counts, and values beyond `most` bytes in all are left out."""
    found: dict[int, Value] = {}
    for tag, kind, start, size in _entries(block, order, at):
        if size <= most and tag not in found:
            most -= size
            found[tag] = _value(block[start : start + size], order, kind)
    return found


def spans(block: bytes) -> dict[tuple[str, int], tuple[int, int]]:
    """Where the values of `read` stand in the block, as (start, length), by ("exif" or "exif_ifd", tag number)."""
    skip = len(b"Exif\0\0") if block.startswith(b"Exif\0\0") else 0
    block = block[skip:]
    order = byte_order(block)
    if order is None:
        return {}
    first = struct.unpack_from(order + "I", block, 4)[0]
    found: dict[tuple[str, int], tuple[int, int]] = {}
    pointed = 0
    for tag, kind, start, size in _entries(block, order, first):
        if found.setdefault(("exif", tag), (skip + start, size)) == (skip + start, size) and tag == EXIF_IFD:
            at = _value(block[start : start + size], order, kind) if size == 4 else 0
            pointed = at if isinstance(at, int) else 0
    for tag, _, start, size in _entries(block, order, pointed):
        found.setdefault(("exif_ifd", tag), (skip + start, size))
    return found


def _entries(block: bytes, order: str, at: int) -> Iterator[tuple[int, int, int, int]]:
    """Tag, type, and where its value starts and how many bytes it has, for every entry that keeps to the block."""
    if at < 8 or at + 2 > len(block):
        return
    count = min(struct.unpack_from(order + "H", block, at)[0], _MAX_ENTRIES)
    for entry in range(at + 2, min(at + 2 + 12 * count, len(block) - 11), 12):
        tag, kind, items = struct.unpack_from(order + "HHI", block, entry)
        size = _SIZES.get(kind, 0) * items
        start = entry + 8 if size <= 4 else struct.unpack_from(order + "I", block, entry + 8)[0]
        if 0 < size <= _MAX_VALUE and start + size <= len(block):
            yield tag, kind, start, size


def next_directory(block: bytes, order: str, at: int) -> int:
    """Where the following directory (TIFF: the next page) starts; 0 for none."""
    if at < 8 or at + 2 > len(block):
        return 0
    end: int = at + 2 + 12 * struct.unpack_from(order + "H", block, at)[0]
    return int(struct.unpack_from(order + "I", block, end)[0]) if end + 4 <= len(block) else 0


def comment_text(raw: bytes) -> str:
    """The text of a UserComment: eight bytes name the character code, and what follows often lies about it."""
    code, text = raw[:8], raw[8:]
    if code.startswith(b"UNICODE"):
        return _utf16(text)
    if code.startswith(b"ASCII") or not code.strip(b"\0 "):
        return text.rstrip(b"\0 ").decode("utf-8", "replace")
    return raw.rstrip(b"\0 ").decode("utf-8", "replace")


def _utf16(text: bytes) -> str:
    """The byte order is that of whoever wrote it: the one with more zero high bytes wins, as most text is Latin."""
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return text.decode("utf-16", "replace").rstrip("\0 ")
    big = text[0::2].count(0) >= text[1::2].count(0)
    return text.decode("utf-16-be" if big else "utf-16-le", "replace").rstrip("\0 ")


def _pointed(block: bytes, order: str, main: Mapping[int, Value], tag: int) -> dict[int, Value]:
    at = main.get(tag)
    return directory(block, order, at) if isinstance(at, int) else {}


def _value(raw: bytes, order: str, kind: int) -> Value:
    if kind in (2, 129):
        return raw.rstrip(b"\0").decode("utf-8", "replace")
    if kind == 7 or (kind == 1 and len(raw) > 4):
        return raw
    if kind in (5, 10):
        return _fractions(raw, order, "I" if kind == 5 else "i")
    values: tuple[int | float, ...] = struct.unpack(f"{order}{len(raw) // _SIZES[kind]}{_CODES[kind]}", raw)
    return values[0] if len(values) == 1 else values


def _fractions(raw: bytes, order: str, code: str) -> Value:
    parts = struct.unpack(f"{order}{len(raw) // 4}{code}", raw)
    values = tuple(above / below if below else 0.0 for above, below in zip(parts[::2], parts[1::2], strict=True))
    return values[0] if len(values) == 1 else values
