"""Undo: of one's own Like, Announce, Follow or Block, named by its id or inlined with what it was about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from federation import write
from federation.lenient import id_of, kind_of
from federation.objects import Raw
from fediart.actions import block as blocking
from fediart.actions import boost as boosting
from fediart.actions import follow as following
from fediart.actions import like as liking
from fediart.api.c2s.doing import BLOCKS
from fediart.api.c2s.finding import person_at, post_at
from fediart.api.c2s.limits import count_deletion, demand_scope
from fediart.api.c2s.posted import Made, Posted
from fediart.api.call import Call
from fediart.api.refusals import NOT_FOUND, Refused
from fediart.errors import NotFound
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, blocks, boosts, follows, likes, posts
from fediart.store.actors import Actor
from fediart.store.database import Reading

Take = Callable[[Site, Actor, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Undone:
    """What is taken back: of which kind, by which id, about what or whom."""

    kind: str
    uri: str
    about_id: int
    about_uri: str


_BACK: Final[dict[str, tuple[Take, str]]] = {
    "Like": (liking.unlike, "write:favourites"),
    "Announce": (boosting.unboost, "write:statuses"),
    "Follow": (following.unfollow, "write:follows"),
    "Block": (blocking.unblock, "write:blocks"),
}


async def undo(call: Call, posted: Posted) -> Made:
    """Raises NotFound for what is not there to be undone, and for what somebody else did."""
    found = await _found(call, posted)
    take, scope = _BACK[found.kind]
    demand_scope(call, scope)
    if found.kind == "Announce":
        count_deletion(call)
    await take(call.site, call.actor, found.about_id)
    undone: dict[str, Any] = {
        "id": found.uri,
        "type": found.kind,
        "actor": call.actor.uri,
        "object": found.about_uri,
    }
    return Made(write.undo(f"{found.uri}/undo", call.actor.uri, undone))


async def _found(call: Call, posted: Posted) -> Undone:
    thing = posted.thing
    if thing is not None and thing.get("actor") is not None and id_of(thing["actor"]) != call.actor.uri:
        raise NotFound(NOT_FOUND)
    async with call.site.db.reading() as tx:
        found = await _by_uri(tx, call.actor, posted.about) if posted.about else None
    if found is None and thing is not None and posted.about is None:
        found = await _by_object(call, thing)
    if found is None:
        raise NotFound(NOT_FOUND)
    return found


async def _by_uri(tx: Reading, actor: Actor, uri: str) -> Undone | None:
    """By the id that it was answered with."""
    kind, about = "", 0
    if (liked := await likes.by_uri(tx, uri, actor.id)) is not None:
        kind, about = "Like", liked.post_id
    elif (boosted := await boosts.by_uri(tx, uri, actor.id)) is not None:
        kind, about = "Announce", boosted.post_id
    elif (followed := await follows.by_uri(tx, uri)) is not None and followed.follower_id == actor.id:
        kind, about = "Follow", followed.followee_id
    elif (blocked := await _blocked(tx, actor, uri)) is not None:
        kind, about = "Block", blocked
    if not kind:
        return None
    thing = await (posts if kind in ("Like", "Announce") else actors).by_id(tx, about)
    return Undone(kind, uri, about, thing.uri) if thing else None


async def _blocked(tx: Reading, actor: Actor, uri: str) -> int | None:
    told = await blocks.target_of(tx, uri, actor.id)
    if told is not None:
        return told
    number = uri.removeprefix(f"{actor.uri}{BLOCKS}")
    if number == uri or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return int(number) if await blocks.blocks(tx, actor.id, int(number)) else None


async def _by_object(call: Call, thing: Raw) -> Undone | None:
    """An activity without an id, told by its type and what it was about."""
    kind, about = kind_of(thing), id_of(thing.get("object"))
    me = call.actor.id
    if kind not in _BACK:
        raise Refused(422, _("An Undo takes back one of these: %(kinds)s.", kinds=", ".join(_BACK)))
    if kind in ("Like", "Announce"):
        post = await post_at(call, about)
        async with call.site.db.reading() as tx:
            done = await (likes if kind == "Like" else boosts).of(tx, me, post.id)
        return Undone(kind, done.uri, post.id, post.uri) if done else None
    person = await person_at(call, about)
    async with call.site.db.reading() as tx:
        if kind == "Follow":
            made = await follows.between(tx, me, person.id)
            return Undone(kind, made.uri, person.id, person.uri) if made else None
        if not await blocks.blocks(tx, me, person.id):
            return None
        uri = await blocks.uri_of(tx, me, person.id) or f"{call.actor.uri}{BLOCKS}{person.id}"
    return Undone(kind, uri, person.id, person.uri)
