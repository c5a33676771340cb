"""Everything a file says of itself, read defensively and believed nowhere: admission interprets it.

Metadata is searched in its proper places, and XMP packets also by their text through the whole file, since some
generators put them megabytes deep.
"""

from __future__ import annotations

import contextlib
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fediart.media import animation, exif, isobmff, jpeg, png, webp
from fediart.media.errors import BadImage
from fediart.media.facts import Format, Metadata
from fediart.media.probe import sniff

_PACKETS: Final = ((b"<x:xmpmeta", b"</x:xmpmeta>"), (b"<rdf:RDF", b"</rdf:RDF>"))
_EXTENSION_MARK: Final = b"http://ns.adobe.com/xmp/extension/\0"
_C2PA_BOX: Final = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_RESOURCES: Final = re.compile(rb"8BIM\x04\x04")
_MAX_PACKETS: Final = 32
_MAX_TEXT: Final = 4 << 20
_MAX_SEGMENT: Final = 64 << 10
_MAX_JUMBF: Final = 4 << 20


@dataclass(slots=True)
class _Gathered:
    """What is found on the way; turned into Metadata at the end."""

    directories: exif.Directories = field(default_factory=exif.Directories)
    xmp: list[bytes] = field(default_factory=list)
    text: dict[str, str] = field(default_factory=dict)
    iptc: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    segments: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    jumbf: bytes = b""

    def add_text(self, key: str, value: str) -> None:
        self.text[key] = f"{self.text[key]}\n{value}" if key in self.text else value

    def add_segment(self, key: str, body: bytes) -> None:
        if len(self.segments.get(key, ())) < 64:
            self.segments[key] = (*self.segments.get(key, ()), body[:_MAX_SEGMENT])

    def add_jumbf(self, body: bytes) -> None:
        self.jumbf = (self.jumbf + body)[:_MAX_JUMBF]

    def add_exif(self, block: bytes) -> None:
        if not self.directories.main:
            self.directories = exif.read(block)


def read_metadata(path: Path) -> Metadata:
    """The raw metadata of a file. BadImage only when it is none of our formats; broken parts are left out."""
    data = path.read_bytes()
    kind = sniff(data)
    found = _Gathered()
    with contextlib.suppress(BadImage, struct.error):  # a file cut short still tells what stood before the cut
        _READERS[kind](data, found)
    _add_deep_packets(data, found)
    comment = found.directories.exif.get(exif.USER_COMMENT, found.directories.main.get(exif.USER_COMMENT))
    return Metadata(
        kind,
        found.directories.main,
        found.directories.exif,
        found.directories.gps,
        tuple(found.xmp),
        found.text,
        found.iptc,
        found.segments,
        found.jumbf,
        exif.comment_text(comment) if isinstance(comment, bytes) else str(comment or ""),
    )


def read_iptc(block: bytes) -> dict[str, tuple[bytes, ...]]:
    """IPTC-IIM datasets as 'record:dataset' (2:110 is Credit), from a bare block or inside Photoshop resources."""
    found: dict[str, tuple[bytes, ...]] = {}
    mark = _RESOURCES.search(block)
    at = _resource_body(block, mark.end()) if mark else 0
    while at + 5 <= len(block) and block[at] == 0x1C:
        key = f"{block[at + 1]}:{block[at + 2]}"
        length = int.from_bytes(block[at + 3 : at + 5], "big")
        if length & 0x8000 or at + 5 + length > len(block) or len(found) > 500:
            break
        found[key] = (*found.get(key, ()), block[at + 5 : at + 5 + length])[:100]
        at += 5 + length
    return found


def _resource_body(block: bytes, at: int) -> int:
    """After the resource number: a padded Pascal name and the size of what follows."""
    name = block[at] if at < len(block) else 0
    return at + name + 1 + ((name + 1) & 1) + 4


def _add_deep_packets(data: bytes, found: _Gathered) -> None:
    """Every packet that is not part of one already found; one pass over the file for each way to begin."""
    for opening, closing in _PACKETS:
        at = data.find(opening)
        while at >= 0 and len(found.xmp) < _MAX_PACKETS:
            end = data.find(closing, at)
            if end < 0:
                break
            packet = data[at : min(end + len(closing), at + _MAX_TEXT)]
            if not any(packet in known for known in found.xmp):
                found.xmp.append(packet)
            at = data.find(opening, end)


def _jpeg(data: bytes, found: _Gathered) -> None:
    extensions: dict[bytes, list[tuple[int, bytes]]] = {}
    for piece in jpeg.walk(data):
        body = jpeg.payload(data, piece) if piece.marker in range(0xE0, 0xFF) else b""
        if body.startswith(jpeg.EXIF_MARK):
            found.add_exif(body)
        elif body.startswith(jpeg.XMP_MARK):
            found.xmp.append(body[len(jpeg.XMP_MARK) :])
        elif body.startswith(_EXTENSION_MARK):
            _add_extension(body[len(_EXTENSION_MARK) :], extensions)
        elif piece.marker == jpeg.COM:
            found.add_text("comment", body[:_MAX_TEXT].decode("utf-8", "replace"))
        elif piece.marker == 0xED:
            found.iptc = found.iptc or read_iptc(body)
        elif piece.marker == 0xEB and body.startswith(b"JP"):
            found.add_jumbf(body[8:])
        elif body and not body.startswith((b"JFIF\0", jpeg.ICC_MARK)):
            found.add_segment(f"APP{piece.marker - 0xE0}", body)
    found.xmp += [b"".join(part for _, part in sorted(parts)) for parts in extensions.values()]


def _add_extension(body: bytes, extensions: dict[bytes, list[tuple[int, bytes]]]) -> None:
    """Extended XMP: 32 characters of digest, total length, offset, then a part."""
    if len(body) > 40 and len(extensions) < 4:
        extensions.setdefault(body[:32], []).append((int.from_bytes(body[36:40], "big"), body[40:]))


def _png(data: bytes, found: _Gathered) -> None:
    for chunk in png.walk(data):
        body = data[chunk.start : chunk.end]
        if chunk.name == b"eXIf":
            found.add_exif(body)
        elif chunk.name in (b"tEXt", b"zTXt", b"iTXt"):
            key, value = _png_text(chunk.name, body)
            if key == png.XMP_KEY.decode() and value:
                found.xmp.append(value)
            elif key and len(found.text) < 500:
                found.add_text(key, value.decode("latin-1" if chunk.name != b"iTXt" else "utf-8", "replace"))
        elif chunk.name == b"caBX":
            found.add_jumbf(body)
        elif chunk.name[:1].islower() and chunk.name not in _PNG_PIXELS:
            found.add_segment(chunk.name.decode("ascii"), body)


_PNG_PIXELS: Final = png.SHOWN | {b"hIST", b"fdAT", b"fcTL", b"acTL"}


def _png_text(name: bytes, body: bytes) -> tuple[str, bytes]:
    """Key and value; a compressed value over 4 MiB counts as empty."""
    raw_key, _, rest = body.partition(b"\0")
    key = raw_key[:80].decode("latin-1")
    if name == b"tEXt":
        return key, rest[:_MAX_TEXT]
    if name == b"zTXt":
        return key, png.inflate(rest[1:], _MAX_TEXT) or b""
    flag, rest = rest[:1], rest[2:]
    text = rest.split(b"\0", 2)[-1] if rest.count(b"\0") >= 2 else b""
    return key, (png.inflate(text, _MAX_TEXT) or b"") if flag == b"\1" else text[:_MAX_TEXT]


def _webp(data: bytes, found: _Gathered) -> None:
    for chunk in webp.walk(data):
        body = data[chunk.start : chunk.end]
        if chunk.name == b"EXIF":
            found.add_exif(body)
        elif chunk.name == b"XMP ":
            found.xmp.append(body)
        elif chunk.name == b"C2PA":
            found.add_jumbf(body)
        elif chunk.name not in (b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"):
            found.add_segment(chunk.name.decode("latin-1"), body)


def _gif(data: bytes, found: _Gathered) -> None:
    for comment in animation.gif(data).comments:
        found.add_text("comment", comment.decode("utf-8", "replace"))


def _tiff(data: bytes, found: _Gathered) -> None:
    found.directories = exif.read(data)
    for tag, value in found.directories.main.items():
        body = value if isinstance(value, bytes) else b""
        if tag == 700 and body:
            found.xmp.append(body)
        elif tag in (33723, 34377) and body:
            found.iptc = found.iptc or read_iptc(body)


def _boxes(data: bytes, found: _Gathered) -> None:
    for kind, content in isobmff.items(data):
        if kind == b"Exif":
            found.add_exif(isobmff.exif_block(content))
        elif b"xmpmeta" in content or b"rdf:RDF" in content:
            found.xmp.append(content)
    for box in isobmff.boxes(data, 0, len(data)):
        if box.name == b"uuid" and data[box.start : box.start + 16] == _C2PA_BOX:
            found.add_jumbf(data[box.start + 16 : box.end])


_READERS: Final[Mapping[Format, Callable[[bytes, _Gathered], None]]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "GIF": _gif,
    "TIFF": _tiff,
    "AVIF": _boxes,
    "HEIC": _boxes,
}
