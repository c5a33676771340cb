"""The vocabulary of digital source types (IPTC NewsCodes, C2PA, schema.org) and what each code claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from fediart.admission.findings import Claim

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
            # retired codes that files still carry, and C2PA's word for an empty canvas
            "digitalArt", "minorHumanEdits", "softwareImage", "empty",
        ),
        Claim.HUMAN,
    ),
}  # fmt: skip
AI_TYPES: Final = tuple(code for code, claim in SOURCE_TYPES.items() if claim is not Claim.HUMAN)
_BY_NAME: Final = {code.lower(): code for code in SOURCE_TYPES} | {
    "multiframecomputationalcapture": "computationalCapture"  # as schema.org calls it
}
# Longest first: in CBOR the byte after a text may look like a letter, so a word boundary proves nothing.
_CODES: Final = "|".join(sorted(SOURCE_TYPES, key=len, reverse=True)).encode()
_URL_CODE: Final = re.compile(rb"digitalsourcetype/(" + _CODES + rb")")
_BARE_CODE: Final = re.compile(rb"(compositeWithTrainedAlgorithmicMedia|trainedAlgorithmic(?:Media|Data))")


def source_claim(code: str) -> Claim:
    """What a known source type claims."""
    return SOURCE_TYPES[code]


def source_code(value: str) -> str:
    """The known code that a value means, else nothing: an http or https URL, `prefix:code`, a bare code, schema.org's
    name; case, a query and slashes at the end do not matter."""
    last = re.split(r"[/#:]", value.strip().partition("?")[0].rstrip("/"))[-1]
    return _BY_NAME.get(last.removesuffix("DigitalSource").strip().lower(), "")


def codes_in_bytes(data: bytes) -> list[str]:
    """The codes whose URLs stand in raw bytes, in their order; without any URL, the bare names of trained sources."""
    found = _URL_CODE.findall(data) or _BARE_CODE.findall(data)
    return [code.decode() for code in found]
