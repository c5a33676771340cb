"""Who differs from the site's AI policy, and the files that say so, in memory: made once for all who ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from fediart.clock import SECOND
from fediart.rights.exceptions import SiteTerms
from fediart.site import Site
from fediart.store.settings import InstanceSettings
from fediart.translate.site_terms import site_terms

FRESH = 5 * SECOND  # another process may have changed something
# Where thousands differ, reading them all takes a while: then not more often than once in a millisecond for each.
_FEW = 1_000


class KnownTerms:
    """`read` asks the database when something changed; `file` keeps each file until what it is made from differs."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = asyncio.Lock()
        self._terms: SiteTerms | None = None
        self._settings: InstanceSettings | None = None
        self._generation = -1
        self._read = 0
        self._files: dict[str, tuple[object, bytes]] = {}

    async def read(self, settings: InstanceSettings) -> SiteTerms:
        """What differs now. A change is seen at once, or after as many milliseconds as there are works that differ."""
        async with self._lock:
            if self._terms is None or settings != self._settings or self._is_old(self._terms):
                generation, now = self._site.pages.number, self._site.clock.now()
                async with self._site.db.reading() as tx:
                    found = await site_terms(tx, settings)
                if found != self._terms:
                    self._terms = found
                self._settings, self._generation, self._read = settings, generation, now
            return self._terms

    def _is_old(self, terms: SiteTerms) -> bool:
        age = self._site.clock.now() - self._read
        named = sum(len(one.works) + 1 for one in terms.artists)
        if named > _FEW and age < named:
            return False
        return self._generation != self._site.pages.number or age >= FRESH

    async def file(self, name: str, made_from: object, make: Callable[[], bytes]) -> bytes:
        """The file of that name, made anew where `made_from` is not what it was made from before.

        That happens beside the event loop: thousands of exceptions take a while.
        """
        kept = self._files.get(name)
        if kept is None or kept[0] != made_from:
            kept = self._files[name] = (made_from, await asyncio.to_thread(make))
        return kept[1]


TERMS: web.AppKey[KnownTerms] = web.AppKey("known terms", KnownTerms)
