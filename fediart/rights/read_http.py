"""No-AI signals in HTTP headers and in the head of an HTML page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from federation.links import elements
from fediart.rights.read_rsl import read_inline
from fediart.rights.signal import Signal, Surface

_HEADERS = ("Content-Usage", "Content-Signal", "tdm-reservation", "tdm-policy", "X-Robots-Tag")
_EXPECTED_HEADERS = ("Content-Usage", "Content-Signal", "tdm-reservation", "X-Robots-Tag")
_EXPECTED_METAS = ("robots", "tdm-reservation")
_METAS = ("robots", "tdm-reservation", "tdm-policy", "content-signal")
_MOST_LINES = 64  # of one header; a server that sends more says nothing we want to know

HTML_LIMIT = 256 * 1024  # bytes of a page that are read: signals stand in its head


def read_headers(headers: Iterable[tuple[str, str]]) -> tuple[Signal, ...]:
    """The signals of a response's headers, and those it lacks."""
    lines: dict[str, list[str]] = {}
    for name, value in headers:
        lines.setdefault(name.lower(), []).append(value.strip())
    found = [signal for name in _HEADERS for signal in _header(name, lines.get(name.lower(), []))]
    found += [
        Signal("http", "Link rel=license", value)
        for value in lines.get("link", [])[:_MOST_LINES]
        if "rel=license" in value.replace('"', "").lower()
    ]
    return (*found, *_missing("http", _EXPECTED_HEADERS, found))


def _header(name: str, values: list[str]) -> Iterator[Signal]:
    if name.startswith("Content-") and values:  # one field over several lines
        yield Signal("http", name, ", ".join(values))
        return
    for value in values[:_MOST_LINES]:
        yield Signal("http", name, value)


def _missing(surface: Surface, expected: Iterable[str], found: Iterable[Signal]) -> Iterator[Signal]:
    there = {signal.signal for signal in found}
    for name in expected:
        if name not in there:
            yield Signal(surface, name, "", "missing")


def read_html(body: bytes, path: str = "/") -> tuple[Signal, ...]:
    """The signals of a page: robots and TDMRep metas, licence links, schema.org image data, RSL about its path."""
    page = body[:HTML_LIMIT].decode("utf-8", "replace")
    found = [
        signal
        for name, said, text in elements(page, ("meta", "link", "script"))
        for signal in _element(name, said, text, path)
    ]
    return (*found, *_missing("html", _EXPECTED_METAS, found))


def _element(name: str, said: Mapping[str, str], text: str, path: str) -> Iterator[Signal]:
    called = said.get("name", "").lower()
    if name == "meta" and called in _METAS:
        yield Signal("html", called, said.get("content", ""))
    if name == "link" and "license" in said.get("rel", "").lower().split():
        yield Signal("html", "link rel=license", said.get("href", ""))
    if name == "script" and said.get("type", "").lower() == "application/ld+json":
        yield from _image_data(text)
    if name == "script" and said.get("type", "").lower() == "application/rsl+xml":
        yield from read_inline(text, path)


def _image_data(text: str) -> Iterator[Signal]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict) and item.get("@type") == "ImageObject":
            for key in ("license", "usageInfo", "copyrightNotice", "acquireLicensePage"):
                if isinstance(item.get(key), str):
                    yield Signal("html", f"ImageObject {key}", item[key])
