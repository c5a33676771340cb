"""Who blocks a whole server parts from everybody there: step by step, and safe to repeat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions import mute
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import actors


async def part(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `actor` and `host`."""
    async with site.db.reading() as tx:
        actor = await actors.by_id(tx, int(payload["actor"]))
    if actor is None or actor.deleted:
        return Done("the member is gone")
    parted = 0
    while step := await mute.part_from_host(site, actor, str(payload["host"])):
        parted += step
    return Done(f"parted from {parted}")
