"""Takes queued jobs and does them: lanes side by side, each lane in order, outcomes kept on the rows."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from time import perf_counter
from typing import Any

from fediart import logs
from fediart.clock import HOUR, MINUTE
from fediart.figures import JOBS
from fediart.outcomes import Failed, Later, Outcome, said
from fediart.site import Site
from fediart.store import jobs
from fediart.store.jobs import Job

Handler = Callable[[Site, Mapping[str, Any]], Awaitable[Outcome]]

BATCH = 100
LANES = 32  # at work at the same time
PATIENCE = 2.0  # seconds after which a lane counts as waiting for others, and its place is free
MOST_LANES = 256  # in memory
MOST_WAITING = 32  # of those, lanes of one slow kind: a storm of uploads leaves room for all else
# Kinds that wait for others a lot, and how many of them may be at work.
SLOW = {"remote-media": 4, "thread": 2, "older-posts": 2, "judge-remote": 1, "rescan": 1, "forbidden-again": 1}
MOST_TRIES = 8
RENEWED = jobs.LEASE / 4000  # seconds
GATHER = 0.01  # seconds in which jobs, and outcomes, come together for one transaction

log = logging.getLogger("fediart.jobs")


class Worker:
    """One loop over the job table. `handlers` maps a job's kind to the function that does it."""

    def __init__(self, site: Site, handlers: Mapping[str, Handler]) -> None:
        self._site = site
        self._handlers = handlers
        self._gate = asyncio.Semaphore(LANES)
        # Pictures wait for the pool: one work more than it has workers, so the first is done before the last begins.
        most_of = {**SLOW, "publish": site.config.media.workers + 1}
        self._slow = {kind: asyncio.Semaphore(most) for kind, most in most_of.items()}
        self._waiting: Counter[str] = Counter()
        self._ended: list[tuple[int, str]] = []
        self._frees_others = False  # something has ended behind which others of its order key may wait
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: set[int] = set()  # jobs in memory: taken, and no end or return of theirs is written yet
        self._writing = asyncio.Lock()
        self._some_ended = asyncio.Event()

    async def run(self) -> None:
        """Works until cancelled; sleeps until something is queued or due. One slow job holds up no other lane."""
        if self._site.db.engine == "sqlite":  # one process does the work, so what is taken now was a dead one's
            async with self._site.db.writing() as tx:
                await jobs.free_abandoned(tx, now=self._site.clock.now(), all_=True)
        keeping, renewing = asyncio.create_task(self._keep_ended()), asyncio.create_task(self._renew())
        try:
            while True:
                if len(self._tasks) >= MOST_LANES:
                    await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
                elif self._start(await self._take()) < BATCH:
                    await self._site.bell.wait(timeout=1.0)
                    await asyncio.sleep(GATHER)
        finally:
            for task in (keeping, renewing, *self._tasks):
                task.cancel()
            await asyncio.gather(keeping, renewing, *self._tasks, return_exceptions=True)
            await asyncio.shield(self._leave())

    async def drain(self) -> int:
        """Does all that is due now and returns how many jobs that was: for tests and the command line."""
        total = 0
        while done := await self.round():
            total += done
        return total

    async def round(self) -> int:
        """Takes one batch and finishes it. Returns how many jobs were taken."""
        taken = self._start(await self._take())
        await asyncio.gather(*self._tasks)
        await self._finish()
        return taken

    async def _take(self) -> list[Job]:
        """What is new. A job that was in memory when we asked had only come to the end of its lease, now renewed."""
        held = frozenset(self._held)
        full = [kind for kind in self._slow if self._waiting[kind] >= MOST_WAITING]
        seat = self._site.company.seat
        taken = await jobs.take(self._site.db, now=self._site.clock.now(), limit=BATCH, without=full, seat=seat)
        return [job for job in taken if job.id not in held]

    def _start(self, taken: Iterable[Job]) -> int:
        lanes: dict[str, list[Job]] = defaultdict(list)
        for job in taken:
            self._held.add(job.id)
            lanes[job.order_key or str(job.id)].append(job)
        for lane in lanes.values():
            task = asyncio.create_task(self._lane(lane))
            self._tasks.add(task)
            self._waiting[lane[0].kind] += 1
            task.add_done_callback(partial(self._done, lane))
        return sum(len(lane) for lane in lanes.values())

    def _done(self, lane: Iterable[Job], task: asyncio.Task[None]) -> None:
        """What a broken lane did not get to is taken again when its lease is over."""
        self._tasks.discard(task)
        self._waiting[next(iter(lane)).kind] -= 1
        if not task.cancelled():
            unwritten = {job_id for job_id, _ in self._ended}
            self._held.difference_update({job.id for job in lane} - unwritten)

    async def _lane(self, lane: list[Job]) -> None:
        slow = self._slow.get(lane[0].kind)
        async with slow or _while_quick(self._gate):
            for number, job in enumerate(lane):
                outcome = await self._do(job)
                if isinstance(outcome, Later):
                    await self._postpone(lane[number:], outcome)
                    return
                self._ended.append((job.id, said(outcome)))
                self._frees_others |= bool(job.order_key)
                self._some_ended.set()

    async def _do(self, job: Job) -> Outcome:
        logs.speak_of(f"job {job.id} of {job.cause}" if job.cause else f"job {job.id}")
        began = perf_counter()
        try:
            outcome: Outcome = await self._handlers[job.kind](self._site, job.payload)
        except Exception as error:
            log.exception("job %s (%s) failed", job.id, job.kind)
            outcome = Later(min(MINUTE * 2**job.tries, 6 * HOUR), f"failed: {type(error).__name__}: {error}")
        if isinstance(outcome, Later) and job.tries + 1 >= MOST_TRIES:
            outcome = Failed(outcome.why)
        labels = f'kind="{job.kind}",outcome="{type(outcome).__name__.lower()}"'
        seconds = perf_counter() - began
        self._site.figures.took(JOBS, labels, seconds)
        if self._site.figures.tell is not None:
            known: dict[str, str | int] = {"fediart.about": logs.reference(), "fediart.outcome": said(outcome)[:60]}
            self._site.figures.tell(f"job {job.kind}", seconds, isinstance(outcome, Failed), known)
        return outcome

    async def _keep_ended(self) -> None:
        while True:
            await self._some_ended.wait()
            await asyncio.sleep(GATHER)
            try:
                await self._finish()
            except Exception:
                log.exception("outcomes could not be written; they are written with the next")
                await asyncio.sleep(1)

    async def _renew(self) -> None:
        """What takes long stays ours: others would take it for a dead process's work."""
        while True:
            await asyncio.sleep(RENEWED)
            try:
                if self._held:
                    async with self._site.db.writing() as tx:
                        await jobs.renew(tx, sorted(self._held), now=self._site.clock.now())
            except Exception:
                log.exception("leases could not be renewed; the next time comes soon")

    async def _finish(self) -> None:
        """Writes how jobs ended. What cannot be written stays for the next time."""
        async with self._writing:
            self._some_ended.clear()
            ended, frees_others, self._frees_others = list(self._ended), self._frees_others, False
            if not ended:
                return
            try:
                async with self._site.db.writing() as tx:
                    await jobs.finish(tx, ended, now=self._site.clock.now())
            except BaseException:
                self._some_ended.set()
                raise
            del self._ended[: len(ended)]
            self._held.difference_update(job_id for job_id, _ in ended)
        if frees_others:
            self._site.bell.ring()

    async def _postpone(self, rest: list[Job], outcome: Later) -> None:
        """The job waits, and those behind it in its lane go back untouched."""
        now = self._site.clock.now()
        async with self._site.db.writing() as tx:
            await jobs.give_back(tx, [job.id for job in rest[1:]])
            first = rest[0]
            await jobs.postpone(tx, first.id, due=now + outcome.after, why=said(outcome), order_key=first.order_key)
        self._held.difference_update(job.id for job in rest)

    async def _leave(self) -> None:
        """What was broken off at a shutdown is free at once for whoever works next."""
        await self._finish()
        async with self._site.db.writing() as tx:
            await jobs.give_back(tx, sorted(self._held))


@asynccontextmanager
async def _while_quick(gate: asyncio.Semaphore) -> AsyncIterator[None]:
    """A place at work, which somebody else gets when it takes longer: whoever answers us slowly holds up nobody."""
    given_back = False

    def give_back() -> None:
        nonlocal given_back
        if not given_back:
            given_back = True
            gate.release()

    await gate.acquire()
    timer = asyncio.get_running_loop().call_later(PATIENCE, give_back)
    try:
        yield
    finally:
        timer.cancel()
        give_back()
