"""A grown instance moved from SQLite to PostgreSQL: table by table, compared row by row, wholly or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fediart.actions import restoring_database as databases
from fediart.actions.backup_files import Damaged
from fediart.actions.backup_manifest import Table
from fediart.actions.upgrading import demand_alone
from fediart.config import Config
from fediart.config_edit import with_key, write_config
from fediart.errors import Problem
from fediart.language import _
from fediart.resources import resource
from fediart.store import schema
from fediart.store.database import Reading, Writing
from fediart.store.migrate import migrations
from fediart.store.sqlite import open_sqlite

Tells = Callable[[str, int], None]


@dataclass(slots=True)
class Moved:
    """`mended` rows held a NUL, which PostgreSQL's text cannot; it was left out."""

    tables: int = 0
    rows: int = 0
    mended: int = 0


async def move_over(config: Config, url: str, tell: Tells, *, now: int) -> Moved:
    """Copies everything into the empty database at `url`, then names it in the config. The SQLite file stays as it is.

    Raises Problem; then nothing was written and the config is as it was. `tell` hears each table with its rows.
    """
    if not config.database_url.startswith("sqlite:"):
        raise Problem(_("This instance is on PostgreSQL already. Nothing was done."))
    if url.startswith("sqlite:") or "://" not in url:
        raise Problem(_("--to-postgres takes an address such as postgresql://USER:PASSWORD@HOST/NAME."))
    await demand_alone(config)
    await databases.demand_empty(url)
    moved = Moved()
    source = await open_sqlite(databases.sqlite_file(config.database_url), readers=1)
    target = await databases.opened(url)
    try:
        async with source.snapshot() as held:
            names = [name for name, _ in migrations(resource("migrations"), "postgres")]

            async def fill(tx: Writing) -> None:
                await _copy(held, tx, moved, tell)

            await databases.fill_postgres(target, names, fill, now=now)
    except Damaged as error:
        raise Problem(_("Nothing was moved: %(why)s. Run `fediart doctor`, then try again.", why=str(error))) from error
    finally:
        await target.close()
        await source.close()
    write_config(config.path, with_key(config.path.read_text(encoding="utf-8"), "database", "url", url))
    return moved


async def _copy(held: Reading, tx: Writing, moved: Moved, tell: Tells) -> None:
    there = await schema.tables(tx)
    for table, columns in (await schema.tables(held)).items():
        if table in schema.PASSING or table == "migrations":
            continue
        if set(columns) != set(there.get(table, ())):
            raise Problem(
                _(
                    "The table %(table)s is another one on PostgreSQL. Run `fediart migrate`, then try again.",
                    table=table,
                )
            )
        tally = schema.Tally()
        await tx.load(table, columns, _rows(held, table, columns, tally, moved))
        await databases.demand_same(tx, table, columns, Table(tally.rows, tally.said()))
        moved.tables += 1
        moved.rows += tally.rows
        tell(table, tally.rows)


async def _rows(
    held: Reading, table: str, columns: Sequence[str], tally: schema.Tally, moved: Moved
) -> AsyncIterator[Sequence[Any]]:
    async for row in schema.walk(held, table, columns):
        values = schema.values(row)
        if any(isinstance(value, str) and "\0" in value for value in values):
            values = [value.replace("\0", "") if isinstance(value, str) else value for value in values]
            moved.mended += 1
        tally.add(schema.line(values))
        yield values
