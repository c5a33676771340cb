"""The rights fields in a picture of somebody else: read from its XMP, so that a copy made here still carries them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from federation.lenient import http_url
from fediart.rights.model import DigitalSource
from fediart.rights.read_image import PACKET_LIMIT, packets

_LONGEST = 600  # characters of one field
_MOST_CREATORS = 8
_DC = "{http://purl.org/dc/elements/1.1/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_PLUS = "{http://ns.useplus.org/ldf/xmp/1.0/}"
_IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Kept:
    """As its maker wrote it; empty where nothing was. `statement` and `licensor_url` are http(s) addresses, `source` is
    the name of an IPTC digital source type."""

    creators: tuple[str, ...] = ()
    credit: str = ""
    notice: str = ""
    usage_terms: str = ""
    statement: str = ""
    licensor: str = ""
    licensor_url: str = ""
    constraints: str = ""
    source: str = ""


NOTHING_KEPT = Kept()


def read_kept(data: bytes) -> Kept:
    """The fields in all XMP packets of a picture, the first of each; none of a packet that is broken or hostile."""
    roots = [root for packet in packets(data) if (root := _parsed(packet)) is not None]

    def text(tag: str, limit: int = _LONGEST) -> str:
        return next((found[:limit] for root in roots if (found := _text(root, tag))), "")

    def address(tag: str) -> str:
        found = text(tag, 2 * _LONGEST)
        return (http_url(found) or "") if len(found) <= _LONGEST else ""

    code = text(f"{_IPTC}DigitalSourceType").rstrip("/").rpartition("/")[2]
    return Kept(
        creators=next((found for root in roots if (found := tuple(_listed(root, f"{_DC}creator")))), ()),
        credit=text(f"{_PHOTOSHOP}Credit"),
        notice=text(f"{_DC}rights"),
        usage_terms=text(f"{_RIGHTS}UsageTerms"),
        statement=address(f"{_RIGHTS}WebStatement"),
        licensor=text(f"{_PLUS}LicensorName"),
        licensor_url=address(f"{_PLUS}LicensorURL"),
        constraints=text(f"{_PLUS}OtherConstraints"),
        source=next((one.value for one in DigitalSource if one.value == code), ""),
    )


def _parsed(packet: bytes) -> Element | None:
    if len(packet) > PACKET_LIMIT:
        return None
    try:
        root: Element = fromstring(packet.strip(b"\0 \r\n\t"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root


def _text(root: Element, tag: str) -> str:
    """The property in attribute form, as an address, in its default language, or as plain text."""
    for element in root.iter():
        if tag in element.attrib:
            return element.attrib[tag].strip()
        if element.tag == tag:
            return _value(element)
    return ""


def _value(element: Element) -> str:
    if named := element.get(f"{_RDF}resource"):
        return named.strip()
    items = list(islice(element.iter(f"{_RDF}li"), _MOST_CREATORS))
    if not items:
        return "".join(element.itertext()).strip()
    chosen = next((item for item in items if item.get(_LANGUAGE, "").lower() == "x-default"), items[0])
    return "".join(chosen.itertext()).strip()


def _listed(root: Element, tag: str) -> Iterator[str]:
    """The items of a list, or the one value that stands there without any."""
    element = next(root.iter(tag), None)
    if element is None:
        if single := _text(root, tag):
            yield single[:_LONGEST]
        return
    items = list(islice(element.iter(f"{_RDF}li"), _MOST_CREATORS)) or [element]
    for item in items:
        if name := "".join(item.itertext()).strip():
            yield name[:_LONGEST]
