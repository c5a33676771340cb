"""Home: what the people one follows posted and boosted, here and elsewhere, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.language import _
from fediart.store import home
from fediart.store.gallery import FIRST
from fediart.store.muted_words import HOME
from fediart.web import pages
from fediart.web.paging import cursor_of, older
from fediart.web.people import locale_of
from fediart.web.render import Page
from fediart.web.request import site_of, viewer
from fediart.web.seeing import NO_LINE, AiLine, ai_line, carried, filled, said_at, seeing
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
    ai: AiLine = NO_LINE


async def show(request: web.Request) -> web.StreamResponse:
    site, who, before = site_of(request), viewer(request).actor, cursor_of(request)
    async with site.db.reading() as tx:
        eyes = await seeing(request, tx, HOME)
        found = await filled(
            lambda at, limit: home.home(tx, who.id, before=at, limit=limit),
            said_at,
            eyes.hides_said,
            before=before,
            size=ON_A_PAGE,
        )
    posts, host, locale = found.items, site.config.instance.host, locale_of(request)
    page = HomePage(
        title=_("Home"),
        posts=tuple(remark(one, host=host, viewer_id=who.id, locale=locale, eyes=eyes) for one in posts),
        first=before == FIRST,
        older=older(carried("/home", eyes), *found.last) if found.more else "",
        follows_nobody=who.following_count == 0,
        handle=f"@{who.name}@{host}",
        ai=ai_line(request, eyes, hidden=found.hidden, marked=sum(bool(one.ai.label) for one in posts)),
    )
    return await pages.show(request, page)
