"""Several processes on one PostgreSQL: each tells the others what it changed, and takes over from those that died.

What a process keeps in memory (pages, settings, rules, tokens, timelines, counts of brakes) follows within a moment;
where the connection was lost, everything is taken for changed. On SQLite nothing happens here: processes that share a
file look again after the few seconds that each of these things names for itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from fediart.clock import DAY
from fediart.ids import SEATS
from fediart.media.chosen_storage import ChosenStorage
from fediart.media.object_storage import ObjectStorage
from fediart.site import Site
from fediart.store import app_answers, deliveries, jobs
from fediart.store.database import Tidings
from fediart.store.postgres import PostgresDatabase

GATHER: Final = 0.02  # seconds in which words come together for one line
COUNTED = 1.0  # seconds between two tellings of counts
LOOK = 1.0  # seconds between two looks at who is still there
UNSEEN: Final = 5  # looks after which work is looked for of processes that nobody has met
TIDIED: Final = 3600.0  # seconds between two sweeps of this machine's own folders
_PATIENCE: Final = 5.0
_PAUSE: Final = 1.0
_WORDS: Final = ("pages", "passes", "rules", "words", "changes", "jobs", "deliveries")
_GONE: Final = "gone:"

log = logging.getLogger("fediart.company")


@asynccontextmanager
async def joined(site: Site) -> AsyncIterator[None]:
    """While the block runs, this process hears and is heard; what was said last is told before it leaves."""
    if not isinstance(site.db, PostgresDatabase):
        yield
        return
    member = Member(site, site.db)
    task = asyncio.create_task(member.keep(), name="company")
    with contextlib.suppress(TimeoutError):  # without the others we begin all the same
        async with asyncio.timeout(_PATIENCE):
            await member.ready.wait()
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await member.leave()


class Member:
    """One process among others."""

    def __init__(self, site: Site, db: PostgresDatabase) -> None:
        self._site = site
        self._db = db
        self._name = secrets.token_hex(6)
        self.ready = asyncio.Event()
        say = site.company.say
        site.pages.tell, site.passes.tell = partial(say, "pages"), partial(say, "passes")
        site.rules.tell, site.words.tell = partial(say, "rules"), partial(say, "words")
        site.db.changes.tell = partial(say, "changes")
        site.bell.tell, site.delivery_bell.tell = partial(say, "jobs"), partial(say, "deliveries")
        for store in self._objects():
            store.on_delete = lambda key: say(f"{_GONE}{key}")

    async def keep(self) -> None:
        """Until it is cancelled; a lost connection is made anew."""
        while True:
            try:
                async with self._db.company(seats=SEATS) as (seat, tidings):
                    await self._sit(seat)
                    async with asyncio.TaskGroup() as group:
                        for work in (self._hear(tidings), self._tell(), self._count(), self._look(), self._tidy()):
                            group.create_task(work)
            except Exception as error:
                log.warning("the other processes cannot be heard, and are listened to again: %s", _first(error))
                await asyncio.sleep(_PAUSE)

    async def leave(self) -> None:
        """Says what was still to be said."""
        company = self._site.company
        lines, company.joined, company.seat, self._site.ids.seat = company.words(), False, 0, 0
        with contextlib.suppress(Exception):
            await self._send(lines)

    async def _sit(self, seat: int) -> None:
        """A seat may be warm: what its last holder had taken is free. What was said before, nobody here has heard."""
        company = self._site.company
        if not seat:
            log.warning("%d processes are at work on this database already; this one has no seat", SEATS - 1)
        await self._free(own=seat)
        company.seat = self._site.ids.seat = seat
        company.joined = True
        await self._act(_WORDS)
        self.ready.set()

    async def _hear(self, tidings: Tidings) -> None:
        while True:
            lines = await tidings.next(within=15)
            heard: dict[str, None] = {}
            for line in lines:
                name, *tokens = line.split(" ")
                if name != self._name:
                    heard.update(dict.fromkeys(tokens))
                    for token in tokens:
                        if "=" in token:
                            self._site.company.counted(token)
            await self._act(tuple(heard))

    async def _act(self, words: Sequence[str]) -> None:
        """Whatever it is about is not believed any more."""
        site = self._site
        hears = {
            "pages": site.pages.heard,
            "passes": site.passes.heard,
            "words": site.words.heard,
            "changes": site.db.changes.heard,
            "jobs": site.bell.heard,
            "deliveries": site.delivery_bell.heard,
        }
        for word in words:
            if word in hears:
                hears[word]()
            elif word.startswith(_GONE):
                for store in self._objects():
                    await store.forget(word.removeprefix(_GONE))
        if "rules" in words:
            site.rules.heard()
            async with site.db.reading() as tx:
                await site.rules.read(tx, now=site.clock.now())

    async def _tell(self) -> None:
        company = self._site.company
        while True:
            await company.said.wait()
            await asyncio.sleep(GATHER)
            await self._send(company.words())

    async def _count(self) -> None:
        while True:
            await asyncio.sleep(COUNTED)
            await self._send(self._site.company.counts())

    async def _send(self, lines: Sequence[str]) -> None:
        if lines:
            await self._db.tell([f"{self._name} {line}" for line in lines])

    async def _look(self) -> None:
        """Whose seat is empty that was taken a moment ago has died: their work is everybody's. Some die unseen."""
        before, looks = await self._db.seats(), 0
        while True:
            await asyncio.sleep(LOOK)
            now, looks = await self._db.seats(), looks + 1
            if before - now or looks % UNSEEN == 0:
                await self._free()
            before = now

    async def _free(self, own: int = 0) -> None:
        """Whoever has taken something sat before: so who is asked for second is the living. `own` is a seat whose last
        holder is dead, and we are the next."""
        async with self._db.reading() as tx:
            takers = await jobs.seats(tx) | await deliveries.seats(tx) | await app_answers.seats(tx)
        dead = takers - (await self._db.seats() - {own}) if takers else takers
        if not dead:
            return
        async with self._db.writing() as tx:
            found = await jobs.free_of(tx, dead) + await deliveries.free_of(tx, dead)
            await app_answers.free_of(tx, dead)
        if found:
            log.warning("%d pieces of work were taken over from processes that have died", found)
            self._site.bell.ring()
            self._site.delivery_bell.ring()

    async def _tidy(self) -> None:
        """The hourly sweep is one process's, which may be on another machine."""
        while True:
            await self._site.storage.sweep_incoming(self._site.clock.now() - DAY)
            await asyncio.sleep(TIDIED)

    def _objects(self) -> list[ObjectStorage]:
        places = self._site.storage.places.values() if isinstance(self._site.storage, ChosenStorage) else ()
        return [one for one in places if isinstance(one, ObjectStorage)]


def _first(error: BaseException) -> BaseException:
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error
