"""Seals every public file anew when the seal itself changed, and looks once a week whether the certificate is well."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from fediart.actions.certificates import ensure, status
from fediart.actions.rights import queue_embedding
from fediart.actions.seal_settings import NOTICE, queue_all, warn
from fediart.clock import DAY
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import credentials, jobs
from fediart.store.database import Writing
from fediart.store.settings import read_settings

BATCH = 100
WEEK = 7 * DAY


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


async def schedule_look(tx: Writing, site: Site) -> None:
    """Queues the next look at the certificate; once a week, however often this is called."""
    now = site.clock.now()
    await jobs.enqueue(tx, site.ids.new(), NOTICE, {}, now=now, once_key=f"{NOTICE}:{now // WEEK}", order_key=NOTICE)


async def look_at_certificate(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `certificate` jobs: the admins are told what ends soon, or cannot seal any more."""
    await asyncio.to_thread(ensure, site.config, now=site.clock.now())
    seen = await asyncio.to_thread(status, site.config, now=site.clock.now())
    async with site.db.writing() as tx:
        wanted = seen.installed and (await read_settings(tx)).content_credentials
        words = (seen.problem or seen.warning) if wanted else ""
        await warn(tx, site, words)
    return Done(words or "it is well")
