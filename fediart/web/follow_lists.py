"""Who follows an artist here, and whom the artist follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.language import _
from fediart.store import emojis, follows, profile_choices
from fediart.store.actors import Actor
from fediart.store.threads import faces_of
from fediart.translate.rights import artist_policy
from fediart.web import pages, people
from fediart.web.people import Profile
from fediart.web.render import Page
from fediart.web.request import set_rights, settings_of, site_of
from fediart.web.showing import Person, person

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class FollowListPage(Page):
    template: ClassVar[str] = "follow_list.html"
    profile: Profile
    heading: str
    people: tuple[Person, ...]
    older: str
    words_when_empty: str


async def followers(request: web.Request) -> web.StreamResponse:
    return await _show(request, "followers", _("Followers"), _("Nobody follows yet."))


async def following(request: web.Request) -> web.StreamResponse:
    return await _show(request, "following", _("Following"), _("Nobody is followed yet."))


async def _show(request: web.Request, word: str, heading: str, words_when_empty: str) -> web.StreamResponse:
    before = request.query.get("before", "")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 2**62
    ask = follows.followers if word == "followers" else follows.following
    async with site_of(request).db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        hidden = (await profile_choices.of_actor(tx, artist.id)).hides_follows and people.viewer_id(
            request
        ) != artist.id
        found: Sequence[tuple[int, Actor]] = (
            [] if hidden else await ask(tx, artist.id, before=last, limit=ON_A_PAGE + 1)
        )
        shown = [(place, actor) for place, actor in found[:ON_A_PAGE] if not (actor.suspended or actor.deleted)]
        faces = await faces_of(tx, [actor for _, actor in shown])
        drawn = await emojis.in_names(tx, [actor for _, actor in shown])
        profile = await people.profile(tx, request, artist)
    set_rights(request, artist_policy(artist, settings_of(request)), page=artist.url)
    host = site_of(request).config.instance.host
    page = FollowListPage(
        title=_("%(heading)s of %(name)s", heading=heading, name=artist.shown_name),
        profile=profile,
        heading=heading,
        people=tuple(person(actor, faces[actor.id], host=host, emojis=drawn) for _, actor in shown),
        older=f"/@{artist.name}/{word}?before={found[ON_A_PAGE - 1][0]}" if len(found) > ON_A_PAGE else "",
        words_when_empty=_("%(name)s keeps this list private.", name=artist.shown_name) if hidden else words_when_empty,
    )
    return await pages.show(request, page)
