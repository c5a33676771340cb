"""What `fediart doctor` says of the bucket, of a move that was broken off, and of the other processes."""

from __future__ import annotations

from typing import Literal

from fediart.actions import storage_move
from fediart.media.chosen_storage import S3, ChosenStorage
from fediart.media.errors import StorageAway
from fediart.media.object_storage import ObjectStorage
from fediart.site import Site
from fediart.store.postgres import PostgresDatabase

Said = tuple[str, Literal["ok", "warning", "error"], str, str]
"""Part, state, what was seen, what to do."""


async def storage_findings(site: Site) -> list[Said]:
    """Nothing where files are in the folder and this is the only process."""
    found: list[Said] = []
    if isinstance(site.storage, ChosenStorage):
        choice = await storage_move.chosen(site)
        bucket = site.storage.places[S3]
        if isinstance(bucket, ObjectStorage):
            found.append(await _bucket(site, bucket, needed=S3 in (choice.at, choice.leaving)))
        if choice.leaving:
            seen = f"files are being moved from {choice.leaving} to {choice.at}"
            found.append(("storage", "warning", seen, f"Finish it: fediart storage move --to {choice.at}"))
    if isinstance(site.db, PostgresDatabase):
        others = len(await site.db.seats() - {site.company.seat})
        seen = f"{others} other processes are at work on this database"
        found.append(("processes", "ok", seen, ""))
    return found


async def _bucket(site: Site, bucket: ObjectStorage, *, needed: bool) -> Said:
    name = site.config.storage.bucket
    try:
        await bucket.probe()
    except StorageAway as away:
        do = "Look at [storage] in the config: bucket, endpoint, region and keys, and whether the service runs."
        return "storage", "error" if needed else "warning", f"the bucket {name}: {away}", do
    return "storage", "ok", f"the bucket {name} takes, gives and deletes" + ("" if needed else "; nothing is in it"), ""
