"""No-AI signals of one work in a feed (Atom, RSS, JSON Feed) and in an oEmbed answer.

A feed may mix works of many policies, so only the item of the work is heard; what the feed's own headers say holds
for the feed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from xml.etree.ElementTree import Element

from fediart.rights.read_activity import members
from fediart.rights.read_rsl import RSL_LIMIT, content_signals, parsed
from fediart.rights.signal import Signal, Surface

_MOST_ITEMS = 2000
_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_RSL = "{https://rslstandard.org/rsl}"
_TYPE = "application/rsl+xml"


def is_feed(body: bytes, kind: str) -> bool:
    """Whether a body looks like a feed of one of the three kinds."""
    start = body[:2048].lstrip(b"\xef\xbb\xbf \r\n\t")
    if kind in ("application/atom+xml", "application/rss+xml", "application/feed+json"):
        return True
    return (b"<rss" in start or b"<feed" in start) if start.startswith(b"<?xml") else b"jsonfeed.org/version" in start


def read_feed(body: bytes, url: str) -> tuple[Signal, ...] | None:
    """What the item of this address says; None where the feed has no such item."""
    if body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return _json_feed(body, url)
    root = parsed(body)
    if root is None:
        return (Signal("feed", "document", "not well-formed XML", "unreadable"),)
    items = (one for one in root.iter() if one.tag in (f"{_ATOM}entry", "item"))
    found = next((one for one in islice(items, _MOST_ITEMS) if url in _addresses(one)), None)
    return None if found is None else _with_missing(list(_xml_item(found)))


def feed_items(body: bytes) -> list[str]:
    """The address of each item of a feed."""
    if body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        items = (document_of(body) or {}).get("items")
        listed = items if isinstance(items, list) else []
        found = [item.get("url") or item.get("id") for item in listed if isinstance(item, dict)]
        return [one for one in found if isinstance(one, str)]
    root = parsed(body)
    items_ = (one for one in root.iter() if one.tag in (f"{_ATOM}entry", "item")) if root is not None else iter(())
    return [address for one in islice(items_, _MOST_ITEMS) for address in _addresses(one)[-1:] if address]


def _addresses(item: Element) -> list[str]:
    said = [(one.text or "").strip() for one in item if one.tag in ("link", "guid", f"{_ATOM}id")]
    links = (one for one in item.findall(f"{_ATOM}link") if one.get("rel", "alternate") in ("alternate", "self"))
    return said + [one.get("href", "") for one in links]


def _xml_item(item: Element) -> Iterator[Signal]:
    for child in item:
        if child.tag == f"{_RSL}content":
            yield from content_signals(child, "feed")
        elif child.tag in (f"{_DC}rights", f"{_ATOM}rights"):
            yield Signal("feed", "rights", (child.text or "").strip())
        elif child.tag == f"{_ATOM}link" and child.get("rel") == "license":
            typed = " " + _TYPE if child.get("type") == _TYPE else ""
            yield Signal("feed", "link rel=license" + typed, child.get("href", ""))


def _with_missing(found: list[Signal]) -> tuple[Signal, ...]:
    if not any(one.signal in ("rsl:license", "contentUsage", "tdmReservation") for one in found):
        found.append(Signal("feed", "rsl:license", "", "missing"))
    return tuple(found)


def _json_feed(body: bytes, url: str) -> tuple[Signal, ...] | None:
    document = document_of(body)
    if document is None:
        return (Signal("feed", "document", "not a JSON object", "unreadable"),)
    items = document.get("items")
    for item in (items if isinstance(items, list) else [])[:_MOST_ITEMS]:
        if isinstance(item, dict) and url in (item.get("url"), item.get("id")):
            return _with_missing(list(own_members(item, "feed")))
    return None


def read_oembed(body: bytes) -> tuple[Signal, ...]:
    """What an oEmbed answer says beside its picture, in JSON or in XML."""
    if body.lstrip().startswith(b"<"):
        root = parsed(body)
        said: dict[str, object] = {} if root is None else {one.tag: (one.text or "").strip() for one in root.iter()}
    else:
        said = document_of(body) or {}
    found = tuple(own_members(said, "oembed"))
    return found or (Signal("oembed", "contentUsage", "", "missing"),)


def read_metadata(body: bytes) -> tuple[Signal, ...]:
    """What NodeInfo or an instance's API says of the whole site, in `metadata` or beside it."""
    return tuple(own_members(document_of(body) or {}, "api"))


def own_members(said: dict[str, object], surface: Surface) -> Iterator[Signal]:
    """Members of our own kind, whether they stand beside the others or within one made for them."""
    yield from members(said, surface)
    for name in ("_fediart", "fediart", "metadata"):
        inner = said.get(name)
        if isinstance(inner, dict):
            yield from members(inner, surface)


def document_of(body: bytes) -> dict[str, object] | None:
    """A JSON object of bounded size, or None."""
    if len(body) > RSL_LIMIT:
        return None
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
