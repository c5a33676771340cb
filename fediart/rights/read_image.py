"""No-AI signals in the bytes of a picture: the XMP packets of JPEG, PNG, WebP, AVIF, TIFF and the like, and what
Content Credentials say of training.

Containers are walked without decoding a pixel. Where no container gives up a packet the bytes are searched
for one, since XMP may sit megabytes into a file.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import islice
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from fediart.rights.read_c2pa import read_c2pa
from fediart.rights.riff import webp_chunks
from fediart.rights.signal import Signal

PACKET_LIMIT = 1024 * 1024  # bytes of one packet
_MOST_PACKETS = 8
_MOST_PARTS = 100_000  # segments and chunks of a file, empty ones and fill bytes, too
_MOST_WITHIN = 64  # elements in a property: lists and languages are few

_PLUS = "{http://ns.useplus.org/ldf/xmp/1.0/}"
_TDM = "{http://www.w3.org/ns/tdmrep/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
_IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"

_PROPERTIES = {
    f"{_PLUS}DataMining": "plus:DataMining",
    f"{_PLUS}OtherConstraints": "plus:OtherConstraints",
    f"{_TDM}reservation": "tdm:reservation",
    f"{_TDM}policy": "tdm:policy",
    f"{_RIGHTS}UsageTerms": "xmpRights:UsageTerms",
    f"{_RIGHTS}WebStatement": "xmpRights:WebStatement",
    f"{_IPTC}LinkedRightsExpr": "Iptc4xmpExt:LinkedRightsExpr",
    f"{_IPTC}DigitalSourceType": "Iptc4xmpExt:DigitalSourceType",
}


def is_image(data: bytes) -> bool:
    """Whether the bytes begin like a picture that may carry XMP."""
    return (
        data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\0", b"MM\0*"))
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or data[4:8] == b"ftyp"
    )


def read_image(data: bytes) -> tuple[Signal, ...]:
    """The signals of a picture's XMP and C2PA manifest; `plus:DataMining` is missing where no packet has it."""
    found: list[Signal] = []
    for packet in packets(data):
        found += read_packet(packet)
    if not any(signal.signal == "plus:DataMining" for signal in found):
        found.append(Signal("image", "plus:DataMining", "", "missing"))
    return (*found, *read_c2pa(data))


def packets(data: bytes) -> Iterator[bytes]:
    """The XMP packets of a picture as they stand in its bytes: no more than a reader needs, none of them checked."""
    return islice(_packets(data), _MOST_PACKETS)


def read_packet(packet: bytes) -> tuple[Signal, ...]:
    """The signals of one XMP packet; one unreadable signal where it is broken, hostile or too long."""
    if len(packet) > PACKET_LIMIT:
        return (Signal("image", "XMP", f"longer than {PACKET_LIMIT} bytes", "unreadable"),)
    try:
        root = fromstring(packet.strip(b"\0 \r\n\t"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return (Signal("image", "XMP", "not well-formed XML", "unreadable"),)
    return tuple(_signals(root))


def _signals(root: Element) -> Iterator[Signal]:
    """Attribute form, element text and rdf:resource all count, whatever the prefix."""
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in _PROPERTIES:
                yield Signal("image", _PROPERTIES[name], value.strip())
        if element.tag in _PROPERTIES:
            text = element.get(f"{_RDF}resource") or _text(element)
            yield Signal("image", _PROPERTIES[element.tag], text.strip())


def _text(element: Element) -> str:
    """The text in a property and in the first few elements within it: properties may be nested without end."""
    within = list(islice(element.iter(), _MOST_WITHIN))
    return "".join([element.text or "", *(part or "" for one in within[1:] for part in (one.text, one.tail))])


def _packets(data: bytes) -> Iterator[bytes]:
    found = False
    for packet in _contained(data):
        found = True
        yield packet
    if not found:
        yield from _searched(data)


def _contained(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(data)
    if data[:4] == b"RIFF":
        return webp_chunks(data, b"XMP ")
    return iter(())


def _jpeg(data: bytes) -> Iterator[bytes]:
    mark, at = b"http://ns.adobe.com/xap/1.0/\0", 2
    for _ in range(_MOST_PARTS):
        if at + 4 > len(data) or data[at] != 0xFF:
            return
        if data[at + 1] == 0xFF:  # a fill byte
            at += 1
            continue
        kind, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if kind == 0xDA or size < 2:  # the picture itself begins
            return
        segment = data[at + 4 : at + 2 + size]
        if kind == 0xE1 and segment.startswith(mark):
            yield segment[len(mark) :]
        at += 2 + size


def _png(data: bytes) -> Iterator[bytes]:
    mark, at = b"XML:com.adobe.xmp\0", 8
    for _ in range(_MOST_PARTS):
        if at + 12 > len(data):
            return
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        chunk = data[at + 8 : at + 8 + size]
        if kind == b"iTXt" and chunk.startswith(mark) and len(chunk) > len(mark) + 2:
            yield _international_text(chunk[len(mark) :])
        at += 12 + size


def _international_text(rest: bytes) -> bytes:
    """The text of an iTXt chunk after its keyword: flag, method, language, translated keyword, text."""
    text = rest[2:].split(b"\0", 2)[-1]
    if rest[0] == 0:
        return text
    try:
        return zlib.decompressobj().decompress(text, PACKET_LIMIT + 1)
    except zlib.error:
        return b""


def _searched(data: bytes) -> Iterator[bytes]:
    """Packets anywhere in the bytes, as AVIF, HEIF and TIFF hold them: stored as they are."""
    at = 0
    while (start := data.find(b"<x:xmpmeta", at)) >= 0:
        end = data.find(b"</x:xmpmeta>", start)
        if end < 0:
            yield data[start : start + PACKET_LIMIT]
            return
        at = end + len(b"</x:xmpmeta>")
        yield data[start:at]
