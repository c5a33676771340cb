"""Likes, and reactions with an emoji, which count as likes here."""

from __future__ import annotations

from federation.fetch import Budget
from federation.vocab import EmojiReact, Like
from fediart.actions.keep import face_later
from fediart.outcomes import Done, Ignored, Outcome
from fediart.site import Site
from fediart.store import likes, notifications, posts
from fediart.store.actors import Actor
from fediart.store.visibility import may_see


async def liked(site: Site, sender: Actor, activity: Like | EmojiReact, budget: Budget) -> Outcome:
    """Counted for posts of ours that the sender may see; who is blocked by the author sees none."""
    async with site.db.writing() as tx:
        post = await posts.by_uri(tx, activity.object_id or "")
        if post is None or not post.local:
            return Ignored("no post of ours is meant")
        if not await may_see(tx, post, sender.id):
            return Ignored("the sender may not see that post")
        now = site.clock.now()
        if not await likes.add(tx, likes.Like(site.ids.new(), sender.id, post.id, activity.id or "", now)):
            return Done("liked already")
        await notifications.notify(tx, site.ids, post.actor_id, "like", from_id=sender.id, post_id=post.id, now=now)
        await face_later(tx, site, sender)
    site.bell.ring()
    return Done()
