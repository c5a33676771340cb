"""A database brought to this version's schema with a backup before, and the way back from it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fediart import __version__
from fediart.actions import backup_manifest
from fediart.actions import restoring_database as databases
from fediart.actions.backing_up import KEPT_BEFORE_CHANGES, Made, back_up
from fediart.actions.backup_checking import check
from fediart.actions.backup_files import Damaged
from fediart.actions.backup_manifest import BEFORE_DOWNGRADE, BEFORE_UPGRADE, REFERENCED, Backup, in_words
from fediart.actions.restoring import Opens
from fediart.config import Config
from fediart.errors import Problem
from fediart.ids import first_of
from fediart.language import _
from fediart.resources import resource
from fediart.store import backups, schema
from fediart.store.database import Database
from fediart.store.migrate import applied, migrate, migrations, pending, unknown
from fediart.store.postgres import open_postgres
from fediart.store.sqlite import is_alone

_LOOKS, _PAUSE = 20, 0.1  # seconds
_LOCK = 7_316_248_902_114  # a number for PostgreSQL's advisory lock


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What was applied, and the backup before it; none where nothing was applied or the database was new."""

    applied: tuple[str, ...]
    backup: Backup | None


async def bring_up(config: Config, db: Database, *, now: int, always: bool = False) -> Upgraded:
    """Applies what is missing, once, however many processes start at the same time; before it a backup is made.

    `always`: even where the config wants none before upgrades. Raises Problem where no backup can be made, and for a
    database of a newer version.
    """
    folder = resource("migrations")
    if not await pending(db, folder):
        await demand_known(db)
        await _note_version(db, now)
        return Upgraded((), None)
    async with _one_at_a_time(config, db):
        await demand_known(db)
        made = None
        if await pending(db, folder) and await applied(db) and (always or config.backup.before_upgrades):
            made = await _before_upgrade(config, db, now)
        names = await migrate(db, folder, now=now)
        await _note_version(db, now)
    return Upgraded(tuple(names), made.backup if made and names else None)


async def demand_known(db: Database) -> None:
    """Raises Problem where a newer version has changed the database: this one would damage it."""
    if newer := await unknown(db, resource("migrations")):
        raise Problem(
            _(
                "A newer fediart has brought this database to %(newer)s, and this is %(version)s. Install"
                " the newer version again, or go back to the backup made before that upgrade: `fediart"
                " downgrade`.",
                newer=newer[-1],
                version=__version__,
            )
        )


async def _before_upgrade(config: Config, db: Database, now: int) -> Made:
    try:
        return await back_up(
            config, db, None, now=now, kind=BEFORE_UPGRADE, place=config.backups, media=REFERENCED,
            keep=KEPT_BEFORE_CHANGES,
        )  # fmt: skip
    except Problem as problem:
        raise Problem(
            _(
                "The database was not upgraded, since no backup could be made before it. %(message)s To"
                " go on without one, set backup.before_upgrades = false in the config.",
                message=problem.message,
            )
        ) from problem


async def _note_version(db: Database, now: int) -> None:
    async with db.writing() as tx:
        await backups.ran(tx, __version__, now=now)


@asynccontextmanager
async def _one_at_a_time(config: Config, db: Database) -> AsyncIterator[None]:
    """Whoever comes second waits, and finds nothing left to do."""
    if db.engine == "postgres":
        async with db.reading() as tx:
            await tx.value("select pg_advisory_lock(:lock)", lock=_LOCK)
            try:
                yield
            finally:
                await tx.value("select pg_advisory_unlock(:lock)", lock=_LOCK)
        return
    import fcntl  # noqa: PLC0415 - absent on Windows

    with (config.folder / ".upgrade.lock").open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True, slots=True)
class WayBack:
    """The backup to go back to, and how many rows that are ours came after it, by what they are."""

    backup: Backup
    lost: dict[str, int]


async def way_back(config: Config, db: Database, chosen: Path | None = None) -> WayBack:
    """Where `fediart downgrade` would go: the newest backup made before an upgrade, or the chosen one."""
    backup = backup_manifest.find(chosen) if chosen else await _newest_before(config, db)
    databases.demand_engine(backup, config.database_url)
    databases.demand_known(backup)
    since = first_of(backup.about.taken)
    lost = {}
    async with db.reading() as tx:
        for what in ("accounts", "artworks", "posts"):
            own = "and local = 1" if what == "posts" else ""
            lost[what] = int(await tx.value(f"select count(*) from {what} where id >= :since {own}", since=since))
    return WayBack(backup, lost)


async def _newest_before(config: Config, db: Database) -> Backup:
    """Of an older schema than the database has now, and one that this program knows."""
    now = set(await applied(db))
    known = {name for name, _ in migrations(resource("migrations"), db.engine)}
    for backup in reversed(backup_manifest.every(config.backups)):
        had = set(backup.about.migrations)
        if backup.about.kind == BEFORE_UPGRADE and had < now and had <= known:
            return backup
    raise Problem(
        _(
            "In %(backups)s there is no backup from before an upgrade. Name one: `fediart downgrade"
            " BACKUP`; `fediart backups` lists them.",
            backups=config.backups,
        )
    )


async def demand_alone(config: Config) -> None:
    """Raises Problem while anybody has the database open, this process included."""
    url = config.database_url
    if url.startswith("sqlite:"):
        alone = await asyncio.to_thread(is_alone, databases.sqlite_file(url))
    else:
        alone = await _alone_at(url)
    if not alone:
        raise Problem(_("fediart is running. Stop `serve` and `worker` (systemctl stop fediart), then try again."))


async def _alone_at(url: str) -> bool:
    """Who has just hung up is still there for a moment."""
    db = await open_postgres(url, size=1)
    try:
        for _ in range(_LOOKS):
            async with db.reading() as tx:
                if await schema.others(tx) == 0:
                    return True
            await asyncio.sleep(_PAUSE)
        return False
    finally:
        await db.close()


async def go_back(config: Config, backup: Backup, opens: Opens, *, now: int) -> tuple[Made, Sequence[str]]:
    """Puts a backup's database in the place of the present one, of which a backup is made first.

    That one, and the files which rows name now and storage has not. Raises Problem.
    """
    await demand_alone(config)
    made = await _before_downgrade(config, opens, now)
    await demand_alone(config)
    try:
        if wrong := (await check(backup, media=False)).wrong:
            raise Damaged(wrong[0])
        await databases.put_database(backup, config.database_url, now=now, over=True)
    except Damaged as error:
        raise Problem(
            _("Nothing was changed: %(why)s. Name another backup; `fediart backups` lists them.", why=str(error))
        ) from error
    return made, await _missing(config, opens)


async def _missing(config: Config, opens: Opens) -> Sequence[str]:
    db = await databases.opened(config.database_url)
    try:
        return await databases.missing_files(db, await opens(config, db))
    finally:
        await db.close()


async def _before_downgrade(config: Config, opens: Opens, now: int) -> Made:
    db = await databases.opened(config.database_url)
    try:
        return await back_up(
            config, db, await opens(config, db), now=now, kind=BEFORE_DOWNGRADE, place=config.backups,
            media=config.backup.media, keep=KEPT_BEFORE_CHANGES,
        )  # fmt: skip
    finally:
        await db.close()


def said(backup: Backup) -> str:
    """What a person reads of where they go back to."""
    about = backup.about
    last = about.migrations[-1] if about.migrations else "nothing"
    return f"{backup.name}: the database as it was on {in_words(about.taken)}, at {last}"
