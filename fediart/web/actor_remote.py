"""Someone of another server, as far as they are known here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import _
from fediart.rights.model import POLICIES, Preset
from fediart.store import actors, home, pins
from fediart.store.gallery import FIRST
from fediart.store.muted_words import PERSON
from fediart.web import pages, people
from fediart.web.looking import look_for_older
from fediart.web.others_wishes import ShownWishes, wishes_of_actor
from fediart.web.paging import cursor_of, older
from fediart.web.people import Profile
from fediart.web.render import Page
from fediart.web.request import set_rights, site_of
from fediart.web.seeing import NO_LINE, AiLine, ai_line, carried, filled, said_at, seeing
from fediart.web.showing import Remark, remark

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class RemoteActorPage(Page):
    """`coming` is true while their older posts are being fetched."""

    template: ClassVar[str] = "actor_remote.html"
    profile: Profile
    pinned: tuple[Remark, ...]
    posts: tuple[Remark, ...]
    older: str
    coming: bool
    ai: AiLine = NO_LINE
    wishes: ShownWishes | None = None


async def show(request: web.Request) -> web.StreamResponse:
    """Raises NotFound for people never met here, and for those suspended or gone."""
    name, _rest, where = request.match_info["handle"].partition("@")
    site, viewer, before = site_of(request), people.viewer_id(request), cursor_of(request)
    async with site.db.reading() as tx:
        actor = await actors.by_handle(tx, name, where.lower())
        if actor is None or actor.suspended or actor.deleted or actor.local:
            raise NotFound(_(people.ABSENT))
        eyes = await seeing(request, tx, PERSON)
        found = await filled(
            lambda at, limit: home.timeline(tx, actor.id, viewer=viewer, before=at, limit=limit),
            said_at,
            eyes.hides_said,
            before=before,
            size=ON_A_PAGE,
        )
        pinned = await pins.spoken(tx, actor.id, viewer=viewer) if before == FIRST else []
        profile = await people.profile(tx, request, actor)
    if profile.about.suspended:  # by their own server: what they said is no longer to be seen there
        found, pinned = replace(found, items=[], hidden=0, more=False), []
    coming = before == FIRST and await look_for_older(request, actor)
    host, locale = site.config.instance.host, people.locale_of(request)
    above = {one.post.id for one in pinned}
    posts, pinned = found.items, [one for one in pinned if not eyes.hides_said(one)]
    set_rights(request, POLICIES[Preset.NO_AI_NO_SEARCH])  # others' words and pictures are not ours to offer
    page = RemoteActorPage(
        title=f"{actor.shown_name} ({profile.handle})",
        profile=profile,
        pinned=tuple(remark(one, host=host, viewer_id=viewer, locale=locale, eyes=eyes) for one in pinned),
        posts=tuple(
            remark(one, host=host, viewer_id=viewer, locale=locale, eyes=eyes)
            for one in posts
            if one.post.id not in above
        ),
        older=older(carried(f"/{profile.handle}", eyes), *found.last) if found.more else "",
        coming=coming,
        ai=ai_line(request, eyes, hidden=found.hidden, marked=sum(bool(one.ai.label) for one in [*pinned, *posts])),
        wishes=wishes_of_actor(actor),
    )
    return await pages.show(request, page)
