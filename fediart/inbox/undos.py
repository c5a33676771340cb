"""Undo: of a follow, a like, a reaction, a boost, a block or a request to quote, by who had done it and nobody else."""

from __future__ import annotations

from federation.fetch import Budget
from federation.vocab import Activity, Announce, Block, EmojiReact, Follow, Like, Undo
from fediart.inbox.quotes import request_withdrawn
from fediart.outcomes import Done, Ignored, Outcome
from fediart.site import Site
from fediart.store import actors, blocks, boosts, follows, likes, notifications, posts, reactions
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.posts import Post
from fediart.store.reactions import Reaction
from fediart.translate.emoji import emoji_of


async def undone(site: Site, sender: Actor, activity: Undo, budget: Budget) -> Outcome:
    """The inlined activity says what is undone; of a bare id, our rows say it."""
    async with site.db.writing() as tx:
        undone_ = activity.object
        if isinstance(undone_, Activity):
            found = await _by_type(tx, sender, undone_)
        else:
            found = await _by_uri(tx, sender, activity.object_id or "")
    if not found:
        return Ignored("there is nothing of the sender's to undo")
    site.pages.changed()
    return Done()


async def _by_type(tx: Writing, sender: Actor, undone_: Activity) -> bool:
    uri = undone_.object_id or ""
    match undone_:
        case Follow():
            followee = await actors.by_uri(tx, uri)
            return followee is not None and await _unfollow(tx, sender, followee.id)
        case Like() | EmojiReact():
            post = await posts.by_uri(tx, uri)
            return post is not None and await _unreact_or_unlike(tx, sender, undone_, post)
        case Announce():
            post = await posts.by_uri(tx, uri)
            return post is not None and await _unboost(tx, sender, post.id, post.actor_id)
        case Block():
            target = await actors.by_uri(tx, uri)
            if target is not None:
                await blocks.unblock(tx, sender.id, target.id)
            return target is not None
        case _:
            return await _by_uri(tx, sender, undone_.id or "")


async def _unreact_or_unlike(tx: Writing, sender: Actor, undone_: Activity, post: Post) -> bool:
    """The reaction of this id, else the one with this emoji, else the like."""
    found = await reactions.by_uri(tx, undone_.id or "", sender.id)
    emoji = emoji_of(undone_)
    if found is None and emoji is not None:
        found = await reactions.of(tx, post.id, sender.id, emoji.sign)
    if found is not None and found.post_id == post.id:
        return await _unreact(tx, sender, found, post.actor_id)
    return isinstance(undone_, Like) and await _unlike(tx, sender, post.id, post.actor_id)


async def _unreact(tx: Writing, sender: Actor, found: Reaction, author_id: int) -> bool:
    """The notification stays while another emoji of the same person does."""
    removed = await reactions.remove(tx, found.id, sender.id)
    if not await reactions.left(tx, found.post_id, sender.id):
        await notifications.take_back(tx, author_id, "reaction", from_id=sender.id, post_id=found.post_id)
    return removed


async def _by_uri(tx: Writing, sender: Actor, uri: str) -> bool:
    follow = await follows.by_uri(tx, uri) if uri else None
    if follow is not None and follow.follower_id == sender.id:
        return await _unfollow(tx, sender, follow.followee_id)
    like = await likes.by_uri(tx, uri, sender.id)
    if like is not None:
        post = await posts.by_id(tx, like.post_id)
        return post is not None and await _unlike(tx, sender, post.id, post.actor_id)
    boost = await boosts.by_uri(tx, uri, sender.id)
    if boost is not None:
        post = await posts.by_id(tx, boost.post_id)
        return post is not None and await _unboost(tx, sender, post.id, post.actor_id)
    reaction = await reactions.by_uri(tx, uri, sender.id)
    if reaction is not None:
        post = await posts.by_id(tx, reaction.post_id)
        return post is not None and await _unreact(tx, sender, reaction, post.actor_id)
    blocked = await blocks.target_of(tx, uri, sender.id)
    if blocked is not None:
        await blocks.unblock(tx, sender.id, blocked)
        return True
    return await request_withdrawn(tx, sender, uri)


async def _unfollow(tx: Writing, sender: Actor, followee_id: int) -> bool:
    found = await follows.remove(tx, sender.id, followee_id)
    for kind in ("follow", "follow-request"):
        await notifications.take_back(tx, followee_id, kind, from_id=sender.id)
    return found


async def _unlike(tx: Writing, sender: Actor, post_id: int, author_id: int) -> bool:
    await notifications.take_back(tx, author_id, "like", from_id=sender.id, post_id=post_id)
    return await likes.remove(tx, sender.id, post_id)


async def _unboost(tx: Writing, sender: Actor, post_id: int, author_id: int) -> bool:
    await notifications.take_back(tx, author_id, "boost", from_id=sender.id, post_id=post_id)
    return await boosts.remove(tx, sender.id, post_id)
