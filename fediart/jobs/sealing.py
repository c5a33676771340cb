"""Brings every public file up to date when the seal itself changed: another certificate, or turned on or off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.rights import queue_embedding
from fediart.actions.seal_settings import queue_all
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import credentials

BATCH = 100


async def seal_all(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `seal-all` jobs: queues the works that come next; those whose files are right cost little."""
    async with site.db.writing() as tx:
        found = await credentials.published_after(tx, int(payload["after"]), limit=BATCH)
        for artwork_id in found:
            await queue_embedding(tx, site, artwork_id)
        if len(found) == BATCH:
            await queue_all(tx, site, after=found[-1])
    site.bell.ring()
    return Done(f"{len(found)} works queued")
