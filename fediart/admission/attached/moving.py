"""Time-lapse films: MP4, QuickTime, WebM and GIF, known by their content and never decoded, only measured."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from fediart.admission.attached.source import Damaged, Found, Source, lasted

_SINCE_1904: Final = 2_082_844_800
_MOST_BOXES: Final = 2_000
_SEGMENT, _INFO, _SCALE, _DURATION = 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489
_MOST_ELEMENTS: Final = 200


def read_mp4(source: Source, found: Found) -> None:
    """Length, size and date from the film's head (ISO/IEC 14496-12). Damaged."""
    at = 0
    for _ in range(_MOST_BOXES):
        if at + 8 > source.size:
            return
        name, start, end = _box(source, at, source.size)
        if name == b"moov":
            _film(source, found, start, end)
            return
        at = end


def _box(source: Source, at: int, end: int) -> tuple[bytes, int, int]:
    size, name = source.numbers(">I4s", at)
    head = 8
    if size == 1:
        size, head = source.number(">Q", at + 8), 16
    stop = at + size if size else end
    if stop < at + head or stop > end:
        raise Damaged("it is cut short")
    return name, at + head, stop


def _film(source: Source, found: Found, at: int, end: int) -> None:
    for _ in range(_MOST_BOXES):
        if at + 8 > end:
            return
        name, start, stop = _box(source, at, end)
        if name == b"mvhd":
            _length(source, found, start)
        if name == b"trak":
            _track(source, found, start, stop)
        at = stop


def _length(source: Source, found: Found, at: int) -> None:
    wide = source.number(">B", at) == 1
    layout = ">4xQ8xIQ" if wide else ">4xI4xII"
    made, scale, length = source.numbers(layout, at)
    found.say("Length", lasted(length / scale) if scale else "")
    if made > _SINCE_1904 and made - _SINCE_1904 < 1 << 33:
        found.say("Made", datetime.fromtimestamp(made - _SINCE_1904, UTC).strftime("%Y-%m-%d %H:%M UTC"))


def _track(source: Source, found: Found, at: int, end: int) -> None:
    name, start, stop = _box(source, at, end)
    if name == b"tkhd" and stop - start >= 84:
        width, height = source.numbers(">II", stop - 8)
        if width and height and not found.width:
            found.width, found.height = width >> 16, height >> 16


def read_webm(source: Source, found: Found) -> None:
    """Length from the segment's information (RFC 9559). Damaged."""
    _, _, at = _element(source, 0)
    number, start, _ = _element(source, at)
    at = start
    scale, duration = 1_000_000, 0.0
    for _ in range(_MOST_ELEMENTS):
        if number != _SEGMENT or at + 2 > source.size:
            break
        name, start, end = _element(source, at)
        if name == _INFO:
            scale, duration = _information(source, start, end)
            break
        at = end
    found.say("Length", lasted(duration * scale / 1e9))


def _information(source: Source, at: int, end: int) -> tuple[int, float]:
    scale, duration = 1_000_000, 0.0
    for _ in range(_MOST_ELEMENTS):
        if at + 2 > end:
            break
        name, start, stop = _element(source, at)
        if name == _SCALE and stop - start <= 8:
            scale = int.from_bytes(source.read(start, stop - start), "big")
        if name == _DURATION and stop - start in (4, 8):
            duration = float(source.numbers(">f" if stop - start == 4 else ">d", start)[0])
        at = stop
    return scale, duration


def _element(source: Source, at: int) -> tuple[int, int, int]:
    """Its number, where its content begins, and where it ends."""
    number, at = _variable(source, at, keep=True)
    length, start = _variable(source, at, keep=False)
    end = source.size if length == -1 else start + length
    if number != _SEGMENT and end > source.size:
        raise Damaged("it is cut short")
    return number, start, end


def _variable(source: Source, at: int, *, keep: bool) -> tuple[int, int]:
    first = source.number(">B", at)
    width = 9 - first.bit_length()
    if width > 8:
        raise Damaged("its structure is damaged")
    value = int.from_bytes(source.read(at, width), "big")
    bare = value & ((1 << 7 * width) - 1)
    if not keep and bare == (1 << 7 * width) - 1:
        return -1, at + width
    return (value if keep else bare), at + width
