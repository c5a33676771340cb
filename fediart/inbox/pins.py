"""Add and Remove: what someone of another server pins to the top of their page, and takes down again."""

from __future__ import annotations

from federation.fetch import Budget
from federation.vocab import Activity
from fediart.actions.featured import MOST, own_post, pinnable
from fediart.outcomes import Done, Ignored, Outcome, Refused
from fediart.site import Site
from fediart.store import follows, pins, posts
from fediart.store.actors import Actor


async def pinned(site: Site, sender: Actor, activity: Activity, budget: Budget) -> Outcome:
    """The object is one of the sender's own posts for everyone; it is fetched where it is not known."""
    uri = activity.object_id
    if not sender.featured_uri or activity.target != sender.featured_uri:
        return Ignored("only what is pinned is shown here, not other collections")
    if uri is None:
        return Ignored("only posts can be pinned here")
    async with site.db.reading() as tx:
        post = await posts.by_uri(tx, uri)
        followed = await follows.followed_from_here(tx, sender.id)
    if post is not None and post.actor_id != sender.id:
        return Refused("only one's own posts can be pinned")
    if post is None and not followed:
        return Ignored("nobody here follows the sender")
    post = post or await own_post(site, sender, uri, budget)
    if post is None or not pinnable(post, sender):
        return Ignored("the post is not there, is somebody else's, or is not for everyone")
    async with site.db.writing() as tx:
        there = await pins.of_actor(tx, sender.id)
        if post.id in there:
            return Done("pinned already")
        if len(there) >= MOST:
            return Ignored(f"{MOST} posts of the sender are pinned already")
        await pins.put_first(tx, sender.id, post.id)
    site.bell.ring()
    site.pages.changed()
    return Done()


async def unpinned(site: Site, sender: Actor, activity: Activity, budget: Budget) -> Outcome:
    """Takes down the sender's own pin and nobody else's."""
    if not sender.featured_uri or activity.target != sender.featured_uri:
        return Ignored("only what is pinned is shown here, not other collections")
    async with site.db.writing() as tx:
        post = await posts.by_uri(tx, activity.object_id or "")
        if post is None or not await pins.drop(tx, sender.id, post.id):
            return Ignored("it is not pinned here")
    site.pages.changed()
    return Done()
