"""How much happens here, week by week; and the servers this one knows, for directories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fediart.clock import DAY
from fediart.store.database import Reading

WEEK: Final = 7 * DAY
_MONDAY: Final = 4 * DAY  # the first day of 1970 was a Thursday
_MOST_COUNTED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Week:
    """`start` is Monday at midnight UTC, in milliseconds. Posts of members, who was last here then, who joined."""

    start: int
    posts: int
    here: int
    joined: int


def start_of_week(now: int) -> int:
    """Monday at midnight, UTC."""
    return now - (now - _MONDAY) % WEEK


async def week(tx: Reading, start: int) -> Week:
    """Numbers above twenty thousand are told as that."""
    counted = await tx.one(
        f"""select (select count(*) from (select 1 as one from posts where local = 1 and deleted = 0
            and visibility <> 'direct' and published >= :start and published < :end
            limit {_MOST_COUNTED}) said) as posts,
        (select count(*) from accounts where approved > 0 and last_seen >= :start and last_seen < :end) as here,
        (select count(*) from accounts where approved > 0 and created >= :start and created < :end) as joined""",
        start=start,
        end=start + WEEK,
    )
    assert counted is not None
    return Week(start, int(counted["posts"]), int(counted["here"]), int(counted["joined"]))


async def peers(tx: Reading, *, limit: int = 50_000) -> Sequence[str]:
    """Hosts that are known here and not dead beyond doubt, in the order of letters."""
    rows = await tx.all("select host from hosts where host <> '' order by host limit :limit", limit=limit)
    return [row["host"] for row in rows]
