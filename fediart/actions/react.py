"""Reactions with an emoji by local people, to posts from here and elsewhere; several of one person, each once."""

from __future__ import annotations

from federation import write
from fediart.actions import outbox
from fediart.actions.consent import demand
from fediart.actions.like import seen_post
from fediart.actions.moved import demand_not_moved
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, notifications, posts, reactions
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.posts import Post
from fediart.store.reactions import MOST_OF_ONE, Reaction
from fediart.translate.emoji import one_sign


async def react(site: Site, actor: Actor, post_id: int, text: str) -> None:
    """Nothing happens where one has reacted so already. Whoever may like may react.

    Raises NotFound, NotAllowed; Problem for what is no emoji, and for more of them than one person may give.
    """
    demand_not_moved(actor)
    emoji = one_sign(text)
    if emoji is None:
        raise Problem(_("React with one emoji, such as 🎨; words and several signs are a reply."), field="emoji")
    async with site.db.writing() as tx:
        post, author = await seen_post(tx, actor, post_id)
        await demand(tx, post, author, actor, "like")
        if await reactions.of(tx, post.id, actor.id, emoji) is not None:
            return
        number, now = site.ids.new(), site.clock.now()
        made = Reaction(number, actor.id, post.id, emoji, "", f"{actor.uri}#reactions/{number}", now)
        if not await reactions.add(tx, made):
            raise Problem(
                _(
                    "You have reacted to this with %(most_of_one)s emojis. Take one of them back first.",
                    most_of_one=MOST_OF_ONE,
                )
            )
        await _tell(tx, site, actor, author, post, made)
    site.delivery_bell.ring()
    site.pages.changed()


async def _tell(tx: Writing, site: Site, actor: Actor, author: Actor, post: Post, made: Reaction) -> None:
    if not author.local:
        activity = write.emoji_react(made.uri, actor.uri, post.uri, made.emoji, [author.uri])
        await outbox.send(tx, site, actor=actor, activity=activity, inboxes=[outbox.inbox_of(author)])
    elif author.id != actor.id:
        await notifications.notify(
            tx, site.ids, author.id, "reaction", from_id=actor.id, post_id=post.id, text=made.emoji, now=made.created
        )


async def unreact(site: Site, actor: Actor, post_id: int, emoji: str) -> None:
    """Nothing happens where one had not reacted so. Possible also where the author has changed their mind since."""
    async with site.db.writing() as tx:
        made = await reactions.of(tx, post_id, actor.id, emoji.strip())
        post = await posts.by_id(tx, post_id)
        author = await actors.by_id(tx, post.actor_id) if post else None
        if made is None or post is None or author is None:
            return
        await reactions.remove(tx, made.id, actor.id)
        if author.local:
            if not await reactions.left(tx, post.id, actor.id):
                await notifications.take_back(tx, author.id, "reaction", from_id=actor.id, post_id=post.id)
        else:
            undone = write.emoji_react(made.uri, actor.uri, post.uri, made.emoji, [author.uri])
            activity = write.undo(f"{made.uri}/undo", actor.uri, undone)
            await outbox.send(tx, site, actor=actor, activity=activity, inboxes=[outbox.inbox_of(author)])
    site.delivery_bell.ring()
    site.pages.changed()
