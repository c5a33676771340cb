"""Lenient in, strict about bounds: single values, ids, URLs, texts and times out of other people's JSON.

A property may be a string, an object or a list of either; what comes out is typed, bounded and http(s).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from federation.objects import Raw

MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_URL = 2048
MAX_RECIPIENTS = 2000

_URL = re.compile(r"https?://[^\s/?#@\\\x00-\x20\x7f]+(?:[/?#][^\s\x00-\x20\x7f]*)?", re.IGNORECASE)
_AS2 = ("https://www.w3.org/ns/activitystreams#", "as:")
_BLURHASH = re.compile(r"[0-9A-Za-z#$%*+,\-.:;=?@\[\]^_{|}~]{6,164}")
_BASE83 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
# A string can hold a NUL or half a surrogate pair only where one of these is: an escape, or a NUL in the bytes.
_MAYBE_BAD_TEXT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|\x00")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")


class BadObject(Exception):
    """The JSON is not something we can act on; `reason` is one sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_json(body: bytes) -> dict[str, Any]:
    """A JSON object of bounded shape. Raises `BadObject`."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise BadObject("the body is not JSON") from problem
    if not isinstance(value, dict):
        raise BadObject("the body is JSON, but not an object")
    check_shape(value, texts=not _plain(body))
    return value


def _plain(body: bytes) -> bool:
    """Whether no string in this JSON can hold text that no database takes."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return _MAYBE_BAD_TEXT.search(body) is None


def check_shape(value: object, *, texts: bool = True) -> None:
    """Refuse what is too deep, too many, or holds text no database takes (advisory 53). Raises `BadObject`.

    Without `texts` no string is looked at, where all of them are known to be good.
    """
    left = MAX_NODES
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        left -= len(level)
        for node in level:
            if isinstance(node, str):
                if texts:
                    _check_text(node)
            elif isinstance(node, dict):
                below.extend(node.values())
                if texts:
                    for key in node:
                        _check_text(key)
            elif isinstance(node, list):
                below.extend(node)
            elif isinstance(node, float) and not isfinite(node):
                raise BadObject("the JSON holds a number that is none")
        if len(below) > left:
            raise BadObject("the JSON has too many values")
        if not below:
            return
        level = below
    raise BadObject("the JSON is nested too deeply")


def _check_text(text: object) -> None:
    if not isinstance(text, str) or text.isascii():
        if isinstance(text, str) and "\x00" in text:
            raise BadObject("the JSON holds a NUL character")
        return
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise BadObject("the JSON holds half a surrogate pair") from problem
    if "\x00" in text:
        raise BadObject("the JSON holds a NUL character")


def each(value: object) -> list[Any]:
    """A property's values as a list: absent, one or many."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def kind_of(raw: Raw, known: frozenset[str] | dict[str, Any] | None = None) -> str:
    """The first type that is known, else the first; prefixes of ActivityStreams are taken off."""
    kinds = [kind for kind in each(raw.get("type", raw.get("@type"))) if isinstance(kind, str)]
    for index, kind in enumerate(kinds):
        for prefix in _AS2:
            if kind.startswith(prefix):
                kinds[index] = kind[len(prefix) :]
    if known is not None:
        for kind in kinds:
            if kind in known:
                return kind
    return kinds[0][:128] if kinds else ""


@lru_cache(maxsize=4096)
def _is_http(text: str) -> bool:
    if len(text) > MAX_URL or _URL.fullmatch(text) is None:
        return False
    try:
        return urlsplit(text).port != 0  # raises for brackets, ports and letters that no host has
    except ValueError:
        return False


def http_url(value: object) -> str | None:
    """The value when it is an http(s) URL without user name, of bounded length (advisory 77)."""
    return value if isinstance(value, str) and _is_http(value) else None


def plain_url(value: object) -> str | None:
    """An address in which WordPress has escaped `&` as HTML."""
    return http_url(html.unescape(value)) if isinstance(value, str) and "&" in value else http_url(value)


def id_of(value: object) -> str | None:
    """The id in a string, an object, or the first of a list of them."""
    for one in each(value):
        found = http_url(one.get("id", one.get("@id")) if isinstance(one, dict) else one)
        if found is not None:
            return found
    return None


def ids_of(value: object, limit: int) -> tuple[str, ...]:
    """All ids in a property, each once, at most `limit`."""
    found = (id_of(one) for one in each(value)[:limit])
    return tuple(dict.fromkeys(one for one in found if one is not None))


def recipients(value: object) -> tuple[str, ...]:
    """`to` or `cc`: ids and the names of the public, which need not be URLs."""
    kept: dict[str, None] = {}
    for one in each(value)[:MAX_RECIPIENTS]:
        found = one.get("id") if isinstance(one, dict) else one
        if found in ("as:Public", "Public") or http_url(found) is not None:
            kept[str(found)] = None
    return tuple(kept)


def links(value: object) -> Iterator[tuple[str, str | None]]:
    """`(url, media type)` of each string or Link in a `url` property."""
    for one in each(value)[:64]:
        if isinstance(one, dict):
            found = http_url(one.get("href", one.get("url")))
            kind = text(one.get("mediaType", one.get("mimeType")), 128)  # the second is an older draft's
        else:
            found, kind = http_url(one), None
        if found is not None:
            yield found, kind


def page_url(value: object) -> str | None:
    """The URL a person would open: the first that is HTML, else the first."""
    found = list(links(value))
    for url, kind in found:
        if kind is not None and kind.startswith("text/html"):
            return url
    return found[0][0] if found else None


def on_host_of(url: str | None, owner: str) -> str | None:
    """A link for people counts only when it is on the host of the id (advisory 18)."""
    if url is None or urlsplit(url).netloc.lower() != urlsplit(owner).netloc.lower():
        return None
    return url


def text(value: object, limit: int) -> str | None:
    """A string, the first of several, or the `@value` of one; cut at `limit` characters."""
    for one in each(value):
        found = one.get("@value") if isinstance(one, dict) else one
        if isinstance(found, str):
            return found[:limit]
    return None


def language_of(value: object) -> str | None:
    """A language tag (BCP 47) that names a language."""
    return value if isinstance(value, str) and _LANGUAGE.fullmatch(value) and value != "und" else None


def told(raw: Raw, name: str, limit: int) -> tuple[str | None, str | None]:
    """`(text, language)` of a property that may come plain, as a language map, or as both."""
    told_as = raw.get(f"{name}Map")
    by_language: dict[str, Any] = told_as if isinstance(told_as, dict) else {}
    language = next((key for key in by_language if language_of(key)), None)
    plain = text(raw.get(name), limit)
    if plain is None:
        plain = next((one[:limit] for one in by_language.values() if isinstance(one, str)), None)
    return plain, language


def yes(value: object) -> bool:
    """A flag, also when it was sent as a word."""
    return value is True or value == "true"


def count(value: object) -> int | None:
    """A number of things that fits a 63-bit column."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 2**63 else None


def total(value: object) -> int | None:
    """The totalItems of an embedded collection."""
    return count(value.get("totalItems")) if isinstance(value, dict) else None


def moment(value: object) -> int | None:
    """An xsd:dateTime in milliseconds since the epoch, None when it is not one; no zone means UTC."""
    if not isinstance(value, str) or len(value) > 64:
        return None
    if value.endswith("Z") and value[-7:-6] in ("+", "-"):
        value = value[:-1]  # an offset and a Z, as some libraries write who append one to the other
    try:
        read = datetime.fromisoformat(value)
        return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def blurhash(value: object) -> str | None:
    """A blurhash of the right alphabet, length and at most 5 x 5 components (advisory 64)."""
    if not isinstance(value, str) or _BLURHASH.fullmatch(value) is None:
        return None
    components = _BASE83.index(value[0])
    across, down = components % 9 + 1, components // 9 + 1
    fits = across <= 5 and down <= 5 and len(value) == 4 + 2 * across * down
    return value if fits else None


def average_colour(hash_text: str) -> str:
    """The mean colour that a blurhash begins with, as `#rrggbb`; empty for none."""
    if _BLURHASH.fullmatch(hash_text) is None:
        return ""
    value = 0
    for character in hash_text[2:6]:
        value = value * 83 + _BASE83.index(character)
    return f"#{value & 0xFFFFFF:06x}"


def pixels(value: object) -> int | None:
    """A width or height in pixels."""
    found = count(value)
    return found if found is not None and 0 < found <= 100_000 else None


def focal_point(value: object) -> tuple[float, float] | None:
    """`[x, y]`, each from -1 to 1."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    x, y = value
    for one in (x, y):
        if isinstance(one, bool) or not isinstance(one, int | float) or not -1 <= one <= 1:
            return None
    return float(x), float(y)
