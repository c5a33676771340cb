"""Everything a file says of itself, read defensively and believed nowhere: admission interprets it.

Metadata is searched in its proper places, and XMP packets also by their text through the whole file, since some
generators put them megabytes deep.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from fediart.media import animation, exif, isobmff, jpeg, png, webp
from fediart.media.errors import BadImage
from fediart.media.facts import Format, Metadata
from fediart.media.gathered import MAX_PACKETS, MAX_TEXT, Gathered
from fediart.media.probe import sniff

_PACKETS: Final = ((b"<x:xmpmeta", b"</x:xmpmeta>"), (b"<rdf:RDF", b"</rdf:RDF>"))
_EXTENSION_MARK: Final = b"http://ns.adobe.com/xmp/extension/\0"
_C2PA_BOX: Final = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_XMP_TAG, _IPTC_TAG, _PHOTOSHOP_TAG, _C2PA_TAG = 700, 33723, 34377, 52545
_MAX_ITEMS: Final = 64


def read_metadata(path: Path) -> Metadata:
    """The raw metadata of a file. BadImage only when it is none of our formats; broken parts are left out."""
    return metadata_of(path.read_bytes())


def metadata_of(data: bytes) -> Metadata:
    """`read_metadata` for bytes already in memory."""
    kind = sniff(data)
    found = Gathered(data)
    with contextlib.suppress(BadImage, struct.error):  # a file cut short still tells what stood before the cut
        _READERS[kind](data, found)
    _add_deep_packets(data, found)
    return found.metadata(kind)


def _add_deep_packets(data: bytes, found: Gathered) -> None:
    """Every packet that is not part of one already found; one pass over the file for each way to begin."""
    for opening, closing in _PACKETS:
        at = data.find(opening)
        while at >= 0 and len(found.xmp) < MAX_PACKETS:
            end = data.find(closing, at)
            if end < 0:
                break
            last = min(end + len(closing), at + MAX_TEXT)
            packet = data[at:last]
            if not any(packet in known for known in found.xmp):
                found.add_packet(packet, at, last)
            at = data.find(opening, end)


def _jpeg(data: bytes, found: Gathered) -> None:
    extensions: dict[bytes, list[tuple[int, int, int]]] = {}
    for piece in jpeg.walk(data):
        body = jpeg.payload(data, piece) if piece.marker in range(0xE0, 0xFF) else b""
        start, end = piece.start + 4, piece.end
        if body.startswith(jpeg.EXIF_MARK):
            found.add_exif(start, end)
        elif body.startswith(jpeg.XMP_MARK):
            found.add_packet(body[len(jpeg.XMP_MARK) :], start + len(jpeg.XMP_MARK), end)
        elif body.startswith(_EXTENSION_MARK):
            _add_extension(body[len(_EXTENSION_MARK) :], start + len(_EXTENSION_MARK), extensions)
        elif piece.marker == jpeg.COM:
            found.add_text("comment", body.decode("utf-8", "replace"), start, end)
        elif piece.marker == 0xED:
            found.add_iptc(start, end)
        elif piece.marker == 0xEB and body.startswith(b"JP"):
            found.add_jumbf(body[_jumbf_head(body) :], start, end)
        elif body and not body.startswith((b"JFIF\0", jpeg.ICC_MARK)):
            found.add_segment(f"APP{piece.marker - 0xE0}", start, end)
    for parts in extensions.values():
        packet = b"".join(data[start:end] for _, start, end in sorted(parts))
        found.add_packet(packet, min(start for _, start, _ in parts), max(end for _, _, end in parts))


def _jumbf_head(body: bytes) -> int:
    """What stands before the box's content in an APP11 segment: 'JP', box instance, sequence number, and in every
    segment after the first of a box its length and kind once more (ISO/IEC 19566-5, D.2)."""
    return 16 if int.from_bytes(body[4:8], "big") > 1 else 8


def _add_extension(body: bytes, start: int, extensions: dict[bytes, list[tuple[int, int, int]]]) -> None:
    """Extended XMP: 32 characters of digest, total length, offset, then a part."""
    if len(body) > 40 and len(extensions) < 4:
        part = (int.from_bytes(body[36:40], "big"), start + 40, start + len(body))
        extensions.setdefault(body[:32], []).append(part)


def _png(data: bytes, found: Gathered) -> None:
    for chunk in png.walk(data):
        if chunk.name == b"eXIf":
            found.add_exif(chunk.start, chunk.end)
        elif chunk.name in (b"tEXt", b"zTXt", b"iTXt"):
            _add_png_text(data, chunk, found)
        elif chunk.name == b"caBX":
            found.add_jumbf(data[chunk.start : chunk.end], chunk.start, chunk.end)
        elif chunk.name[:1].islower() and chunk.name not in _PNG_PIXELS:
            found.add_segment(chunk.name.decode("ascii"), chunk.start, chunk.end)


_PNG_PIXELS: Final = png.SHOWN | {b"hIST", b"fdAT", b"fcTL", b"acTL"}


def _add_png_text(data: bytes, chunk: png.Chunk, found: Gathered) -> None:
    if not found.room_for_text:
        return
    key, value = _png_text(chunk.name, data[chunk.start : chunk.end])
    if key == png.XMP_KEY.decode() and value:
        found.add_packet(value, chunk.start, chunk.end)
    elif key:
        encoding = "latin-1" if chunk.name != b"iTXt" else "utf-8"
        found.add_text(key, value.decode(encoding, "replace"), chunk.start, chunk.end)


def _png_text(name: bytes, body: bytes) -> tuple[str, bytes]:
    """Key and value; a compressed value over 4 MiB counts as empty."""
    raw_key, _, rest = body.partition(b"\0")
    key = raw_key[:80].decode("latin-1")
    if name == b"tEXt":
        return key, rest[:MAX_TEXT]
    if name == b"zTXt":
        return key, png.inflate(rest[1:], MAX_TEXT) or b""
    flag, rest = rest[:1], rest[2:]
    parts = rest.split(b"\0", 2)
    text = parts[2] if len(parts) == 3 else b""
    return key, (png.inflate(text, MAX_TEXT) or b"") if flag == b"\1" else text[:MAX_TEXT]


def _webp(data: bytes, found: Gathered) -> None:
    for chunk in webp.walk(data):
        if chunk.name == b"EXIF":
            found.add_exif(chunk.start, chunk.end)
        elif chunk.name == b"XMP ":
            found.add_packet(data[chunk.start : chunk.end], chunk.start, chunk.end)
        elif chunk.name == b"C2PA":
            found.add_jumbf(data[chunk.start : chunk.end], chunk.start, chunk.end)
        elif chunk.name not in (b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"):
            found.add_segment(chunk.name.decode("latin-1"), chunk.start, chunk.end)


def _gif(data: bytes, found: Gathered) -> None:
    seen = animation.gif(data)
    for comment, place in zip(seen.comments, seen.places, strict=True):
        found.add_text("comment", comment.decode("utf-8", "replace"), *place)
    if seen.credentials:
        found.add_jumbf(seen.credentials, *seen.credentials_at)


def _tiff(data: bytes, found: Gathered) -> None:
    found.add_exif(0, len(data))
    for place, (start, size) in exif.spans(data).items():
        match place:
            case ("exif", tag) if tag == _XMP_TAG and size > 4:
                found.add_packet(data[start : start + size], start, start + size)
            case ("exif", tag) if tag in (_IPTC_TAG, _PHOTOSHOP_TAG) and size > 4:
                found.add_iptc(start, start + size)
            case ("exif", tag) if tag == _C2PA_TAG and size > 4:
                found.add_jumbf(data[start : start + size], start, start + size)


def _boxes(data: bytes, found: Gathered) -> None:
    for kind, start, end in islice(isobmff.items(data), _MAX_ITEMS):
        if kind == b"Exif":
            found.add_exif(isobmff.exif_start(data, start, end), end)
            continue
        content = data[start:end]
        if b"xmpmeta" in content or b"rdf:RDF" in content:
            found.add_packet(content, start, end)
    for box in isobmff.boxes(data, 0, len(data)):
        if box.name == b"uuid" and data[box.start : box.start + 16] == _C2PA_BOX:
            found.add_jumbf(data[box.start + 16 : box.end], box.start + 16, box.end)


_READERS: Final[Mapping[Format, Callable[[bytes, Gathered], None]]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "GIF": _gif,
    "TIFF": _tiff,
    "AVIF": _boxes,
    "HEIC": _boxes,
}
