"""Fills every table that came with the gallery with rows about one person and one work, as the schema allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fediart.resources import resource
from fediart.store.database import Reading, Writing

_FIRST = "0025"  # what came before has tests of its own
_TABLE = re.compile(r"create table (\w+)", re.IGNORECASE)
# What the schema does not say: these numbers are those of rows of other tables.
_NAMED = {
    "search_posts": {"id": "posts"}, "search_people": {"id": "actors"}, "full_detail": {"owner_id": "owner"},
}  # fmt: skip


def new_tables() -> list[str]:
    """In the order they are made in, in which rows can be put into them."""
    files = sorted(resource("migrations").glob("*.sql"), key=lambda path: path.name)
    return [name for path in files if path.name >= _FIRST for name in _TABLE.findall(path.read_text())]


async def references(tx: Reading, table: str) -> dict[str, str]:
    """Which columns name a row, and of which table."""
    rows = await tx.all(f"""select "from" as name, "table" as other from pragma_foreign_key_list('{table}')""")
    return {row["name"]: row["other"] for row in rows} | _NAMED.get(table, {})


async def fill(tx: Writing, known: Mapping[str, Any]) -> list[str]:
    """One row in each new table. `known` are the rows to name, by table; a table that names others is left out."""
    rows, filled = dict(known), list[str]()
    for number, table in enumerate(new_tables(), 1000):
        named = await references(tx, table)
        if not set(named.values()) <= rows.keys():
            continue
        columns = await tx.all(f"select name, type from pragma_table_info('{table}')")
        values = {
            one["name"]: number if one["type"].lower() in ("bigint", "integer") else _word(one["name"])
            for one in columns
        }
        values |= {name: rows[other] for name, other in named.items()}
        places = ", ".join(f":{name}" for name in values)
        await tx.run(f"insert into {table} ({', '.join(values)}) values ({places}) on conflict do nothing", **values)
        rows.setdefault(table, values.get("id", next(iter(values.values()))))
        filled.append(table)
    return filled


def _word(column: str) -> str:
    return "medium" if column == "kind" else "{}"


async def left(tx: Reading, gone: Mapping[str, Any]) -> set[str]:
    """Tables that still name one of these rows."""
    found = set[str]()
    for table in new_tables():
        for column, other in (await references(tx, table)).items():
            asked = f"select 1 from {table} where {column} = :key"
            if other in gone and await tx.value(asked, key=gone[other]) is not None:
                found.add(table)
    return found
