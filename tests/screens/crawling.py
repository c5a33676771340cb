"""Robots' visits of three weeks, for the pages that tell of them."""

from __future__ import annotations

from dataclasses import replace

from fediart.clock import DAY, HOUR
from fediart.rights.agents import OTHER
from fediart.rights.crawlers import RETRIEVAL, TRAINING, UNDECLARED
from fediart.site import Site
from fediart.store import crawler_counts
from fediart.store.crawler_counts import Count, Visit
from fediart.store.settings import read_settings, save_settings

CAME = (  # name, category, pages, pictures, refused, taken; the hour of robots.txt (0: never) and of the first page
    ("GPTBot", TRAINING, 412, 1_630, 2_042, 0, 3, 4),
    ("Bytespider", TRAINING, 2_911, 18_204, 21_115, 0, 0, 1),
    ("CCBot", TRAINING, 38, 0, 38, 0, 5, 6),
    ("ChatGPT-User", RETRIEVAL, 64, 12, 0, 76, 0, 9),
    ("PerplexityBot", RETRIEVAL, 21, 3, 0, 24, 8, 7),
    ("Scrapy", UNDECLARED, 150, 900, 0, 1_050, 0, 2),
    ("Googlebot", OTHER, 820, 410, 0, 0, 1, 2),
    ("bingbot", OTHER, 240, 77, 0, 0, 1, 2),
    ("python-requests", OTHER, 12, 0, 0, 4, 0, 11),
)


async def ensure(site: Site) -> None:
    """Writes them once, and publishes the page."""
    today = site.clock.now() // DAY
    async with site.db.writing() as tx:
        await save_settings(tx, replace(await read_settings(tx), crawlers_public=True), now=site.clock.now())
        if await crawler_counts.first_day(tx) is not None:
            return
        for ago in (0, 1, 2, 9, 16):
            for place, one in enumerate(CAME):
                if (ago + place) % 3:
                    await crawler_counts.add(tx, *_of_day(today - ago, one, ago + 1))
    site.pages.changed()


def _of_day(day: int, one: tuple[str, str, int, int, int, int, int, int], part: int) -> tuple[list[Count], list[Visit]]:
    name, category, shown, media, refused, taken, robots, other = one
    counts = [
        Count(day, name, "page", shown // part, refused // part * (shown > 0 and media == 0), taken // part),
        Count(day, name, "media", media // part, refused // part * (media > 0), 0),
        Count(day, name, "robots", int(robots > 0), 0, 0),
    ]
    start = day * DAY
    read = start + robots * HOUR if robots else 0
    return [one for one in counts if one.hits], [Visit(day, name, category, read, read, start + other * HOUR)]
