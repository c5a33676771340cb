"""Where a page leads a careful collector: its ActivityPub form, feeds, oEmbed, licence and pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from federation.links import elements
from fediart.rights.read_http import HTML_LIMIT
from fediart.rights.urls import joined

_FEEDS = ("application/atom+xml", "application/rss+xml", "application/feed+json")
_OEMBED = ("application/json+oembed", "text/xml+oembed")
_ACTIVITY = ("application/activity+json", 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"')
_MOST = 8


@dataclass(slots=True)
class Discovered:
    """Absolute addresses, in the order of the page, at most a few of each."""

    activity: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    oembed: list[str] = field(default_factory=list)
    licences: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


def discovered(body: bytes, url: str) -> Discovered:
    """What the head of a page, its image data and its share picture name."""
    found = Discovered()
    for name, said, text in elements(body[:HTML_LIMIT].decode("utf-8", "replace"), ("link", "meta", "script")):
        for kind, address in _named(name, said, text):
            places: list[str] = getattr(found, kind)
            whole = joined(url, address)
            if whole and whole not in places and len(places) < _MOST:
                places.append(whole)
    return found


def _named(name: str, said: Mapping[str, str], text: str) -> Iterator[tuple[str, str]]:
    if name == "link":
        yield from _linked(said.get("rel", "").lower().split(), said.get("type", "").lower(), said.get("href", ""))
    elif name == "meta" and said.get("content"):
        if said.get("name", "").lower() == "tdm-policy":
            yield "policies", said["content"]
        if said.get("property", said.get("name", "")).lower() == "og:image":
            yield "pictures", said["content"]
    elif name == "script" and said.get("type", "").lower() == "application/ld+json":
        yield from (("pictures", address) for address in _contents(text))


def _linked(rels: list[str], kind: str, href: str) -> Iterator[tuple[str, str]]:
    if not href:
        return
    if "alternate" in rels:
        for place, kinds in (("activity", _ACTIVITY), ("feeds", _FEEDS), ("oembed", _OEMBED)):
            if kind in kinds:
                yield place, href
    if "license" in rels and kind == "application/rsl+xml":
        yield "licences", href


def _contents(text: str) -> Iterator[str]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict) and isinstance(address := item.get("contentUrl"), str):
            yield address
