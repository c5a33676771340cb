"""How deliveries ended, gathered and written in one transaction."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fediart.ids import first_of
from fediart.jobs.inbox_gone import schedule
from fediart.jobs.retry import TOO_OLD
from fediart.site import Site
from fediart.store import deliveries, hosts
from fediart.store.database import Writing
from fediart.store.deliveries import Delivery, Ended, Postponed
from fediart.store.hosts import Host, HostError


class Results:
    """What is to be written; `ready` is set when there is something."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.ready = asyncio.Event()
        self._writing = asyncio.Lock()
        self._begin()

    def _begin(self) -> None:
        self.ended: list[Ended] = []
        self.late: list[Postponed] = []
        self.back: list[Delivery] = []
        self.gone: list[tuple[str, str]] = []
        self.errors: dict[tuple[str, str], HostError] = {}
        self.hosts: dict[str, Host] = {}
        self.held: dict[str, int] = {}
        self.recovered: set[str] = set()

    def error(self, one: Delivery, why: str) -> None:
        """For the admin's list of last errors; the same twice within a moment is said once."""
        if (one.host, why) not in self.errors:
            now = self._site.clock.now()
            self.errors[one.host, why] = HostError(self._site.ids.new(), one.host, one.inbox, why, now)

    async def write(self) -> None:
        """Writes all that has come together. What cannot be written stays for the next time."""
        async with self._writing:
            self.ready.clear()
            taken = _Taken(
                self.ended, self.late, self.back, self.gone, self.errors, self.hosts, self.held, self.recovered
            )
            self._begin()
            try:
                async with self._site.db.writing() as tx:
                    await self._rows(tx, taken)
                    await self._hosts(tx, taken)
            except BaseException:
                self._restore(taken)
                raise
        if taken.gone:
            self._site.bell.ring()

    def _restore(self, taken: _Taken) -> None:
        self.ended, self.late, self.back = taken.ended + self.ended, taken.late + self.late, taken.back + self.back
        self.gone, self.errors = taken.gone + self.gone, taken.errors | self.errors
        self.hosts, self.held = taken.hosts | self.hosts, taken.held | self.held
        self.recovered |= taken.recovered
        self.ready.set()

    async def _rows(self, tx: Writing, taken: _Taken) -> None:
        now = self._site.clock.now()
        if taken.ended:
            await deliveries.finish(tx, taken.ended, now=now)
        if taken.late:
            await deliveries.postpone(tx, taken.late)
        if taken.back:
            await deliveries.give_back(tx, (one.id for one in taken.back))
        for inbox, host in dict.fromkeys(taken.gone):
            await deliveries.end_inbox(tx, inbox, host, now=now, why="the inbox is gone")
            await schedule(tx, self._site, inbox, host)

    async def _hosts(self, tx: Writing, taken: _Taken) -> None:
        now = self._site.clock.now()
        if taken.hosts:
            await hosts.save(tx, list(taken.hosts.values()))
        if taken.errors:
            await hosts.keep_errors(tx, list(taken.errors.values()))
        oldest = first_of(now - TOO_OLD)
        if taken.held:
            why = "the server has not answered for a week"
            await deliveries.give_up_old(tx, list(taken.held), before_id=oldest, now=now, why=why)
            await deliveries.hold_hosts(tx, taken.held)
        for host in taken.recovered - taken.held.keys():
            await deliveries.release_host(tx, host, now=now)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one transaction writes."""

    ended: list[Ended]
    late: list[Postponed]
    back: list[Delivery]
    gone: list[tuple[str, str]]
    errors: dict[tuple[str, str], HostError]
    hosts: dict[str, Host]
    held: dict[str, int]
    recovered: set[str]
