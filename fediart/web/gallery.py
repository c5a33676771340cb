"""The gallery: every public work of this instance, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.store import gallery
from fediart.store.gallery import FIRST
from fediart.store.visibility import NOBODY
from fediart.web import pages
from fediart.web.paging import cursor_of, older
from fediart.web.render import Page
from fediart.web.request import settings_of, site_of, viewer_of
from fediart.web.showing import Card, cards

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class GalleryPage(Page):
    """`following` shows only whom the viewer follows; `tagline` greets visitors on the first page."""

    template: ClassVar[str] = "gallery.html"
    works: tuple[Card, ...]
    following: bool
    first: bool
    older: str
    tagline: str
    may_join: bool


async def show(request: web.Request) -> web.StreamResponse:
    viewer, before = viewer_of(request), cursor_of(request)
    following = viewer is not None and request.query.get("of") == "following"
    async with site_of(request).db.reading() as tx:
        if viewer is not None and following:
            found = await gallery.followed(tx, viewer=viewer.actor.id, before=before, limit=ON_A_PAGE + 1)
        else:
            seen_by = viewer.actor.id if viewer else NOBODY
            found = await gallery.newest(tx, viewer=seen_by, before=before, limit=ON_A_PAGE + 1)
    works, path = found[:ON_A_PAGE], "/?of=following" if following else "/"
    settings = settings_of(request)
    page = GalleryPage(
        title="Gallery" if works and before != FIRST else settings.name,
        works=cards(works),
        following=following,
        first=before == FIRST,
        older=older(path, works[-1].published, works[-1].id) if len(found) > ON_A_PAGE else "",
        tagline=settings.tagline,
        may_join=settings.registrations in ("open", "approval"),
    )
    return await pages.show(request, page)
