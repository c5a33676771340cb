"""Delivers our activities: rows in, signed POSTs out, results back in batches; nothing is lost when it is killed.

A delivery's row changes its state only after the answer. What was taken and not finished is taken again.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace

from federation.deliver import Delivered, Gone, Outcome, Rejected, TryLater, deliver
from federation.keys import PrivateKey
from federation.signatures import Scheme
from fediart.clock import MINUTE, SECOND
from fediart.jobs.lanes import Gate, Lane, Lanes
from fediart.jobs.results import Results
from fediart.jobs.retry import MOST_TRIES, host_wait_after, wait_after
from fediart.site import Site
from fediart.store import actors, deliveries, hosts, outgoing
from fediart.store.database import Reading
from fediart.store.deliveries import Delivery, Ended, Postponed
from fediart.store.hosts import Host

BATCH = 256
IN_MEMORY = 2048
PER_HOST_IN_MEMORY = 64
GATHER = 0.02  # seconds in which results come together for one transaction

log = logging.getLogger("fediart.deliver")


class Deliverer:
    """One loop over the table of deliveries. `chance` gives numbers from 0 to 1 for the jitter of retries."""

    def __init__(self, site: Site, *, chance: Callable[[], float] = random.random) -> None:
        settings = site.config.federation
        self._site = site
        self._chance = chance
        self._lanes = Lanes(settings.deliveries_per_host)
        self._at_once = asyncio.Semaphore(settings.deliveries_at_once)
        self._tasks: set[asyncio.Task[None]] = set()
        self._results = Results(site)
        self._room = asyncio.Event()
        self._bodies: OrderedDict[int, bytes] = OrderedDict()
        self._keys: dict[int, PrivateKey | None] = {}

    async def run(self) -> None:
        """Works until cancelled; sleeps until something is queued or due."""
        if self._site.db.engine == "sqlite":
            async with self._site.db.writing() as tx:
                await deliveries.free_abandoned(tx)
        writing = asyncio.create_task(self._write_results())
        try:
            while True:
                if self._lanes.count >= IN_MEMORY:
                    self._room.clear()
                    await self._room.wait()
                elif not await self._feed():
                    await self._site.delivery_bell.wait(timeout=1.0)
        finally:
            for task in (writing, *self._tasks):
                task.cancel()
            await asyncio.gather(writing, *self._tasks, return_exceptions=True)
            await asyncio.shield(self._results.write())

    async def drain(self) -> int:
        """Makes all deliveries that are due now and returns how many were taken: for tests and the command line."""
        total = 0
        while taken := await self._feed():
            total += taken
            while self._tasks:
                await asyncio.gather(*self._tasks)
            await self._results.write()
        return total

    async def _feed(self) -> int:
        """Takes a batch from the table into the lanes. Returns how many were put there."""
        now = self._site.clock.now()
        batch = await deliveries.take(self._site.db, now=now, limit=BATCH, without=self._lanes.full(PER_HOST_IN_MEMORY))
        if not batch:
            return 0
        batch = await self._meet(batch, now)
        kept: list[Delivery] = []
        excess: list[Delivery] = []
        for one in batch:
            fits = self._lanes.held(one.host) < PER_HOST_IN_MEMORY
            (kept if fits else excess).append(one)
            if fits and (lane := self._lanes.add(one)) is not None:
                task = asyncio.create_task(self._go(lane))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        if excess:
            async with self._site.db.writing() as tx:
                await deliveries.give_back(tx, (one.id for one in excess))
        return len(kept)

    async def _meet(self, batch: Sequence[Delivery], now: int) -> list[Delivery]:
        """Reads what the batch needs, and sends back what is for hosts that are to be left alone for a while."""
        async with self._site.db.reading() as tx:
            known = await hosts.some(tx, (one.host for one in batch))
            await self._read(tx, batch)
        resting: dict[str, int] = {}
        for host in {one.host for one in batch}:
            gate = self._lanes.meet(host, known.get(host) or Host(host))
            if gate.state.retry_at > now:
                resting[host] = gate.state.retry_at
        if resting:
            async with self._site.db.writing() as tx:
                for host, until in resting.items():
                    await deliveries.hold_host(tx, host, until=until)
        return [one for one in batch if one.host not in resting]

    async def _read(self, tx: Reading, batch: Sequence[Delivery]) -> None:
        missing = {one.outgoing_id for one in batch} - self._bodies.keys()
        self._bodies.update(await outgoing.bodies(tx, missing) if missing else {})
        signers = {one.actor_id for one in batch} - self._keys.keys()
        for actor_id in signers:
            actor = await actors.by_id(tx, actor_id)
            self._keys[actor_id] = PrivateKey(actor.public_key_id, actor.private_key) if actor else None

    async def _go(self, lane: Lane) -> None:
        """Delivers what waits in a lane, one after the other."""
        gate = self._lanes.gates[lane.host]
        last: Delivery | None = None
        try:
            while lane.waiting:
                await gate.enter()
                try:
                    async with self._at_once:
                        if not lane.waiting:
                            break
                        last = lane.waiting.popleft()
                        self._settle(last, await self._send(last, gate.state.scheme), gate)
                        self._lanes.done(last)
                finally:
                    gate.leave()
        finally:
            self._lanes.close(lane, last)
            self._tidy()

    def _tidy(self) -> None:
        if self._lanes.count < IN_MEMORY // 2:
            self._room.set()
        self._lanes.forget_idle()
        while len(self._bodies) > 4 * BATCH:
            self._bodies.popitem(last=False)

    async def _send(self, one: Delivery, scheme: str) -> Outcome:
        key, now = self._keys.get(one.actor_id), self._site.clock.now()
        body = self._bodies.get(one.outgoing_id)
        if body is None:  # pushed out of memory by many others
            async with self._site.db.reading() as tx:
                body = (await outgoing.bodies(tx, [one.outgoing_id])).get(one.outgoing_id)
        if key is None or body is None:
            return Rejected("its actor or its activity is not here any more")
        try:
            return await deliver(self._site.http, one.inbox, body, key, Scheme(scheme) if scheme else None, now)
        except Exception as error:
            log.exception("delivery %s to %s failed", one.id, one.inbox)
            return TryLater(None, f"{type(error).__name__}: {error}", host_down=False)

    def _settle(self, one: Delivery, outcome: Outcome, gate: Gate) -> None:
        """Turns an answer into rows to write and into what the host is known for."""
        now = self._site.clock.now()
        match outcome:
            case Delivered():
                self._results.ended.append(Ended(one.id, "delivered", f"{outcome.status}, {outcome.scheme}"))
                self._well(gate, now, scheme=outcome.scheme)
            case Rejected():
                self._results.ended.append(Ended(one.id, "rejected", outcome.why))
                self._well(gate, now)
            case Gone():
                self._results.ended.append(Ended(one.id, "gone", outcome.why))
                self._results.gone.append((one.inbox, one.host))
                self._well(gate, now)
            case TryLater():
                self._try_later(one, outcome, gate, now)
        self._results.ready.set()

    def _try_later(self, one: Delivery, outcome: TryLater, gate: Gate, now: int) -> None:
        if outcome.host_down:
            self._ill(gate, outcome, now)
        tries = one.tries + 1
        if tries >= MOST_TRIES:
            self._results.ended.append(Ended(one.id, "given-up", f"{outcome.why}; tried {tries} times"))
            return
        due = now + wait_after(tries, self._chance())
        # Behind what has not been tried: one activity a host stumbles over must not hold up all others.
        due = max(due, outcome.when or 0, gate.state.retry_at + SECOND if outcome.host_down else 0)
        self._results.late.append(Postponed(one, due, outcome.why))
        self._lanes.drop_later(one)

    def _well(self, gate: Gate, now: int, *, scheme: str = "") -> None:
        state = gate.state
        fresh = replace(
            state, failures=0, retry_at=0, last_success=now, last_error="", scheme=str(scheme or state.scheme)
        )
        if state.failures:
            self._results.recovered.add(state.host)
        if state.failures or fresh.scheme != state.scheme or now - state.last_success >= MINUTE:
            gate.state = fresh
            self._results.hosts[state.host] = fresh

    def _ill(self, gate: Gate, outcome: TryLater, now: int) -> None:
        """The first failure of several that were on their way together counts; the rest of the host waits."""
        state = gate.state
        if state.retry_at > now:
            return
        failures = state.failures + 1
        until = max(now + host_wait_after(failures), outcome.when or 0)
        gate.state = replace(state, failures=failures, retry_at=until, last_failure=now, last_error=outcome.why)
        self._results.hosts[state.host] = gate.state
        self._results.held[state.host] = until
        self._lanes.drop_host(state.host)

    async def _write_results(self) -> None:
        while True:
            await self._results.ready.wait()
            await asyncio.sleep(GATHER)
            try:
                await self._results.write()
            except Exception:
                log.exception("the results of deliveries could not be written; they are written with the next")
                await asyncio.sleep(1)
