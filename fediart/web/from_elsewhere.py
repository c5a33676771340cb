"""Pictures from other servers, for members: of people followed from here, and of what relays bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.rights.model import POLICIES, Preset
from fediart.store import come_by
from fediart.store.gallery import FIRST
from fediart.web import pages
from fediart.web.paging import cursor_of, older
from fediart.web.people import locale_of
from fediart.web.render import Page
from fediart.web.request import set_rights, site_of, viewer
from fediart.web.showing import Remark, remark

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class ElsewherePage(Page):
    template: ClassVar[str] = "from_elsewhere.html"
    posts: tuple[Remark, ...]
    first: bool
    older: str


async def show(request: web.Request) -> web.StreamResponse:
    """`/elsewhere`."""
    site, who, before = site_of(request), viewer(request).actor, cursor_of(request)
    async with site.db.reading() as tx:
        found = await come_by.newest(tx, viewer=who.id, before=before, limit=ON_A_PAGE + 1)
    posts, host = found[:ON_A_PAGE], site.config.instance.host
    set_rights(request, POLICIES[Preset.NO_AI_NO_SEARCH])
    page = ElsewherePage(
        title="From elsewhere",
        posts=tuple(remark(one, host=host, viewer_id=who.id, locale=locale_of(request)) for one in posts),
        first=before == FIRST,
        older=older("/elsewhere", posts[-1].at, posts[-1].cursor) if len(found) > ON_A_PAGE else "",
    )
    return await pages.show(request, page)
