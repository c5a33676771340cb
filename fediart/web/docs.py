"""`/docs`: the documentation of the version that runs here, in the frame of the instance, with a search."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web
from markupsafe import Markup

from fediart.errors import NotFound
from fediart.handbook.library import SERVED, Document, Library, library
from fediart.handbook.searching import MOST_CHARACTERS, Found, search
from fediart.language import _
from fediart.web import pages
from fediart.web.render import Page


@dataclass(frozen=True, slots=True)
class DocsFrontPage(Page):
    template: ClassVar[str] = "docs/front.html"
    library: Library
    q: str = ""


@dataclass(frozen=True, slots=True)
class DocsPage(Page):
    """`before` and `after` are its neighbours in the order of reading, which runs on from one part to the next."""

    template: ClassVar[str] = "docs/page.html"
    library: Library
    document: Document
    html: Markup
    before: Document | None
    after: Document | None
    q: str = ""


@dataclass(frozen=True, slots=True)
class DocsSearchPage(Page):
    template: ClassVar[str] = "docs/search.html"
    library: Library
    q: str
    found: tuple[Found, ...]


async def front(request: web.Request) -> web.StreamResponse:
    return await pages.show(request, DocsFrontPage(title=_("Documentation"), library=await _library()))


async def show(request: web.Request) -> web.StreamResponse:
    """Raises NotFound for whatever is not one of the documents: nothing is looked for in any folder."""
    shelf = await _library()
    page = page_of(shelf, request.match_info["slug"])
    if page is None:
        raise NotFound(_("There is no such page in the documentation. /docs lists all of them."))
    return await pages.show(request, page)


def page_of(shelf: Library, slug: str, kind: type[DocsPage] = DocsPage) -> DocsPage | None:
    """The page of this document with its neighbours; nothing where there is none."""
    one = shelf.documents.get(slug)
    if one is None:
        return None
    before, after = shelf.documents.get(one.before), shelf.documents.get(one.after)
    html = Markup(one.html)  # noqa: S704 - written by handbook/markdown.py, which lets no HTML through
    return kind(title=one.title, library=shelf, document=one, html=html, before=before, after=after)


async def find(request: web.Request) -> web.StreamResponse:
    shelf = await _library()
    asked = " ".join(request.query.get("q", "")[:MOST_CHARACTERS].split())
    found = await asyncio.to_thread(search, asked, SERVED)
    page = DocsSearchPage(title=_("Search the documentation"), library=shelf, q=asked, found=found)
    return await pages.show(request, page)


async def picture(request: web.Request) -> web.StreamResponse:
    path = (await _library()).pictures.get(request.match_info["name"])
    if path is None:
        raise NotFound(_("There is no such picture in the documentation."))
    body = await asyncio.to_thread(path.read_bytes)
    return web.Response(body=body, headers={"Content-Type": "image/png", "Cache-Control": "public, max-age=86400"})


async def _library() -> Library:
    return await asyncio.to_thread(library, SERVED)
