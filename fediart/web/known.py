"""The instance's settings in memory, so that no answer waits for them: read again when something changed."""

from __future__ import annotations

from aiohttp import web

from fediart.clock import SECOND
from fediart.site import Site
from fediart.store.settings import InstanceSettings, read_settings

FRESH = 5 * SECOND  # another process may have changed them


class KnownSettings:
    """`last` is what was read last. `read` asks the database when the pages' generation or a few seconds passed."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.last = InstanceSettings()
        self._generation = -1
        self._read = 0

    async def read(self) -> InstanceSettings:
        generation, now = self._site.pages.number, self._site.clock.now()
        if generation != self._generation or now - self._read >= FRESH:
            async with self._site.db.reading() as tx:
                self.last = await read_settings(tx)
            self._generation, self._read = generation, now
        return self.last


KNOWN: web.AppKey[KnownSettings] = web.AppKey("known settings", KnownSettings)
