"""Networks that get no answer here: an admin has shut them out. Known in memory, read again after a few seconds."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from fediart.actions.unwelcome import Doors, doors, shut_out
from fediart.clock import SECOND
from fediart.site import Site
from fediart.web.request import address_of

FRESH: Final = 5 * SECOND  # another process may have changed them


class KnownDoors:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._doors = Doors()
        self._generation = -1
        self._read = 0

    async def shut(self, request: web.Request) -> bool:
        """Whether whoever asks gets nothing at all."""
        generation, now = self._site.passes.number, self._site.clock.now()
        if generation != self._generation or now - self._read >= FRESH:
            async with self._site.db.reading() as tx:
                self._doors = await doors(tx)
            self._generation, self._read = generation, now
        return bool(self._doors.blocks) and shut_out(self._doors, address_of(request), now=now)


def refusal() -> web.Response:
    """In few words and without a page, which would cost more than it tells."""
    words = "This server does not answer your network. Write to its administrators if that is a mistake.\n"
    return web.Response(status=403, text=words, headers={"Cache-Control": "no-store"})


DOORS: web.AppKey[KnownDoors] = web.AppKey("known doors", KnownDoors)
