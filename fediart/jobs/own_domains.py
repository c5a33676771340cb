"""The daily look at artists' own domains: do they still lead here, and are they still theirs?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fediart.actions.own_domains import look_again
from fediart.clock import DAY, HOUR
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import jobs, own_domains
from fediart.store.database import Writing
from fediart.store.own_domains import LOST

JOB: Final = "own-domains"
EACH: Final = 50
"""Looked at in one go; an hourly job comes to 1,200 domains a day."""


async def schedule(tx: Writing, site: Site) -> None:
    """Queues this hour's look, once, however often this is called."""
    now = site.clock.now()
    await jobs.enqueue(tx, site.ids.new(), JOB, {}, now=now, once_key=f"{JOB}:{now // HOUR}", order_key=JOB)


async def look(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `own-domains` jobs."""
    async with site.db.reading() as tx:
        due = await own_domains.to_check(tx, before=site.clock.now() - DAY, limit=EACH)
    found = [await look_again(site, one) for one in due]
    return Done(f"{len(due)} domains looked at, {sum(one.state == LOST for one in found)} let go")
