"""What an artist posted, replied and boosted, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.language import _
from fediart.store import home
from fediart.store.gallery import FIRST
from fediart.store.muted_words import PERSON
from fediart.web import pages, people
from fediart.web.artist_face import Face, face_of
from fediart.web.mixed import say_strictest
from fediart.web.paging import cursor_of, older
from fediart.web.people import Profile
from fediart.web.render import Page
from fediart.web.request import site_of
from fediart.web.seeing import NO_LINE, AiLine, ai_line, carried, filled, said_at, seeing
from fediart.web.showing import Remark, remark

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class TimelinePage(Page):
    template: ClassVar[str] = "timeline.html"
    profile: Profile
    face: Face
    posts: tuple[Remark, ...]
    first: bool
    older: str
    ai: AiLine = NO_LINE


async def show(request: web.Request) -> web.StreamResponse:
    site, viewer, before = site_of(request), people.viewer_id(request), cursor_of(request)
    async with site.db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        eyes = await seeing(request, tx, PERSON)
        found = await filled(
            lambda at, limit: home.timeline(tx, artist.id, viewer=viewer, before=at, limit=limit),
            said_at,
            eyes.hides_said,
            before=before,
            size=ON_A_PAGE,
        )
        profile, face = await people.profile(tx, request, artist), await face_of(tx, request, artist)
        await say_strictest(tx, request, artist, found.items)
    posts, host, path = found.items, site.config.instance.host, carried(f"/@{artist.name}/timeline", eyes)
    locale = people.locale_of(request)
    page = TimelinePage(
        title=_("Timeline of %(name)s", name=artist.shown_name),
        profile=profile,
        face=face,
        posts=tuple(remark(one, host=host, viewer_id=viewer, locale=locale, eyes=eyes) for one in posts),
        first=before == FIRST,
        older=older(path, *found.last) if found.more else "",
        ai=ai_line(request, eyes, hidden=found.hidden, marked=sum(bool(one.ai.label) for one in posts)),
    )
    return await pages.show(request, page)
