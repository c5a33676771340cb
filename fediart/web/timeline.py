"""What an artist posted, replied and boosted, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.store import home
from fediart.store.gallery import FIRST
from fediart.translate.rights import artist_policy
from fediart.web import pages, people
from fediart.web.paging import cursor_of, older
from fediart.web.people import Profile
from fediart.web.render import Page
from fediart.web.request import set_rights, settings_of, site_of
from fediart.web.showing import Remark, remark

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class TimelinePage(Page):
    template: ClassVar[str] = "timeline.html"
    profile: Profile
    posts: tuple[Remark, ...]
    first: bool
    older: str


async def show(request: web.Request) -> web.StreamResponse:
    site, viewer, before = site_of(request), people.viewer_id(request), cursor_of(request)
    async with site.db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        found = await home.timeline(tx, artist.id, viewer=viewer, before=before, limit=ON_A_PAGE + 1)
        profile = await people.profile(tx, request, artist)
    posts = found[:ON_A_PAGE]
    set_rights(request, artist_policy(artist, settings_of(request)))
    locale = people.locale_of(request)
    page = TimelinePage(
        title=f"Timeline of {artist.shown_name}",
        profile=profile,
        posts=tuple(remark(one, host=site.config.instance.host, viewer_id=viewer, locale=locale) for one in posts),
        first=before == FIRST,
        older=older(f"/@{artist.name}/timeline", posts[-1].at, posts[-1].cursor) if len(found) > ON_A_PAGE else "",
    )
    return await pages.show(request, page)
