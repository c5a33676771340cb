"""Likes, and reactions with an emoji: Pleroma's EmojiReact, and Misskey's Like that holds one."""

from __future__ import annotations

from federation.fetch import Budget
from federation.vocab import EmojiReact, Like
from fediart.actions.keep import emojis_wanted, face_later
from fediart.actions.unwanted import refused
from fediart.outcomes import Done, Ignored, Outcome, Refused
from fediart.site import Site
from fediart.store import likes, notifications, posts, reactions
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.posts import Post
from fediart.store.visibility import may_see
from fediart.translate.emoji import Sign, emoji_of, is_plain_like


async def liked(site: Site, sender: Actor, activity: Like | EmojiReact, budget: Budget) -> Outcome:
    """Kept for posts of ours that the sender may see and like; who is blocked by the author sees none."""
    emoji = emoji_of(activity)
    if emoji is None and isinstance(activity, EmojiReact):
        return Ignored("what it reacts with is no emoji")
    async with site.db.writing() as tx:
        post = await posts.by_uri(tx, activity.object_id or "")
        if post is None or not post.local:
            return Ignored("no post of ours is meant")
        if not await may_see(tx, post, sender.id):
            return Ignored("the sender may not see that post")
        if await refused(tx, site, post, sender, "like", activity.type, activity.id or ""):
            outcome: Outcome = Refused("the artist does not let the sender like this post")
        elif emoji is None or (isinstance(activity, Like) and is_plain_like(emoji)):
            outcome = await _like(tx, site, sender, post, activity.id or "")
        else:
            outcome = await _react(tx, site, sender, post, activity.id or "", emoji)
    site.bell.ring()
    site.delivery_bell.ring()
    return outcome


async def _like(tx: Writing, site: Site, sender: Actor, post: Post, uri: str) -> Outcome:
    now = site.clock.now()
    if not await likes.add(tx, likes.Like(site.ids.new(), sender.id, post.id, uri, now)):
        return Done("liked already")
    await notifications.notify(tx, site.ids, post.actor_id, "like", from_id=sender.id, post_id=post.id, now=now)
    await face_later(tx, site, sender)
    return Done()


async def _react(tx: Writing, site: Site, sender: Actor, post: Post, uri: str, emoji: Sign) -> Outcome:
    """Several emojis of one person are told in one line, with the first of them."""
    now = site.clock.now()
    host = sender.host if emoji.custom else ""
    if not await reactions.add(tx, reactions.Reaction(site.ids.new(), sender.id, post.id, emoji.sign, host, uri, now)):
        return Done("reacted so already, or often enough")
    if emoji.custom:
        await tx.batch(emojis_wanted(site, [emoji.custom], sender.host))
    await notifications.notify(
        tx, site.ids, post.actor_id, "reaction", from_id=sender.id, post_id=post.id, text=emoji.sign, now=now
    )
    await face_later(tx, site, sender)
    site.pages.changed()
    return Done()
