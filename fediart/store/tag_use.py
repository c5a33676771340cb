"""How much tags were used in public posts, day by day: counted, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fediart.clock import DAY
from fediart.store.database import Reading

DAYS = 7
_MOST = 2_000  # posts of one tag that are looked through, the newest


@dataclass(frozen=True, slots=True)
class Used:
    """`day` is when it began (UTC), in milliseconds; `uses` are posts, `people` those who wrote them."""

    day: int
    uses: int
    people: int


async def history(tx: Reading, tags: Iterable[str], *, now: int) -> dict[str, list[Used]]:
    """Of each tag the last DAYS days, today first. Posts of people who are silenced or suspended do not count."""
    today = now - now % DAY
    return {tag: await _of(tx, tag, today) for tag in dict.fromkeys(tags)}


async def _of(tx: Reading, tag: str, today: int) -> list[Used]:
    first = today - (DAYS - 1) * DAY
    rows = await tx.all(
        f"""select (u.published - :first) / {DAY} as day, count(*) as uses, count(distinct p.actor_id) as people
        from (select post_id, published from post_tags where tag = :tag and published >= :first
            order by published desc, post_id desc limit {_MOST}) u
        join posts p on p.id = u.post_id and p.visibility = 'public' and p.deleted = 0
        join actors a on a.id = p.actor_id and a.suspended = 0 and a.deleted = 0
        where u.published < :end
        and not exists (select 1 from actor_limits q where q.actor_id = a.id and q.silenced = 1)
        group by (u.published - :first) / {DAY}""",
        tag=tag,
        first=first,
        end=today + DAY,
    )
    counted = {int(row["day"]): (int(row["uses"]), int(row["people"])) for row in rows}
    return [Used(first + day * DAY, *counted.get(day, (0, 0))) for day in reversed(range(DAYS))]
