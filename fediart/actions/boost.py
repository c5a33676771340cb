"""Boosts by local people: the post is shown to their followers, wherever those are."""

from __future__ import annotations

from typing import Any

from federation import write
from federation.audience import PUBLIC, Visibility
from fediart.actions import brakes, outbox
from fediart.actions.consent import demand
from fediart.actions.like import seen_post
from fediart.actions.moved import demand_not_moved
from fediart.clock import DAY
from fediart.errors import NotAllowed, NotFound, TooOften
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, boosts, follows, notifications, posts
from fediart.store.actors import Actor
from fediart.store.boosts import Boost
from fediart.store.database import Reading, Writing
from fediart.store.posts import Post

AGAIN = brakes.Allowance("showing again", most=1, each=DAY)
_OPEN = (Visibility.PUBLIC, Visibility.UNLISTED)


async def boost(site: Site, actor: Actor, post_id: int) -> None:
    """Nothing happens where it is boosted already. Raises NotFound, NotAllowed for what is not for everyone."""
    demand_not_moved(actor)
    async with site.db.writing() as tx:
        post, author = await seen_post(tx, actor, post_id)
        await _boost(tx, site, actor, post, author)
    site.delivery_bell.ring()
    site.pages.changed()


async def unboost(site: Site, actor: Actor, post_id: int) -> None:
    """Nothing happens where it was not boosted."""
    async with site.db.writing() as tx:
        post = await posts.by_id(tx, post_id)
        author = await actors.by_id(tx, post.actor_id) if post else None
        if post is None or author is None:
            return
        await _unboost(tx, site, actor, post, author)
    site.delivery_bell.ring()
    site.pages.changed()


async def show_again(site: Site, actor: Actor, post_id: int) -> None:
    """A post of one's own comes by one's followers once more, with nothing uploaded and all likes and replies kept:
    it is boosted afresh. Raises NotFound for a post of somebody else; NotAllowed, TooOften."""
    demand_not_moved(actor)
    async with site.db.writing() as tx:
        post, author = await seen_post(tx, actor, post_id)
        if author.id != actor.id:
            raise NotFound(_("There is no such post here, or it is not for everyone."))
        if not await brakes.take(tx, AGAIN, str(post.id), now=site.clock.now()):
            raise TooOften(_("A work can be shown again once a day."), retry_after=DAY // 1000)
        await _unboost(tx, site, actor, post, author)
        await _boost(tx, site, actor, post, author)
    site.delivery_bell.ring()
    site.pages.changed()


async def _boost(tx: Writing, site: Site, actor: Actor, post: Post, author: Actor) -> None:
    if post.visibility not in _OPEN:
        raise NotAllowed(_("Only posts for everyone can be boosted."))
    await demand(tx, post, author, actor, "boost")
    number, now = site.ids.new(), site.clock.now()
    made = Boost(number, actor.id, post.id, f"{actor.uri}#boosts/{number}", now)
    if not await boosts.add(tx, made):
        return
    inboxes = await _inboxes(tx, actor, author)
    await outbox.send(tx, site, actor=actor, activity=_announce(actor, author, post, made), inboxes=inboxes)
    if author.local and author.id != actor.id:
        await notifications.notify(tx, site.ids, author.id, "boost", from_id=actor.id, post_id=post.id, now=now)


async def _unboost(tx: Writing, site: Site, actor: Actor, post: Post, author: Actor) -> None:
    made = await boosts.of(tx, actor.id, post.id)
    if made is None:
        return
    await boosts.remove(tx, actor.id, post.id)
    activity = write.undo(f"{made.uri}/undo", actor.uri, _announce(actor, author, post, made))
    await outbox.send(tx, site, actor=actor, activity=activity, inboxes=await _inboxes(tx, actor, author))
    if author.local:
        await notifications.take_back(tx, author.id, "boost", from_id=actor.id, post_id=post.id)


def _announce(actor: Actor, author: Actor, post: Post, made: Boost) -> dict[str, Any]:
    cc = [actor.followers_uri, author.uri]
    return write.announce(made.uri, actor.uri, post.uri, [PUBLIC], cc, write.iso(made.published))


async def _inboxes(tx: Reading, actor: Actor, author: Actor) -> list[str]:
    found = await follows.follower_inboxes(tx, actor.id)
    return found if author.local else [*found, outbox.inbox_of(author)]
