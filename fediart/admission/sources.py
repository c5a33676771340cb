"""IPTC digital source types and AI fields, and the Chinese AIGC label: what standards say of an origin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from fediart.admission.findings import Claim, Finding, Grade, finding
from fediart.admission.places import Place
from fediart.admission.source_types import codes_in_bytes, source_claim, source_code
from fediart.admission.xmp_reading import IPTC_EXT, TC260, Packets, Property
from fediart.media.facts import Metadata, Span

AI_FIELDS: Final = ("AISystemUsed", "AISystemVersionUsed", "AIPromptInformation", "AIPromptWriterName")

_TYPE_NAMES: Final = (
    (IPTC_EXT, "DigitalSourceType"),
    (IPTC_EXT, "DigitalSourcefileType"),  # before 2010
    ("https://schema.org/", "digitalSourceType"),
    ("http://schema.org/", "digitalSourceType"),
)
_TC260_FIELD: Final = re.compile(
    r'"(Label|ContentProducer|ProduceID|ReservedCode1|ContentPropagator|PropagateID|ReservedCode2)"\s{0,9}:'
)
_TC260_LABEL: Final = re.compile(r'"Label"\s{0,9}:\s{0,9}"?([123])\b')
_AIGC_BYTES: Final = re.compile(rb'"?AIGC"?\s{0,9}:?\s{0,9}(\{[^}]{1,4000})')
_LABEL_REACH: Final = 8000
_TENCENT: Final = re.compile(r'"?Service(Provider|User)"?\s{0,9}[:=]')


def iptc_findings(metadata: Metadata, packets: Packets) -> Iterator[Finding]:
    """Iptc4xmpExt:DigitalSourceType (all codes, http and https), its schema.org twin and the 2025.1 AI fields.

    What a packet says of a region or of an ingredient it says of a part of the picture.
    """
    types: dict[tuple[str, bool], Property] = {}
    for item in packets.found(*_TYPE_NAMES):
        if code := source_code(item.value):
            types.setdefault((code, item.of_part), item)
    for (code, of_part), item in types.items():
        yield _iptc(f"iptc-{code}", _claim(source_claim(code), of_part), "XMP DigitalSourceType", item, metadata)
    partly = ("compositeWithTrainedAlgorithmicMedia", False) in types
    for name in AI_FIELDS:
        for item in packets.found((IPTC_EXT, name))[:1]:
            claim = _claim(Claim.ASSISTED if partly else Claim.GENERATED, item.of_part)
            yield _iptc(f"iptc-{name}", claim, f"XMP Iptc4xmpExt:{name}", item, metadata)
    for number, packet in packets.unreadable.items():
        yield _unreadable(packet, metadata.spans.get(("xmp", number)))


def aigc_findings(metadata: Metadata, packets: Packets, places: list[Place]) -> Iterator[Finding]:
    """GB 45438-2025: an AIGC label in XMP, PNG text, EXIF or a bare JPEG segment, with at least one known field."""
    for label in _labels(metadata, packets, places):
        text = unescape(label.value[:_LABEL_REACH])
        if _TC260_FIELD.search(text):
            told = _TC260_LABEL.search(text)
            claim = Claim.UNKNOWN if told and told.group(1) in "23" else Claim.GENERATED
            yield finding(Grade.DECLARED, claim, "tc260-aigc", label.where, text, label.span)
    for place in places:
        if place.where == "EXIF ImageDescription" and len(set(_TENCENT.findall(place.value))) == 2:
            claim = Claim.GENERATED
            yield finding(Grade.DECLARED, claim, "tc260-service", place.where, place.value, place.span)


def _labels(metadata: Metadata, packets: Packets, places: list[Place]) -> Iterator[Place]:
    for item in packets.found((TC260, "AIGC")):
        yield Place("XMP TC260:AIGC", "AIGC", item.value, metadata.spans.get(("xmp", item.packet)))
    for place in places:
        if place.key == "AIGC":
            yield place
        elif (start := place.value.find('"AIGC"')) >= 0:
            yield Place(place.where, "AIGC", place.value[start : start + _LABEL_REACH], place.span)
    for name, blocks in metadata.segments.items():
        for number, block in enumerate(blocks):
            if match := _AIGC_BYTES.search(block):
                text = match.group(1).decode("utf-8", "replace")
                yield Place(f"segment {name}", "AIGC", text, metadata.spans.get((name, number)))


def _claim(claim: Claim, of_part: bool) -> Claim:
    return Claim.ASSISTED if of_part and claim is Claim.GENERATED else claim


def _iptc(code: str, claim: Claim, where: str, item: Property, metadata: Metadata) -> Finding:
    where = f"{where} of a part" if item.of_part else where
    return finding(Grade.DECLARED, claim, code, where, item.value, metadata.spans.get(("xmp", item.packet)))


def _unreadable(packet: bytes, span: Span | None) -> Finding:
    for code in codes_in_bytes(packet):
        return finding(Grade.DECLARED, source_claim(code), f"iptc-{code}", "damaged XMP", code, span)
    head = packet[:80].decode("utf-8", "replace")
    return finding(Grade.NONE, Claim.UNKNOWN, "xmp-unreadable", "XMP that cannot be read safely", head, span)
