"""The gallery: every public work of this instance, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.language import _
from fediart.store import gallery
from fediart.store.gallery import FIRST
from fediart.store.muted_words import WALLS
from fediart.store.visibility import NOBODY
from fediart.web import pages
from fediart.web.paging import cursor_of, older
from fediart.web.preload import first_tile
from fediart.web.render import Page
from fediart.web.request import settings_of, site_of, viewer_of
from fediart.web.seeing import NO_LINE, AiLine, ai_line, carried, filled, placed, seeing
from fediart.web.showing import Card, cards
from fediart.web.walls import wall_of

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
    ai: AiLine = NO_LINE


async def show(request: web.Request) -> web.StreamResponse:
    viewer, before = viewer_of(request), cursor_of(request)
    following = viewer is not None and request.query.get("of") == "following"
    async with site_of(request).db.reading() as tx:
        eyes, seen_by = await seeing(request, tx, WALLS), viewer.actor.id if viewer else NOBODY
        rows = gallery.followed if following else gallery.newest
        found = await filled(
            lambda at, limit: rows(tx, viewer=seen_by, before=at, limit=limit),
            placed,
            eyes.hides_work,
            before=before,
            size=ON_A_PAGE,
        )
    works, path = found.items, carried("/?of=following" if following else "/", eyes)
    settings = settings_of(request)
    page = GalleryPage(
        title=_("Gallery") if works and before != FIRST else settings.name,
        works=cards(works, eyes=eyes),
        following=following,
        first=before == FIRST,
        older=older(path, *found.last) if found.more else "",
        tagline=settings.tagline,
        may_join=settings.registrations in ("open", "approval"),
        ai=ai_line(request, eyes, hidden=found.hidden, marked=sum(bool(work.ai_label) for work in works)),
    )
    response = await pages.show(request, page)
    first_tile(response, page.works, wall_of(request))
    return response
