"""Counts what staff see as charts, once an hour: of today, and of the days before that nobody has counted yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fediart.clock import DAY
from fediart.ids import first_of
from fediart.site import Site
from fediart.store import backlog, day_figures, decisions, host_lists, remote_copies
from fediart.store.database import Reading

SHOWN: Final = 30
KEPT: Final = 400
"""Days."""
_BY_FILTER: Final = {
    ("publish", ""): day_figures.PUBLISHED,
    ("label", "assisted"): day_figures.LABELLED,
    ("label", "generated"): day_figures.LABELLED,
    ("hold", ""): day_figures.HELD,
    ("refuse", ""): day_figures.REFUSED,
}


async def count(site: Site, stored: Mapping[str, int]) -> None:
    """`stored` are the bytes in each area of storage, as they were seen just now."""
    now = site.clock.now()
    today = now // DAY
    async with site.db.reading() as tx:
        days = {day: await _of_day(tx, day) for day in range(today - SHOWN + 1, today) if await _lacks(tx, day)}
        # Yesterday's last hour is counted after its end.
        days |= {day: await _of_day(tx, day) for day in (today - 1, today)}
        days[today] |= await _of_now(tx, now)
    names = {"originals": day_figures.ORIGINALS, "public": day_figures.PUBLIC, "attachments": day_figures.ATTACHED}
    days[today] |= {names[area]: size for area, size in stored.items()}
    async with site.db.writing() as tx:
        for day, figures in days.items():
            await day_figures.put(tx, day, figures)
        await day_figures.forget_old(tx, before=today - KEPT)


async def _lacks(tx: Reading, day: int) -> bool:
    return not await day_figures.counted(tx, day, day_figures.UPLOADS)


async def _of_day(tx: Reading, day: int) -> dict[str, int]:
    """What rows still tell of a day, however long ago it was."""
    start, end = day * DAY, (day + 1) * DAY
    found = {day_figures.SIGN_UPS: await day_figures.signed_up(tx, start, end)}
    found[day_figures.UPLOADS] = await day_figures.uploads(tx, first_of(start), first_of(end))
    found |= dict.fromkeys(_BY_FILTER.values(), 0)
    for (decision, label, by_person), many in (await decisions.counted(tx, since=start, until=end)).items():
        name = _BY_FILTER.get((decision, label))
        if name and not by_person:
            found[name] += many
    return found


async def _of_now(tx: Reading, now: int) -> dict[str, int]:
    servers = await host_lists.counts(tx, now=now)
    return {
        day_figures.ACTIVE: await day_figures.here_since(tx, now - now % DAY),
        day_figures.JOBS: sum((await backlog.jobs(tx)).values()),
        day_figures.DELIVERIES: await backlog.deliveries(tx),
        day_figures.SERVERS: servers.all - servers.troubled - servers.dead,
        day_figures.TROUBLED: servers.troubled,
        day_figures.DEAD: servers.dead,
        day_figures.COPIES: (await remote_copies.weigh(tx)).bytes,
    }
