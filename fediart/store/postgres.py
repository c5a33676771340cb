"""PostgreSQL, for instances that run on more than one machine. The only module that knows asyncpg."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, Literal

from fediart.store.database import Conflict, Params, Row

_NAMED = re.compile(r"'(?:[^']|'')*'|::\w+|:([a-z_][a-z0-9_]*)")


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


class _Connection:
    engine: Literal["sqlite", "postgres"] = "postgres"

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    async def all(self, sql: str, **params: Any) -> Sequence[Row]:
        text, names = numbered(sql)
        rows: Sequence[Row] = await self._raw.fetch(text, *[params[name] for name in names])
        return rows

    async def one(self, sql: str, **params: Any) -> Row | None:
        text, names = numbered(sql)
        row: Row | None = await self._raw.fetchrow(text, *[params[name] for name in names])
        return row

    async def value(self, sql: str, **params: Any) -> Any:
        text, names = numbered(sql)
        return await self._raw.fetchval(text, *[params[name] for name in names])

    async def run(self, sql: str, **params: Any) -> int:
        text, names = numbered(sql)
        try:
            status: str = await self._raw.execute(text, *[params[name] for name in names])
        except Exception as error:
            raise _as_conflict(error) from error
        last = status.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def many(self, sql: str, rows: Sequence[Params]) -> None:
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

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[_Connection]:
        async with self._pool.acquire() as raw:
            yield _Connection(raw)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[_Connection]:
        async with self._pool.acquire() as raw, raw.transaction():
            yield _Connection(raw)

    async def write(self, statements: Sequence[tuple[str, Params]]) -> None:
        async with self.writing() as tx:
            await tx.batch(statements)

    async def close(self) -> None:
        await self._pool.close()


async def open_postgres(dsn: str, *, size: int = 8) -> PostgresDatabase:
    try:
        import asyncpg  # noqa: PLC0415
    except ImportError as error:
        raise RuntimeError("PostgreSQL needs one more package: pip install 'fediart[postgres]'") from error
    return PostgresDatabase(await asyncpg.create_pool(dsn, min_size=1, max_size=size))
