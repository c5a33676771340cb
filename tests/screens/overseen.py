"""A month of figures for the photographs of the overview: an instance that grows, with a bad week."""

from __future__ import annotations

import math

from fediart.clock import DAY
from fediart.ids import first_of
from fediart.site import Site
from fediart.store import day_figures
from fediart.store.database import Writing
from fediart.store.day_figures import (
    ACTIVE,
    ATTACHED,
    COPIES,
    DEAD,
    DELIVERIES,
    HELD,
    JOBS,
    LABELLED,
    ORIGINALS,
    PUBLIC,
    PUBLISHED,
    REFUSED,
    SERVERS,
    SIGN_UPS,
    TROUBLED,
    UPLOADS,
)


def _of(day: int) -> dict[str, int]:
    wave = 1 + math.sin(day * 0.9) / 2
    bad = 6 if 17 <= day <= 20 else 1
    return {
        SIGN_UPS: round((2 + day / 8) * wave), ACTIVE: round((60 + 2 * day) * (0.8 + wave / 5)),
        UPLOADS: round((40 + day) * wave), PUBLISHED: round((30 + day) * wave), LABELLED: day % 3,
        HELD: 2 + day % 4, REFUSED: day % 2, ORIGINALS: 41_000_000_000 + day * 350_000_000,
        PUBLIC: 22_000_000_000 + day * 210_000_000, COPIES: 9_000_000_000 + day * 40_000_000,
        ATTACHED: 3_000_000_000, JOBS: round(120 * wave * bad), DELIVERIES: round(300 * wave * bad),
        SERVERS: 410 + 3 * day, TROUBLED: 4 * bad, DEAD: 20 + day // 3,
    }  # fmt: skip


async def _decide(tx: Writing, site: Site) -> None:
    """Half a year of a house with two moderators."""
    deeds = ("warn", "limit account", "suspend account", "take posts away", "resolve report", "dismiss report",
             "approve sign-up", "reject sign-up", "set rule for domain", "forbidden picture: add",
             "overturn strike")  # fmt: skip
    for month in range(1, 7):
        for number, deed in enumerate(deeds):
            for again in range((month * 7 + number * 5) % 13):
                then = site.clock.now() - month * 30 * DAY - again * 60_000
                await tx.run(
                    """insert into admin_log (id, action, detail, created, strike_id)
                    values (:id, :deed, 'suspend', :then, 1)""",
                    id=first_of(then) + number,
                    deed=deed,
                    then=then,
                )


async def pages(site: Site) -> dict[str, tuple[str, str]]:
    """Path and viewer by name. What is there already is not made again."""
    today = site.clock.now() // DAY
    async with site.db.writing() as tx:
        if not await day_figures.counted(tx, today - 1, SIGN_UPS):
            for day in range(30):
                await day_figures.put(tx, today - 29 + day, _of(day))
            await _decide(tx, site)
    pages = {"overview": ("/admin", "jane"), "overview-moderator": ("/admin", "mo")}
    pages |= {"public-report": ("/transparency/report", ""), "admin-public-report": ("/admin/transparency", "jane")}
    return pages | {"admin-copies": ("/admin/federation/copies", "jane")}
