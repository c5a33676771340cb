"""The door for requests that bring files: a few are received at a time, others wait a little, the rest come later.

So uploads that pile up take neither the memory, nor the disk, nor the event loop from those who look at pictures, and
from the inbox. Nothing of a body is read before there is a place: what waits costs a connection.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from fediart.actions.readiness import NO_SPACE
from fediart.clock import SECOND
from fediart.errors import TooOften
from fediart.figures import RECEIVED, TURNED_AWAY
from fediart.language import _
from fediart.site import Site

PATIENCE: Final = 20.0  # seconds that one waits for a place
MOST_WAITING: Final = 8  # for each place
TOO_LATE: Final = 1.5  # seconds: with an event loop so late, everybody waits for everything
_SPACE_FRESH: Final = 5 * SECOND
_A_WHILE, _LONG = 15, 1800  # seconds after which to come again


class UploadDoor:
    """One for each process. Whoever came first gets the next place."""

    def __init__(self, site: Site, *, patience: float = PATIENCE) -> None:
        self._site = site
        self._places = site.config.media.receiving
        self._patience = patience
        self._inside = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._space = (-_SPACE_FRESH, True)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place for one request with files while the block runs. Raises TooOften where there is none."""
        self._demand_room()
        await self._enter()
        self._site.figures.count(RECEIVED)
        try:
            yield
        finally:
            self._leave()

    def _demand_room(self) -> None:
        if not self._has_space():
            words = _("This server has no room for more files right now. Its administrators have to make some.")
            raise self._turned_away("no room", words, _LONG)
        slow = self._inside > 0 and self._site.figures.late > TOO_LATE  # one alone is always received
        if slow or len(self._waiting) >= MOST_WAITING * self._places:
            raise self._turned_away("too many", _too_many(), _A_WHILE)

    async def _enter(self) -> None:
        if self._inside < self._places and not self._waiting:
            self._inside += 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        try:
            async with asyncio.timeout(self._patience):
                await mine  # whoever leaves hands the place over
        except BaseException as broken_off:
            self._give_up(mine)
            if isinstance(broken_off, TimeoutError):
                raise self._turned_away("too many", _too_many(), _A_WHILE) from None
            raise

    def _give_up(self, mine: asyncio.Future[None]) -> None:
        """Where the place came a moment too late, the next one gets it."""
        if mine.done() and not mine.cancelled():
            self._leave()
        elif mine in self._waiting:
            self._waiting.remove(mine)

    def _leave(self) -> None:
        """To whoever waits longest; a place that nobody waits for is free."""
        for one in list(self._waiting):
            if not one.done():
                self._waiting.remove(one)
                one.set_result(None)
                return
        self._inside -= 1

    def _has_space(self) -> bool:
        looked, enough = self._space
        now = self._site.clock.now()
        if now - looked >= _SPACE_FRESH:
            enough = shutil.disk_usage(self._site.config.files).free >= NO_SPACE
            self._space = now, enough
        return enough

    def _turned_away(self, reason: str, words: str, seconds: int) -> TooOften:
        self._site.figures.count(TURNED_AWAY, f'reason="{reason}"')
        return TooOften(words, retry_after=seconds)


def _too_many() -> str:
    return _("Many people are uploading right now. Try again in %(seconds)s seconds.", seconds=_A_WHILE)


UPLOADS: web.AppKey[UploadDoor] = web.AppKey("upload door", UploadDoor)
