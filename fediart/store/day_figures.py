"""Figures of each day, counted once an hour: pages read these few rows instead of counting large tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fediart.store.database import Reading, Writing

SIGN_UPS, ACTIVE, UPLOADS = "sign-ups", "active", "uploads"
PUBLISHED, LABELLED, HELD, REFUSED = "published", "labelled", "held", "refused"
ORIGINALS, PUBLIC, ATTACHED = "stored-originals", "stored-public", "stored-attachments"
COPIES = "stored-copies"
JOBS, DELIVERIES = "jobs", "deliveries"
SERVERS, TROUBLED, DEAD = "servers", "troubled", "dead"
PEAKS: Final = (JOBS, DELIVERIES)
"""Of these the largest of the day is kept; of all others the newest."""
MOST: Final = 100_000
"""Nothing is counted beyond so many in a day."""


async def put(tx: Writing, day: int, figures: Mapping[str, int]) -> None:
    """Keeps figures of a day (since 1970) in the place of those that were counted earlier."""
    for name, value in figures.items():
        kept = "case when excluded.value > day_figures.value then excluded.value else day_figures.value end"
        await tx.run(
            f"""insert into day_figures (day, name, value) values (:day, :name, :value) on conflict (day, name)
            do update set value = {kept if name in PEAKS else "excluded.value"}""",
            day=day,
            name=name,
            value=value,
        )


async def since(tx: Reading, first: int) -> dict[str, dict[int, int]]:
    """By name and day, from the day `first` on."""
    rows = await tx.all("select day, name, value from day_figures where day >= :first order by day, name", first=first)
    found: dict[str, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row["name"], {})[row["day"]] = int(row["value"])
    return found


async def counted(tx: Reading, day: int, name: str) -> bool:
    return await tx.value("select 1 from day_figures where day = :day and name = :name", day=day, name=name) is not None


async def forget_old(tx: Writing, *, before: int) -> None:
    """`before` is a day."""
    await tx.run("delete from day_figures where day < :before", before=before)


async def signed_up(tx: Reading, start: int, end: int) -> int:
    """Accounts made between two times in ms."""
    return int(
        await tx.value("select count(*) from accounts where created >= :start and created < :end", start=start, end=end)
    )


async def here_since(tx: Reading, start: int) -> int:
    """Members who were here since then, in ms."""
    return int(await tx.value("select count(*) from accounts where approved > 0 and last_seen >= :start", start=start))


async def uploads(tx: Reading, first: int, last: int) -> int:
    """Pictures with ids from `first` to before `last`: ids say when (fediart.ids)."""
    return int(
        await tx.value(
            f"""select count(*) from (select id from pictures where id >= :first and id < :last
            order by id limit {MOST}) of_day""",
            first=first,
            last=last,
        )
    )
