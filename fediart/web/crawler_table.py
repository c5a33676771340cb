"""What robots did here, from rows to a table by day or by week, and to CSV and JSON for whoever studies them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from fediart.clock import DAY
from fediart.rights.agents import OTHER
from fediart.rights.crawlers import CATEGORIES
from fediart.site import Site
from fediart.store import crawler_counts
from fediart.store.crawler_counts import Count, Visit
from fediart.store.database import Reading
from fediart.web.kinds import KINDS

NEVER: Final = "never"
FIRST: Final = "first"
LATER: Final = "later"
MANY: Final = "others"  # all robots that are on no list, where their names are not told
_AT_ONCE: Final = 31  # days that are read in one go
_PLACES: Final = {category: place for place, category in enumerate((*CATEGORIES, OTHER))}


@dataclass(frozen=True, slots=True)
class Line:
    """What one robot did in a day, or in several. `first` of `days` with requests it had read robots.txt before.

    `robots` is FIRST where it always had, NEVER where it never did, else LATER.
    """

    agent: str
    category: str
    hits: int
    refused: int
    taken: int
    days: int
    first: int
    read: int
    kinds: Mapping[str, int] = field(default_factory=dict)

    @property
    def robots(self) -> str:
        """Whether it reads robots.txt before it takes anything."""
        if self.days == 0 or self.first == self.days:
            return FIRST
        return LATER if self.read else NEVER


@dataclass(frozen=True, slots=True)
class Period:
    """A day, or a week from Monday to Sunday; `last` is its last day."""

    first: date
    last: date
    lines: tuple[Line, ...]


def day_of(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)


def week_of(day: int) -> int:
    """The Monday of its week."""
    return day - day_of(day).weekday()


async def lines_of_days(tx: Reading, first: int, last: int, *, named: bool = True) -> dict[int, tuple[Line, ...]]:
    """By day. Not `named`: robots that are on no list are one line, since anybody can invent their names."""
    counts = await crawler_counts.counts(tx, first, last)
    visits = await crawler_counts.visits(tx, first - 1, last)
    by_day: dict[int, list[Line]] = {day: [] for day in range(first, last + 1)}
    known = {(one.day, one.agent): one for one in visits}
    found: dict[tuple[int, str], list[Count]] = {}
    for one in counts:
        found.setdefault((one.day, one.agent), []).append(one)
    for (day, agent), hits in found.items():
        visit = known.get((day, agent), Visit(day, agent, OTHER, 0, 0, 0))
        by_day[day].append(_line(hits, visit, known.get((day - 1, agent))))
    return {day: _in_order(lines if named else together(map(_unnamed, lines))) for day, lines in by_day.items()}


def _line(hits: Iterable[Count], visit: Visit, before: Visit | None) -> Line:
    kinds = {one.kind: one for one in hits}
    came = visit.first_other > 0
    return Line(
        agent=visit.agent,
        category=visit.category,
        hits=sum(one.hits for one in kinds.values()),
        refused=sum(one.refused for one in kinds.values()),
        taken=sum(one.taken for one in kinds.values()),
        days=int(came),
        first=int(came and _read_first(visit, before)),
        read=int(visit.first_robots > 0),
        kinds={kind: kinds[kind].hits for kind in KINDS if kind in kinds},
    )


def _read_first(visit: Visit, before: Visit | None) -> bool:
    """Also within the 24 hours before: RFC 9309 lets crawlers remember the file for so long."""
    if 0 < visit.first_robots <= visit.first_other:
        return True
    return before is not None and before.last_robots > 0 and visit.first_other - before.last_robots <= DAY


def _unnamed(line: Line) -> Line:
    if line.category in CATEGORIES:
        return line
    return Line(MANY, OTHER, line.hits, line.refused, line.taken, line.days, line.first, line.read, line.kinds)


def together(lines: Iterable[Line]) -> tuple[Line, ...]:
    """One line for each robot."""
    by_agent: dict[str, list[Line]] = {}
    for line in lines:
        by_agent.setdefault(line.agent, []).append(line)
    return _in_order(_sum(several) for several in by_agent.values())


def _sum(lines: list[Line]) -> Line:
    numbers = {name: sum(getattr(one, name) for one in lines) for name in ("hits", "refused", "taken", "days", "first")}
    kinds = {kind: sum(one.kinds.get(kind, 0) for one in lines) for kind in KINDS}
    return Line(
        agent=lines[-1].agent,
        category=lines[-1].category,
        read=sum(one.read for one in lines),
        kinds={kind: number for kind, number in kinds.items() if number},
        **numbers,
    )


def _in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """AI crawlers before the others, and those that took most in spite of robots.txt before those that asked most."""
    return tuple(sorted(lines, key=lambda one: (_PLACES.get(one.category, 9), -one.taken, -one.hits, one.agent)))


async def periods(tx: Reading, *, last: int, days: int, weekly: bool, named: bool = True) -> tuple[Period, ...]:
    """The newest first; those in which nobody came are left out."""
    first = week_of(last - days + 1) if weekly else last - days + 1
    by_day = await lines_of_days(tx, first, last, named=named)
    each: dict[int, list[int]] = {}
    for day in range(first, last + 1):
        each.setdefault(week_of(day) if weekly else day, []).append(day)
    made = [
        Period(day_of(start), day_of(several[-1]), together(line for day in several for line in by_day[day]))
        for start, several in sorted(each.items(), reverse=True)
    ]
    return tuple(one for one in made if one.lines)


HEAD: Final = ("day", "agent", "category", *KINDS, "requests", "refused", "taken_in_spite_of_robots_txt", "robots_txt")


def as_record(day: int, line: Line) -> dict[str, Any]:
    """One robot's day as CSV and JSON tell it."""
    kinds = {kind: line.kinds.get(kind, 0) for kind in KINDS}
    values = (line.hits, line.refused, line.taken, line.robots)
    return dict(zip(HEAD, (str(day_of(day)), line.agent, line.category, *kinds.values(), *values), strict=True))


async def exported(site: Site, form: str, *, since: int, named: bool, about: Mapping[str, Any]) -> AsyncIterator[str]:
    """The text of an export in pieces, the oldest day first. `since` is in ms; `about` heads the JSON."""
    async with site.db.reading() as tx:
        oldest = await crawler_counts.first_day(tx)
    last = site.clock.now() // DAY
    first = last + 1 if oldest is None else max(oldest, since // DAY)
    yield _csv([HEAD]) if form == "csv" else json.dumps(dict(about))[:-1] + ', "days": ['
    comma = ""
    for start in range(first, last + 1, _AT_ONCE):
        async with site.db.reading() as tx:
            found = await lines_of_days(tx, start, min(start + _AT_ONCE - 1, last), named=named)
        records = [as_record(day, line) for day, lines in found.items() for line in lines]
        if records and form == "csv":
            yield _csv(tuple(record.values()) for record in records)
        elif records:
            yield comma + ",\n".join(json.dumps(record) for record in records)
            comma = ",\n"
    if form == "json":
        yield "]}\n"


def _csv(rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
