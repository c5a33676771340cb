"""The database of a backup: SQLite's own file, or PostgreSQL's tables as lines of JSON; written and read back."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from fediart.actions.backup_files import Damaged
from fediart.actions.backup_manifest import Part, Table
from fediart.store import backups, schema
from fediart.store.database import Database, Reading
from fediart.store.migrate import applied
from fediart.store.sqlite import SqliteDatabase, open_sqlite

FILE: Final = "database.db.gz"
TABLES: Final = "tables"
_CHUNK: Final = 1 << 20
_ROWS: Final = 1000


@dataclass(slots=True)
class Copied:
    """What the snapshot holds: its parts in the folder, its tables, and the files of storage that its rows name."""

    migrations: tuple[str, ...] = ()
    tables: dict[str, Table] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    ran: str = ""


async def copy_database(db: Database, folder: Path) -> Copied:
    """One state of the whole database in `folder`, while others write. What lay there of an earlier try is replaced."""
    if isinstance(db, SqliteDatabase):
        return await _copy_sqlite(db, folder)
    return await _copy_postgres(db, folder)


async def _copy_sqlite(db: SqliteDatabase, folder: Path) -> Copied:
    raw = folder / "database.db"
    raw.unlink(missing_ok=True)
    await db.copy_to(raw)
    copied = await _examined(raw)
    copied.parts[FILE] = await asyncio.to_thread(_pack, raw, folder / FILE)
    raw.unlink()
    return copied


async def _examined(path: Path) -> Copied:
    """Opens a copy and looks at all of it. Raises Damaged."""
    copy = await open_sqlite(path, readers=1)
    try:
        async with copy.reading() as tx:
            said = await tx.value("pragma quick_check")
            if said != "ok":
                raise Damaged(f"the database is damaged: {said}. Run `fediart doctor`, and restore an older backup")
            tables = {name: Table(rows) for name, rows in (await schema.counts(tx)).items()}
            files = {key async for key in schema.named_files(tx)}
            ran = await backups.last_version(tx) if "program_versions" in tables else ""
        return Copied(tuple(await applied(copy)), tables, {}, files, ran)
    finally:
        await copy.close()


def _pack(source: Path, target: Path) -> Part:
    digest = hashlib.sha256()
    with source.open("rb") as raw, gzip.open(target, "wb", compresslevel=1) as packed:
        while chunk := raw.read(_CHUNK):
            digest.update(chunk)
            packed.write(chunk)
    to_disk(target)
    if unpacked_digest(target) != digest.hexdigest():
        raise Damaged(f"{target} cannot be read back as it was written; try another disk")
    return Part(target.stat().st_size, digest.hexdigest())


def to_disk(path: Path) -> None:
    """Returns when the file's bytes are on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def unpacked_digest(path: Path) -> str:
    """The SHA-256 of what a gzip file unpacks to. Raises Damaged."""
    try:
        with gzip.open(path, "rb") as packed:
            return hashlib.file_digest(packed, "sha256").hexdigest()
    except (EOFError, OSError) as error:
        raise Damaged(f"{path} cannot be read: {error}") from error


async def _copy_postgres(db: Database, folder: Path) -> Copied:
    shutil.rmtree(folder / TABLES, ignore_errors=True)
    (folder / TABLES).mkdir(mode=0o700)
    copied = Copied()
    async with db.snapshot() as tx:
        for table, columns in (await schema.tables(tx)).items():
            if table not in schema.PASSING:
                place = f"{TABLES}/{table}.jsonl.gz"
                copied.tables[table] = await _copy_table(tx, table, columns, folder / place)
                copied.parts[place] = Part(
                    (folder / place).stat().st_size, await asyncio.to_thread(unpacked_digest, folder / place)
                )
        copied.files = {key async for key in schema.named_files(tx)}
        copied.ran = await backups.last_version(tx) if "program_versions" in copied.tables else ""
        copied.migrations = tuple(sorted([row["name"] for row in await tx.all("select name from migrations")]))
    return copied


async def _copy_table(tx: Reading, table: str, columns: Sequence[str], path: Path) -> Table:
    tally = schema.Tally()
    with gzip.open(path, "wb", compresslevel=1) as packed:
        packed.write(schema.line(columns))
        some: list[list[Any]] = []
        async for row in schema.walk(tx, table, columns):
            some.append(schema.values(row))
            if len(some) == _ROWS:
                await asyncio.to_thread(_write_rows, packed, some, tally)
                some = []
        await asyncio.to_thread(_write_rows, packed, some, tally)
    await asyncio.to_thread(to_disk, path)
    written = Table(tally.rows, tally.said())
    if await asyncio.to_thread(read_tally, path) != written:
        raise Damaged(f"{path} cannot be read back as it was written; try another disk")
    return written


def _write_rows(packed: gzip.GzipFile, rows: Sequence[Sequence[Any]], tally: schema.Tally) -> None:
    for row in rows:
        text = schema.line(row)
        tally.add(text)
        packed.write(text)


def read_tally(path: Path) -> Table:
    """Counts the rows of a table's file and adds up their digests. Raises Damaged."""
    tally = schema.Tally()
    try:
        with gzip.open(path, "rb") as packed:
            packed.readline()
            for text in packed:
                tally.add(text)
    except (EOFError, OSError) as error:
        raise Damaged(f"{path} cannot be read: {error}") from error
    return Table(tally.rows, tally.said())


def columns_in(path: Path) -> list[str]:
    """The columns of a table's file."""
    with gzip.open(path, "rb") as packed:
        return [str(name) for name in json.loads(packed.readline())]


async def rows_in(path: Path) -> AsyncIterator[Sequence[Any]]:
    """The rows of a table's file."""
    with gzip.open(path, "rb") as packed:
        packed.readline()
        while some := await asyncio.to_thread(_read_some, packed):
            for row in some:
                yield row


def _read_some(packed: gzip.GzipFile) -> list[Sequence[Any]]:
    found = []
    for text in packed:
        found.append(json.loads(text))
        if len(found) == _ROWS:
            break
    return found


async def unpack_sqlite(packed: Path, target: Path, *, digest: str, tables: Mapping[str, Table]) -> None:
    """The database file of a backup in its place, checked; or nothing. Raises Damaged."""
    part = target.with_name(f"{target.name}.part")
    try:
        found = await asyncio.to_thread(_unpack, packed, part)
        if found != digest or (await _examined(part)).tables != dict(tables):
            raise Damaged(f"{packed} is not what its backup says")
        await asyncio.to_thread(part.rename, target)
    finally:
        for name in (part.name, f"{part.name}-wal", f"{part.name}-shm"):
            part.with_name(name).unlink(missing_ok=True)


def _unpack(packed: Path, target: Path) -> str:
    digest = hashlib.sha256()
    try:
        with gzip.open(packed, "rb") as source, target.open("wb") as raw:
            os.fchmod(raw.fileno(), 0o600)
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                raw.write(chunk)
            raw.flush()
            os.fsync(raw.fileno())
    except (EOFError, gzip.BadGzipFile) as error:
        raise Damaged(f"{packed} cannot be read: {error}") from error
    return digest.hexdigest()
