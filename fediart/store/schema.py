"""What tables there are, and how a whole database is put into an empty one: for backups and for moving over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from fediart.store.database import Reading, Row, Writing

PASSING: Final = frozenset({"stream_events", "stream_listeners"})
"""What running processes tell each other now; of no worth to anybody later."""
_FILES: Final = ("key", "original", "stored", "preview", "avatar", "header")
_AREAS: Final = ("originals/", "public/", "attachments/")


async def tables(tx: Reading) -> dict[str, tuple[str, ...]]:
    """Every table of ours with its columns, in order of their names; no indexes that look like tables."""
    if tx.engine == "sqlite":
        where = "sqlite_master t join pragma_table_info(t.name) c where t.type = 'table'"
        own = "t.name not like 'sqlite\\_%' escape '\\' and t.name not like 'found\\_%' escape '\\'"
        sql = f"select t.name as held_in, c.name as held_as from {where} and {own} order by t.name, c.cid"
    else:
        where = "information_schema.columns c where c.table_schema = current_schema() and c.is_generated = 'NEVER'"
        names = "c.table_name as held_in, c.column_name as held_as"
        sql = f"select {names} from {where} order by c.table_name, c.ordinal_position"
    found: dict[str, tuple[str, ...]] = {}
    for row in await tx.all(sql):
        found[row["held_in"]] = (*found.get(row["held_in"], ()), row["held_as"])
    return {name: found[name] for name in sorted(found)}


async def counts(tx: Reading) -> dict[str, int]:
    """How many rows each table has that is worth keeping."""
    found = {}
    for table in await tables(tx):
        if table not in PASSING:
            found[table] = int(await tx.value(f"select count(*) from {table}"))
    return found


async def named_files(tx: Reading) -> AsyncIterator[str]:
    """The storage keys that rows name, some more than once: by the columns that hold keys in every table."""
    for table, columns in (await tables(tx)).items():
        for column in columns:
            if column in _FILES:
                text = f"cast({column} as text)"
                begins = " or ".join(f"{text} like '{area}%'" for area in _AREAS)
                async for row in tx.walk(f"select distinct {text} as found from {table} where {begins}"):
                    yield row["found"]


def line(row: Sequence[Any]) -> bytes:
    """A row as one line of JSON."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Tally:
    """Counts rows, and adds up a digest of each: equal for equal rows in whatever order."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, text: bytes) -> None:
        """Takes in a row, as `line` writes it."""
        self.rows += 1
        self._sum += int.from_bytes(hashlib.blake2b(text, digest_size=16).digest())

    def said(self) -> str:
        """Hexadecimal."""
        return f"{self._sum % (1 << 128):032x}"


async def tally(tx: Reading, table: str, columns: Sequence[str]) -> Tally:
    """Goes through a whole table, as `snapshot()` shows it."""
    found = Tally()
    async for row in walk(tx, table, columns):
        found.add(line(values(row)))
    return found


def walk(tx: Reading, table: str, columns: Sequence[str]) -> AsyncIterator[Row]:
    """Every row of a table."""
    return tx.walk(f"select {', '.join(columns)} from {table}")


def values(row: Row) -> list[Any]:
    """A row without the names of its columns: whoever goes through a row of either engine gets its values."""
    return list(row)


@asynccontextmanager
async def loading(tx: Writing) -> AsyncIterator[None]:
    """While the block runs, rows may come in any order into PostgreSQL's tables, and nothing is set off by them.

    Foreign keys and indexes are taken away and made again, which is quicker than keeping them; all in the caller's
    transaction. Any owner of the tables may do so: no superuser is needed.
    """
    again = await _taken_away(tx)
    held = [table for table in await tables(tx) if table != "migrations"]
    for table in held:
        await tx.run(f"alter table {table} disable trigger user")
        await tx.run(f"delete from {table}")  # a migration may have put a first row into it
    yield
    for sql in again:
        await tx.run(sql)
    for table in held:
        await tx.run(f"alter table {table} enable trigger user")


async def _taken_away(tx: Writing) -> list[str]:
    """Drops foreign keys and such indexes as no rule needs. The statements that make them again, indexes first."""
    here = "current_schema()::regnamespace"
    rules = f"pg_constraint where contype = 'f' and connamespace = {here}"
    keys = await tx.all(
        f"select conrelid::regclass::text as held_in, conname as name, pg_get_constraintdef(oid) as rule from {rules}"
    )
    joined = f"pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = {here}"
    free = "not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)"
    made = await tx.all(f"select c.relname as name, pg_get_indexdef(c.oid) as made from {joined} and {free}")
    for row in keys:
        await tx.run(f"alter table {row['held_in']} drop constraint {row['name']}")
    for row in made:
        await tx.run(f"drop index {row['name']}")
    indexes = [str(row["made"]) for row in made]
    return [*indexes, *(f"alter table {row['held_in']} add constraint {row['name']} {row['rule']}" for row in keys)]


async def empty(tx: Writing) -> None:
    """Takes every table and function of ours out of a PostgreSQL database, within the caller's transaction."""
    held = list(await tables(tx))
    if held:
        await tx.run(f"drop table {', '.join(held)} cascade")
    mine = "p.pronamespace = current_schema()::regnamespace and pg_get_userbyid(p.proowner) = current_user"
    extensions = "exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
    of = f"pg_proc p where {mine} and not {extensions}"
    for row in await tx.all(f"select p.oid::regprocedure::text as name from {of}"):
        await tx.run(f"drop function {row['name']}")


async def others(tx: Reading) -> int:
    """How many others are connected to this PostgreSQL database."""
    them = "pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    theirs = "backend_type = 'client backend'"
    return int(await tx.value(f"select count(*) from {them} and {theirs}"))
