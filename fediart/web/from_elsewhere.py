"""Pictures from other servers, for members: of people followed from here, and of what relays bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.language import _
from fediart.rights.model import POLICIES, Preset
from fediart.store import come_by
from fediart.store.gallery import FIRST
from fediart.store.muted_words import WALLS
from fediart.web import pages
from fediart.web.paging import cursor_of, older
from fediart.web.people import locale_of
from fediart.web.render import Page
from fediart.web.request import set_rights, site_of, viewer
from fediart.web.seeing import NO_LINE, AiLine, ai_line, carried, filled, said_at, seeing
from fediart.web.showing import Remark, remark

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class ElsewherePage(Page):
    template: ClassVar[str] = "from_elsewhere.html"
    posts: tuple[Remark, ...]
    first: bool
    older: str
    ai: AiLine = NO_LINE


async def show(request: web.Request) -> web.StreamResponse:
    """`/elsewhere`."""
    site, who, before = site_of(request), viewer(request).actor, cursor_of(request)
    async with site.db.reading() as tx:
        eyes = await seeing(request, tx, WALLS)
        found = await filled(
            lambda at, limit: come_by.newest(tx, viewer=who.id, before=at, limit=limit),
            said_at,
            eyes.hides_said,
            before=before,
            size=ON_A_PAGE,
            kept_out=eyes.keeps_out,
        )
    posts, host, locale = found.items, site.config.instance.host, locale_of(request)
    set_rights(request, POLICIES[Preset.NO_AI_NO_SEARCH])
    page = ElsewherePage(
        title=_("From elsewhere"),
        posts=tuple(remark(one, host=host, viewer_id=who.id, locale=locale, eyes=eyes) for one in posts),
        first=before == FIRST,
        older=older(carried("/elsewhere", eyes), *found.last) if found.more else "",
        ai=ai_line(request, eyes, hidden=found.hidden, marked=sum(bool(one.ai.label) for one in posts)),
    )
    return await pages.show(request, page)
