"""The embedded database: one writer behind a lock, several readers, write-ahead log."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Literal

import aiosqlite

from fediart.store.changes import Changes, any_told, told
from fediart.store.database import Conflict, Params, Row

READERS = 3
LOOKED_FOR = 0.3  # seconds between looks for what other processes wrote, while somebody listens
MOST_TOLD = 500  # lines at once
WALKED = 1000  # rows fetched at once from a table that is gone through
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

    engine: Literal["sqlite", "postgres"] = "sqlite"

    def __init__(self, raw: aiosqlite.Connection) -> None:
        self._raw = raw
        self.told = False  # whether anything was written that answers may tell of

    async def all(self, sql: str, **params: Any) -> Sequence[Row]:
        return list(await self._raw.execute_fetchall(sql, params))  # type: ignore[arg-type]

    async def one(self, sql: str, **params: Any) -> Row | None:
        rows = list(await self._raw.execute_fetchall(sql, params))
        return rows[0] if rows else None  # type: ignore[return-value]

    async def value(self, sql: str, **params: Any) -> Any:
        rows = list(await self._raw.execute_fetchall(sql, params))
        return rows[0][0] if rows else None

    async def walk(self, sql: str) -> AsyncIterator[Row]:
        async with self._raw.execute(sql) as cursor:
            while rows := await cursor.fetchmany(WALKED):
                for row in rows:
                    yield row  # type: ignore[misc]

    async def run(self, sql: str, **params: Any) -> int:
        self.told = self.told or told(sql)
        return int(await self._hop(_run, sql, params))

    async def many(self, sql: str, rows: Sequence[Params]) -> None:
        if rows:
            self.told = self.told or told(sql)
            await self._hop(_many, sql, rows)

    async def batch(self, statements: Sequence[tuple[str, Params]]) -> None:
        if statements:
            self.told = self.told or any_told(sql for sql, _ in statements)
            await self._hop(_batch, statements)

    async def load(self, table: str, columns: Sequence[str], rows: AsyncIterable[Sequence[Any]]) -> None:
        sql = f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"
        some: list[Sequence[Any]] = []
        async for row in rows:
            some.append(row)
            if len(some) == WALKED:
                await self._hop(_many, sql, some)
                some = []
        await self._hop(_many, sql, some)

    async def _hop(self, work: Any, *args: Any) -> Any:
        try:
            return await self._raw._execute(work, self._raw._conn, *args)  # type: ignore[no-untyped-call]
        except sqlite3.IntegrityError as error:
            raise _as_conflict(error) from error


def _run(raw: sqlite3.Connection, sql: str, params: Params) -> int:
    return raw.execute(sql, params).rowcount


def _many(raw: sqlite3.Connection, sql: str, rows: Sequence[Any]) -> None:
    raw.executemany(sql, rows)


def _batch(raw: sqlite3.Connection, statements: Sequence[tuple[str, Params]]) -> None:
    for sql, params in statements:
        raw.execute(sql, params)


def _write_all(raw: sqlite3.Connection, many: Sequence[Sequence[tuple[str, Params]]]) -> list[Exception | None]:
    """Several transactions in one: each undone alone if it fails. How each ended."""
    ended: list[Exception | None] = []
    raw.execute("begin immediate")
    try:
        for statements in many:
            raw.execute("savepoint one")
            try:
                _batch(raw, statements)
                ended.append(None)
            except sqlite3.Error as error:
                raw.execute("rollback to one")
                ended.append(error)
            raw.execute("release one")
        raw.execute("commit")
    except BaseException:
        if raw.in_transaction:
            raw.execute("rollback")
        raise
    return ended


def _as_conflict(error: Exception) -> Exception:
    unique = isinstance(error, sqlite3.IntegrityError) and "UNIQUE" in str(error)
    return Conflict(str(error)) if unique else error


class SqliteDatabase:
    """A file on this machine. A second process may read and write it, too; SQLite's own lock keeps them apart."""

    engine: Literal["sqlite", "postgres"] = "sqlite"

    def __init__(self, path: Path, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self.changes = Changes()
        self._path = path
        self._writer = writer
        self._readers: asyncio.LifoQueue[_Connection] = asyncio.LifoQueue()
        self._all = [writer, *readers]
        for reader in readers:
            self._readers.put_nowait(_Connection(reader))
        self._lock = asyncio.Lock()
        self._listening: set[asyncio.Event] = set()
        self._to_write: list[tuple[Sequence[tuple[str, Params]], asyncio.Future[None]]] = []

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[_Connection]:
        reader = await self._readers.get()
        try:
            yield reader
        finally:
            self._readers.put_nowait(reader)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[_Connection]:
        raw = await _connect(self._path)
        try:
            await raw.execute_fetchall("begin")
            yield _Connection(raw)
        finally:
            await raw.close()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[_Connection]:
        tx = _Connection(self._writer)
        async with self._lock:
            try:
                # Within the try: who is cancelled here has still begun, and the next one could not.
                await self._writer.execute_fetchall("begin immediate")
                yield tx
            except BaseException:
                await asyncio.shield(self._writer.rollback())
                raise
            committing = asyncio.ensure_future(self._writer.commit())
            # Counted even if who waits is cancelled: the commit goes on, and is counted when it is done.
            committing.add_done_callback(lambda _: self.changes.committed(told=tx.told))
            await asyncio.shield(committing)
        self._committed()

    async def write(self, statements: Sequence[tuple[str, Params]]) -> None:
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._to_write.append((statements, written))
        async with self._lock:
            if not written.done():
                batch, self._to_write = self._to_write, []
                await asyncio.shield(self._write_all(batch))
        await written

    async def _write_all(self, batch: Sequence[tuple[Sequence[tuple[str, Params]], asyncio.Future[None]]]) -> None:
        """Whoever gets the lock writes for all who wait."""
        many = [statements for statements, _ in batch]
        try:
            ended = await self._writer._execute(_write_all, self._writer._conn, many)  # type: ignore[no-untyped-call]
        except Exception as error:
            ended = [error] * len(batch)
        self.changes.committed(told=any(any_told(sql for sql, _ in statements) for statements in many))
        self._committed()
        for (_, written), failed in zip(batch, ended, strict=True):
            if written.cancelled():
                continue
            if failed is None:
                written.set_result(None)
            else:
                written.set_exception(_as_conflict(failed))

    def _committed(self) -> None:
        for one in self._listening:
            one.set()

    @asynccontextmanager
    async def tidings(self) -> AsyncIterator[_Tidings]:
        written = asyncio.Event()
        heard = _Tidings(self, written)
        await heard.begin()
        self._listening.add(written)
        try:
            yield heard
        finally:
            self._listening.discard(written)

    async def copy_to(self, target: Path) -> None:
        """One consistent state of the whole database as a file, while others write (SQLite's online backup)."""
        await asyncio.to_thread(_copy, self._path, target)

    async def close(self) -> None:
        """The writer last: alone, it puts what stands in the write-ahead log into the file, which is whole then."""
        writer, *readers = self._all
        await asyncio.gather(*(connection.close() for connection in readers))
        await writer.close()


class _Tidings:
    """Reads a small table: at once when this process has written, else every now and then for what others wrote."""

    def __init__(self, db: SqliteDatabase, written: asyncio.Event) -> None:
        self._db = db
        self._written = written
        self._last = 0

    async def begin(self) -> None:
        async with self._db.reading() as tx:
            self._last = int(await tx.value("select coalesce(max(id), 0) from stream_events"))

    async def next(self, *, within: float) -> Sequence[str]:
        ends = asyncio.get_running_loop().time() + within
        while True:
            self._written.clear()
            if found := await self._read():
                return found
            left = ends - asyncio.get_running_loop().time()
            if left <= 0:
                return ()
            await self._wait(min(left, LOOKED_FOR))

    async def _read(self) -> Sequence[str]:
        async with self._db.reading() as tx:
            rows = await tx.all(
                f"select id, body from stream_events where id > :last order by id limit {MOST_TOLD}", last=self._last
            )
        if rows:
            self._last = rows[-1]["id"]
        return [row["body"] for row in rows]

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._written.wait()
        except TimeoutError:
            return


async def open_sqlite(path: Path, *, readers: int = READERS) -> SqliteDatabase:
    """Opens or makes the file. Raises sqlite3.OperationalError where the folder is missing or read-only."""
    opened = [await _connect(path) for _ in range(readers + 1)]
    return SqliteDatabase(path, opened[0], opened[1:])


async def _connect(path: Path) -> aiosqlite.Connection:
    connecting = aiosqlite.connect(path, isolation_level=None, cached_statements=512)
    connecting._thread.daemon = True  # a connection that nobody closed must not keep the process from ending
    raw = await connecting
    raw.row_factory = sqlite3.Row
    for pragma in _PRAGMAS:
        await raw.execute_fetchall(pragma)
    return raw


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source, timeout=30)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)


def is_alone(path: Path) -> bool:
    """Whether nobody has this file open: only then can it leave the mode of a write-ahead log."""
    with closing(sqlite3.connect(path, timeout=0)) as raw:
        try:
            mode = raw.execute("pragma journal_mode = delete").fetchone()[0]
            raw.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError:
            return False
        return bool(mode == "delete")
