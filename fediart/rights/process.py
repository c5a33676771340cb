"""How a work was made, in an artist's words, and what that is in IPTC's where IPTC has a word for it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from fediart.language import N_
from fediart.rights.model import DigitalSource


class Process(StrEnum):
    """What an artist can choose; the value is what forms and rows keep."""

    BY_HAND = "by-hand"
    SCANNED = "scanned"
    PHOTO = "photo"
    RETOUCHED = "photo-retouched"
    THREE_D = "3d"
    MIXED = "mixed"
    CODE = "code"
    ASSISTED = "assisted"
    GENERATED = "generated"


TITLES: Mapping[Process, str] = MappingProxyType(
    {
        Process.BY_HAND: N_("Drawn or painted by hand, digitally"),
        Process.SCANNED: N_("Traditional work, scanned"),
        Process.PHOTO: N_("Photograph, or a photo of a traditional work"),
        Process.RETOUCHED: N_("Photograph, retouched by hand"),
        Process.THREE_D: N_("Modelled and rendered in 3D"),
        Process.MIXED: N_("Mixed or collage of several sources, made by hand"),
        Process.CODE: N_("Made by code of my own, without AI models"),
        Process.ASSISTED: N_("Uses generated parts: an AI generator made some of it"),
        Process.GENERATED: N_("Made by an AI generator"),
    }
)
SOURCES: Mapping[Process, DigitalSource] = MappingProxyType(
    {
        Process.BY_HAND: DigitalSource.DIGITAL_CREATION,
        Process.SCANNED: DigitalSource.PRINT,
        Process.PHOTO: DigitalSource.DIGITAL_CAPTURE,
        Process.RETOUCHED: DigitalSource.HUMAN_EDITS,
        Process.THREE_D: DigitalSource.DIGITAL_CREATION,
        Process.MIXED: DigitalSource.COMPOSITE,
        Process.CODE: DigitalSource.ALGORITHMIC_MEDIA,
        Process.ASSISTED: DigitalSource.COMPOSITE_WITH_AI,
        Process.GENERATED: DigitalSource.AI_GENERATED,
    }
)


def process_of(word: str, source: str) -> Process | None:
    """The process a work names; for one that names none, the first whose IPTC source it has."""
    named = next((one for one in Process if one.value == word), None)
    return named or next((one for one in Process if SOURCES[one].value == source), None)


def source_for(word: str) -> str:
    """The IPTC source type that belongs to a process; nothing for a word that is none."""
    named = next((one for one in Process if one.value == word), None)
    return SOURCES[named].value if named else ""
