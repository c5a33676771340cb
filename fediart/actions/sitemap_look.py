"""Whether the sitemap leads search engines to works that want to be found by none, or that are not for everybody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from fediart.actions.visit import Visit
from fediart.rights.report import Found
from fediart.site import Site
from fediart.store import actors, artworks
from fediart.store.settings import read_settings
from fediart.translate.rights import artwork_policy

MOST_PARTS = 5
BATCH = 500
_PLACE = re.compile(r"<loc>([^<]{1,2000})</loc>")
_WORK = re.compile(r"/@[^/]+/(\d{1,19})$")


async def look_at_sitemap(visit: Visit, site: Site) -> Found:
    """The newest parts, each work in them held against its row."""
    url = urljoin(f"{site.config.origin}/", "/sitemap.xml")
    parts = [one for one in await _places(visit, url) if "/sitemap/works-" in one][-MOST_PARTS:]
    wrong: list[str] = []
    for part in parts:
        pages = await _places(visit, part)
        for first in range(0, len(pages), BATCH):
            wrong += await _wrong(site, pages[first : first + BATCH])
    if not wrong:
        return Found("The sitemap", url)
    works = "1 work" if len(wrong) == 1 else f"{len(wrong)} works"
    return Found("The sitemap", url, problem=f"it leads to {works} that nobody is to find so, such as {wrong[0]}")


async def _places(visit: Visit, url: str) -> list[str]:
    answer = await visit.get(url)
    return [] if isinstance(answer, str) else _PLACE.findall(answer.body.decode("utf-8", "replace"))


async def _wrong(site: Site, pages: Sequence[str]) -> list[str]:
    """Those of these pages that should not be listed; one that is gone meanwhile is none."""
    numbers = {int(found[1]): page for page in pages if (found := _WORK.search(page))}
    async with site.db.reading() as tx:
        settings = await read_settings(tx)
        works = await artworks.by_ids(tx, [number for number in numbers if number < 2**63])
        people = await actors.by_ids(tx, {work.actor_id for work in works.values()})
    return [
        numbers[work.id]
        for work in works.values()
        if not work.is_public or not artwork_policy(work, people[work.actor_id], settings).search
    ]
