"""Reads XMP packets from strangers: every property in every spelling RDF allows, and no entity ever expanded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
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
_PROPERTY_LIMIT: Final = 100_000  # of all packets of a file
_VALUE_LIMIT: Final = 1 << 20
_WRAPPERS: Final = frozenset({"RDF", "Description", "Bag", "Seq", "Alt", "li"})
# Properties that hold whole descriptions of something else than the picture: regions, placed files, what it was before.
_PARTS: Final = frozenset({"ImageRegion", "Ingredients", "Pantry", "DerivedFrom"})


@dataclass(frozen=True, slots=True)
class Property:
    """One XMP value; whichever prefix the file chose, `namespace` is the full one.

    `packet` is the number of its packet; `of_part` says that it is about a region of the picture, or about another
    file that went into it.
    """

    namespace: str
    name: str
    value: str
    packet: int = 0
    of_part: bool = False


@dataclass(frozen=True, slots=True)
class Packets:
    """All properties of all packets of a file, and, by number, the packets that could not be read."""

    properties: tuple[Property, ...]
    unreadable: Mapping[int, bytes]

    def found(self, *names: tuple[str, str]) -> list[Property]:
        """The non-empty values of properties, given as (namespace, name); those about the whole picture first."""
        found = [item for item in self.properties if item.value and (item.namespace, item.name) in names]
        return sorted(found, key=lambda item: item.of_part)


def read_packets(packets: Sequence[bytes]) -> Packets:
    """Parse every packet; a packet that is broken, too large or carries entities is set aside, never an error."""
    found: list[Property] = []
    unreadable: dict[int, bytes] = {}
    for number, packet in enumerate(packets):
        root = _parse(packet)
        if root is None:
            unreadable[number] = packet[:_PACKET_LIMIT]
        else:
            found.extend(islice(_properties(root, number), max(0, _PROPERTY_LIMIT - len(found))))
    return Packets(tuple(found), unreadable)


def _parse(packet: bytes) -> Element | None:
    trimmed = packet.strip(b"\0 \t\r\n")
    if not trimmed or len(trimmed) > _PACKET_LIMIT:
        return None
    try:
        root: Element = fromstring(trimmed, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root


def _properties(root: Element, packet: int) -> Iterator[Property]:
    """Attribute form, element text, rdf:resource and list items alike; walked without recursion."""
    waiting: list[tuple[Element, tuple[str, str], bool]] = [(root, ("", ""), False)]
    for _ in range(_NODE_LIMIT):
        if not waiting:
            return
        element, owner, of_part = waiting.pop()
        name = _split(element.tag)
        wrapper = name[0] == RDF and name[1] in _WRAPPERS
        meant = owner if wrapper else name
        of_part = of_part or name[1] in _PARTS
        for (namespace, own), value in _values(element, meant):
            yield Property(namespace, own, value[:_VALUE_LIMIT], packet, of_part)
        waiting.extend((child, meant, of_part) for child in reversed(element))


def _values(element: Element, meant: tuple[str, str]) -> Iterator[tuple[tuple[str, str], str]]:
    for key, value in element.attrib.items():
        namespace, name = _split(key)
        if namespace == RDF:
            if name in ("resource", "value") and meant[1]:
                yield meant, value.strip()
        elif namespace:
            yield (namespace, name), value.strip()
    text = (element.text or "").strip()
    if text and meant[1]:
        yield meant, text


def _split(tag: str) -> tuple[str, str]:
    namespace, bracket, name = tag.rpartition("}")
    return (namespace.lstrip("{"), name) if bracket else ("", tag)
