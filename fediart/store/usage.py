"""How many live and post here, for NodeInfo."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.clock import DAY
from fediart.store.database import Reading


@dataclass(frozen=True, slots=True)
class Counts:
    users: int
    active_month: int
    active_halfyear: int
    posts: int
    comments: int


async def servers(tx: Reading) -> int:
    """How many other servers this one knows."""
    return int(await tx.value("select count(*) from hosts"))


async def counts(tx: Reading, *, now: int) -> Counts:
    """One question; the pages' cache asks it at most every few seconds."""
    row = await tx.one(
        """select (select count(*) from accounts where approved > 0 and suspended = 0) as users,
        (select count(*) from accounts where approved > 0 and last_seen > :month) as month,
        (select count(*) from accounts where approved > 0 and last_seen > :halfyear) as halfyear,
        (select count(*) from artworks where state = 'published') as posts,
        (select count(*) from posts where local = 1 and kind = 'reply' and deleted = 0) as comments""",
        month=now - 30 * DAY,
        halfyear=now - 182 * DAY,
    )
    assert row is not None
    return Counts(row["users"], row["month"], row["halfyear"], row["posts"], row["comments"])
