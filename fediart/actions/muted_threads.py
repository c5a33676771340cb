"""Threads of which a member wants no news. Nobody is told."""

from __future__ import annotations

from fediart.actions.like import seen_post
from fediart.site import Site
from fediart.store import muted_threads
from fediart.store.actors import Actor


async def mute(site: Site, actor: Actor, post_id: int) -> None:
    """The thread of this post. Raises NotFound."""
    async with site.db.writing() as tx:
        post, _ = await seen_post(tx, actor, post_id)
        await muted_threads.mute(tx, actor.id, post.thread_id, now=site.clock.now())


async def unmute(site: Site, actor: Actor, post_id: int) -> None:
    """News come again, with what came meanwhile. Raises NotFound."""
    async with site.db.writing() as tx:
        post, _ = await seen_post(tx, actor, post_id)
        await muted_threads.unmute(tx, actor.id, post.thread_id)
