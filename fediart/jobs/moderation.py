"""What a decision about another server leaves to be done in the background: giving follows back, purging."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions import limits, severing
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import departed, jobs, severed
from fediart.store.database import Writing

AT_ONCE = 100  # people, or follows, in one transaction


async def restore_follows(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `host`, whose suspension has been lifted. A few at a time, each once."""
    host = str(payload["host"])
    async with site.db.writing() as tx:
        rules = await site.rules.read(tx, now=site.clock.now())
        if not rules.talks_to(host):
            return Done("it is suspended again")
        found = await severed.of_host(tx, host, limit=AT_ONCE)
        restored = await severing.restore(tx, site, found)
        if len(found) == AT_ONCE:
            await jobs.enqueue(tx, site.ids.new(), "restore-follows", {"host": host}, now=site.clock.now())
    site.bell.ring()
    site.delivery_bell.ring()
    return Done(f"{restored} follows")


async def purge_domain(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `domain`. Everything people there left here goes; nothing does if the suspension was lifted."""
    domain, now = str(payload["domain"]), site.clock.now()
    async with site.db.writing() as tx:
        rules = await site.rules.read(tx, now=now)
        hosts = [host for host in await limits.hosts_under(tx, [domain]) if not rules.talks_to(host)]
        gone = sum([await _purge_host(tx, host, now=now) for host in hosts])
        if gone >= AT_ONCE:
            payload = {"domain": domain}
            await jobs.enqueue(tx, site.ids.new(), "purge-domain", payload, now=now, order_key="purge-domain")
    site.bell.ring()
    site.pages.changed()
    return Done(f"{gone} people")


async def _purge_host(tx: Writing, host: str, *, now: int) -> int:
    await severed.forget_host(tx, host)
    rows = await tx.all(
        "select id from actors where host = :host and host <> '' and deleted = 0 limit :most", host=host, most=AT_ONCE
    )
    for row in rows:
        await departed.forget_actor(tx, row["id"], now=now)
    return len(rows)
