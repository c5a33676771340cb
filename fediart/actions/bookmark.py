"""Bookmarks: what people keep for themselves. Nobody is told, here or elsewhere."""

from __future__ import annotations

from fediart.actions.like import seen_post
from fediart.site import Site
from fediart.store import bookmarks
from fediart.store.actors import Actor


async def bookmark(site: Site, actor: Actor, post_id: int) -> None:
    """Nothing happens where it is kept already. Raises NotFound."""
    async with site.db.writing() as tx:
        post, _ = await seen_post(tx, actor, post_id)
        await bookmarks.add(tx, site.ids.new(), actor.id, post.id, now=site.clock.now())


async def unbookmark(site: Site, actor: Actor, post_id: int) -> None:
    """Nothing happens where it was not kept; what one may not see any more can be let go, too."""
    async with site.db.writing() as tx:
        await bookmarks.remove(tx, actor.id, post_id)
