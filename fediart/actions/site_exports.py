"""An artist asks for the whole portfolio as files: one at a time, kept for a week, for nobody else."""

from __future__ import annotations

from typing import Final

from fediart.clock import DAY, HOUR
from fediart.errors import TooOften
from fediart.language import _
from fediart.site import Site
from fediart.store import jobs, site_exports
from fediart.store.actors import Actor
from fediart.store.site_exports import WAITING, SiteExport

JOB: Final = "export-site"
KEPT: Final = 7 * DAY
STUCK: Final = 6 * HOUR
PAUSE: Final = 60_000  # milliseconds between two of one artist


async def ask(site: Site, artist: Actor, base: str) -> int:
    """Queues the work and returns the export's number; one that is under way is not begun anew. `base` is the address
    at which the files will stand, or nothing. Raises TooOften."""
    now, export_id = site.clock.now(), site.ids.new()
    async with site.db.writing() as tx:
        last = await site_exports.newest(tx, artist.id)
        if last and last.state == WAITING and now - last.created < STUCK:
            return last.id
        if last and now - last.created < PAUSE:
            raise TooOften(_("Your portfolio was packed just now. Wait a minute."), retry_after=PAUSE // 1000)
        await site_exports.begin(tx, export_id, artist.id, base, now=now, expires=now + KEPT)
        await jobs.enqueue(tx, site.ids.new(), JOB, {"export": str(export_id)}, now=now, order_key=f"{JOB}:{artist.id}")
    site.bell.ring()
    return export_id


def is_there(export: SiteExport | None, now: int) -> bool:
    """Whether there is something to download."""
    return export is not None and bool(export.stored) and now < export.expires
