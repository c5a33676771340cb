"""What a database is to the rest of fediart: two doors, `reading()` and `writing()`, and plain SQL."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, Protocol

from fediart.store.changes import Changes

FEW = 3  # rows of each person: enough to know how far back a page of all of them reaches

Row = Mapping[str, Any]
Params = Mapping[str, Any]


class Reading(Protocol):
    engine: Literal["sqlite", "postgres"]

    async def all(self, sql: str, **params: Any) -> Sequence[Row]: ...

    async def one(self, sql: str, **params: Any) -> Row | None:
        """The first row, or None."""
        ...

    async def value(self, sql: str, **params: Any) -> Any:
        """The first column of the first row, or None."""
        ...

    def walk(self, sql: str) -> AsyncIterator[Row]:
        """Row by row, for what does not fit into memory; within `snapshot()` or `writing()`."""
        ...


class Writing(Reading, Protocol):
    async def run(self, sql: str, **params: Any) -> int:
        """How many rows the statement touched."""
        ...

    async def many(self, sql: str, rows: Sequence[Params]) -> None:
        """One statement for many rows."""
        ...

    async def batch(self, statements: Sequence[tuple[str, Params]]) -> None:
        """Several statements in one trip to the database's thread or socket."""
        ...

    async def load(self, table: str, columns: Sequence[str], rows: AsyncIterable[Sequence[Any]]) -> None:
        """Puts many rows into a table, the quickest way there is. Raises ValueError for what the table cannot hold."""
        ...


class Tidings(Protocol):
    """What the database tells those who listen (migrations/0039), in this process and in others."""

    async def next(self, *, within: float) -> Sequence[str]:
        """The lines that came since, in the order of their commits; none after `within` seconds without.

        Raises ConnectionError where the database cannot be heard any more: listen anew. What was told is lost.
        """
        ...


class Database(Protocol):
    """`reading()` sees the last committed state. `writing()` is one transaction: all of it, or nothing.

    `changes` counts what was committed through this object, at once after it was.
    """

    engine: Literal["sqlite", "postgres"]
    changes: Changes

    def reading(self) -> AbstractAsyncContextManager[Reading]: ...

    def snapshot(self) -> AbstractAsyncContextManager[Reading]:
        """One state of the whole database for as long as the block runs, while others write."""
        ...

    def writing(self) -> AbstractAsyncContextManager[Writing]: ...

    async def write(self, statements: Sequence[tuple[str, Params]]) -> None:
        """One transaction whose statements are all known beforehand: the cheapest way to write.

        Those that come side by side may share one commit; each still happens wholly or, with its error, not at all.
        """
        ...

    def tidings(self) -> AbstractAsyncContextManager[Tidings]:
        """Listens while the block runs, to what is told from its beginning on."""
        ...

    async def close(self) -> None: ...


class Conflict(Exception):
    """A unique rule of the database was broken: the thing is already there."""


def numbers(identifiers: Iterable[int]) -> str:
    """`1, 2, 3` for an `in (...)`: only whole numbers pass, and an empty list matches nothing."""
    return ", ".join(str(int(one)) for one in identifiers) or "-1"


def newest_of_each(engine: str, table: str, key: str, rest: str, *, unique: bool = True) -> str:
    """SQL that joins, for each row so far, some rows `x` of a table. `rest` says which of its rows `y`, and how many;
    `unique`: whether `key` names a single row.

    PostgreSQL reads an index for each only with `lateral`, which SQLite does not know, and has no need of.
    """
    if engine == "postgres":
        return f"cross join lateral (select y.{key}, y.published from {table} y {rest}) x"
    one = key if unique else "rowid"
    return f"join {table} x on x.{one} in (select y.{one} from {table} y {rest})"


def reach(people: str, each: str, where: str, many: int) -> str:
    """SQL for how far back `many` rows reach, by a few of each person (`each`, by newest_of_each): 0 where they are too
    few to know. No page of so many rows holds an older one."""
    return f"""select case when count(*) = {many} then min(published) else 0 end as floor from (
        select x.published as published from {people} {each} {where} order by +x.published desc limit {many}) newest"""
