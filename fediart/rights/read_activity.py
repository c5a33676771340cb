"""No-AI signals in ActivityPub documents: on the object, on its attachments, and inside an activity.

Terms are read by the names our own context and FEP-6757, FEP-5e53, FEP-268d and FEP-5feb give them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from fediart.rights.signal import Signal, Surface

LIMIT = 1024 * 1024  # bytes: what an inbox takes, too
_MOST_ATTACHMENTS = 64

_TERMS = (
    "contentUsage",
    "contentSignal",
    "tdmReservation",
    "dataMining",
    "xRobotsTag",
    "tdmPolicy",
    "hasPolicy",
    "license",
    "preferredLicense",
    "usageInfo",
    "searchableBy",
    "indexable",
)
_EXPECTED = ("contentUsage", "contentSignal", "tdmReservation", "dataMining", "xRobotsTag")
# Lists, and what is left of a deleted post, are nobody's work.
_NO_WORKS = ("Collection", "CollectionPage", "OrderedCollection", "OrderedCollectionPage", "Tombstone")
_PICTURES = ("Image", "Document", "Video", "Audio")


def read_activity(body: bytes) -> tuple[Signal, ...]:
    """The signals of an actor, object or activity, and those it lacks; one unreadable signal if it is none."""
    if len(body) > LIMIT:
        return (Signal("activitypub", "document", f"longer than {LIMIT} bytes", "unreadable"),)
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return (Signal("activitypub", "document", "not JSON", "unreadable"),)
    if not isinstance(document, dict):
        return (Signal("activitypub", "document", "not a JSON object", "unreadable"),)
    inner = document.get("object")
    return tuple(_object(inner if isinstance(inner, dict) else document))


def _object(document: dict[str, object]) -> Iterator[Signal]:
    if document.get("type") in _NO_WORKS:
        yield from members(document, "activitypub")
        return
    yield from _terms(document, "object")
    attachments = document.get("attachment")
    listed = attachments if isinstance(attachments, list) else [attachments]
    for number, attachment in enumerate(listed[:_MOST_ATTACHMENTS], start=1):
        if isinstance(attachment, dict) and attachment.get("type") in _PICTURES:
            yield from _terms(attachment, f"attachment {number}")


def _terms(part: dict[str, object], where: str) -> Iterator[Signal]:
    yield from members(part, "activitypub")
    for key in _EXPECTED:
        if key not in part:
            yield Signal("activitypub", key, where, "missing")


def members(part: Mapping[str, object], surface: Surface) -> Iterator[Signal]:
    """Our terms among the members of a JSON object, on whatever surface it stands."""
    for key in _TERMS:
        if key in part:
            yield Signal(surface, key, _value(part[key]))


def _value(value: object) -> str:
    """A term's value as one line of text; lists as they would stand in a header."""
    if isinstance(value, list):
        return ", ".join(_value(item) for item in value if not isinstance(item, list))
    if isinstance(value, dict):
        named = value.get("id", value.get("@id", value.get("@value", "")))
        return named if isinstance(named, str) else json.dumps(named)
    return value if isinstance(value, str) else json.dumps(value)
