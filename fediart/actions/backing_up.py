"""A backup while the instance runs: files first, then one state of the database, then what files came in between.

It is made in a folder that ends in `.partial` and gets its name when all was read back: what has a name is whole.
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fediart import __version__
from fediart.actions import backup_files, backup_manifest
from fediart.actions.backup_database import Copied, copy_database
from fediart.actions.backup_files import LIST, Damaged, Taken, take_files
from fediart.actions.backup_manifest import INCLUDED, PARTIAL, Backup, Manifest, in_words
from fediart.config import Config
from fediart.errors import Problem
from fediart.language import _
from fediart.media.errors import StorageAway
from fediart.media.storage import Storage
from fediart.store.database import Database

KEPT_BEFORE_CHANGES: Final = 3
"""Of the backups before upgrades, and of those before ways back."""
_ROUNDS: Final = 3
_ROOM: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Made:
    """A new backup; `added` files and their bytes that the place did not hold; `removed` the names of old backups."""

    backup: Backup
    added: int
    added_bytes: int
    removed: tuple[str, ...]


async def back_up(
    config: Config,
    db: Database,
    storage: Storage | None,
    *,
    now: int,
    kind: str,
    place: Path,
    media: str,
    keep: int = 0,
) -> Made:
    """Makes a backup in `place` and reads it back; then keeps the `keep` newest of its kind, 0 for all.

    `media` is `include` or `reference`; without `storage`, files are only named as rows name them. Raises Problem, and
    leaves nothing half made that would pass for a backup.
    """
    with _telling(place):
        async with alone_in(place):
            await asyncio.to_thread(_demand_room, config, place)
            folder = place / f"{backup_manifest.name_of(kind, now)}{PARTIAL}"
            await asyncio.to_thread(_begin, place, folder)
            backup, taken = await _make(config, db, storage, folder, now=now, kind=kind, media=media)
            removed = await asyncio.to_thread(let_go, place, kind, keep)
    return Made(backup, taken.added, taken.added_bytes, removed)


async def _make(
    config: Config, db: Database, storage: Storage | None, folder: Path, *, now: int, kind: str, media: str
) -> tuple[Backup, Taken]:
    copied, taken, missing = await _taken(db, storage, folder, folder.parent / "files" if media == INCLUDED else None)
    parts = dict(copied.parts)
    parts[LIST] = await asyncio.to_thread(backup_files.write_list, folder / LIST, taken.keys)
    found = backup_files.beside(config)
    newest = next(reversed(backup_manifest.every(folder.parent)), None)
    before = (newest.about.parts, newest.folder) if newest else ({}, None)
    parts |= await asyncio.to_thread(backup_files.take_beside, found, folder, *before)
    about = Manifest(
        host=config.instance.host,
        version=__version__,
        kind=kind,
        taken=now,
        engine=db.engine,
        migrations=copied.migrations,
        tables=copied.tables,
        parts=parts,
        media=media,
        files=len(taken.keys),
        bytes=sum(taken.keys.values()),
        missing=missing,
        config=config.path.name,
        outside={place: str(path) for place, path in found.items() if place.startswith(backup_files.OUTSIDE)},
        ran=copied.ran,
    )
    return await asyncio.to_thread(_finish, folder, about), taken


async def _taken(
    db: Database, storage: Storage | None, folder: Path, pool: Path | None
) -> tuple[Copied, Taken, tuple[str, ...]]:
    """The bulk of the files first, so that little can happen between the look at the database and at storage."""
    if storage is None:
        copied = await copy_database(db, folder)
        return copied, Taken(dict.fromkeys(copied.files, 0)), ()
    first = await take_files(storage, pool) if pool is not None else Taken({})
    copied, taken, missing = await _agreeing(db, storage, folder, pool)
    taken.added += first.added
    taken.added_bytes += first.added_bytes
    return copied, taken, missing


async def _agreeing(
    db: Database, storage: Storage, folder: Path, pool: Path | None
) -> tuple[Copied, Taken, tuple[str, ...]]:
    """A state of the database of whose files none is missing, or only such as storage had lost before.

    Who deletes a work between the look at the database and the look at storage makes us look again.
    """
    lost: set[str] | None = None
    for _round in range(_ROUNDS):
        copied = await copy_database(db, folder)
        taken = await take_files(storage, pool)
        missing = {key for key in copied.files - taken.keys.keys() if not _in_pool(pool, key, taken)}
        if not missing or missing == lost:
            break
        lost = missing
    return copied, taken, tuple(sorted(missing))


def _in_pool(pool: Path | None, key: str, taken: Taken) -> bool:
    """A file that was deleted from storage after it was taken, and that this backup's rows still name."""
    if pool is None or not (pool / key).is_file():
        return False
    taken.keys[key] = (pool / key).stat().st_size
    return True


def _begin(place: Path, folder: Path) -> None:
    """What was broken off earlier goes; nobody else is at work here."""
    for path in place.glob(f"*{PARTIAL}"):
        shutil.rmtree(path, ignore_errors=True)
    folder.mkdir(mode=0o700)
    (place / "README.txt").write_text(_README, encoding="utf-8")


_README: Final = """Backups of a fediart instance: one folder each, and in `files` what they share.

To bring the newest one back, on this machine or on a new one with fediart installed:

    fediart restore THIS-FOLDER /srv/fediart/instance

They hold secrets, private messages and addresses: keep them where nobody else can read them.
"""


def _finish(folder: Path, about: Manifest) -> Backup:
    backup_manifest.write(folder, about)
    _sync(folder / backup_manifest.MANIFEST)
    name = final = folder.with_name(folder.name.removesuffix(PARTIAL))
    number = 1
    while final.exists():
        number += 1
        final = name.with_name(f"{name.name}-{number}")
    folder.rename(final)
    _sync(final.parent)
    return Backup(final, about)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def let_go(place: Path, kind: str, keep: int) -> tuple[str, ...]:
    """Removes all but the `keep` newest of a kind, and the files that only they had; 0 keeps all. Their names."""
    old = [one for one in backup_manifest.every(place) if one.about.kind == kind]
    gone = old[:-keep] if keep > 0 else []
    for one in gone:
        leaving = one.folder.with_name(f"{one.name}{PARTIAL}")
        one.folder.rename(leaving)  # what is half deleted must not pass for a backup
        shutil.rmtree(leaving)
    if gone and not backup_manifest.damaged(place):  # what a damaged one lists is not known, and stays
        backup_files.sweep(place / "files", [one.folder / LIST for one in _including(backup_manifest.every(place))])
    return tuple(one.name for one in gone)


def _including(found: Sequence[Backup]) -> Iterator[Backup]:
    return (one for one in found if one.about.media == INCLUDED)


@asynccontextmanager
async def alone_in(place: Path) -> AsyncIterator[None]:
    """Nobody else makes or removes backups in this place meanwhile; who is killed lets go of it by that."""
    import fcntl  # noqa: PLC0415 - absent on Windows

    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (place / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                _("Another backup is being made in %(place)s. Wait for its end, then try again.", place=place)
            ) from None
        yield


def _demand_room(config: Config, place: Path) -> None:
    """Told before an hour of copying, not after it: the database lies there twice for a moment."""
    if not config.database_url.startswith("sqlite:"):
        return
    path = Path(config.database_url.removeprefix("sqlite:"))
    needed = int(path.stat().st_size * 1.5) + _ROOM if path.is_file() else _ROOM
    free = shutil.disk_usage(place).free
    if free < needed:
        raise Problem(
            _(
                "The disk of %(place)s has %(free)s MiB free, and a backup needs about %(needed)s. Make room, or name"
                " another disk in backup.folder of the config.",
                place=place,
                free=free >> 20,
                needed=needed >> 20,
            )
        )


@contextmanager
def _telling(place: Path) -> Iterator[None]:
    """Whatever goes wrong is told with its fix."""
    try:
        yield
    except Damaged as error:
        raise Problem(_("No backup was made: %(why)s.", why=str(error))) from error
    except StorageAway as error:
        raise Problem(
            _("No backup was made, since storage does not answer: %(why)s. See `fediart doctor`.", why=str(error))
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Problem(
                _(
                    "No backup was made: the disk of %(place)s is full. Make room, keep fewer backups (--keep), or name"
                    " another disk in backup.folder of the config.",
                    place=place,
                )
            ) from error
        why = f"{error.strerror or error}: {error.filename or place}"
        words = _(
            "No backup was made: %(why)s. See that %(place)s is there and can be written to.", why=why, place=place
        )
        raise Problem(words) from error


def age_in_words(backup: Backup) -> str:
    """When it was made and what it holds, in a line for people."""
    about = backup.about
    rows = sum(table.rows for table in about.tables.values())
    media = f"{about.files} files" if about.media == INCLUDED else f"{about.files} files by name only"
    return f"{in_words(about.taken)}, {rows} rows, {media}"
