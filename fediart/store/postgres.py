"""PostgreSQL, for instances that run on more than one machine. The only module that knows asyncpg."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache, partial
from typing import Any, Literal

from fediart.store.changes import Changes, told
from fediart.store.database import Conflict, Params, Row

CHANNEL = "fediart"  # of migrations/0039
COMPANY = "fediart_company"  # what processes tell each other
MOST_TOLD = 5_000  # lines that wait to be read; what comes beyond is not told
_PATIENCE = 10  # seconds
# A machine that is gone says no goodbye: its seat is free when it has been silent for so many seconds.
_ALIVE = {"tcp_keepalives_idle": 15, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}
_SEATS = 0x66656469  # the first number of the locks by which processes hold their seats
# In brackets, since it is PostgreSQL's alone.
_TAKEN = """(select objid from pg_locks where locktype = 'advisory' and classid = $1 and granted
    and database = (select oid from pg_database where datname = current_database()))"""
WALKED = 1000  # rows fetched at once from a table that is gone through

_NAMED = re.compile(r"'(?:[^']|'')*'|::\w+|:([a-z_][a-z0-9_]*)")
_LISTED = re.compile(r"\b(not )?in \((-?\d+(?:, -?\d+)*)\)")
# A statement is planned once, and not for each page: several hundred of them are kept by every connection.
_KEPT_STATEMENTS, _KEPT_FOR = 512, 1800.0
# Compiling a plan takes longer than any of our questions.
_SETTINGS = {"jit": "off"}


@lru_cache(maxsize=4096)
def numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """`:name` becomes `$n`, the same name the same number; quoted text and `::casts` stay as they are."""
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        name = match.group(1)
        if name is None:
            return match.group(0)
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return _NAMED.sub(number, sql), tuple(names)


def listed(sql: str) -> tuple[str, dict[str, list[int]]]:
    """Numbers written into a statement (`in (1, 2)`) become parameters: it stays the same one, whichever they are."""
    if " in (" not in sql:
        return sql, {}
    lists: dict[str, list[int]] = {}

    def parameter(match: re.Match[str]) -> str:
        name = f"listed_{len(lists)}"
        lists[name] = [int(one) for one in match.group(2).split(", ")]
        return f"{'<> all' if match.group(1) else '= any'} (cast(:{name} as bigint[]))"

    return _LISTED.sub(parameter, sql), lists


def _call(sql: str, params: Params) -> tuple[str, list[Any]]:
    text, lists = listed(sql)
    text, names = numbered(text)
    return text, [lists[name] if name in lists else params[name] for name in names]


class _Connection:
    engine: Literal["sqlite", "postgres"] = "postgres"

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self.told = False  # whether anything was written that answers may tell of

    async def all(self, sql: str, **params: Any) -> Sequence[Row]:
        text, given = _call(sql, params)
        rows: Sequence[Row] = await self._raw.fetch(text, *given)
        return rows

    async def one(self, sql: str, **params: Any) -> Row | None:
        text, given = _call(sql, params)
        row: Row | None = await self._raw.fetchrow(text, *given)
        return row

    async def value(self, sql: str, **params: Any) -> Any:
        text, given = _call(sql, params)
        return await self._raw.fetchval(text, *given)

    async def walk(self, sql: str) -> AsyncIterator[Row]:
        async for row in self._raw.cursor(sql, prefetch=WALKED):
            yield row

    async def load(self, table: str, columns: Sequence[str], rows: AsyncIterable[Sequence[Any]]) -> None:
        try:
            await self._raw.copy_records_to_table(table, columns=columns, records=rows)
        except Exception as error:
            if str(getattr(error, "sqlstate", "22")).startswith("22"):  # the classes of wrong data, ours and theirs
                raise ValueError(f"the table {table} cannot hold what was given to it: {error}") from error
            raise

    async def run(self, sql: str, **params: Any) -> int:
        self.told = self.told or told(sql)
        text, given = _call(sql, params)
        try:
            status: str = await self._raw.execute(text, *given)
        except Exception as error:
            raise _as_conflict(error) from error
        last = status.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def many(self, sql: str, rows: Sequence[Params]) -> None:
        self.told = self.told or told(sql)
        text, names = numbered(sql)
        try:
            await self._raw.executemany(text, [[row[name] for name in names] for row in rows])
        except Exception as error:
            raise _as_conflict(error) from error

    async def batch(self, statements: Sequence[tuple[str, Params]]) -> None:
        for sql, params in statements:
            await self.run(sql, **params)


def _as_conflict(error: Exception) -> Exception:
    return Conflict(str(error)) if getattr(error, "sqlstate", "") == "23505" else error


class PostgresDatabase:
    engine: Literal["sqlite", "postgres"] = "postgres"

    def __init__(self, pool: Any, connect: Callable[[], Awaitable[Any]]) -> None:
        """`connect` makes a connection beside the pool, for who listens."""
        self.changes = Changes()
        self._pool = pool
        self._connect = connect

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[_Connection]:
        async with self._pool.acquire() as raw:
            yield _Connection(raw)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[_Connection]:
        async with self._pool.acquire() as raw, raw.transaction(isolation="repeatable_read", readonly=True):
            yield _Connection(raw)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[_Connection]:
        async with self._pool.acquire() as raw:
            tx = _Connection(raw)
            try:
                async with raw.transaction():
                    yield tx
            finally:  # who is cancelled at the end may still have committed
                self.changes.committed(told=tx.told)

    async def write(self, statements: Sequence[tuple[str, Params]]) -> None:
        async with self.writing() as tx:
            await tx.batch(statements)

    @asynccontextmanager
    async def tidings(self) -> AsyncIterator[_Tidings]:
        raw = await self._connect()
        heard = _Tidings(raw)
        try:
            await raw.add_listener(CHANNEL, heard.hear)
            raw.add_termination_listener(heard.lose)
            yield heard
        finally:
            raw.terminate()

    @asynccontextmanager
    async def company(self, *, seats: int) -> AsyncIterator[tuple[int, _Tidings]]:
        """Joins the other processes while the block runs: a seat from 1 to below `seats` that nobody else has, or 0
        where all are taken, and what the others tell. The seat is free as soon as the connection is."""
        raw = await self._connect()
        heard = _Tidings(raw)
        try:
            await raw.add_listener(COMPANY, heard.hear)
            raw.add_termination_listener(heard.lose)
            for name, value in _ALIVE.items():
                await raw.execute(f"set {name} = {value}")
            yield await _seat(raw, seats), heard
        finally:
            raw.terminate()

    async def seats(self) -> frozenset[int]:
        """Those that a living process holds."""
        async with self._pool.acquire() as raw:
            rows = await raw.fetch(_TAKEN, _SEATS)
        return frozenset(int(row[0]) for row in rows)

    async def tell(self, lines: Sequence[str]) -> None:
        """Each line to every process that has joined, this one as well."""
        async with self._pool.acquire() as raw:
            await raw.executemany("select pg_notify($1, $2)", [(COMPANY, line) for line in lines])

    async def close(self) -> None:
        await self._pool.close()


async def _seat(raw: Any, seats: int) -> int:
    for seat in random.sample(range(1, seats), seats - 1):
        if await raw.fetchval("select pg_try_advisory_lock($1, $2)", _SEATS, seat):
            return seat
    return 0


class _Tidings:
    """A connection that listens (PostgreSQL's LISTEN): what is told comes by itself, from whatever process."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._lines: list[str] = []
        self._news = asyncio.Event()
        self._lost = False

    def hear(self, _connection: Any, _process: int, _channel: str, line: str) -> None:
        if len(self._lines) < MOST_TOLD:
            self._lines.append(line)
        self._news.set()

    def lose(self, _connection: Any) -> None:
        self._lost = True
        self._news.set()

    async def next(self, *, within: float) -> Sequence[str]:
        try:
            async with asyncio.timeout(within):
                await self._news.wait()
        except TimeoutError:
            await self._ask()
        if self._lost:
            raise ConnectionError("the connection that listens was lost")
        self._news.clear()
        lines, self._lines = self._lines, []
        return lines

    async def _ask(self) -> None:
        """A connection can be dead and say nothing."""
        try:
            await self._raw.execute("select 1", timeout=_PATIENCE)
        except Exception as error:
            raise ConnectionError("the connection that listens does not answer") from error


async def open_postgres(dsn: str, *, size: int = 8) -> PostgresDatabase:
    try:
        import asyncpg  # noqa: PLC0415
    except ImportError as error:
        raise RuntimeError("PostgreSQL needs one more package: pip install 'fediart[postgres]'") from error
    pool = await asyncpg.create_pool(
        dsn, min_size=1, max_size=size, server_settings=_SETTINGS, statement_cache_size=_KEPT_STATEMENTS,
        max_cached_statement_lifetime=_KEPT_FOR,
    )  # fmt: skip
    return PostgresDatabase(pool, partial(asyncpg.connect, dsn))
