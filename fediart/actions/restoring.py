"""A backup brought back into a fresh folder: checked on the way, and nothing that is there is written over."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

from fediart.actions import restoring_database as databases
from fediart.actions.backup_checking import check
from fediart.actions.backup_files import BESIDE, LIST, OUTSIDE, Damaged, put, read_list, sha256_in
from fediart.actions.backup_manifest import INCLUDED, Backup
from fediart.config import Config, load
from fediart.config_edit import with_key, write_config
from fediart.errors import Problem
from fediart.language import _
from fediart.media.errors import StorageAway
from fediart.media.storage import Area, Storage
from fediart.resources import resource
from fediart.store.database import Database
from fediart.store.migrate import migrate

Opens = Callable[[Config, Database], Awaitable[Storage]]
MARK: Final = ".restoring"


@dataclass(frozen=True, slots=True)
class Restored:
    """`files` that were put into storage; `there` were in it already. `missing` are named by rows and nowhere to be
    found; `outside` lie in the new folder and were elsewhere, by their new path; `applied` brought an older database
    to this version."""

    config: Config
    rows: int
    files: int
    there: int
    missing: tuple[str, ...]
    outside: dict[Path, str]
    applied: tuple[str, ...]


async def restore(
    backup: Backup, folder: Path, opens: Opens, *, now: int, database: str = "", files: str = ""
) -> Restored:
    """Makes an instance in `folder` of a backup; the config is written last: with it, the instance is whole.

    `database` and `files` replace what the config says. May be repeated after it was broken off. Raises Problem.
    """
    if not backup.about.config or f"{BESIDE}/{backup.about.config}" not in backup.about.parts:
        raise Problem(
            _(
                "%(folder)s holds no config, so no instance can be made of it. Take another backup.",
                folder=backup.folder,
            )
        )
    text = await asyncio.to_thread(_config_text, backup, database, files)
    config = await asyncio.to_thread(_config, backup, folder, text)
    mark = config.folder / MARK
    try:
        meant = f"{backup.name} {hashlib.sha256(config.database_url.encode()).hexdigest()}\n"
        again = mark.exists() and mark.read_text(encoding="utf-8") == meant
        await _demand_fresh(backup, config, again=again)
        mark.write_text(meant, encoding="utf-8")
        restored = await _restore(backup, config, opens, now, again=again)
        await asyncio.to_thread(write_config, config.path, text)
        mark.unlink()
    except Damaged as error:
        raise Problem(
            _("Nothing is usable yet: %(why)s. Take an older backup, or a second copy of this one.", why=str(error))
        ) from error
    except StorageAway as error:
        raise Problem(
            _("Storage does not answer: %(why)s. Put that right, then give the same command again.", why=str(error))
        ) from error
    except OSError as error:
        raise Problem(_in_the_way(error, folder)) from error
    return restored


def _config_text(backup: Backup, database: str, files: str) -> str:
    text = (backup.folder / BESIDE / backup.about.config).read_text(encoding="utf-8")
    text = with_key(text, "database", "url", database) if database else text
    return with_key(text, "storage", "folder", files) if files else text


def _config(backup: Backup, folder: Path, text: str) -> Config:
    """The config as it will be, read from a copy beside its place."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    final = folder.resolve() / backup.about.config
    if final.exists():
        raise Problem(
            _("%(final)s exists already, and nothing is written over. Name a folder without an instance.", final=final)
        )
    draft = final.with_name(f".{final.name}.draft")
    write_config(draft, text)
    try:
        return replace(load(draft), path=final)
    finally:
        draft.unlink()


async def _demand_fresh(backup: Backup, config: Config, *, again: bool) -> None:
    """`again`: a try at the same was broken off, and what it wrote may be written over."""
    databases.demand_engine(backup, config.database_url)
    databases.demand_known(backup)
    if not again:
        await databases.demand_empty(config.database_url)
    if wrong := (await check(backup, media=False)).wrong:
        raise Damaged(wrong[0])


async def _restore(backup: Backup, config: Config, opens: Opens, now: int, *, again: bool) -> Restored:
    """The database before the files: it knows where they are kept."""
    outside = await asyncio.to_thread(_put_beside, backup, config)
    await databases.put_database(backup, config.database_url, now=now, over=again)
    db = await databases.opened(config.database_url)
    try:
        later = tuple(await migrate(db, resource("migrations"), now=now))
        storage = await opens(config, db)
        there = await databases.stored(storage)
        wanted = [] if backup.about.media != INCLUDED else await asyncio.to_thread(_listed, backup)
        fresh = [key for key in wanted if key not in there]
        for key in fresh:
            await _put_file(backup, storage, key)
        missing = tuple(await databases.missing_files(db, storage))
    finally:
        await db.close()
    return Restored(config, databases.whole(backup.about.tables), len(fresh), len(there), missing, outside, later)


def _listed(backup: Backup) -> list[str]:
    return [key for key, _ in read_list(backup.folder / LIST)]


async def _put_file(backup: Backup, storage: Storage, key: str) -> None:
    """From the pool into storage, whose name for it must be the same: that is its checksum."""
    folder = storage.incoming()
    try:
        area, ending = cast(Area, key.partition("/")[0]), key.rpartition(".")[2]
        temp = folder / f"file.{ending}"
        try:
            await asyncio.to_thread(put, backup.pool / key, temp, sha256_in(key))
        except FileNotFoundError:
            raise Damaged(f"{backup.pool / key} is missing") from None
        await storage.keep(temp, area, ending)
    finally:
        storage.discard(folder)


def _put_beside(backup: Backup, config: Config) -> dict[Path, str]:
    """Certificates and the like; what lay outside the old folder goes into `outside`, for a person to place."""
    placed = {}
    for place in backup.about.parts:
        beside, outside = place.startswith(f"{BESIDE}/"), place.startswith(f"{OUTSIDE}/")
        if place == f"{BESIDE}/{backup.about.config}" or not (beside or outside):
            continue
        target = config.folder / (place.removeprefix(f"{BESIDE}/") if beside else place)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(backup.folder / place, target)
        target.chmod(0o600)
        if outside:
            placed[target] = backup.about.outside.get(place, "")
    return placed


def _in_the_way(error: OSError, folder: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of {folder} is full. Make room, then give the same command again: it goes on where it was."
    return f"{error.strerror or error}: {error.filename or folder}. Put that right, then give the same command again."
