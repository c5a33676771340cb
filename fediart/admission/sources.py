"""IPTC digital source types, C2PA containers and the Chinese AIGC label: what standards say of an origin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final

from fediart.admission.findings import Claim, Finding, Grade, finding
from fediart.admission.places import Place
from fediart.admission.xmp_reading import IPTC_EXT, TC260, Packets
from fediart.media.facts import Metadata

SOURCE_TYPES: Final[Mapping[str, Claim]] = {
    "trainedAlgorithmicMedia": Claim.GENERATED,
    "trainedAlgorithmicData": Claim.GENERATED,
    "compositeWithTrainedAlgorithmicMedia": Claim.ASSISTED,
    "compositeSynthetic": Claim.UNKNOWN,
    **dict.fromkeys(
        (
            # made by no trained model
            "algorithmicMedia", "dataDrivenMedia", "algorithmicallyEnhanced",
            # made by people
            "digitalCreation", "humanEdits", "digitalCapture", "computationalCapture", "screenCapture",
            "virtualRecording", "negativeFilm", "positiveFilm", "print", "composite", "compositeCapture",
            # retired codes that files still carry
            "digitalArt", "minorHumanEdits", "softwareImage",
        ),
        Claim.HUMAN,
    ),
}  # fmt: skip
AI_FIELDS: Final = ("AISystemUsed", "AISystemVersionUsed", "AIPromptInformation", "AIPromptWriterName")

_AI_TYPES: Final = tuple(code for code, claim in SOURCE_TYPES.items() if claim is not Claim.HUMAN)
_SCHEMA_ORG: Final = ("https://schema.org/", "http://schema.org/")
# Longest first: in CBOR the byte after a text may look like a letter, so a word boundary proves nothing.
_CODES: Final = "|".join(sorted(SOURCE_TYPES, key=len, reverse=True)).encode()
_URL_CODE: Final = re.compile(rb"digitalsourcetype/(" + _CODES + rb")")
_BARE_CODE: Final = re.compile(rb"(compositeWithTrainedAlgorithmicMedia|trainedAlgorithmic(?:Media|Data))")
_C2PA_SEGMENTS: Final = ("caBX", "C2PA", "uuid")
_TC260_FIELD: Final = re.compile(
    r'"(Label|ContentProducer|ProduceID|ReservedCode1|ContentPropagator|PropagateID|ReservedCode2)"\s{0,9}:'
)
_TC260_LABEL: Final = re.compile(r'"Label"\s{0,9}:\s{0,9}"?([123])\b')
_AIGC_BYTES: Final = re.compile(rb'"?AIGC"?\s{0,9}:?\s{0,9}(\{[^}]{1,4000})')
_LABEL_REACH: Final = 8000
_TENCENT: Final = re.compile(r'"?Service(Provider|User)"?\s{0,9}[:=]')


def iptc_findings(packets: Packets) -> Iterator[Finding]:
    """Iptc4xmpExt:DigitalSourceType (all codes, http and https), its schema.org twin and the 2025.1 AI fields."""
    codes = {code: value for value in packets.values(IPTC_EXT, "DigitalSourceType") if (code := source_code(value))}
    for schema in _SCHEMA_ORG:
        codes |= {code: value for value in packets.values(schema, "digitalSourceType") if (code := source_code(value))}
    for code, value in codes.items():
        yield finding(Grade.DECLARED, SOURCE_TYPES[code], f"iptc-{code}", "XMP DigitalSourceType", value)
    partly = "compositeWithTrainedAlgorithmicMedia" in codes
    for name in AI_FIELDS:
        for value in packets.values(IPTC_EXT, name)[:1]:
            claim = Claim.ASSISTED if partly else Claim.GENERATED
            yield finding(Grade.DECLARED, claim, f"iptc-{name}", f"XMP Iptc4xmpExt:{name}", value)
    for packet in packets.unreadable:
        yield from _unreadable(packet)


def c2pa_findings(metadata: Metadata) -> Iterator[Finding]:
    """The C2PA container by its raw text: its strings are uncompressed in PNG, JPEG, WebP and AVIF.

    The active manifest is the last of the store, so the last source type counts and earlier ones are history. The
    signature is not checked here.
    """
    store = _store(metadata)
    if not store:
        return
    found = [match.group(1).decode() for match in _URL_CODE.finditer(store)]
    found = found or [match.group(1).decode() for match in _BARE_CODE.finditer(store)]
    if not found:
        yield finding(Grade.NONE, Claim.UNKNOWN, "c2pa-container", "C2PA container", "no digital source type")
        return
    told = [code for code in found if code in _AI_TYPES] or found
    code = told[-1]
    yield finding(Grade.SIGNED, SOURCE_TYPES[code], f"c2pa-{code}", "C2PA digitalSourceType", code)


def aigc_findings(metadata: Metadata, packets: Packets, places: list[Place]) -> Iterator[Finding]:
    """GB 45438-2025: an AIGC label in XMP, PNG text, EXIF or a bare JPEG segment, with at least one known field."""
    labels = [("XMP TC260:AIGC", value) for value in packets.values(TC260, "AIGC")]
    for place in places:
        if place.key == "AIGC":
            labels.append((place.where, place.value))
        elif (start := place.value.find('"AIGC"')) >= 0:
            labels.append((place.where, place.value[start : start + _LABEL_REACH]))
        if place.where == "EXIF ImageDescription" and len(_TENCENT.findall(place.value)) >= 2:
            yield finding(Grade.DECLARED, Claim.GENERATED, "tc260-service", place.where, place.value)
    for name, blocks in metadata.segments.items():
        for match in (found for block in blocks if (found := _AIGC_BYTES.search(block))):
            labels.append((f"segment {name}", match.group(1).decode("utf-8", "replace")))
    for where, raw in labels:
        text = unescape(raw[:_LABEL_REACH])
        if _TC260_FIELD.search(text):
            label = _TC260_LABEL.search(text)
            claim = Claim.UNKNOWN if label and label.group(1) in "23" else Claim.GENERATED
            yield finding(Grade.DECLARED, claim, "tc260-aigc", where, text)


def source_claim(code: str) -> Claim:
    """What a known source type claims."""
    return SOURCE_TYPES[code]


def source_code(value: str) -> str:
    """The last segment of a source type's URL, `prefix:code` or schema.org name, if it is one we know."""
    last = re.split(r"[/#:]", value.strip().rstrip("/"))[-1]
    if last.endswith("DigitalSource"):
        last = last.removesuffix("DigitalSource")
        last = last[:1].lower() + last[1:]
    return last if last in SOURCE_TYPES else ""


def _unreadable(packet: bytes) -> Iterator[Finding]:
    match = _URL_CODE.search(packet)
    if match:
        code = match.group(1).decode()
        yield finding(Grade.DECLARED, SOURCE_TYPES[code], f"iptc-{code}", "damaged XMP", match.group(0).decode())
        return
    head = packet[:80].decode("utf-8", "replace")
    yield finding(Grade.NONE, Claim.UNKNOWN, "xmp-unreadable", "XMP that cannot be read safely", head)


def carries_c2pa(metadata: Metadata) -> bool:
    """Whether there is a C2PA container at all."""
    return bool(_store(metadata))


def _store(metadata: Metadata) -> bytes:
    if metadata.jumbf:
        return metadata.jumbf
    parts = [block for name in _C2PA_SEGMENTS for block in metadata.segments.get(name, ())]
    parts += [block for block in metadata.segments.get("APP11", ()) if b"jumb" in block[:64]]
    return b"".join(parts)
