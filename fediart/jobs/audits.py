"""The nightly audit of the AI policy, and the pieces of one that is under way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fediart.actions import audits as acts
from fediart.clock import DAY, HOUR, MINUTE, SECOND
from fediart.errors import NotFound, Problem, TooOften
from fediart.outcomes import Done, Ignored, Later, Outcome
from fediart.site import Site
from fediart.store import audits, jobs
from fediart.store.database import Writing

NIGHTLY: Final = "nightly-audit"
NIGHT: Final = 3 * HOUR  # after midnight, UTC
PAUSE: Final = 10 * SECOND
"""Between two pieces, so that the audit does not use up what visitors may fetch."""
KEPT_LOOKS: Final = 7 * DAY


async def schedule(tx: Writing, site: Site) -> None:
    """Queues the coming night's audit, once, however often this is called; and drops what is old."""
    now = site.clock.now()
    night = (now - NIGHT) // DAY + 1
    await jobs.enqueue(tx, site.ids.new(), NIGHTLY, {}, now=now, due=night * DAY + NIGHT, once_key=f"{NIGHTLY}:{night}")
    await audits.forget_old(tx, before=now - KEPT_LOOKS)


async def nightly(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of the night's job: begins the run. It waits while a change of policy is being carried out."""
    async with site.db.reading() as tx:
        if await audits.changing(tx):
            return Later(HOUR, "a change of policy is under way")
    try:
        run = await acts.start(site, None, audits.NIGHTLY, queued=True)
    except Problem as problem:
        return Ignored(problem.message)
    return Done(f"{len(run.works)} works")


async def audit(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of the pieces. One that was interrupted goes on where it stopped."""
    try:
        run = await acts.step(site, int(payload["audit"]))
    except NotFound:
        return Done("it is gone")
    except TooOften as problem:
        return Later(MINUTE, problem.message)
    if run.state != audits.RUNNING:
        return Done(f"it is {run.state}")
    async with site.db.writing() as tx:
        await acts.queue(tx, site, run, pause=PAUSE)
    return Done(f"{run.done} of {len(run.works)}")
