"""The addresses an ActivityPub document names: its pictures, its author, its policy. For looking, not for acting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fediart.rights.read_feed import document_of
from fediart.rights.urls import web_address

_MOST = 8


@dataclass(frozen=True, slots=True)
class Named:
    """Absolute addresses; empty for what the document does not name."""

    ids: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()


def named_in(body: bytes) -> Named:
    """What a document, or the object of an activity, names."""
    document = document_of(body) or {}
    inner = document.get("object")
    said = inner if isinstance(inner, dict) else document
    attachments = said.get("attachment")
    return Named(
        ids=_addresses(said.get("id"), said.get("url")),
        pictures=_addresses(*(attachments if isinstance(attachments, list) else [attachments])[:_MOST]),
        authors=_addresses(said.get("attributedTo")),
        policies=_addresses(said.get("tdmPolicy"), said.get("hasPolicy")),
    )


def _addresses(*values: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for value in values for one in _in(value, 0)))[:_MOST]


def _in(value: object, deep: int) -> Iterator[str]:
    if isinstance(value, str) and web_address(value):
        yield value
    elif isinstance(value, list) and deep < 2:
        for one in value[:_MOST]:
            yield from _in(one, deep + 1)
    elif isinstance(value, dict) and deep < 3 and value.get("type") != "PropertyValue":
        for key in ("url", "href", "id"):
            if key in value:
                yield from _in(value[key], deep + 1)
                return
