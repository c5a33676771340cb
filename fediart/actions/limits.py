"""What a domain's rule means for the people it covers: hidden, silenced, marked; their images kept or not."""

from __future__ import annotations

from collections.abc import Collection

from fediart.actions import severing
from fediart.site import Site
from fediart.store import actor_limits, deliveries, domain_rules, jobs, person_limits
from fediart.store.database import Reading, Writing
from fediart.store.domain_rules import SILENCE, SUSPEND, DomainRule, covering

MOST_REFETCHED = 300  # posts whose images are fetched again when a rule ends; older ones stay links


async def apply(tx: Writing, site: Site, domains: Collection[str]) -> None:
    """Brings everything known of the hosts under these domains in line with the rules as they are in the rows."""
    rules = await domain_rules.read_rules(tx)
    for host in await hosts_under(tx, domains):
        await _settle(tx, site, host, rules.rule_for(host))


async def hosts_under(tx: Reading, domains: Collection[str]) -> list[str]:
    """The hosts we know under these domains, themselves included."""
    rows = await tx.all("select distinct host from actors where host <> ''")
    wanted = frozenset(domains)
    return [row["host"] for row in rows if not wanted.isdisjoint(covering(row["host"]))]


async def _settle(tx: Writing, site: Site, host: str, rule: DomainRule | None) -> None:
    now = site.clock.now()
    suspends = rule is not None and rule.severity == SUSPEND
    if suspends:
        await deliveries.drop_host(tx, host, now=now)
        await severing.sever_host(tx, site, host)
        await actor_limits.suspend_host(tx, host, now=now)
    else:
        if await actor_limits.release_host(tx, host):
            await jobs.enqueue(tx, site.ids.new(), "restore-follows", {"host": host}, now=now)
        silenced = rule is not None and rule.severity == SILENCE
        await actor_limits.limit_host(tx, host, silenced=silenced, sensitive=bool(rule and rule.mark_sensitive))
        await person_limits.hold_host(tx, host)
    if rule is not None and rule.without_media:
        await actor_limits.reject_media(tx, host)
    else:
        for payload in await actor_limits.want_media_again(tx, host, limit=MOST_REFETCHED):
            await jobs.enqueue(tx, site.ids.new(), "remote-media", payload, now=now)
        await jobs.enqueue(tx, site.ids.new(), "emojis", {"host": host}, now=now)
