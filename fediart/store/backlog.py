"""How much is still to be done: unfinished jobs and deliveries, counted up to a bound, and how late the oldest are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fediart.store.database import Reading

MOST: Final = 10_000
"""Nothing is counted beyond so many: more is too many, whatever the number."""


@dataclass(frozen=True, slots=True)
class Late:
    """For how many milliseconds the oldest job and the oldest delivery are overdue; 0 where none is."""

    jobs: int
    deliveries: int


async def jobs(tx: Reading) -> dict[tuple[str, str], int]:
    """Unfinished jobs by kind and state (waiting, taken), of the first MOST."""
    rows = await tx.all(
        f"""select kind, state, count(*) as many from (select kind, state from jobs where state <> 'finished'
        order by order_key, id limit {MOST}) w group by kind, state order by kind, state"""
    )
    return {(row["kind"], row["state"]): int(row["many"]) for row in rows}


async def deliveries(tx: Reading) -> int:
    """Deliveries that are not made yet, up to MOST."""
    return int(
        await tx.value(
            f"""select count(*) from (select 1 from deliveries where state = 'waiting'
            order by priority, due, id limit {MOST}) w"""
        )
    )


async def late(tx: Reading, *, now: int) -> Late:
    """How late the oldest are that are due: of deliveries, those that go first."""
    job = await tx.value("select due from jobs where state = 'waiting' order by due, id limit 1")
    delivery = await tx.value(
        "select due from deliveries where state = 'waiting' and priority = 0 order by priority, due, id limit 1"
    )
    other = await tx.value(
        "select due from deliveries where state = 'waiting' and priority = 1 order by priority, due, id limit 1"
    )
    return Late(_since(job, now), max(_since(delivery, now), _since(other, now)))


def _since(due: int | None, now: int) -> int:
    return 0 if due is None else max(0, now - int(due))
