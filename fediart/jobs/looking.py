"""Looks at other servers now and then: what software they run, and whether one that was dead answers again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from federation.fetch import Budget, FetchError, Refused, TimedOut, Unreachable
from federation.nodeinfo import NodeInfo, look_at
from fediart.clock import DAY, HOUR
from fediart.jobs import health
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import deliveries, hosts, jobs
from fediart.store.database import Writing
from fediart.store.hosts import DEAD_AFTER, Host

KIND: Final = "look-at-host"
FRESH: Final = 7 * DAY
PROBED: Final = 90 * DAY  # a server that has been dead for so long is asked no more
MOST: Final = 200  # of each sort in an hour
REQUESTS: Final = 4


async def schedule(tx: Writing, site: Site) -> None:
    """Queues looks at servers not looked at for a week, and at dead ones whose time has come; called once an hour."""
    now = site.clock.now()
    dead = await hosts.to_probe(tx, now=now, down_after=now - PROBED, limit=MOST)
    stale = await hosts.to_look_at(tx, before=now - FRESH, dead=now - DEAD_AFTER, limit=MOST)
    for host in {*stale, *(one.host for one in dead)}:
        once = f"{KIND}:{host}:{now // HOUR}"
        await jobs.enqueue(tx, site.ids.new(), KIND, {"host": host}, now=now, once_key=once)


async def look(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler. Payload: `host`. A dead server that answers anything at all is delivered to again."""
    name, now = str(payload["host"]), site.clock.now()
    found, problem = await _ask(site, name)
    answered = problem is None or not isinstance(problem, TimedOut | Unreachable | Refused)
    async with site.db.writing() as tx:
        state = (await hosts.some(tx, [name])).get(name, Host(name))
        if answered or not state.dead(now):
            known = found or NodeInfo("", "")
            await hosts.look(tx, name, software=known.software, version=known.version, now=now)
        if state.dead(now) and answered:
            await hosts.revive(tx, name, now=now)
            await deliveries.hasten(tx, name, now=now)
        elif state.dead(now) and problem is not None:
            await hosts.save(tx, [health.failed(state, problem.reason, now, not_before=0)])
    site.delivery_bell.ring()
    if problem is not None:
        return Done(problem.reason)
    return Done(f"{found.software} {found.version}".strip() if found else "")


async def _ask(site: Site, host: str) -> tuple[NodeInfo | None, FetchError | None]:
    origin = f"{site.config.origin.partition(':')[0]}://{host}"
    try:
        return await look_at(site.http, origin, Budget(REQUESTS)), None
    except FetchError as problem:
        return None, problem
