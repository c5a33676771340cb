"""Where a site of one artist stands, and what its addresses are: made from those of this instance's pages."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from fediart.errors import Problem
from fediart.language import _
from fediart.rights.model import Preset
from fediart.rights.urls import web_address

FORMS: Final = ("atom", "rss", "json")
PRESETS: Final = frozenset(preset.value for preset in Preset)
SITE_FILES: Final = ("/robots.txt", "/ai.txt", "/trust.txt", "/license.xml", "/sitemap.xml")
FRONT, ABOUT, PRINT, PRINT_PAGES, ABSENT = "", "about", "print", "print-pages", "404"
_AS_THEY_ARE: Final = ("/static/", "/media/", "/avatars/", "/.well-known/")


@dataclass(frozen=True, slots=True)
class Ground:
    """`instance` is this instance's origin, `base` the address at which the site stands, without a slash at its end;
    empty where that is not known. `files`: its pages are files, which link to each other from wherever they lie."""

    artist: str
    instance: str
    base: str = ""
    files: bool = False

    @property
    def home(self) -> str:
        """The path of the artist's page on the instance."""
        return f"/@{self.artist}"


def place_of(ground: Ground, path: str) -> str | None:
    """Where on the site that is which has this path (with its query) on the instance; None for what is not on it.

    Places have no slash at their beginning; the front page is the empty one, or `index.html` among files.
    """
    plain, _question, query = path.partition("?")
    if plain.startswith(_AS_THEY_ARE) or plain in SITE_FILES:
        return plain[1:]
    if plain.startswith("/policies/") and plain.endswith(".jsonld"):
        return plain[1:] if plain[10:-7] in PRESETS else None
    if plain in {f"{ground.home}/feed.{form}" for form in FORMS}:
        return plain.rpartition("/")[2]
    page = _page(ground, plain, query)
    if page is None or not ground.files:
        return page
    return f"{page or 'index'}.html"


def _page(ground: Ground, plain: str, query: str) -> str | None:
    if plain.startswith("/policies/"):
        return plain[1:] if plain[10:] in PRESETS else None
    if plain == ground.home:
        number = query.removeprefix("page=")
        if ground.files:
            return f"page-{number}" if number.isdigit() else FRONT
        return f"?{query}" if query.startswith("before=") else FRONT
    if not plain.startswith(f"{ground.home}/"):
        return None
    rest = plain.removeprefix(f"{ground.home}/")
    if rest == PRINT:
        return PRINT_PAGES if query == "by=pages" else PRINT
    if rest.isdigit():
        return f"works/{rest}"
    if rest == ABOUT or (rest.startswith("series/") and rest.count("/") == 1):
        return rest
    return None


def linked(ground: Ground, here: str, target: str) -> str:
    """How the page at the place `here` links to `target`, an address as the instance's pages write it."""
    path = target.removeprefix(ground.instance) if target.startswith(f"{ground.instance}/") else target
    if not path.startswith("/") or path.startswith("//"):
        return target
    bare, mark, fragment = path.partition("#")
    place = place_of(ground, bare)
    if place is None:
        return ground.instance + path
    return _from(ground, here, place) + mark + fragment


def _from(ground: Ground, here: str, place: str) -> str:
    if not ground.files:
        return f"/{place}"
    there = quote(unquote(place))
    if here == f"{ABSENT}.html" and ground.base:  # a host shows it at any address
        return f"{ground.base}/{there}"
    return posixpath.relpath(there, posixpath.dirname(here) or ".")


def address(ground: Ground, path: str) -> str:
    """The whole address of what has this path on the instance: on the site, or where that is not known here."""
    place = place_of(ground, path) if ground.base else None
    if place is None:
        return ground.instance + path
    there = quote(unquote(place), safe="/?=&-") if place != "index.html" else ""
    return f"{ground.base}/{there}"


def base_of(text: str) -> str:
    """The address of a site as somebody typed it, without a slash at its end; empty for nothing. Raises Problem."""
    given = text.strip()
    if not given:
        return ""
    parts = web_address(given if "://" in given else f"https://{given}")
    plain = parts is not None and given.isascii() and given.isprintable() and not set(given) & set(" <>\"'\\@?#")
    if parts is None or not plain or len(given) > 200:
        raise Problem(_("Write an address such as https://jane.example, or nothing."), field="address")
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
