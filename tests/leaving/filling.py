"""Fills every table of the schema with rows of one person, in each column that can name them, and reads all back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fediart.resources import resource
from fediart.store import erasing
from fediart.store.database import Conflict, Database
from fediart.store.migrate import migrations, statements

MARK = "Zwiebelfisch"
"""In every text of these rows, so that what is left of any is found."""

# Columns that name somebody or something without a foreign key.
_BY_NAME = {
    "actor_id": "actors", "owner_id": "actors", "account_id": "accounts", "by_id": "accounts", "artwork_id": "artworks",
    "post_id": "posts", "thread_id": "posts", "subject_id": "artworks",
}  # fmt: skip
_FILES = frozenset({"original", "stored", "preview", "key"})
_REAL = frozenset({"actors", "accounts", "artworks", "posts"})
_NOT_THEIRS = frozenset(
    {("reports", "uri"), ("reports", "reason"), ("reports", "forwarded"), ("announcement_reactions", "name"),
     ("strikes", "rule"), ("commissions", "offer")}
)  # fmt: skip
# Those of which the person has real rows, or that need theirs written by hand.
_LEFT_OUT = frozenset(
    {"departures", "departure_receipts", "tries", "jobs", "admin_log", "stream_events", "settings", "measurements",
     "prints", "media_prints", "picture_prints", "search_people", "search_posts"}
)  # fmt: skip
# One word out of a few of the program's own, never anybody's.
_WORDS = frozenset(
    {
        "state",
        "kind",
        "cause",
        "outcome",
        "choice",
        "appealed",
        "currency",
        "deed",
        "decision",
        "label",
        "model",
        "side",
        "media_type",
    }
)
_NOBODYS = {one.table for one in erasing.NOBODYS}
_OF_OTHERS = frozenset({"remote_media", "remote_judgements"})  # files of what members post are not in these


@dataclass
class Person:
    """Who the rows are of; `other` is somebody else's actor, `keys` those of files for columns that name one."""

    ids: Mapping[str, int]
    other: int
    keys: list[str] = field(default_factory=list)
    made: dict[str, Any] = field(default_factory=dict)
    next: int = 7_000_000_000_000_000


@cache
def schema() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    for _, path in migrations(resource("migrations"), "sqlite"):
        for statement in statements(path.read_text(encoding="utf-8")):
            connection.execute(statement)
    return connection


def tables() -> list[str]:
    """Without SQLite's own and those of its full-text search."""
    found = schema().execute("select name from sqlite_master where type = 'table'")
    return sorted(name for (name,) in found if not name.startswith(("found_", "sqlite_")))


def _references(table: str) -> dict[str, str]:
    rows = schema().execute(f"pragma foreign_key_list({table})").fetchall()
    return {row[3]: row[2] for row in rows}


def _in_order() -> Iterator[str]:
    done = set(_REAL)
    waiting = [one for one in tables() if one not in _REAL | _LEFT_OUT]
    while waiting:
        ready = [one for one in waiting if {*_references(one).values()} - {one} <= done | _LEFT_OUT]
        assert ready, waiting
        yield from ready
        done |= set(ready)
        waiting = [one for one in waiting if one not in done]


async def fill(db: Database, person: Person) -> int:
    """Returns in how many tables there is a row now."""
    filled = set()
    for table in _in_order():
        for whose in _variants(table):
            row = _row(table, person, whose)
            columns = ", ".join(row)
            places = ", ".join(f":{name}" for name in row)
            try:
                async with db.writing() as tx:
                    await tx.run(f"insert into {table} ({columns}) values ({places})", **row)
            except Conflict:
                continue
            filled.add(table)
            person.made.setdefault(table, row)
    return len(filled)


def _variants(table: str) -> list[str]:
    """Each column that can name the person, with somebody else in the others."""
    named = [column for column, to in _pointing(table).items() if to == "actors"]
    return named or [""]


def _pointing(table: str) -> dict[str, str]:
    columns = [row[1] for row in schema().execute(f"pragma table_info({table})")]
    found = _references(table)
    return {one: found.get(one) or _BY_NAME[one] for one in columns if one in found or one in _BY_NAME}


def _row(table: str, person: Person, whose: str) -> dict[str, Any]:
    pointing = _pointing(table)
    row: dict[str, Any] = {}
    for _, column, kind, _, default, key in schema().execute(f"pragma table_info({table})"):
        person.next += 1
        to = pointing.get(column)
        if to == "actors":
            row[column] = person.ids["actors"] if column == whose else person.other
        elif to is not None and to in person.ids:
            row[column] = person.ids[to]
        elif to is not None and to in person.made:
            row[column] = next(iter(person.made[to].values()))
        elif to is not None:
            row[column] = None if default is None else 0
        elif column in _FILES and table not in _NOBODYS | _OF_OTHERS:
            row[column] = person.keys.pop()
        elif kind == "TEXT":
            plain = table in _NOBODYS or column in _WORDS or (table, column) in _NOT_THEIRS
            words = "plain" if plain else MARK
            row[column] = "client" if column == "side" else f"{words} {person.next}"
        else:
            row[column] = person.next if key or column == "id" else 1
    return row


async def left(db: Database, words: re.Pattern[str]) -> dict[str, str]:
    """What of these words stands anywhere in the database, as text: table -> the first row."""
    found = {}
    async with db.reading() as tx:
        for table in tables():
            for row in await tx.all(f"select * from {table}"):
                text = " ".join(str(value) for value in tuple(row))
                if words.search(text):
                    found[table] = text[:300]
                    break
    return found
