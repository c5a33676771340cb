"""The database of a backup brought back: a file for SQLite, for PostgreSQL one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from fediart.actions.backup_database import FILE, TABLES, columns_in, rows_in, unpack_sqlite
from fediart.actions.backup_files import AREAS, Damaged
from fediart.actions.backup_manifest import Backup, Table
from fediart.errors import Problem
from fediart.language import _
from fediart.media.storage import Storage
from fediart.resources import resource
from fediart.store import schema
from fediart.store.database import Database, Writing
from fediart.store.migrate import build, migrations
from fediart.store.opening import open_database

Fill = Callable[[Writing], Awaitable[None]]


def sqlite_file(url: str) -> Path:
    """The file that `sqlite:FILE` names."""
    return Path(url.removeprefix("sqlite:"))


def demand_engine(backup: Backup, url: str) -> None:
    """Raises Problem where the database that is named is of another kind than the backup's."""
    engine = "sqlite" if url.startswith("sqlite:") else "postgres"
    if engine == backup.about.engine:
        return
    if engine == "postgres":
        raise Problem(
            _(
                "This backup is of an SQLite database. Restore it without --database, then move it over"
                " with `fediart migrate --to-postgres URL`."
            )
        )
    raise Problem(_("This backup is of a PostgreSQL database. Name an empty one with --database postgresql://..."))


def demand_known(backup: Backup) -> None:
    """Raises Problem where the backup's schema is newer than this program."""
    known = {name for name, _ in migrations(resource("migrations"), backup.about.engine)}
    if newer := [name for name in backup.about.migrations if name not in known]:
        raise Problem(
            _(
                "This backup was made by fediart %(version)s with a newer database (%(newer)s). Install"
                " that version or a newer one, then restore it.",
                version=backup.about.version,
                newer=newer[-1],
            )
        )


async def demand_empty(url: str) -> None:
    """Raises Problem where there is a database already: nothing is ever written over."""
    if url.startswith("sqlite:"):
        if sqlite_file(url).exists():
            raise Problem(
                _("%(url)s exists already. Move it away, or restore into another folder.", url=sqlite_file(url))
            )
        return
    db = await opened(url)
    try:
        async with db.reading() as tx:
            found = await schema.tables(tx)
    finally:
        await db.close()
    if found:
        raise Problem(
            _(
                "The database already holds %(many)s tables, and nothing is written over. Make an empty"
                " one (createdb NAME) and name it with --database.",
                many=len(found),
            )
        )


async def opened(url: str) -> Database:
    """Opens the database that `url` names. Raises Problem."""
    try:
        return await open_database(url)
    except RuntimeError as error:
        raise Problem(f"{error}.") from error
    except Exception as error:
        raise Problem(
            _(
                "The database cannot be opened: %(why)s. See that it runs, and that the address is right.",
                why=str(error),
            )
        ) from error


async def put_database(backup: Backup, url: str, *, now: int, over: bool = False) -> None:
    """Writes the backup's database where `url` says; with `over`, in place of what is there.

    Raises Problem or Damaged, and then nothing has changed.
    """
    about = backup.about
    if about.engine == "sqlite":
        path = sqlite_file(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.restored")
        fresh.unlink(missing_ok=True)
        await unpack_sqlite(backup.folder / FILE, fresh, digest=about.parts[FILE].digest, tables=about.tables)
        for ending in ("-wal", "-shm"):
            path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
        fresh.replace(path)
        return

    async def fill(tx: Writing) -> None:
        for table, known in about.tables.items():
            if table != "migrations":
                place = backup.folder / TABLES / f"{table}.jsonl.gz"
                columns = columns_in(place)
                await tx.load(table, columns, rows_in(place))
                await demand_same(tx, table, columns, known)

    db = await opened(url)
    try:
        await fill_postgres(db, about.migrations, fill, now=now, over=over)
    finally:
        await db.close()


async def fill_postgres(db: Database, names: Sequence[str], fill: Fill, *, now: int, over: bool = False) -> None:
    """Makes the tables as they were after these migrations and has them filled, in one transaction."""
    try:
        async with db.writing() as tx:
            if over:
                await schema.empty(tx)
            await build(tx, resource("migrations"), names, now=now)
            async with schema.loading(tx):
                await fill(tx)
            await tx.run("analyze")
    except ValueError as error:
        raise Problem(_("PostgreSQL refused a row, and nothing was written: %(why)s.", why=str(error))) from error


async def demand_same(tx: Writing, table: str, columns: Sequence[str], known: Table) -> None:
    """Reads a table that was filled. Raises Damaged where it is not, row by row, what was meant."""
    found = await schema.tally(tx, table, columns)
    if Table(found.rows, found.said()) != known:
        raise Damaged(f"the table {table} has {found.rows} rows, and not the {known.rows} that were written, or others")


def whole(tables: Mapping[str, Table]) -> int:
    """Rows of all tables."""
    return sum(table.rows for table in tables.values())


async def stored(storage: Storage) -> set[str]:
    """Every key that storage has."""
    there: set[str] = set()
    for area in AREAS:
        there.update([found.key async for found in storage.keys(area)])
    return there


async def missing_files(db: Database, storage: Storage) -> list[str]:
    """The keys that rows of this database name and storage has not."""
    there = await stored(storage)
    async with db.snapshot() as tx:
        return sorted({key async for key in schema.named_files(tx) if key not in there})
