"""How deliveries ended, gathered and written in one transaction."""

from __future__ import annotations

import asyncio

from fediart.ids import EPOCH
from fediart.jobs.retry import TOO_OLD
from fediart.site import Site
from fediart.store import deliveries, departed, hosts
from fediart.store.database import Writing
from fediart.store.deliveries import Ended, Postponed
from fediart.store.hosts import Host


class Results:
    """What is to be written; `ready` is set when there is something."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.ready = asyncio.Event()
        self.ended: list[Ended] = []
        self.late: list[Postponed] = []
        self.gone: list[tuple[str, str]] = []
        self.hosts: dict[str, Host] = {}
        self.held: dict[str, int] = {}
        self.recovered: set[str] = set()
        self._writing = asyncio.Lock()

    async def write(self) -> None:
        """Writes all that has come together. What cannot be written stays for the next time."""
        async with self._writing:
            self.ready.clear()
            ended, late, gone = self.ended, self.late, self.gone
            states, held, recovered = self.hosts, self.held, self.recovered
            self.ended, self.late, self.gone, self.hosts, self.held, self.recovered = [], [], [], {}, {}, set()
            try:
                async with self._site.db.writing() as tx:
                    await self._rows(tx, ended, late, gone)
                    await self._hosts(tx, states, held, recovered)
            except BaseException:
                self.ended, self.late, self.gone = ended + self.ended, late + self.late, gone + self.gone
                self.hosts, self.held = states | self.hosts, held | self.held
                self.recovered |= recovered
                self.ready.set()
                raise

    async def _rows(self, tx: Writing, ended: list[Ended], late: list[Postponed], gone: list[tuple[str, str]]) -> None:
        now = self._site.clock.now()
        if ended:
            await deliveries.finish(tx, ended, now=now)
        if late:
            await deliveries.postpone(tx, late)
        for inbox, host in gone:
            await deliveries.end_inbox(tx, inbox, host, now=now, why="the inbox is gone")
            await departed.unfollow_inbox(tx, inbox, host)

    async def _hosts(self, tx: Writing, states: dict[str, Host], held: dict[str, int], recovered: set[str]) -> None:
        now = self._site.clock.now()
        if states:
            await hosts.save(tx, list(states.values()))
        oldest = max(now - TOO_OLD - EPOCH, 0) << 20
        for host, until in held.items():
            await deliveries.give_up_old(
                tx, host, before_id=oldest, now=now, why="the host has not answered for a week"
            )
            await deliveries.hold_host(tx, host, until=until)
        for host in recovered - held.keys():
            await deliveries.release_host(tx, host, now=now)
