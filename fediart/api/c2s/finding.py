"""Whom and what a client's activity names by id: known here, or looked up as the search box does, as often."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from federation.audience import PUBLIC_NAMES
from fediart.actions import find, resolve
from fediart.actions.find import known_at
from fediart.api.call import Call
from fediart.api.refusals import NOT_FOUND, Refused
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import actors, posts
from fediart.store.actors import Actor
from fediart.store.posts import Post
from fediart.store.visibility import may_see

MOST_PEOPLE: Final = 20
_NUMBER: Final = re.compile(r"/posts/([0-9]{1,19})")


async def post_at(call: Call, uri: str | None) -> Post:
    """A post that the member may see. Raises Refused, NotFound (absent and forbidden alike), Problem, TooOften."""
    found = await _at(call, uri)
    async with call.site.db.reading() as tx:
        if not isinstance(found, Post) or found.deleted or not await may_see(tx, found, call.actor.id):
            raise NotFound(NOT_FOUND)
    return found


async def person_at(call: Call, uri: str | None) -> Actor:
    """Somebody, here or elsewhere. Raises as `post_at`."""
    found = await _at(call, uri)
    if not isinstance(found, Actor) or found.deleted or found.suspended:
        raise NotFound(NOT_FOUND)
    return found


async def _at(call: Call, uri: str | None) -> Actor | Post | None:
    if uri is None:
        raise Refused(422, _("Name the `object` by its id."))
    async with call.site.db.reading() as tx:
        known = await known_at(tx, call.site, uri)
    return known or await find.by_member(call.site, uri, viewer_id=call.actor.id)


def own_number(call: Call, uri: str | None) -> int:
    """The number in the id of a post of one's own; whether there is such a post, the action asks.

    Raises NotFound for every other id: what is somebody else's is not there.
    """
    match = _NUMBER.fullmatch((uri or "").removeprefix(call.actor.uri)) if uri else None
    if match is None or not (uri or "").startswith(call.actor.uri) or int(match[1]) >= 2**63:
        raise NotFound(NOT_FOUND)
    return int(match[1])


async def own_post(call: Call, uri: str | None) -> Post:
    """Raises NotFound for everything else."""
    async with call.site.db.reading() as tx:
        post = await posts.by_id(tx, own_number(call, uri))
    if post is None or post.deleted or post.actor_id != call.actor.id:
        raise NotFound(NOT_FOUND)
    return post


async def people_at(call: Call, ids: Iterable[str]) -> list[Actor]:
    """Who is addressed by name. Raises Refused for what is nobody's id: no other collection is delivered to."""
    own = {call.actor.uri, call.actor.followers_uri, *PUBLIC_NAMES}
    wanted = [one for one in dict.fromkeys(ids) if one not in own]
    if len(wanted) > MOST_PEOPLE:
        raise Refused(422, _("A post is addressed to at most %(most)s people.", most=MOST_PEOPLE))
    return [await _person(call, one) for one in wanted]


async def _person(call: Call, uri: str) -> Actor:
    async with call.site.db.reading() as tx:
        found = await actors.by_uri(tx, uri)
    if found is None:
        await find.count_look_up(call.site, call.actor.id)
        found = await resolve.remote_actor(call.site, uri, resolve.budget_of(call.site))
    if found is None or found.deleted or found.suspended or found.kind == "Application":
        words = _("%(id)s is nobody who can be written to. Name the public, your followers, or people.", id=uri)
        raise Refused(422, words)
    return found
