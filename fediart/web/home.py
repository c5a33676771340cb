"""Home: what the people one follows posted and boosted, here and elsewhere, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions import home_choices as choosing
from fediart.language import N_, _
from fediart.store import home, home_choices
from fediart.store.gallery import FIRST
from fediart.store.home_choices import ARTWORKS, BOOSTS, NOTES, REPLIES, TAGS
from fediart.store.muted_words import HOME
from fediart.web import pages
from fediart.web.paging import cursor_of, older
from fediart.web.people import locale_of
from fediart.web.render import Page
from fediart.web.request import site_of, ticked, viewer
from fediart.web.seeing import NO_LINE, AiLine, ai_line, carried, filled, said_at, seeing
from fediart.web.showing import Remark, remark

ON_A_PAGE = 30
KINDS: tuple[tuple[str, str], ...] = (
    (ARTWORKS, N_("Artworks")),
    (NOTES, N_("Notes")),
    (BOOSTS, N_("Boosts")),
    (REPLIES, N_("Replies")),
    (TAGS, N_("What is under tags you follow")),
)


@dataclass(frozen=True, slots=True)
class HomePage(Page):
    """`handle` is the viewer's own, for the empty page. `shown` are the kinds of posts they want, `tags` those they
    follow."""

    template: ClassVar[str] = "home.html"
    posts: tuple[Remark, ...]
    first: bool
    older: str
    follows_nobody: bool
    handle: str
    ai: AiLine = NO_LINE
    shown: frozenset[str] = home_choices.USUAL
    kinds: tuple[tuple[str, str], ...] = KINDS
    tags: tuple[str, ...] = ()


async def show(request: web.Request) -> web.StreamResponse:
    site, who, before = site_of(request), viewer(request).actor, cursor_of(request)
    async with site.db.reading() as tx:
        eyes = await seeing(request, tx, HOME)
        shown, tags = await home_choices.shown(tx, who.id), await home_choices.followed_tags(tx, who.id)
        found = await filled(
            lambda at, limit: home.home(tx, who.id, shown=shown, before=at, limit=limit),
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
        shown=shown,
        tags=tuple(tags),
    )
    return await pages.show(request, page)


async def choose(request: web.Request) -> web.StreamResponse:
    """Which kinds of posts come home, until it is chosen anew."""
    await choosing.show_at_home(site_of(request), viewer(request).actor, await ticked(request, "kinds"))
    return pages.go(request, "/home", notice=_("Saved. Home shows what you have chosen."))
