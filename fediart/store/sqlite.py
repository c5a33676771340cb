"""The embedded database: one writer behind a lock, several readers, write-ahead log."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import aiosqlite

from fediart.store.database import Conflict, Params, Row

READERS = 3
_PRAGMAS = (
    "pragma journal_mode = wal",
    "pragma synchronous = normal",
    "pragma foreign_keys = on",
    "pragma busy_timeout = 10000",
    "pragma temp_store = memory",
    "pragma cache_size = -8000",
)


class _Connection:
    """One connection. Each call is one hop to its thread."""

    def __init__(self, raw: aiosqlite.Connection) -> None:
        self._raw = raw

    async def all(self, sql: str, **params: Any) -> Sequence[Row]:
        return list(await self._raw.execute_fetchall(sql, params))  # type: ignore[arg-type]

    async def one(self, sql: str, **params: Any) -> Row | None:
        rows = list(await self._raw.execute_fetchall(sql, params))
        return rows[0] if rows else None  # type: ignore[return-value]

    async def value(self, sql: str, **params: Any) -> Any:
        rows = list(await self._raw.execute_fetchall(sql, params))
        return rows[0][0] if rows else None

    async def run(self, sql: str, **params: Any) -> int:
        return int(await self._hop(_run, sql, params))

    async def many(self, sql: str, rows: Sequence[Params]) -> None:
        if rows:
            await self._hop(_many, sql, rows)

    async def batch(self, statements: Sequence[tuple[str, Params]]) -> None:
        if statements:
            await self._hop(_batch, statements)

    async def _hop(self, work: Any, *args: Any) -> Any:
        try:
            return await self._raw._execute(work, self._raw._conn, *args)  # type: ignore[no-untyped-call]
        except sqlite3.IntegrityError as error:
            if "UNIQUE" in str(error):
                raise Conflict(str(error)) from error
            raise


def _run(raw: sqlite3.Connection, sql: str, params: Params) -> int:
    return raw.execute(sql, params).rowcount


def _many(raw: sqlite3.Connection, sql: str, rows: Sequence[Params]) -> None:
    raw.executemany(sql, rows)


def _batch(raw: sqlite3.Connection, statements: Sequence[tuple[str, Params]]) -> None:
    for sql, params in statements:
        raw.execute(sql, params)


class SqliteDatabase:
    """A file on this machine. A second process may read and write it, too; SQLite's own lock keeps them apart."""

    engine: Literal["sqlite", "postgres"] = "sqlite"

    def __init__(self, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self._writer = writer
        self._readers: asyncio.LifoQueue[_Connection] = asyncio.LifoQueue()
        self._all = [writer, *readers]
        for reader in readers:
            self._readers.put_nowait(_Connection(reader))
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[_Connection]:
        reader = await self._readers.get()
        try:
            yield reader
        finally:
            self._readers.put_nowait(reader)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[_Connection]:
        async with self._lock:
            await self._writer.execute_fetchall("begin immediate")
            try:
                yield _Connection(self._writer)
            except BaseException:
                await asyncio.shield(self._writer.rollback())
                raise
            await asyncio.shield(self._writer.commit())

    async def close(self) -> None:
        for connection in self._all:
            await connection.close()


async def open_sqlite(path: Path, *, readers: int = READERS) -> SqliteDatabase:
    """Opens or makes the file. Raises sqlite3.OperationalError where the folder is missing or read-only."""
    opened = [await _connect(path) for _ in range(readers + 1)]
    return SqliteDatabase(opened[0], opened[1:])


async def _connect(path: Path) -> aiosqlite.Connection:
    raw = await aiosqlite.connect(path, isolation_level=None, cached_statements=512)
    raw.row_factory = sqlite3.Row
    for pragma in _PRAGMAS:
        await raw.execute_fetchall(pragma)
    return raw
