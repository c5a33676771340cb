"""Pictures of other servers that do not lie here: fetched when somebody looks, with brakes against misuse.

Only what rows name can be had, by the number of its row: this is no proxy for addresses that visitors choose.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final
from zlib import crc32

from aiohttp import web

from federation.fetch import FetchError
from federation.rules import Forbidden, host_of
from fediart.actions.fetched_copies import fetch_again, lent
from fediart.clock import MINUTE
from fediart.errors import NotFound, TooOften
from fediart.language import N_, _
from fediart.media.errors import BadImage, WorkFailed
from fediart.site import Site
from fediart.store import remote_copies
from fediart.store.copy_settings import PASS_ON, read_copy_settings
from fediart.store.wishes import Told
from fediart.web.pace import Pace

AT_ONCE: Final = 8
OF_A_HOST: Final = 3
A_MINUTE: Final = 240  # of one host: it is not to suffer because somebody looks at many old pages here
MOST_WAITING: Final = 200
MOST_LENT: Final = 32  # answers under way with a file that is gone afterwards, of at most 16 MB each
PATIENCE: Final = 15  # seconds until one's turn
SLOWEST: Final = 120  # seconds for taking an answer
RESTS: Final = 5 * MINUTE  # after a failure
_MOST_FAILED: Final = 5_000
_PART: Final = 1 << 16
_WRITES: Final = MINUTE
_CACHING: Final = "public, max-age=86400"
_ABSENT: Final = N_("This picture cannot be had from its server now. Try again later.")


class Fetching:
    """The brakes of one process, and which copies were looked at since that was last written down."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._room = asyncio.Semaphore(AT_ONCE)
        self._hosts = [
            asyncio.Semaphore(OF_A_HOST) for _ in range(64)
        ]  # many hosts share one: rarely in each other's way
        self._pace = Pace()
        self._waiting = 0
        self._lent = 0
        self._failed: OrderedDict[int, int] = OrderedDict()
        self._looked: set[int] = set()
        self._written = site.clock.now()

    async def looked(self, media_id: int) -> None:
        """Somebody was shown this copy. Written about once a minute; what a process that dies had not written is
        looked at again, or not missed."""
        self._looked.add(media_id)
        now = self._site.clock.now()
        if now - self._written < _WRITES and len(self._looked) < 1_000:
            return
        seen, self._looked, self._written = self._looked, set(), now
        async with self._site.db.writing() as tx:
            await remote_copies.used(tx, seen, now=now)

    async def answer(self, request: web.Request, told: Told) -> web.StreamResponse:
        """For a picture of which no copy lies here. Raises NotFound, TooOften."""
        self._demand_hope(told.media.id)
        try:
            host = host_of(told.media.url)
        except Forbidden:
            raise NotFound(_(_ABSENT)) from None
        async with AsyncExitStack() as held:
            async with self._site.db.reading() as tx:
                mode = (await read_copy_settings(tx)).mode
            async with self._turn(host):
                if mode != PASS_ON:
                    return await self._kept(told)
                path, media_type = await self._borrow(held, told)
            return await _stream(request, path, media_type)

    async def _kept(self, told: Told) -> web.StreamResponse:
        try:
            again = await fetch_again(self._site, told)
        except (FetchError, BadImage, WorkFailed):
            raise self._failing(told.media.id) from None
        if again is None:
            raise NotFound(_(_ABSENT))
        path = await self._site.storage.local(again.media.key)
        return web.FileResponse(path, headers={"Content-Type": "image/webp", "Cache-Control": _CACHING})

    async def _borrow(self, held: AsyncExitStack, told: Told) -> tuple[Path, str]:
        if self._lent >= MOST_LENT:
            raise _busy()
        self._lent += 1
        held.callback(self._give_back)
        try:
            found = await held.enter_async_context(lent(self._site, told))
        except (FetchError, BadImage, WorkFailed):
            raise self._failing(told.media.id) from None
        if found is None:
            raise NotFound(_(_ABSENT))
        return found

    def _give_back(self) -> None:
        self._lent -= 1

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        wait = self._pace.take(host, A_MINUTE, now=self._site.clock.now())
        if wait or self._waiting >= MOST_WAITING:
            raise _busy(wait)
        async with AsyncExitStack() as held:
            self._waiting += 1
            try:
                async with asyncio.timeout(PATIENCE):
                    await held.enter_async_context(self._hosts[crc32(host.encode()) % len(self._hosts)])
                    await held.enter_async_context(self._room)
            except TimeoutError:
                raise _busy() from None
            finally:
                self._waiting -= 1
            yield

    def _demand_hope(self, media_id: int) -> None:
        """What failed a moment ago is not asked for again at once, whoever wants it."""
        if self._site.clock.now() < self._failed.get(media_id, 0):
            raise NotFound(_(_ABSENT))

    def _failing(self, media_id: int) -> NotFound:
        self._failed[media_id] = self._site.clock.now() + RESTS
        if len(self._failed) > _MOST_FAILED:
            self._failed.popitem(last=False)
        return NotFound(_(_ABSENT))


FETCHING: web.AppKey[Fetching] = web.AppKey("fetching of pictures", Fetching)


def _busy(wait: int = 0) -> TooOften:
    seconds = max(2, -(-wait // 1000))
    return TooOften(_("Too many pictures at once. Try again in a moment."), retry_after=seconds)


async def _stream(request: web.Request, path: Path, media_type: str) -> web.StreamResponse:
    """The file with our headers. Nobody between us and the browser is to keep it, either."""
    response = web.StreamResponse(headers={"Content-Type": media_type, "Cache-Control": "private, max-age=3600"})
    response.content_length = (await asyncio.to_thread(path.stat)).st_size
    async with asyncio.timeout(SLOWEST):
        await response.prepare(request)
        with path.open("rb") as file:
            while part := await asyncio.to_thread(file.read, _PART):
                await response.write(part)
        await response.write_eof()
    return response
