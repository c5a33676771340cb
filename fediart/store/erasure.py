"""How the table of all tables is written (fediart/store/erasing.py): what becomes of each one's rows when somebody is
erased, with the statements that do it.

Their parameters are `:actor` and `:account`, the ids of who is erased, and `:now`, a time in milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WORKS: Final = "select id from artworks where actor_id = :actor"
POSTS: Final = "select id from posts where actor_id = :actor"
COMMISSIONS: Final = "select id from commissions where artist_id = :actor"


@dataclass(frozen=True, slots=True)
class Erasure:
    """A table and what becomes of its rows: `sql` in its order, and `how` in words where that says more."""

    table: str
    how: str
    sql: tuple[str, ...] = ()


def deleted(table: str, *columns: str) -> Erasure:
    """Rows that name the person (an actor) in one of these columns are deleted."""
    sql = tuple(f"delete from {table} where {column} = :actor" for column in columns)
    return Erasure(table, "deleted", sql)


def closed(table: str, column: str = "account_id") -> Erasure:
    """Rows of the account are deleted."""
    return Erasure(table, "deleted", (f"delete from {table} where {column} = :account",))


def of_works(table: str, column: str = "artwork_id") -> Erasure:
    """Rows about works of the person are deleted."""
    return Erasure(table, "deleted with the works", (f"delete from {table} where {column} in ({WORKS})",))


def of_posts(*tables: str, column: str = "post_id") -> tuple[Erasure, ...]:
    """Rows about posts of the person are deleted."""
    return tuple(
        Erasure(table, "deleted with the posts", (f"delete from {table} where {column} in ({POSTS})",))
        for table in tables
    )


def emptied(table: str, how: str, *sql: str) -> Erasure:
    """The rows stay, without what says who it was and what they said."""
    return Erasure(table, how, sql)


def along(table: str, parent: str) -> Erasure:
    """Rows go with those of another table, by the database's own rule."""
    return Erasure(table, f"goes with {parent}")


def nobody(why: str, *tables: str) -> tuple[Erasure, ...]:
    """Tables that hold nothing of a member."""
    return tuple(Erasure(table, f"kept: {why}") for table in tables)
