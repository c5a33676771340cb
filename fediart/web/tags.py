"""Works of this instance under one tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from aiohttp import web

from fediart.store import come_by, gallery
from fediart.store.gallery import FIRST
from fediart.web import pages, people
from fediart.web.paging import cursor_of, older
from fediart.web.render import Page
from fediart.web.request import site_of
from fediart.web.showing import Card, Remark, cards, remark

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class TagPage(Page):
    template: ClassVar[str] = "tag.html"
    tag: str
    path: str
    works: tuple[Card, ...]
    first: bool
    older: str
    elsewhere: tuple[Remark, ...]


async def show(request: web.Request) -> web.StreamResponse:
    tag, before = request.match_info["tag"].lower(), cursor_of(request)
    async with site_of(request).db.reading() as tx:
        viewer = people.viewer_id(request)
        found = await gallery.tagged(tx, tag, viewer=viewer, before=before, limit=ON_A_PAGE + 1)
        # Others' works are not ours to show to everybody: members see them, on the first page.
        others = await come_by.tagged(tx, tag, viewer=viewer) if viewer and before == FIRST else []
    host = site_of(request).config.instance.host
    works, path = found[:ON_A_PAGE], f"/tags/{quote(tag, safe='')}"
    page = TagPage(
        title=f"#{tag}",
        tag=tag,
        path=path,
        works=cards(works),
        first=before == FIRST,
        elsewhere=tuple(remark(one, host=host, viewer_id=viewer) for one in others),
        older=older(path, works[-1].published, works[-1].id) if len(found) > ON_A_PAGE else "",
    )
    return await pages.show(request, page)
