"""Likes by local people, of posts from here and elsewhere."""

from __future__ import annotations

from federation import write
from fediart.actions import outbox
from fediart.actions.consent import demand
from fediart.actions.moved import demand_not_moved
from fediart.errors import NotFound
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, likes, notifications, posts
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.posts import Post
from fediart.store.visibility import may_see


async def seen_post(tx: Reading, actor: Actor, post_id: int) -> tuple[Post, Actor]:
    """The post and its author, if this actor may see it. Raises NotFound."""
    post = await posts.by_id(tx, post_id)
    author = await actors.by_id(tx, post.actor_id) if post else None
    if post is None or author is None or not await may_see(tx, post, actor.id):
        raise NotFound(_("There is no such post."))
    return post, author


async def like(site: Site, actor: Actor, post_id: int) -> None:
    """Nothing happens where it is liked already. Raises NotFound, NotAllowed where the author lets nobody."""
    demand_not_moved(actor)
    async with site.db.writing() as tx:
        post, author = await seen_post(tx, actor, post_id)
        await demand(tx, post, author, actor, "like")
        number, now = site.ids.new(), site.clock.now()
        made = likes.Like(number, actor.id, post.id, f"{actor.uri}#likes/{number}", now)
        if not await likes.add(tx, made):
            return
        if not author.local:
            activity = write.like(made.uri, actor.uri, post.uri, [author.uri])
            await outbox.send(tx, site, actor=actor, activity=activity, inboxes=[outbox.inbox_of(author)])
        elif author.id != actor.id:
            await notifications.notify(tx, site.ids, author.id, "like", from_id=actor.id, post_id=post.id, now=now)
    site.delivery_bell.ring()
    site.pages.changed()


async def unlike(site: Site, actor: Actor, post_id: int) -> None:
    """Nothing happens where it was not liked. Raises NotFound."""
    async with site.db.writing() as tx:
        made = await likes.of(tx, actor.id, post_id)
        post = await posts.by_id(tx, post_id)
        author = await actors.by_id(tx, post.actor_id) if post else None
        if made is None or post is None or author is None:
            return
        await likes.remove(tx, actor.id, post.id)
        if author.local:
            await notifications.take_back(tx, author.id, "like", from_id=actor.id, post_id=post.id)
        else:
            undone = write.like(made.uri, actor.uri, post.uri, [author.uri])
            activity = write.undo(f"{made.uri}/undo", actor.uri, undone)
            await outbox.send(tx, site, actor=actor, activity=activity, inboxes=[outbox.inbox_of(author)])
    site.delivery_bell.ring()
    site.pages.changed()
