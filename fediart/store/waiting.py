"""How much waits for the staff, each counted up to MOST: beyond it the number tells nothing more."""

from __future__ import annotations

from typing import Final

from fediart.clock import DAY
from fediart.store.database import Reading
from fediart.store.hosts import DEAD_AFTER

MOST: Final = 1_000


async def cases(tx: Reading, *, appeals: bool) -> int:
    """Works that wait for a decision, either appeals alone or all others; not those whose artist is asked."""
    which = "cause = 'appeal'" if appeals else "cause <> 'appeal'"
    return int(
        await tx.value(
            f"""select count(*) from (select id from reviews where closed = 0 and state <> 'asked' and {which}
            order by due, id limit {MOST}) open"""
        )
    )


async def sign_ups(tx: Reading) -> int:
    """Accounts that somebody has to let in: not those whose turn comes by itself."""
    return int(
        await tx.value(
            f"""select count(*) from (select a.id from accounts a where a.approved = 0 and a.confirmed > 0
            and not exists (select 1 from sign_ups s where s.account_id = a.id and s.why = 'queue')
            order by a.id limit {MOST}) waiting"""
        )
    )


async def held_words(tx: Reading) -> int:
    return int(
        await tx.value(
            f"""select count(*) from (select id from held_words where state = 'waiting'
            order by id limit {MOST}) held"""
        )
    )


async def newly_dead(tx: Reading, *, now: int) -> int:
    """Servers that were given up within the last week."""
    return int(
        await tx.value(
            "select count(*) from hosts where failures > 0 and down_since > :first and down_since <= :last",
            first=now - DEAD_AFTER - 7 * DAY,
            last=now - DEAD_AFTER,
        )
    )
