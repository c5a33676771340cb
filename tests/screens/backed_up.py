"""Backups for the photographs: some that were made, and one that could not be."""

from __future__ import annotations

from fediart.actions.backup_manifest import BEFORE_UPGRADE, BY_HAND, SCHEDULED, name_of
from fediart.clock import DAY, HOUR, MINUTE
from fediart.site import Site
from fediart.store import backups
from fediart.store.backups import Run

_PLACE = "/srv/fediart/instance/backups"
_FULL = (
    "No backup was made: the disk of /srv/fediart/instance/backups is full. Make room, keep fewer backups (--keep), or"
    " name another disk in backup.folder of the config."
)


async def ensure(site: Site) -> dict[str, tuple[str, str]]:
    """Path and viewer by name. What is there already is not made again."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        if not await backups.newest(tx, limit=1):
            for number, kind in enumerate((SCHEDULED, BEFORE_UPGRADE, SCHEDULED, BY_HAND, SCHEDULED)):
                began = now - number * DAY - 3 * HOUR
                folder = f"{_PLACE}/{name_of(kind, began)}"
                problem = _FULL if number == 2 else ""
                files = 0 if problem else 4_812 - 37 * number
                ended = began + MINUTE
                run = Run(site.ids.new(), kind, folder, "pier", began, ended, files, files << 19, problem)
                await backups.record(tx, run)
    return {"backups": ("/admin/backups", "jane")}
