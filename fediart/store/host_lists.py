"""The admin's lists of other servers: filtered, searched, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fediart.store.database import Reading
from fediart.store.hosts import DEAD_AFTER, LISTED, Host, host_from

FILTERS: Final = ("all", "troubled", "dead")
_ANY: Final = "1 = 1"
_WAITING: Final = """
(select count(*) from deliveries where deliveries.host = hosts.host and deliveries.state = 'waiting') as waiting,
(select min(due) from deliveries where deliveries.host = hosts.host and deliveries.state = 'waiting') as next_due
"""
_WHERE: Final = {
    "all": _ANY,
    "troubled": "failures > 0 and down_since > :dead",
    "dead": "failures > 0 and down_since <= :dead",
}


@dataclass(frozen=True, slots=True)
class HostState:
    """A line of the admin's table of federation: how many deliveries wait, and when the next is due, or 0."""

    host: Host
    waiting: int
    next_due: int


@dataclass(frozen=True, slots=True)
class HostCounts:
    """How many servers we know, how many of them are in trouble, and how many are dead."""

    all: int
    troubled: int
    dead: int


async def counts(tx: Reading, *, now: int) -> HostCounts:
    row = await tx.one(
        """select count(*) as known, coalesce(sum(case when failures > 0 and down_since > :dead then 1 else 0 end), 0)
        as troubled, coalesce(sum(case when failures > 0 and down_since <= :dead then 1 else 0 end), 0) as dead
        from hosts""",
        dead=now - DEAD_AFTER,
    )
    return HostCounts(int(row["known"]), int(row["troubled"]), int(row["dead"])) if row else HostCounts(0, 0, 0)


async def overview(
    tx: Reading, *, now: int, which: str = "all", containing: str = "", after: str = "", limit: int = 50
) -> Sequence[HostState]:
    """Hosts in the order of their names, those after `after`; `which` is one of FILTERS."""
    condition = _WHERE[which].replace(":dead", str(int(now - DEAD_AFTER)))
    rows = await tx.all(
        f"""select {LISTED}, {_WAITING} from hosts where {condition} and host > :after and host like :pattern escape '!'
        order by host limit :limit""",
        after=after,
        pattern=f"%{_plain(containing)}%",
        limit=limit,
    )
    return [HostState(host_from(row), row["waiting"], row["next_due"] or 0) for row in rows]


async def one(tx: Reading, host: str) -> HostState | None:
    """None for a host we have had nothing to do with."""
    row = await tx.one(
        f"select {LISTED}, {_WAITING} from hosts where host = :host",
        host=host,
    )
    return HostState(host_from(row), row["waiting"], row["next_due"] or 0) if row else None


def _plain(text: str) -> str:
    """What a person searches for is no pattern."""
    return text.strip().lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
