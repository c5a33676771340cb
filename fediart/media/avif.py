"""AVIF as boxes (ISO/IEC 14496-12, 23008-12): drop what is private, add an XMP packet; coded pixels never change.

Everything is laid out anew: the coded pictures one after the other in one `mdat`, the packet last, and a table
(`iloc`) that says where each stands now.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.media import icc
from fediart.media.errors import BadImage
from fediart.media.isobmff import Box, boxes, kind

_PICTURES: Final = frozenset({b"av01", b"grid"})
_WORDS: Final = frozenset({b"Exif", b"mime", b"uri "})
_XMP: Final = b"mime" + b"XMP\0" + b"application/rdf+xml\0"
_NEEDED: Final = (b"hdlr", b"pitm", b"iloc", b"iinf", b"iprp")
_MOST_ITEMS: Final = 4096
_BROKEN: Final = "This AVIF is damaged or cut short; open it in an image program and export it again."
_FOREIGN: Final = "This AVIF holds more than one still picture; export it as a plain AVIF, or as PNG."


@dataclass(frozen=True, slots=True)
class _Item:
    number: int
    entry: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class _Reference:
    kind: bytes
    origin: int
    goals: tuple[int, ...]


def rewrite(data: bytes, xmp: bytes | None) -> bytes:
    """The same still picture with no metadata but its colour profile and `xmp`. BadImage."""
    try:
        return _rewritten(data, xmp)
    except (struct.error, IndexError) as error:
        raise BadImage(_BROKEN) from error


def _rewritten(data: bytes, xmp: bytes | None) -> bytes:
    if kind(data) != "AVIF":
        raise BadImage(_BROKEN)
    top = {box.name: box for box in boxes(data, 0, len(data))}
    if b"moov" in top:
        raise BadImage(_FOREIGN)
    meta = {box.name: box for box in boxes(data, _box(top, b"meta").start + 4, _box(top, b"meta").end)}
    if any(name not in meta for name in _NEEDED):
        raise BadImage(_BROKEN)
    items = _pictures(data, meta)
    first = _number(data, meta[b"pitm"])
    numbers = {one.number for one in items}
    if first not in numbers:
        raise BadImage(_BROKEN)
    links = [one for one in _references(data, meta.get(b"iref")) if {one.origin, *one.goals} <= numbers]
    if xmp is not None:
        last = max(numbers) + 1
        items.append(_Item(last, _full(b"infe", struct.pack(">HH", last, 0) + _XMP, version=2), xmp))
        links.append(_Reference(b"cdsc", last, (first,)))
    head = _whole(data, _box(top, b"ftyp"))
    before = [_whole(data, meta[b"hdlr"]), _full(b"pitm", struct.pack(">H", first))]
    after = [_table(items), *_linked(links), _properties(data, meta[b"iprp"])]
    # The table has the same length whatever it says, so that the places it names can be counted beforehand.
    start = len(head) + len(_meta(before, _places(items, 0), after)) + 8
    laid = _meta(before, _places(items, start), after)
    return head + laid + _plain(b"mdat", b"".join(one.body for one in items))


def _pictures(data: bytes, meta: Mapping[bytes, Box]) -> list[_Item]:
    """The coded pictures in the order of the file; BadImage where there is anything but them and words."""
    bodies = dict(_bodies(data, meta[b"iloc"], meta.get(b"idat")))
    found: list[_Item] = []
    box = meta[b"iinf"]
    for entry in boxes(data, box.start + (6 if data[box.start] == 0 else 8), box.end):
        number, what = _entry(data, entry)
        if what in _PICTURES and number in bodies:
            found.append(_Item(number, _whole(data, entry), bodies[number]))
        elif what not in _WORDS:
            raise BadImage(_FOREIGN)
    order = list(bodies)
    if not found or max(one.number for one in found) > 0xFFFE:
        raise BadImage(_BROKEN)
    return sorted(found, key=lambda one: order.index(one.number))


def _entry(data: bytes, entry: Box) -> tuple[int, bytes]:
    """An item's number and kind, by its `infe` box of version 2 or 3."""
    version, at = data[entry.start], entry.start + 4
    if entry.name != b"infe" or version not in (2, 3):
        raise BadImage(_BROKEN)
    wide = 2 if version == 2 else 4
    return int.from_bytes(data[at : at + wide], "big"), data[at + wide + 2 : at + wide + 6]


def _bodies(data: bytes, box: Box, idat: Box | None) -> Iterator[tuple[int, bytes]]:
    """What each item holds, in the order of where it begins (`iloc`, versions 0 to 2)."""
    version = data[box.start]
    sizes = struct.unpack_from(">BB", data, box.start + 4)
    reader = _Reader(data, box.start + 6, box.end)
    found: list[tuple[int, int, bytes]] = []
    wide, room = (4 if version == 2 else 2), 2 * len(data)  # items may share bytes, but not without end
    for _ in range(min(reader.take(wide), _MOST_ITEMS)):
        number = reader.take(wide)
        method = reader.take(2) & 15 if version else 0
        outside, base = reader.take(2), reader.take(sizes[1] >> 4)
        if outside or method > 1 or (method == 1 and idat is None):
            raise BadImage(_FOREIGN)
        base += idat.start if method == 1 and idat else 0
        end = idat.end if method == 1 and idat else len(data)
        parts: list[tuple[int, int]] = []
        for _ in range(reader.take(2)):
            reader.take(sizes[1] & 15 if version else 0)
            start, length = base + reader.take(sizes[0] >> 4), reader.take(sizes[0] & 15)
            room -= length
            if not 0 < length <= end - start or room < 0:
                raise BadImage(_BROKEN)
            parts.append((start, length))
        if parts:
            found.append((parts[0][0], number, b"".join(data[at : at + size] for at, size in parts)))
    yield from ((number, body) for _, number, body in sorted(found, key=lambda one: one[0]))


class _Reader:
    """Numbers one after the other; BadImage past the end."""

    __slots__ = ("_at", "_data", "_end")

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self._data, self._at, self._end = data, at, end

    def take(self, size: int) -> int:
        if self._at + size > self._end:
            raise BadImage(_BROKEN)
        self._at += size
        return int.from_bytes(self._data[self._at - size : self._at], "big")


def _references(data: bytes, box: Box | None) -> Iterator[_Reference]:
    if box is None:
        return
    wide = 2 if data[box.start] == 0 else 4
    for one in boxes(data, box.start + 4, box.end):
        reader = _Reader(data, one.start, one.end)
        origin = reader.take(wide)
        yield _Reference(one.name, origin, tuple(reader.take(wide) for _ in range(reader.take(2))))


def _properties(data: bytes, box: Box) -> bytes:
    """Sizes, depths, colours: as they are, but for tags of a colour profile that identify a screen."""
    out = bytearray(_whole(data, box))
    shift = box.end - len(out)
    for inner in boxes(data, box.start, box.end):
        for one in boxes(data, inner.start, inner.end) if inner.name == b"ipco" else ():
            if one.name == b"colr" and data[one.start : one.start + 4] in (b"prof", b"rICC"):
                out[one.start + 4 - shift : one.end - shift] = icc.without_private_tags(data[one.start + 4 : one.end])
    return bytes(out)


def _number(data: bytes, box: Box) -> int:
    return int.from_bytes(data[box.start + 4 : box.start + (6 if data[box.start] == 0 else 8)], "big")


def _box(found: Mapping[bytes, Box], name: bytes) -> Box:
    if name not in found:
        raise BadImage(_BROKEN)
    return found[name]


def _whole(data: bytes, box: Box) -> bytes:
    return _plain(box.name, data[box.start : box.end])


def _plain(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def _full(name: bytes, body: bytes, *, version: int = 0) -> bytes:
    return _plain(name, bytes((version, 0, 0, 0)) + body)


def _meta(before: Sequence[bytes], places: bytes, after: Sequence[bytes]) -> bytes:
    return _full(b"meta", b"".join((*before, places, *after)))


def _places(items: Sequence[_Item], start: int) -> bytes:
    """Offsets and lengths of four bytes each, one extent for each item."""
    rows = [struct.pack(">HH", 0x4400, len(items))]
    for one in items:
        rows.append(struct.pack(">HHHII", one.number, 0, 1, start, len(one.body)))
        start += len(one.body)
    return _full(b"iloc", b"".join(rows))


def _table(items: Sequence[_Item]) -> bytes:
    return _full(b"iinf", struct.pack(">H", len(items)) + b"".join(one.entry for one in items))


def _linked(links: Sequence[_Reference]) -> list[bytes]:
    if not links:
        return []
    rows = ((one.kind, (one.origin, len(one.goals), *one.goals)) for one in links)
    return [_full(b"iref", b"".join(_plain(name, struct.pack(f">{len(row)}H", *row)) for name, row in rows))]
