"""A strict reader of sitemaps: the protocol of sitemaps.org 0.9 and Google's image extension 1.1, rule by rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
MOST_ADDRESSES = 50_000
MOST_BYTES = 52_428_800
IN_ORDER = ("loc", "lastmod", "changefreq", "priority")
OF_AN_IMAGE = ("loc", "caption", "geo_location", "title", "license")


@dataclass(frozen=True, slots=True)
class Listed:
    """`images` are pairs of an address and a licence."""

    address: str
    images: tuple[tuple[str, str], ...]


def read_index(body: bytes, origin: str) -> list[str]:
    return [one.address for one in _read(body, origin, "sitemapindex", "sitemap")]


def read_urls(body: bytes, origin: str) -> list[Listed]:
    return _read(body, origin, "urlset", "url")


def _read(body: bytes, origin: str, outer: str, inner: str) -> list[Listed]:
    assert len(body) <= MOST_BYTES
    assert body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    assert root.tag == SPACE + outer
    assert 1 <= len(root) <= MOST_ADDRESSES, "an empty list is not allowed"
    found = [_one(one, origin, inner) for one in root]
    addresses = [one.address for one in found]
    assert len(set(addresses)) == len(addresses), "each address once"
    return found


def _one(element: etree._Element, origin: str, inner: str) -> Listed:
    assert element.tag == SPACE + inner
    own = [one.tag.removeprefix(SPACE) for one in element if one.tag.startswith(SPACE)]
    assert own == [name for name in IN_ORDER if name in own], "each at most once, in the order of the schema"
    if "lastmod" in own:
        assert datetime.fromisoformat(element.findtext(f"{SPACE}lastmod", "")).tzinfo is not None
    pictures = [one for one in element if not one.tag.startswith(SPACE)]
    assert all(one.tag == f"{IMAGE}image" for one in pictures)
    assert len(pictures) <= 1_000
    assert inner == "url" or not pictures
    return Listed(_address(element.findtext(f"{SPACE}loc", ""), origin), tuple(_image(one, origin) for one in pictures))


def _image(element: etree._Element, origin: str) -> tuple[str, str]:
    names = [one.tag.removeprefix(IMAGE) for one in element]
    assert names == [name for name in OF_AN_IMAGE if name in names]
    licence = element.findtext(f"{IMAGE}license", "")
    assert urlsplit(licence).scheme == "https"
    return _address(element.findtext(f"{IMAGE}loc", ""), origin), licence


def _address(text: str, origin: str) -> str:
    assert text.startswith(f"{origin}/") and len(text) < 2048 and text.isascii()
    assert not set(text) & set(" <>\"'"), "escaped as an address"
    return text
