"""The box structure of AVIF and HEIC (ISO/IEC 14496-12 and 23008-12), read only as far as a header check needs."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fediart.media.errors import BadImage

_MAX_BOXES: Final = 10_000
_MAX_ITEMS: Final = 4096
_MAX_ITEM_BYTES: Final = 8 << 20
_AVIF: Final = frozenset({b"avif", b"avis"})
_HEIC: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_SEQUENCES: Final = frozenset({b"avis", b"msf1", b"hevc", b"hevx"})
_BROKEN: Final = "This file is damaged or cut short; open it in an image program and export it again."


@dataclass(frozen=True, slots=True)
class Box:
    """A box of kind `name` whose content is `data[start:end]`."""

    name: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The largest size in the file (a grid's tiles are smaller than the whole), and how its samples are coded.

    `coded_pixels` counts what is decoded before the clean aperture cuts the encoder's padding off.
    """

    width: int
    height: int
    coded_pixels: int
    bits: int
    has_alpha: bool
    is_sequence: bool
    primaries: int


def kind(data: bytes) -> str | None:
    """'AVIF' or 'HEIC' by the brands of the file type box; None for anything else."""
    if data[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end - 3, 4))}
    if data[8:12] in _AVIF or (data[8:12] in (b"mif1", b"msf1") and brands & _AVIF):
        return "AVIF"
    return "HEIC" if data[8:12] in _HEIC else None


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes of a range; BadImage when one leads out of it."""
    for _ in range(_MAX_BOXES):
        if start + 8 > end:
            return
        size, name = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1 and start + 16 <= end:
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        stop = end if size == 0 else start + size
        if stop < start + head or stop > end:
            raise BadImage(_BROKEN)
        yield Box(name, start + head, stop)
        start = stop
    raise BadImage(_BROKEN)


def picture(data: bytes) -> Picture:
    """What the item properties say; BadImage when they give no size."""
    properties = _properties(data)
    sizes = [
        struct.unpack_from(">II", data, box.start + 4)
        for box in properties
        if box.name == b"ispe" and box.end - box.start >= 12
    ]
    if not sizes:
        raise BadImage(_BROKEN)
    coded = max(sizes, key=lambda size: size[0] * size[1])
    width, height = _cut(data, properties, coded)
    depths = [
        max(data[box.start + 5 : box.end]) for box in properties if box.name == b"pixi" and box.end - box.start > 5
    ]
    alpha = any(box.name == b"auxC" and b":alpha" in data[box.start : box.end] for box in properties)
    alpha = alpha or any(box.name == b"auxC" and b"auxid:1" in data[box.start : box.end] for box in properties)
    sequence = bool({data[8:12]} & _SEQUENCES)
    depth, primaries = max(depths, default=8), _primaries(data, properties)
    return Picture(width, height, coded[0] * coded[1], depth, alpha, sequence, primaries)


def turned(data: bytes) -> bool:
    """Whether decoders turn the picture by a quarter, which swaps its sides."""
    return any(box.name == b"irot" and data[box.start] & 1 for box in _properties(data) if box.end > box.start)


def items(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Metadata items as (kind, start, end): kind is 'Exif', or 'mime' for XMP. Broken tables yield nothing."""
    meta = _meta(data)
    if meta is None:
        return
    inner = {box.name: box for box in meta}
    if b"iinf" not in inner or b"iloc" not in inner:
        return
    kinds = _item_kinds(data, inner[b"iinf"])
    try:
        places = list(_item_places(data, inner[b"iloc"], inner.get(b"idat")))
    except (struct.error, IndexError):
        return
    for number, start, length in places:
        if kinds.get(number) in (b"Exif", b"mime") and 0 < length <= _MAX_ITEM_BYTES and start + length <= len(data):
            yield kinds[number], start, start + length


def exif_start(data: bytes, start: int, end: int) -> int:
    """Where the TIFF header of an Exif item is: the item begins with its offset."""
    return min(end, start + 4 + int.from_bytes(data[start : start + 4], "big"))


def _meta(data: bytes) -> list[Box] | None:
    for box in boxes(data, 0, len(data)):
        if box.name == b"meta":
            return list(boxes(data, box.start + 4, box.end))
    return None


def _properties(data: bytes) -> list[Box]:
    found: list[Box] = []
    for box in _meta(data) or []:
        if box.name == b"iprp":
            for inner in boxes(data, box.start, box.end):
                if inner.name == b"ipco":
                    found += boxes(data, inner.start, inner.end)
    return found


def _cut(data: bytes, properties: list[Box], coded: tuple[int, int]) -> tuple[int, int]:
    """The clean aperture inside the coded size: numerators and denominators of width and height come first."""
    found = coded if not any(box.name == b"clap" for box in properties) else (0, 0)
    for box in properties:
        if box.name == b"clap" and box.end - box.start >= 32:
            parts = struct.unpack_from(">4I", data, box.start)
            size = (parts[0] // (parts[1] or 1), parts[2] // (parts[3] or 1))
            if found[0] * found[1] < size[0] * size[1] and size[0] <= coded[0] and size[1] <= coded[1]:
                found = size
    return found if all(found) else coded


def _primaries(data: bytes, properties: list[Box]) -> int:
    """The colour primaries of a `colr` box of kind nclx (ITU-T H.273 code); 2 means unspecified."""
    for box in properties:
        body = data[box.start : box.end]
        if box.name == b"colr" and body[:4] == b"nclx" and len(body) >= 10:
            return int.from_bytes(body[4:6], "big")
    return 2


def _item_kinds(data: bytes, box: Box) -> dict[int, bytes]:
    head = 6 if data[box.start] == 0 else 8
    found: dict[int, bytes] = {}
    for entry in boxes(data, box.start + head, box.end):
        body = data[entry.start : entry.end]
        if entry.name != b"infe" or len(body) < 12 or body[0] not in (2, 3):
            continue
        wide = 2 if body[0] == 2 else 4
        found[int.from_bytes(body[4 : 4 + wide], "big")] = body[6 + wide : 10 + wide]
    return found


def _item_places(data: bytes, box: Box, idat: Box | None) -> Iterator[tuple[int, int, int]]:
    """Item number, absolute start and length of the first extent of each item (versions 0 to 2)."""
    version, at = data[box.start], box.start + 4
    sizes = data[at : at + 2]
    offset_size, length_size, base_size, index_size = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4, sizes[1] & 15
    wide = 4 if version == 2 else 2
    count, at = int.from_bytes(data[at + 2 : at + 2 + wide], "big"), at + 2 + wide
    for _ in range(min(count, _MAX_ITEMS)):
        number, at = int.from_bytes(data[at : at + wide], "big"), at + wide
        method = 0
        if version > 0:
            method, at = data[at + 1] & 15, at + 2
        at += 2
        base, at = int.from_bytes(data[at : at + base_size], "big"), at + base_size
        extents, at = int.from_bytes(data[at : at + 2], "big"), at + 2
        step = (index_size if version > 0 else 0) + offset_size + length_size
        first = at + step - offset_size - length_size
        start = base + int.from_bytes(data[first : first + offset_size], "big")
        length = int.from_bytes(data[first + offset_size : first + offset_size + length_size], "big")
        at += step * extents
        if extents and method in (0, 1):
            yield number, start + (idat.start if method == 1 and idat else 0), length
