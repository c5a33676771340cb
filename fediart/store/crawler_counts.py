"""Rows of robots' visits: what each asked for in a day, by its name alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fediart.store.database import Reading, Row, Writing


@dataclass(frozen=True, slots=True)
class Count:
    """What a robot asked for of one kind in a day (UTC, days since 1970)."""

    day: int
    agent: str
    kind: str
    hits: int
    refused: int
    taken: int


@dataclass(frozen=True, slots=True)
class Visit:
    """When it read robots.txt in a day, and when it first asked for anything else, in ms; 0 for not at all."""

    day: int
    agent: str
    category: str
    first_robots: int
    last_robots: int
    first_other: int


async def add(tx: Writing, counts: Sequence[Count], visits: Sequence[Visit]) -> None:
    """Adds to what is there: several processes count side by side."""
    await tx.many(
        """insert into crawler_days (day, agent, kind, hits, refused, taken)
        values (:day, :agent, :kind, :hits, :refused, :taken)
        on conflict (day, agent, kind) do update set hits = crawler_days.hits + excluded.hits,
        refused = crawler_days.refused + excluded.refused, taken = crawler_days.taken + excluded.taken""",
        [asdict(one) for one in counts],
    )
    await tx.many(
        """insert into crawler_visits (day, agent, category, first_robots, last_robots, first_other)
        values (:day, :agent, :category, :first_robots, :last_robots, :first_other)
        on conflict (day, agent) do update set category = excluded.category,
        first_robots = case when crawler_visits.first_robots = 0 then excluded.first_robots
          when excluded.first_robots = 0 or excluded.first_robots > crawler_visits.first_robots
          then crawler_visits.first_robots else excluded.first_robots end,
        last_robots = case when excluded.last_robots > crawler_visits.last_robots
          then excluded.last_robots else crawler_visits.last_robots end,
        first_other = case when crawler_visits.first_other = 0 then excluded.first_other
          when excluded.first_other = 0 or excluded.first_other > crawler_visits.first_other
          then crawler_visits.first_other else excluded.first_other end""",
        [asdict(one) for one in visits],
    )


async def counts(tx: Reading, first: int, last: int) -> list[Count]:
    """Those of the days from `first` to `last`, by day and agent."""
    rows = await tx.all(
        """select day, agent, kind, hits, refused, taken from crawler_days
        where day between :first and :last order by day, agent, kind""",
        first=first,
        last=last,
    )
    return [Count(**_values(row, Count)) for row in rows]


async def visits(tx: Reading, first: int, last: int) -> list[Visit]:
    rows = await tx.all(
        """select day, agent, category, first_robots, last_robots, first_other from crawler_visits
        where day between :first and :last order by day, agent""",
        first=first,
        last=last,
    )
    return [Visit(**_values(row, Visit)) for row in rows]


def _values(row: Row, kind: type[Count] | type[Visit]) -> dict[str, Any]:
    return {name: row[name] for name in kind.__slots__}


async def first_day(tx: Reading) -> int | None:
    """The oldest day there is, or None."""
    found = await tx.value("select day from crawler_days order by day limit 1")
    return None if found is None else int(found)


async def forget_old(tx: Writing, *, before: int) -> None:
    """Lets go of the days before this one."""
    await tx.run("delete from crawler_days where day < :before", before=before)
    await tx.run("delete from crawler_visits where day < :before", before=before)
