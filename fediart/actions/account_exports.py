"""Somebody asks for everything that is theirs as one file: one at a time, kept for a week, for nobody else."""

from __future__ import annotations

from typing import Final

from fediart.clock import DAY, HOUR
from fediart.errors import TooOften
from fediart.language import _
from fediart.site import Site
from fediart.store import account_exports, jobs
from fediart.store.account_exports import WAITING, AccountExport
from fediart.store.actors import Actor

JOB: Final = "export-account"
KEPT: Final = 7 * DAY
STUCK: Final = 6 * HOUR
PAUSE: Final = 10 * 60_000  # milliseconds between two of one member


async def ask(site: Site, actor: Actor) -> int:
    """Queues the work and returns its number; one that is under way is not begun anew. Raises TooOften."""
    now, export_id = site.clock.now(), site.ids.new()
    async with site.db.writing() as tx:
        last = await account_exports.newest(tx, actor.id)
        if last and last.state == WAITING and now - last.created < STUCK:
            return last.id
        if last and now - last.created < PAUSE:
            raise TooOften(_("This was packed just now. Wait ten minutes."), retry_after=PAUSE // 1000)
        await account_exports.begin(tx, export_id, actor.id, now=now, expires=now + KEPT)
        await jobs.enqueue(tx, site.ids.new(), JOB, {"export": str(export_id)}, now=now, order_key=f"{JOB}:{actor.id}")
    site.bell.ring()
    return export_id


def is_there(export: AccountExport | None, now: int) -> bool:
    """Whether there is something to download."""
    return export is not None and bool(export.stored) and now < export.expires
