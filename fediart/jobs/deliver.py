"""Delivers our activities: rows in, signed POSTs out, results back in batches; nothing is lost when it is killed.

A delivery's row changes its state only after the answer. What was taken and not finished is taken again.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from functools import partial

from federation.deliver import Delivered, Gone, Outcome, Rejected, TryLater, deliver
from federation.signatures import Scheme
from fediart import logs
from fediart.clock import MINUTE, SECOND
from fediart.figures import DELIVERIES
from fediart.jobs import health
from fediart.jobs.lanes import Gate, Lane, Lanes
from fediart.jobs.letters import Letters
from fediart.jobs.results import Results
from fediart.jobs.retry import MOST_TRIES, wait_after
from fediart.jobs.slots import Slots
from fediart.site import Site
from fediart.store import deliveries, hosts
from fediart.store.deliveries import Delivery, Ended, Postponed
from fediart.store.hosts import Host

BATCH = 256
IN_MEMORY = 2048
GATHER = 0.02  # seconds in which results come together for one transaction
PROMPT = 1.0  # seconds within which a quick server answers
_OUTCOMES = {kind: f'outcome="{kind.__name__.lower()}"' for kind in (Delivered, TryLater, Gone, Rejected)}

log = logging.getLogger("fediart.deliver")


class Deliverer:
    """One loop over the table of deliveries. `chance` gives numbers from 0 to 1 for the jitter of retries."""

    def __init__(self, site: Site, *, chance: Callable[[], float] = random.random) -> None:
        settings = site.config.federation
        self._site = site
        self._chance = chance
        self._lanes = Lanes(settings.deliveries_per_host)
        self._slots = Slots(settings.deliveries_at_once, settings.deliveries_waiting)
        self._tasks: set[asyncio.Task[None]] = set()
        self._results = Results(site)
        self._letters = Letters(site)
        self._room = asyncio.Event()
        self._left_out: set[str] = set()

    async def run(self) -> None:
        """Works until cancelled; sleeps until something is queued or due."""
        if self._site.db.engine == "sqlite":
            async with self._site.db.writing() as tx:
                await deliveries.free_abandoned(tx)
        writing = asyncio.create_task(self._write_results())
        try:
            while True:
                if self._in_memory >= IN_MEMORY:
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
        while (taken := await self._feed()) or self._tasks or self._results.ready.is_set():
            total += taken
            if self._tasks:
                done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.gather(*done)
            await self._results.write()
        return total

    @property
    def _in_memory(self) -> int:
        """Those that only wait for an answer take no room from the others."""
        return self._lanes.count - self._slots.waiting

    async def _feed(self) -> int:
        """Takes a batch from the table into the lanes. Returns how many were put there."""
        now, full = self._site.clock.now(), self._lanes.full()
        self._left_out = set(full)
        seat = self._site.company.seat
        batch = await deliveries.take(self._site.db, now=now, limit=BATCH, without=full, seat=seat)
        if not batch:
            return 0
        batch = await self._meet(batch, now)
        excess = [one for one in batch if not self._put(one)]
        if excess:
            async with self._site.db.writing() as tx:
                await deliveries.give_back(tx, (one.id for one in excess))
        return len(batch) - len(excess)

    def _put(self, one: Delivery) -> bool:
        """Into its lane; False where as much as may be for its host is in memory already."""
        if not self._lanes.fits(one.host):
            self._left_out.add(one.host)
            return False
        if (lane := self._lanes.add(one)) is not None:
            task = asyncio.create_task(self._go(lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return True

    async def _meet(self, batch: Sequence[Delivery], now: int) -> list[Delivery]:
        """Reads what the batch needs, and sends back what is for hosts that are to be left alone for a while."""
        async with self._site.db.reading() as tx:
            known = await hosts.some(tx, (one.host for one in batch))
            await self._letters.read(tx, batch)
        resting: dict[str, int] = {}
        for host in {one.host for one in batch}:
            gate = self._lanes.meet(host, known.get(host) or Host(host))
            if gate.state.retry_at > now:
                resting[host] = gate.state.retry_at
        if resting:
            async with self._site.db.writing() as tx:
                await deliveries.hold_hosts(tx, resting)
        return [one for one in batch if one.host not in resting]

    async def _go(self, lane: Lane) -> None:
        """Delivers what waits in a lane, one after the other."""
        gate = self._lanes.gates[lane.host]
        last: Delivery | None = None
        try:
            while lane.waiting:
                await gate.turns.enter(first=lane.first)
                try:
                    last = await self._next(lane, gate) or last
                finally:
                    gate.turns.leave()
        finally:
            self._lanes.close(lane, last)
            self._tidy(lane.host)

    async def _next(self, lane: Lane, gate: Gate) -> Delivery | None:
        """One attempt; None where what waited was sent back meanwhile."""
        one: Delivery | None = None
        began = asyncio.get_running_loop().time()
        aside, stuck = partial(self._aside, gate), partial(self._stuck, gate)
        try:
            async with self._slots.place(quick=gate.quick, first=lane.first, on_aside=aside, on_stuck=stuck):
                if not lane.waiting:
                    return None
                one, began = lane.waiting.popleft(), asyncio.get_running_loop().time()
                outcome = await self._send(one, gate.state.scheme)
        except TimeoutError:
            outcome = TryLater(None, "the server took too long, and many others waited for an answer", host_down=True)
        if one is not None:
            down = isinstance(outcome, TryLater) and outcome.host_down
            gate.quick = not down and asyncio.get_running_loop().time() - began < PROMPT
            self._settle(one, outcome, gate)
            self._lanes.done(one)
        return one

    def _aside(self, gate: Gate) -> None:
        """It takes its time: what else waits for it in memory makes room for others."""
        gate.quick = False
        if not self._lanes.fits(gate.state.host):
            self._results.back += self._lanes.drop_host(gate.state.host)
            self._results.ready.set()
        self._make_room()

    def _stuck(self, gate: Gate) -> None:
        """Nothing more is begun for a server that keeps us waiting; when it answers, all goes on."""
        gate.stuck = True
        self._results.back += self._lanes.drop_host(gate.state.host)
        self._results.held[gate.state.host] = self._site.clock.now() + MINUTE
        self._results.ready.set()

    def _make_room(self) -> None:
        if self._in_memory < IN_MEMORY // 2:
            self._room.set()

    def _tidy(self, host: str) -> None:
        self._make_room()
        if host in self._left_out:
            self._left_out.discard(host)
            self._site.delivery_bell.ring()
        self._lanes.forget_idle()
        self._letters.forget_old()

    async def _send(self, one: Delivery, scheme: str) -> Outcome:
        logs.speak_of(f"delivery {one.id}")
        letter = await self._letters.of(one)
        if letter is None:
            return Rejected("its actor or its activity is not here any more")
        known, now = Scheme(scheme) if scheme else None, self._site.clock.now()
        try:
            http, key, headers = self._site.http, letter.key, letter.headers
            return await deliver(http, one.inbox, letter.body, key, known, now, headers, letter.ed25519)
        except Exception as error:
            log.exception("delivery %s to %s failed", one.id, one.inbox)
            return TryLater(None, f"{type(error).__name__}: {error}", host_down=False)

    def _settle(self, one: Delivery, outcome: Outcome, gate: Gate) -> None:
        """Turns an answer into rows to write and into what the host is known for."""
        now = self._site.clock.now()
        self._site.figures.count(DELIVERIES, _OUTCOMES[type(outcome)])
        match outcome:
            case Delivered():
                self._results.ended.append(Ended(one.id, "delivered", f"{outcome.status}, {outcome.scheme}"))
                self._answered(gate, health.delivered(gate.state, str(outcome.scheme), now))
            case Rejected():
                self._results.ended.append(Ended(one.id, "rejected", outcome.why))
                self._results.error(one, outcome.why)
                self._answered(gate, health.refused(gate.state, outcome.why, now))
            case Gone():
                self._results.ended.append(Ended(one.id, "gone", outcome.why))
                self._results.gone.append((one.inbox, one.host))
                self._results.error(one, outcome.why)
                self._answered(gate, health.refused(gate.state, outcome.why, now))
            case TryLater():
                self._try_later(one, outcome, gate, now)
        self._results.ready.set()

    def _try_later(self, one: Delivery, outcome: TryLater, gate: Gate, now: int) -> None:
        self._results.error(one, outcome.why)
        if outcome.host_down:
            self._ill(gate, outcome, now)
        tries = one.tries + 1
        # A Delete waits until the server comes back, however long it is away.
        if tries >= MOST_TRIES and not (outcome.host_down and one.kind == "Delete"):
            self._results.ended.append(Ended(one.id, "given-up", f"{outcome.why}; tried {tries} times"))
            return
        due = now + wait_after(min(tries, MOST_TRIES), self._chance())
        # Behind what has not been tried: one activity a host stumbles over must not hold up all others.
        due = max(due, outcome.when or 0, gate.state.retry_at + SECOND if outcome.host_down else 0)
        self._results.late.append(Postponed(one, due, outcome.why))
        self._lanes.drop_later(one)

    def _answered(self, gate: Gate, state: Host) -> None:
        before, host = gate.state, gate.state.host
        if before.failures or gate.stuck:
            self._results.recovered.add(host)
            self._results.held.pop(host, None)
            gate.stuck = False
        if before.failures:
            log.info("%s answers again, after %d failures", host, before.failures)
        if health.worth_keeping(before, state):
            gate.state = state
            self._results.hosts[host] = state

    def _ill(self, gate: Gate, outcome: TryLater, now: int) -> None:
        """The first failure of several that were on their way together counts; the rest of the host waits."""
        before = gate.state
        if before.retry_at > now:
            return
        gate.state = health.failed(before, outcome.why, now, not_before=outcome.when or 0)
        gate.stuck = False
        wait = (gate.state.retry_at - now) // SECOND
        if not before.failures:
            log.warning("%s: %s; everything for it waits, next try in %d s", before.host, outcome.why, wait)
        elif gate.state.dead(now) and not before.dead(before.last_failure):
            log.warning("%s has not been reached for a week: it gets nothing until it answers", before.host)
        self._results.hosts[before.host] = gate.state
        self._results.held[before.host] = gate.state.retry_at
        self._lanes.drop_host(before.host)

    async def _write_results(self) -> None:
        while True:
            await self._results.ready.wait()
            await asyncio.sleep(GATHER)
            try:
                await self._results.write()
            except Exception:
                log.exception("the results of deliveries could not be written; they are written with the next")
                await asyncio.sleep(1)
