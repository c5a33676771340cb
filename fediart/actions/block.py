"""Blocking of a person by a person."""

from __future__ import annotations

from fediart.actions import follow
from fediart.errors import NotFound, Problem
from fediart.site import Site
from fediart.store import actors, blocks
from fediart.store.actors import Actor


async def block(site: Site, actor: Actor, target_id: int) -> None:
    """Neither follows the other any more, and the blocked one sees nothing of who blocks. They are not told."""
    async with site.db.writing() as tx:
        target = await actors.by_id(tx, target_id)
        if target is None or target.kind == "Application":
            raise NotFound("There is nobody of that name here.")
        if target.id == actor.id:
            raise Problem("You cannot block yourself.")
        await blocks.block(tx, actor.id, target.id, now=site.clock.now())
        await follow.end(tx, site, actor, target)
        await follow.remove_follower(tx, site, actor, target)
        await tx.run(
            "delete from notifications where actor_id = :actor and from_id = :target", actor=actor.id, target=target.id
        )
    site.delivery_bell.ring()
    site.pages.changed()


async def unblock(site: Site, actor: Actor, target_id: int) -> None:
    """Follows that the block ended do not come back."""
    async with site.db.writing() as tx:
        await blocks.unblock(tx, actor.id, target_id)
    site.pages.changed()
