"""Takes followers along to where somebody has moved: a few in each transaction, until there are none left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.moving import BATCH, queue, take_along
from fediart.outcomes import Done, Ignored, Outcome
from fediart.site import Site
from fediart.store import actors, moves


async def take_followers(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `move` and `after`. Who was taken along follows the old account no more, so a second run skips them."""
    async with site.db.writing() as tx:
        move = await moves.by_id(tx, payload["move"])
        left = await actors.by_id(tx, move.actor_id) if move else None
        target = await actors.by_id(tx, move.target_id) if move else None
        if move is None or left is None or target is None or target.deleted or target.suspended:
            return Ignored("the new account is gone")
        if move.undone:
            return Ignored("the move was taken back")
        found = await moves.local_followers(tx, left.id, after=payload["after"], limit=BATCH)
        for _, follower in found:
            await take_along(tx, site, follower, left, target)
        if len(found) == BATCH:
            await queue(tx, site, move, after=found[-1][0])
    site.delivery_bell.ring()
    site.bell.ring()
    site.pages.changed()
    return Done(f"{len(found)} followers")
