"""Posts in a list, before anything else is read of them: which, by whose boost, and where they stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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


def entry(row: Row) -> Entry:
    """Of a row with the columns `posts.listed`, `at` and `cursor`."""
    return Entry(post_from(row, "post_"), row["at"], row["cursor"])


async def with_boosters(tx: Reading, rows: Sequence[Row]) -> list[Entry]:
    """The same of rows that have `booster` as well, 0 for none."""
    people = await actors.by_ids(tx, {row["booster"] for row in rows if row["booster"]})
    return [
        Entry(post_from(row, "post_"), row["at"], row["cursor"], people.get(row["booster"]))
        for row in rows
        if not row["booster"] or row["booster"] in people
    ]


def newest(entries: Iterable[Entry], limit: int) -> list[Entry]:
    """One list, the newest first, with each post once, where it came last."""
    found: dict[int, Entry] = {}
    for one in sorted(entries, key=lambda one: one.place, reverse=True):
        found.setdefault(one.post.id, one)
    return list(found.values())[:limit]


async def place_of(tx: Reading, number: int) -> Cursor:
    """Where a post or a boost stands in the order of time; of one that is gone, when its number was made."""
    found = await tx.value(
        """select published from posts where id = :id union all select published from boosts where id = :id""",
        id=number,
    )
    return (moment_of(number) if found is None else int(found)), number
