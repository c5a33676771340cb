"""What a post of another server says of how its pictures were made: its source type, AI fields, and its hashtags.

Only what the author's own server sends of the author's own post comes here. A label speaks of that post alone, never
of the same picture under somebody else's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from federation.objects import Note
from fediart.admission.findings import Claim
from fediart.admission.source_types import source_claim, source_code
from fediart.admission.sources import AI_FIELDS
from fediart.sanitize import plain
from fediart.store.remote_labels import NOTHING, Label, Standing, Word
from fediart.translate.ai_tags import AGAINST_AI, MADE_WITH_AI, PARTLY_WITH_AI, spelled

_MOST: Final = 16
_QUOTE: Final = 200
_SDO: Final = ("digitalSourceType", "schema:digitalSourceType", "sdo:digitalSourceType")
_IPTC_PREFIXES: Final = ("Iptc4xmpExt:", "iptcExt:", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/")
_SOURCE_TYPES: Final = frozenset(
    (
        *_SDO, "DigitalSourceType", "https://schema.org/digitalSourceType", "http://schema.org/digitalSourceType",
        *(prefix + "DigitalSourceType" for prefix in _IPTC_PREFIXES),
    )
)  # fmt: skip
_FIELDS: Final = frozenset((*AI_FIELDS, *(prefix + name for prefix in _IPTC_PREFIXES for name in AI_FIELDS)))
_TERMS: Final = _SOURCE_TYPES | _FIELDS
_HINTS: Final = MADE_WITH_AI | PARTLY_WITH_AI


def declared(note: Note) -> Standing:
    """What holds by the post's own words. An explicit word for human work outweighs a tag, and is no proof of it."""
    speaking = [raw for raw in (note.raw, *(file.raw for file in note.attachments)) if not _TERMS.isdisjoint(raw)]
    found = [one for raw in speaking for one in _said(raw)] if speaking else []
    told = [one for one in found if one.label is not Label.NONE]
    if told:
        return min(told, key=lambda one: one.label is not Label.GENERATED)
    if found or not note.hashtags or not (note.attachments or "<img" in note.content):
        return NOTHING
    return _tagged(note)


def _said(raw: Mapping[str, Any]) -> Iterator[Standing]:
    """Each of the terms as a label; human source types as none."""
    for name in sorted(raw.keys() & _TERMS):
        for text in _texts(raw[name]):
            quote = f"{name}: {plain(text)}"[:_QUOTE]
            if name in _FIELDS:
                yield Standing(Label.GENERATED, Word.OBJECT, quote)
            elif code := source_code(text):
                yield Standing(_label(source_claim(code)), Word.OBJECT, quote)


def _label(claim: Claim) -> Label:
    """What is unclear (`compositeSynthetic`) labels nothing."""
    return {Claim.GENERATED: Label.GENERATED, Claim.ASSISTED: Label.ASSISTED}.get(claim, Label.NONE)


def _texts(value: object) -> Iterator[str]:
    """A text, or several, or nodes that name or hold one."""
    for one in (value if isinstance(value, list) else [value])[:_MOST]:
        if isinstance(one, Mapping):
            one = next((one[name] for name in ("id", "@id", "@value") if name in one), None)
        if isinstance(one, str) and one.strip() and len(one) <= 2048:
            yield one.strip()


def _tagged(note: Note) -> Standing:
    """A hint by hashtags; none where the same post is tagged against AI."""
    names = {spelled(one.name): one.name for one in note.hashtags[:64]}
    if _HINTS.isdisjoint(names) or not AGAINST_AI.isdisjoint(names):
        return NOTHING
    hint = next(name for key, name in names.items() if key in _HINTS)
    return Standing(Label.TAGGED, Word.TAGS, f"#{hint.lstrip('#')}"[:_QUOTE])
