"""Seals every public file anew when the seal itself changed, and looks once a week whether the certificate is well."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from fediart.actions.certificates import ensure, status
from fediart.actions.embedding import Overtaken, embed_work
from fediart.actions.rights import queue_embedding
from fediart.actions.seal_settings import NOTICE, queue_all, warn
from fediart.clock import DAY
from fediart.media.errors import BadImage, WorkFailed
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import credentials, jobs
from fediart.store.database import Writing
from fediart.store.settings import read_settings

AT_ONCE = 20
WEEK = 7 * DAY


async def seal_all(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `seal-all` jobs: the next works, whose files cost little where they are right already.

    A few at a time, so that uploads come in between; a piece that was interrupted begins anew.
    """
    async with site.db.reading() as tx:
        found = await credentials.published_after(tx, int(payload["after"]), limit=AT_ONCE)
    written = sum([await _seal(site, artwork_id) for artwork_id in found])
    if written:
        site.pages.changed()
    if len(found) == AT_ONCE:
        async with site.db.writing() as tx:
            await queue_all(tx, site, after=found[-1])
    site.bell.ring()
    return Done(f"{written} files of {len(found)} works")


async def _seal(site: Site, artwork_id: int) -> int:
    """What cannot be written now gets a job of its own, which tries again and says what is wrong."""
    try:
        return await embed_work(site, artwork_id)
    except (BadImage, WorkFailed, OSError, Overtaken):
        async with site.db.writing() as tx:
            await queue_embedding(tx, site, artwork_id)
        return 0


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
