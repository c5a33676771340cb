"""Blocking of a person by a person; the blocked one's server is told, unless the member does not want that."""

from __future__ import annotations

from federation import write
from fediart.actions import follow, outbox
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, blocks
from fediart.store.actors import Actor
from fediart.store.database import Writing


async def block(site: Site, actor: Actor, target_id: int) -> None:
    """Neither follows the other any more, and the blocked one sees nothing of who blocks. Safe to repeat."""
    async with site.db.writing() as tx:
        target = await actors.by_id(tx, target_id)
        if target is None or target.kind == "Application":
            raise NotFound(_("There is nobody of that name here."))
        if target.id == actor.id:
            raise Problem(_("You cannot block yourself."))
        if await blocks.blocks(tx, actor.id, target.id):
            return
        await blocks.block(tx, actor.id, target.id, now=site.clock.now())
        await follow.end(tx, site, actor, target)
        await follow.remove_follower(tx, site, actor, target)
        await tell(tx, site, actor, target)
        await tx.run(
            "delete from notifications where actor_id = :actor and from_id = :target", actor=actor.id, target=target.id
        )
    site.delivery_bell.ring()
    site.pages.changed()


async def tell(tx: Writing, site: Site, actor: Actor, target: Actor) -> None:
    """Sends the Block, so that the other server hides the two from each other, too. After what ends the follows."""
    if target.local or target.deleted or not await blocks.tells(tx, actor.id):
        return
    made = f"{actor.uri}#blocks/{site.ids.new()}"
    told = write.block(made, actor.uri, target.uri)
    if await outbox.send(tx, site, actor=actor, activity=told, inboxes=[target.inbox]):
        await blocks.note_told(tx, actor.id, target.id, made)


async def tell_carried(tx: Writing, site: Site, target: Actor, *, since: int) -> None:
    """The server of a new account hears of the blocks that were carried over to it from the old one."""
    if not target.local:
        for actor in await blocks.blockers_untold(tx, target.id, since=since):
            await tell(tx, site, actor, target)


async def unblock(site: Site, actor: Actor, target_id: int) -> None:
    """Follows that the block ended do not come back. Whose server was told of the block hears of its end."""
    async with site.db.writing() as tx:
        target = await actors.by_id(tx, target_id)
        made = await blocks.uri_of(tx, actor.id, target_id)
        await blocks.unblock(tx, actor.id, target_id)
        if made and target is not None and not target.local:
            undone = write.undo(f"{made}/undo", actor.uri, write.block(made, actor.uri, target.uri))
            await outbox.send(tx, site, actor=actor, activity=undone, inboxes=[target.inbox])
    site.delivery_bell.ring()
    site.pages.changed()


async def choose_to_tell(site: Site, actor: Actor, tells: bool) -> None:
    """For blocks from now on; who was told of one hears of its end in any case."""
    async with site.db.writing() as tx:
        await blocks.set_tells(tx, actor.id, tells, now=site.clock.now())
