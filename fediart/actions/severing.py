"""Follows that end because a server or a person elsewhere is suspended: kept in a list, told to whom they belonged."""

from __future__ import annotations

from collections.abc import Sequence

from federation import write
from fediart.actions import outbox
from fediart.site import Site
from fediart.store import actors, blocks, follows, severed
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.follows import REQUESTED, Follow
from fediart.store.notifications import notify
from fediart.store.severed import Severed


async def sever_host(tx: Writing, site: Site, host: str) -> None:
    """All follows with this host, in both directions. The other server is not told: it is not talked to any more."""
    now = site.clock.now()
    for local_id, count in (await severed.cut_host(tx, host, now=now)).items():
        await _tell(tx, site, local_id, host, count)


async def sever_actor(tx: Writing, site: Site, actor: Actor) -> None:
    """All follows with one person elsewhere."""
    now = site.clock.now()
    for local_id, count in (await severed.cut_actor(tx, actor.id, actor.host, now=now)).items():
        await _tell(tx, site, local_id, actor.handle, count)


async def _tell(tx: Writing, site: Site, local_id: int, who: str, count: int) -> None:
    text = f"{who}: {count} {'follow' if count == 1 else 'follows'}"
    await notify(tx, site.ids, local_id, "severed", now=site.clock.now(), text=text)


async def restore(tx: Writing, site: Site, found: Sequence[Severed]) -> int:
    """Gives back what can be: who follows us does so again; who was followed is asked anew. Returns how many.

    Nothing comes back between people one of whom has blocked the other since, or is suspended or gone.
    """
    people = await actors.by_ids(tx, {one.follower_id for one in found} | {one.followee_id for one in found})
    restored = 0
    for one in found:
        follower, followee = people.get(one.follower_id), people.get(one.followee_id)
        if follower is None or followee is None or not await _may(tx, follower, followee):
            continue
        await _again(tx, site, one, follower, followee)
        restored += 1
    await severed.forget(tx, [one.id for one in found])
    return restored


async def _may(tx: Writing, follower: Actor, followee: Actor) -> bool:
    away = follower.suspended or follower.deleted or followee.suspended or followee.deleted
    return not away and not await blocks.between(tx, follower.id, followee.id)


async def _again(tx: Writing, site: Site, one: Severed, follower: Actor, followee: Actor) -> None:
    now, number = site.clock.now(), site.ids.new()
    if not follower.local:
        await follows.put(tx, Follow(number, follower.id, followee.id, one.state, one.uri, now))
        return
    made = Follow(number, follower.id, followee.id, REQUESTED, f"{follower.uri}#follows/{number}", now)
    await follows.put(tx, made)
    asked = write.follow(made.uri, follower.uri, followee.uri)
    await outbox.send(tx, site, actor=follower, activity=asked, inboxes=[followee.inbox])
