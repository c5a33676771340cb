"""Takes queued jobs and does them: lanes side by side, each lane in order, outcomes kept on the rows."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fediart.clock import HOUR, MINUTE
from fediart.outcomes import Failed, Later, Outcome, said
from fediart.site import Site
from fediart.store import jobs
from fediart.store.jobs import Job

Handler = Callable[[Site, Mapping[str, Any]], Awaitable[Outcome]]

BATCH = 100
LANES = 16
MOST_TRIES = 8

log = logging.getLogger("fediart.jobs")


class Worker:
    """One loop over the job table. `handlers` maps a job's kind to the function that does it."""

    def __init__(self, site: Site, handlers: Mapping[str, Handler]) -> None:
        self._site = site
        self._handlers = handlers

    async def run(self) -> None:
        """Works until cancelled; sleeps until something is queued or due."""
        while True:
            if not await self.round():
                await self._site.bell.wait(timeout=1.0)

    async def drain(self) -> int:
        """Does all that is due now and returns how many jobs that was: for tests and the command line."""
        total = 0
        while done := await self.round():
            total += done
        return total

    async def round(self) -> int:
        """Takes one batch and finishes it. Returns how many jobs were taken."""
        taken = await jobs.take(self._site.db, now=self._site.clock.now(), limit=BATCH)
        lanes: dict[str, list[Job]] = defaultdict(list)
        for job in taken:
            lanes[job.order_key or str(job.id)].append(job)
        ended: list[tuple[int, str]] = []
        gate = asyncio.Semaphore(LANES)
        await asyncio.gather(*(self._lane(lane, gate, ended) for lane in lanes.values()))
        if ended:
            async with self._site.db.writing() as tx:
                await jobs.finish(tx, ended, now=self._site.clock.now())
        return len(taken)

    async def _lane(self, lane: list[Job], gate: asyncio.Semaphore, ended: list[tuple[int, str]]) -> None:
        async with gate:
            for number, job in enumerate(lane):
                outcome = await self._do(job)
                if isinstance(outcome, Later):
                    await self._postpone(lane[number:], outcome)
                    return
                ended.append((job.id, said(outcome)))

    async def _do(self, job: Job) -> Outcome:
        try:
            outcome: Outcome = await self._handlers[job.kind](self._site, job.payload)
        except Exception as error:
            log.exception("job %s (%s) failed", job.id, job.kind)
            outcome = Later(min(MINUTE * 2**job.tries, 6 * HOUR), f"failed: {type(error).__name__}: {error}")
        if isinstance(outcome, Later) and job.tries + 1 >= MOST_TRIES:
            return Failed(outcome.why)
        return outcome

    async def _postpone(self, rest: list[Job], outcome: Later) -> None:
        """The job waits, and those behind it in its lane go back untouched."""
        now = self._site.clock.now()
        async with self._site.db.writing() as tx:
            await jobs.postpone(tx, rest[0].id, due=now + outcome.after, why=said(outcome))
            await jobs.give_back(tx, [job.id for job in rest[1:]])

