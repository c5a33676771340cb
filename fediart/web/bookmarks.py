"""`/bookmarks`: what somebody keeps, for their own eyes, and the buttons that keep a post or let it go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions import bookmark
from fediart.language import _
from fediart.rights.model import POLICIES, Preset
from fediart.store import bookmarks
from fediart.store.bookmarks import FIRST
from fediart.web import pages
from fediart.web.people import locale_of
from fediart.web.render import Page
from fediart.web.request import answers, is_number, number_in, set_rights, site_of, viewer
from fediart.web.seeing import seeing
from fediart.web.showing import Remark, remark

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class BookmarksPage(Page):
    template: ClassVar[str] = "bookmarks.html"
    posts: tuple[Remark, ...]
    first: bool
    older: str


async def show(request: web.Request) -> web.StreamResponse:
    """All of it, covered where the viewer wants that, and never hidden: they have chosen it themselves."""
    site, who = site_of(request), viewer(request).actor
    given = request.query.get("before", "")
    before = int(given) if is_number(given) and int(given) < FIRST else FIRST
    async with site.db.reading() as tx:
        eyes = await seeing(request, tx)
        found = await bookmarks.newest(tx, who.id, before=before, limit=ON_A_PAGE + 1)
    host, locale, shown = site.config.instance.host, locale_of(request), found[:ON_A_PAGE]
    set_rights(request, POLICIES[Preset.NO_AI_NO_SEARCH])
    page = BookmarksPage(
        title=_("Bookmarks"),
        posts=tuple(remark(said, host=host, viewer_id=who.id, locale=locale, eyes=eyes) for _number, said in shown),
        first=before == FIRST,
        older=f"/bookmarks?before={shown[-1][0]}" if len(found) > ON_A_PAGE else "",
    )
    return await pages.show(request, page)


async def act(request: web.Request) -> web.StreamResponse:
    """`/posts/ID/bookmark` and `/posts/ID/unbookmark`."""
    site, who, post_id = site_of(request), viewer(request).actor, number_in(request)
    back = (await answers(request)).get("back", "")
    if request.match_info["deed"] == "unbookmark":
        await bookmark.unbookmark(site, who, post_id)
        return pages.go(request, back or "/bookmarks")
    await bookmark.bookmark(site, who, post_id)
    return pages.go(request, back or "/bookmarks", notice=_("Kept among your bookmarks. Only you see them."))
