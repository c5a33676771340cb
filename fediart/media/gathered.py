"""What is found while a file's metadata is read: with its place in the file, and never more than memory allows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from fediart.media import exif
from fediart.media.facts import Format, Metadata, Span, Text

MAX_TEXT: Final = 4 << 20
MAX_PACKETS: Final = 32
_MAX_TEXTS: Final = 500
_MAX_TEXT_TOTAL: Final = 32 << 20
_MAX_PACKET_TOTAL: Final = 32 << 20
_MAX_SEGMENT: Final = 64 << 10
_MAX_SEGMENTS: Final = 64
_MAX_JUMBF: Final = 4 << 20
_MAX_DATASETS: Final = 500
_RESOURCES: Final = re.compile(rb"8BIM\x04\x04")


def datasets(block: bytes) -> Iterator[tuple[str, int, int]]:
    """IPTC-IIM datasets as 'record:dataset' (2:110 is Credit) and place, of a bare block or Photoshop resources."""
    mark = _RESOURCES.search(block)
    at = _resource_body(block, mark.end()) if mark else 0
    for _ in range(_MAX_DATASETS):
        if at + 5 > len(block) or block[at] != 0x1C:
            return
        length = int.from_bytes(block[at + 3 : at + 5], "big")
        if length & 0x8000 or at + 5 + length > len(block):
            return
        yield f"{block[at + 1]}:{block[at + 2]}", at + 5, at + 5 + length
        at += 5 + length


def _resource_body(block: bytes, at: int) -> int:
    """After the resource number: a padded Pascal name and the size of what follows."""
    name = block[at] if at < len(block) else 0
    return at + name + 1 + ((name + 1) & 1) + 4


@dataclass(slots=True)
class Gathered:
    """Filled on the way and turned into Metadata at the end; `data` is the whole file."""

    data: bytes
    directories: exif.Directories = field(default_factory=exif.Directories)
    xmp: list[bytes] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    iptc: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    segments: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    jumbf: bytearray = field(default_factory=bytearray)
    _spans: dict[tuple[str, str | int], tuple[int, int]] = field(default_factory=dict)
    _text_total: int = 0
    _packet_total: int = 0

    def add_text(self, key: str, value: str, start: int, end: int) -> None:
        """A text or comment found in `data[start:end]`."""
        self._text_total += len(value)
        if len(self.texts) < _MAX_TEXTS and self._text_total <= _MAX_TEXT_TOTAL:
            self.texts.append(Text(key, value[:MAX_TEXT], self._span(start, end)))

    @property
    def room_for_text(self) -> bool:
        """Whether it is worth unpacking another text."""
        return len(self.texts) < _MAX_TEXTS and self._text_total < _MAX_TEXT_TOTAL

    def add_packet(self, packet: bytes, start: int, end: int) -> None:
        """An XMP packet that stands, perhaps in parts, in `data[start:end]`."""
        self._packet_total += len(packet)
        if len(self.xmp) < MAX_PACKETS and self._packet_total <= _MAX_PACKET_TOTAL:
            self._spans["xmp", len(self.xmp)] = (start, end)
            self.xmp.append(packet)

    def add_segment(self, key: str, start: int, end: int) -> None:
        known = self.segments.get(key, ())
        if len(known) < _MAX_SEGMENTS and len(self.segments) < _MAX_SEGMENTS:
            self._spans[key, len(known)] = (start, end)
            self.segments[key] = (*known, self.data[start : min(end, start + _MAX_SEGMENT)])

    def add_jumbf(self, body: bytes, start: int, end: int) -> None:
        """The next part of the C2PA store."""
        self._spans["jumbf", 0] = (self._spans.get(("jumbf", 0), (start, end))[0], end)
        self.jumbf += body[: max(0, _MAX_JUMBF - len(self.jumbf))]

    def add_exif(self, start: int, end: int) -> None:
        """The first block that holds anything counts."""
        if self.directories.main:
            return
        block = self.data[start:end]
        self.directories = exif.read(block)
        for place, (at, size) in exif.spans(block).items():
            self._spans[place] = (start + at, start + at + size)

    def add_iptc(self, start: int, end: int) -> None:
        """A block of IPTC-IIM, bare or inside Photoshop resources; the first one that holds anything counts."""
        if self.iptc:
            return
        for key, first, last in datasets(self.data[start:end]):
            self._spans.setdefault(("iptc", key), (start + first, start + last))
            self.iptc[key] = (*self.iptc.get(key, ()), self.data[start + first : start + last])[:100]

    def metadata(self, kind: Format) -> Metadata:
        main, pointed = self.directories.main, self.directories.exif
        comment = pointed.get(exif.USER_COMMENT, main.get(exif.USER_COMMENT))
        together: dict[str, list[str]] = {}
        for one in self.texts:
            together.setdefault(one.key, []).append(one.value)
        return Metadata(
            format=kind,
            exif=main,
            exif_ifd=pointed,
            gps=self.directories.gps,
            xmp=tuple(self.xmp),
            text={key: "\n".join(values) for key, values in together.items()},
            iptc=self.iptc,
            segments=self.segments,
            jumbf=bytes(self.jumbf),
            user_comment=exif.comment_text(comment) if isinstance(comment, bytes) else str(comment or ""),
            texts=tuple(self.texts),
            spans={place: self._span(*span) for place, span in self._spans.items()},
        )

    def _span(self, start: int, end: int) -> Span:
        return Span(start, end - start, hashlib.sha256(memoryview(self.data)[start:end]).hexdigest())
