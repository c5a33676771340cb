"""Works on their way from the upload to the public: how many wait, where one of them stands, how quickly they go."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from fediart.store.database import Reading

MOST_COUNTED = 10_000
_LAST = 20  # works that tell how quickly it goes


@dataclass(frozen=True, slots=True)
class Place:
    """How many works are to be done before this one, and the milliseconds that each of the last took; 0: not known."""

    ahead: int
    each: int

    @property
    def milliseconds(self) -> int:
        """Until it is this work's turn."""
        return self.ahead * self.each


async def many(tx: Reading) -> int:
    """How many works wait or are being worked on; from MOST_COUNTED on, so many."""
    return int(
        await tx.value(
            f"""select count(*) from (select 1 from jobs where kind = 'publish' and state <> 'finished'
            order by id limit {MOST_COUNTED}) w"""
        )
    )


async def place_of(tx: Reading, order_key: str, *, now: int) -> Place | None:
    """Where the work stands whose jobs have this order key; None where nothing is due for it.

    What a process has taken waits there, too, as long as others are before it.
    """
    job = await tx.value(
        """select min(id) from jobs where order_key = :key and state <> 'finished' and kind = 'publish'
        and due <= :now""",
        key=order_key,
        now=now,
    )
    if job is None:
        return None
    ahead = await tx.value(
        f"""select count(*) from (select 1 from jobs where kind = 'publish' and state <> 'finished' and id < :id
        order by id limit {MOST_COUNTED}) w""",
        id=job,
    )
    return Place(int(ahead), await each(tx, since=now - 15 * 60_000))


async def each(tx: Reading, *, since: int) -> int:
    """The milliseconds from one finished work to the next, of the last few since then; 0 where there are not enough.

    It is what the whole instance gets done, however many processes share the work. A quiet time between two works
    does not count: a work that waited for nobody says how long it took by itself.
    """
    rows = await tx.all(
        f"""select created, finished from jobs where kind = 'publish' and state = 'finished' and finished >= :since
        order by finished desc limit {_LAST}""",
        since=since,
    )
    if len(rows) < 2:
        return 0
    took = [
        int(later["finished"]) - max(int(earlier["finished"]), int(later["created"]))
        for later, earlier in pairwise(rows)
    ]
    return max(1, sum(took) // len(took))
