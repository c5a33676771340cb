"""Reads XMP packets from strangers: every property in every spelling RDF allows, and no entity ever expanded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
IPTC_EXT: Final = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
PHOTOSHOP: Final = "http://ns.adobe.com/photoshop/1.0/"
DC: Final = "http://purl.org/dc/elements/1.1/"
EXIF: Final = "http://ns.adobe.com/exif/1.0/"
TIFF: Final = "http://ns.adobe.com/tiff/1.0/"
XMP: Final = "http://ns.adobe.com/xap/1.0/"
TC260: Final = "http://www.tc260.org.cn/ns/AIGC/1.0/"

_PACKET_LIMIT: Final = 4 << 20
_NODE_LIMIT: Final = 50_000
_VALUE_LIMIT: Final = 1 << 20
_WRAPPERS: Final = frozenset({"RDF", "Description", "Bag", "Seq", "Alt", "li"})


@dataclass(frozen=True, slots=True)
class Property:
    """One XMP value; whichever prefix the file chose, `namespace` is the full one."""

    namespace: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Packets:
    """All properties of all packets of a file, and the packets that could not be read."""

    properties: tuple[Property, ...]
    unreadable: tuple[bytes, ...]

    def values(self, namespace: str, name: str) -> list[str]:
        """The non-empty values of a property."""
        return [p.value for p in self.properties if p.name == name and p.namespace == namespace and p.value]


def read_packets(packets: Sequence[bytes]) -> Packets:
    """Parse every packet; a packet that is broken, too large or carries entities is set aside, never an error."""
    found: list[Property] = []
    unreadable: list[bytes] = []
    for packet in packets:
        root = _parse(packet)
        if root is None:
            unreadable.append(packet[:_PACKET_LIMIT])
        else:
            found.extend(_properties(root))
    return Packets(tuple(found), tuple(unreadable))


def _parse(packet: bytes) -> Element | None:
    trimmed = packet.strip(b"\0 \t\r\n")
    if not trimmed or len(trimmed) > _PACKET_LIMIT:
        return None
    try:
        root: Element = fromstring(trimmed, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root


def _properties(root: Element) -> Iterator[Property]:
    """Attribute form, element text, rdf:resource and list items alike; walked without recursion."""
    waiting: list[tuple[Element, tuple[str, str]]] = [(root, ("", ""))]
    for _ in range(_NODE_LIMIT):
        if not waiting:
            return
        element, owner = waiting.pop()
        name = _split(element.tag)
        wrapper = name[0] == RDF and name[1] in _WRAPPERS
        meant = owner if wrapper else name
        yield from _attributes(element, meant)
        text = (element.text or "").strip()
        if text and meant[1]:
            yield Property(*meant, text[:_VALUE_LIMIT])
        waiting.extend((child, meant) for child in reversed(element))


def _attributes(element: Element, meant: tuple[str, str]) -> Iterator[Property]:
    for key, value in element.attrib.items():
        namespace, name = _split(key)
        if namespace == RDF:
            if name in ("resource", "value") and meant[1]:
                yield Property(*meant, value.strip()[:_VALUE_LIMIT])
        elif namespace:
            yield Property(namespace, name, value.strip()[:_VALUE_LIMIT])


def _split(tag: str) -> tuple[str, str]:
    namespace, bracket, name = tag.rpartition("}")
    return (namespace.lstrip("{"), name) if bracket else ("", tag)
