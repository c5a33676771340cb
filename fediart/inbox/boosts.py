"""Announce: a boost of a post of ours, or of a post from anywhere by someone who is followed here."""

from __future__ import annotations

from federation.audience import Visibility
from federation.fetch import Budget
from federation.vocab import Announce
from fediart.actions import relays
from fediart.actions.keep import face_later
from fediart.actions.resolve import remote_post
from fediart.actions.unwanted import refused
from fediart.outcomes import Done, Ignored, Outcome, Refused
from fediart.site import Site
from fediart.store import boosts, follows, notifications, posts
from fediart.store.actors import Actor
from fediart.store.posts import Post
from fediart.store.visibility import may_see

_OPEN = (Visibility.PUBLIC, Visibility.UNLISTED)


async def boosted(site: Site, sender: Actor, activity: Announce, budget: Budget) -> Outcome:
    """What is inlined is never believed: the post comes from the rows or from its own server."""
    uri = activity.object_id or ""
    async with site.db.reading() as tx:
        rules = await site.rules.read(tx, now=site.clock.now())
        post = await posts.by_uri(tx, uri)
        followed = await follows.followed_from_here(tx, sender.id)
    if sender.uri in rules.relays and not followed:
        return await relays.take(site, sender.uri, uri)
    if post is None and not followed:
        return Ignored("nobody here follows the sender")
    post = post or await remote_post(site, uri, budget)
    if post is None or post.deleted:
        return Ignored("the boosted post is not there, or is not for everyone")
    if not post.local and not followed:
        return Ignored("nobody here follows the sender")
    if post.visibility not in _OPEN and post.actor_id != sender.id:
        return Ignored("the post is not for everyone")
    return await _keep(site, sender, activity, post)


async def _keep(site: Site, sender: Actor, activity: Announce, post: Post) -> Outcome:
    now = site.clock.now()
    published = min(activity.published or now, now)
    async with site.db.writing() as tx:
        if not await may_see(tx, post, sender.id):
            return Ignored("the sender may not see that post")
        if await refused(tx, site, post, sender, "boost", "Announce", activity.id or ""):
            return _unwanted(site)
        boost = boosts.Boost(site.ids.new(), sender.id, post.id, activity.id or "", published)
        if not await boosts.add(tx, boost):
            return Done("boosted already")
        if post.local:
            await notifications.notify(
                tx, site.ids, post.actor_id, "boost", from_id=sender.id, post_id=post.id, now=now
            )
        await face_later(tx, site, sender)
    site.bell.ring()
    return Done()


def _unwanted(site: Site) -> Outcome:
    site.delivery_bell.ring()
    return Refused("the artist does not let the sender boost this post")
