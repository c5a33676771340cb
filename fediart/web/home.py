"""Home: what the people one follows posted and boosted, here and elsewhere, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.store import home
from fediart.store.gallery import FIRST
from fediart.web import pages
from fediart.web.paging import cursor_of, older
from fediart.web.people import locale_of
from fediart.web.render import Page
from fediart.web.request import site_of, viewer
from fediart.web.showing import Remark, remark

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class HomePage(Page):
    """`handle` is the viewer's own, for the empty page."""

    template: ClassVar[str] = "home.html"
    posts: tuple[Remark, ...]
    first: bool
    older: str
    follows_nobody: bool
    handle: str


async def show(request: web.Request) -> web.StreamResponse:
    site, who, before = site_of(request), viewer(request).actor, cursor_of(request)
    async with site.db.reading() as tx:
        found = await home.home(tx, who.id, before=before, limit=ON_A_PAGE + 1)
    posts, host = found[:ON_A_PAGE], site.config.instance.host
    page = HomePage(
        title="Home",
        posts=tuple(remark(one, host=host, viewer_id=who.id, locale=locale_of(request)) for one in posts),
        first=before == FIRST,
        older=older("/home", posts[-1].at, posts[-1].cursor) if len(found) > ON_A_PAGE else "",
        follows_nobody=who.following_count == 0,
        handle=f"@{who.name}@{host}",
    )
    return await pages.show(request, page)
