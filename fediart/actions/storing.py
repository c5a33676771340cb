"""Opens the storage of an instance: the folder, or beside it a bucket of the config and the word of the database about
which of the two counts now.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from fediart.clock import SECOND, Clock
from fediart.config import Config
from fediart.errors import Problem
from fediart.language import _
from fediart.media.chosen_storage import FOLDER, S3, Choice, ChosenStorage
from fediart.media.object_storage import Bucket, ObjectStorage, open_bucket
from fediart.media.storage import FolderStorage, Storage
from fediart.store import storage_choice
from fediart.store.database import Database

FRESH: Final = 5 * SECOND  # after which every process has heard of a move, whatever else it missed


@dataclass(slots=True)
class KnownChoice:
    """The choice in memory, read again when it is old."""

    db: Database
    clock: Clock
    last: Choice = field(default_factory=Choice)
    read: int = -FRESH

    async def now(self) -> Choice:
        if not 0 <= self.clock.now() - self.read < FRESH:
            async with self.db.reading() as tx:
                at, leaving = await storage_choice.read(tx)
            self.last, self.read = Choice(at or FOLDER, leaving), self.clock.now()
        return self.last


async def open_storage(config: Config, db: Database, clock: Clock) -> Storage:
    """Raises Problem where the files are in a bucket that the config does not name."""
    folder, keys = FolderStorage(config.files), config.storage
    folder.create()
    if keys.bucket:
        bucket = ObjectStorage(
            open_bucket(bucket_of(config)), config.files, cache_bytes=keys.cache_mb << 20, now=clock.now
        )
        bucket.create()
        return ChosenStorage({FOLDER: folder, S3: bucket}, KnownChoice(db, clock).now)
    async with db.reading() as tx:
        found = await storage_choice.read(tx)
    if S3 in found:
        raise Problem(
            _(
                "The files of this instance are in an S3 bucket. Name it in [storage] of the config, as"
                " it was before; `fediart storage move --to folder` takes them out of it."
            )
        )
    return folder


def bucket_of(config: Config) -> Bucket:
    """The bucket that the config names."""
    keys = config.storage
    return Bucket(
        name=keys.bucket,
        endpoint=keys.endpoint,
        region=keys.region,
        access_key=keys.access_key,
        secret_key=keys.secret_key,
        prefix=keys.prefix,
        path_style=keys.path_style,
    )
