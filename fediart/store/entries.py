"""Posts in a list, before anything else is read of them: which, by whose boost, and where they stand in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fediart.ids import moment_of
from fediart.store import actors
from fediart.store.actors import Actor
from fediart.store.database import Reading, Row
from fediart.store.gallery import Cursor
from fediart.store.posts import Post, post_from


@dataclass(frozen=True, slots=True)
class Entry:
    """`at` (milliseconds) and `cursor` are the post's own, or those of the boost by which it came."""

    post: Post
    at: int
    cursor: int
    boosted_by: Actor | None = None

    @property
    def place(self) -> Cursor:
        """Where it stands in the order of time."""
        return self.at, self.cursor


@dataclass(frozen=True, slots=True)
class Batch:
    """Some entries, the newest first. `reached` is how far down was looked; None where nothing is further down."""

    entries: list[Entry]
    reached: Cursor | None


def entry(row: Row) -> Entry:
    """Of a row with the columns `posts.listed`, `at` and `cursor`."""
    return Entry(post_from(row, "post_"), row["at"], row["cursor"])


async def batch(tx: Reading, rows: Iterable[Row], limit: int) -> Batch:
    """Of rows among which are the newest `limit` of a list; their column `booster` says who boosted, 0 for nobody.

    Each post is there once, where it came last.
    """
    newest = sorted(rows, key=_place, reverse=True)[:limit]
    reached = _place(newest[-1]) if len(newest) == limit else None
    first: dict[int, Row] = {}
    for row in newest:
        first.setdefault(row["post_id"], row)
    boosters = {row["booster"] for row in first.values() if row["booster"]}
    people = await actors.by_ids(tx, boosters) if boosters else {}
    made = [replace(entry(row), boosted_by=people.get(row["booster"])) for row in first.values()]
    return Batch(made, reached)


def _place(row: Row) -> Cursor:
    return int(row["at"]), int(row["cursor"])


async def place_of(tx: Reading, number: int) -> Cursor:
    """Where a post or a boost stands in the order of time; of one that is gone, when its number was made."""
    found = await tx.value(
        """select published from posts where id = :id union all select published from boosts where id = :id""",
        id=number,
    )
    return (moment_of(number) if found is None else int(found)), number
