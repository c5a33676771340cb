"""`fediart backup` and `fediart backups`: all that is the instance's own, copied while it runs."""

from __future__ import annotations

import argparse
import time
from contextlib import AsyncExitStack
from pathlib import Path

from fediart.actions import backup_manifest
from fediart.actions.backing_up import Made, age_in_words, back_up
from fediart.actions.backup_checking import check
from fediart.actions.backup_manifest import BY_HAND, INCLUDED, REFERENCED, SCHEDULED, Backup
from fediart.actions.regular_backups import remember
from fediart.actions.storing import open_storage
from fediart.cli.owner import as_owner
from fediart.cli.terminal import say, say_error, say_json
from fediart.clock import SystemClock, iso
from fediart.config import Config, load
from fediart.errors import Problem
from fediart.ids import Ids
from fediart.media.storage import Storage
from fediart.store.database import Database
from fediart.store.opening import open_database


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, metavar="DIR", help="where backups lie (default: backup.folder)")
    parser.add_argument(
        "--media",
        choices=(INCLUDED, REFERENCED),
        help="include uploaded files, or only their names and checksums (default: backup.media)",
    )
    parser.add_argument(
        "--keep", type=int, default=0, metavar="N", help="remove older ones of its kind than the newest N"
    )
    parser.add_argument(
        "--scheduled", action="store_true", help="for timers: counts as made by itself, and keeps backup.keep of those"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


async def backup(arguments: argparse.Namespace) -> int:
    """Makes a backup and reads it back. The instance may go on running."""
    if arguments.keep < 0:
        raise Problem("--keep takes a number of backups, 1 or more.")
    config = load(arguments.config)
    as_owner(config)
    began = time.monotonic()
    async with AsyncExitStack() as parts:
        db = await opened(config, parts)
        made, ended = await _made(arguments, config, db), SystemClock().now()
        await remember(db, Ids(SystemClock()), made, began=made.backup.about.taken, ended=ended)
    if arguments.json:
        say_json(_as_json(made.backup) | {"added": made.added, "removed": list(made.removed)})
    else:
        _show(made, time.monotonic() - began)
    return 0


async def _made(arguments: argparse.Namespace, config: Config, db: Database) -> Made:
    return await back_up(
        config,
        db,
        await storage_of(config, db),
        now=SystemClock().now(),
        kind=SCHEDULED if arguments.scheduled else BY_HAND,
        place=arguments.to.resolve() if arguments.to else config.backups,
        media=arguments.media or config.backup.media,
        keep=arguments.keep or (config.backup.keep if arguments.scheduled else 0),
    )


async def opened(config: Config, parts: AsyncExitStack) -> Database:
    """The database of the config, closed with `parts`. Raises Problem where it is not there."""
    file = Path(config.database_url.removeprefix("sqlite:"))
    if config.database_url.startswith("sqlite:") and not file.is_file():
        raise Problem(f"There is no database at {file}. Correct database.url in {config.path}, or restore a backup.")
    try:
        db = await open_database(config.database_url)
    except Exception as error:
        raise Problem(f"The database {config.database.url} cannot be opened: {error}. See `fediart doctor`.") from error
    parts.push_async_callback(db.close)
    return db


async def storage_of(config: Config, db: Database) -> Storage:
    """The storage that the config and the database name."""
    return await open_storage(config, db, SystemClock())


def _show(made: Made, seconds: float) -> None:
    one = made.backup
    say(f"Backed up to {one.folder}")
    say(f"  {age_in_words(one)}; {made.added} files new ({_mib(made.added_bytes)}); read back; {seconds:.1f} s")
    if made.removed:
        say(f"  Removed {', '.join(made.removed)}.")
    if one.about.missing:
        count = len(one.about.missing)
        say(
            f"  {count} files are missing in storage, or damaged, such as {one.about.missing[0]}: see `fediart doctor`."
        )
    if one.about.media == REFERENCED:
        say("  Uploaded files are not in it: keep your storage safe by other means, or use --media include.")
    say(f"Bring it back with: fediart restore {one.folder} DIR")


def _mib(size: int) -> str:
    return f"{size / (1 << 20):.1f} MiB"


def list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", type=Path, dest="place", metavar="DIR", help="where they lie (default: backup.folder)"
    )
    parser.add_argument("--check", action="store_true", help="read every byte of them back")
    parser.add_argument("--json", action="store_true", help="print one JSON object per backup")


async def list_all(arguments: argparse.Namespace) -> int:
    """Lists backups, the oldest first. 1 where one is damaged."""
    place: Path = arguments.place or load(arguments.config).backups
    found = [backup_manifest.read(place)] if (place / backup_manifest.MANIFEST).exists() else []
    found = found or backup_manifest.every(place)
    broken = backup_manifest.damaged(place) if place.is_dir() else []
    for path in broken:
        say_error(f"{path} has no manifest that can be read: it is no backup. Remove it.")
    bad = 1 if broken else 0
    for one in found:
        bad = max(bad, await _list_one(one, full=arguments.check, as_json=arguments.json))
    if not found and not broken:
        say(f"There is no backup in {place}. Make one with `fediart backup`.")
    return bad


async def _list_one(one: Backup, *, full: bool, as_json: bool) -> int:
    wrong: tuple[str, ...] = (await check(one)).wrong if full else ()
    if as_json:
        say_json(_as_json(one) | ({"wrong": list(wrong)} if full else {}))
    else:
        state = "" if not full else " - all read back" if not wrong else f" - {len(wrong)} parts are damaged or missing"
        say(f"{one.name}: {age_in_words(one)}, version {one.about.version}{state}")
    for word in wrong[:20]:
        say_error(f"{word}. Restore an older backup, or copy this one anew from where you keep a second.")
    return 1 if wrong else 0


def _as_json(one: Backup) -> dict[str, object]:
    about = one.about
    return {
        "folder": str(one.folder),
        "taken": iso(about.taken),
        "kind": about.kind,
        "host": about.host,
        "version": about.version,
        "engine": about.engine,
        "schema": about.migrations[-1] if about.migrations else "",
        "rows": sum(table.rows for table in about.tables.values()),
        "media": about.media,
        "files": about.files,
        "bytes": about.bytes,
        "missing": list(about.missing),
    }
