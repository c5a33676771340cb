"""Rows of new pictures for published works: each is an artwork row of its own, on its way through the filter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Row, Writing, numbers

_LISTED = "id, artwork_id, sequence, words, created, ended"
_BESIDE = ("picture_camera", "credentials", "picture_words")
"""Tables that say of a picture which work it is in."""


@dataclass(frozen=True, slots=True)
class Revision:
    """`id` is the number of the row that carries the new pictures, `artwork_id` the published work they are for.

    `sequence` are the pictures the work will have; `ended` is when they came in, or were given up; 0 until then.
    """

    id: int
    artwork_id: int
    sequence: tuple[int, ...]
    words: str
    created: int
    ended: int = 0


def _revision(row: Row) -> Revision:
    sequence = tuple(int(one) for one in json.loads(row["sequence"]))
    return Revision(row["id"], row["artwork_id"], sequence, row["words"], row["created"], row["ended"])


async def insert(tx: Writing, revision: Revision) -> None:
    """Raises Conflict where another one of that work is open."""
    await tx.run(
        f"insert into revisions ({_LISTED}) values (:id, :artwork_id, :sequence, :words, :created, :ended)",
        id=revision.id, artwork_id=revision.artwork_id, sequence=json.dumps(revision.sequence),
        words=revision.words, created=revision.created, ended=revision.ended,
    )  # fmt: skip


async def by_id(tx: Reading, artwork_id: int) -> Revision | None:
    """None for what is a work of its own."""
    row = await tx.one(f"select {_LISTED} from revisions where id = :id", id=artwork_id)
    return _revision(row) if row else None


async def by_ids(tx: Reading, artwork_ids: Iterable[int]) -> dict[int, Revision]:
    rows = await tx.all(f"select {_LISTED} from revisions where id in ({numbers(artwork_ids)})")
    return {row["id"]: _revision(row) for row in rows}


async def open_of(tx: Reading, artwork_id: int) -> Revision | None:
    """The new pictures of this work that are still on their way."""
    row = await tx.one(f"select {_LISTED} from revisions where artwork_id = :id and ended = 0", id=artwork_id)
    return _revision(row) if row else None


async def end(tx: Writing, revision_id: int, *, now: int) -> None:
    await tx.run("update revisions set ended = :now where id = :id and ended = 0", now=now, id=revision_id)


async def hand_over(tx: Writing, picture_ids: Sequence[int], *, to: int) -> None:
    """These pictures, with what is known of them, are those of the work `to` from now on."""
    for table in ("pictures", *_BESIDE):
        name = "id" if table == "pictures" else "picture_id"
        await tx.run(f"update {table} set artwork_id = :to where {name} in ({numbers(picture_ids)})", to=to)
    for table in ("renditions", "tile_sets"):
        await tx.run(f"delete from {table} where picture_id in ({numbers(picture_ids)})")


async def carry_over(tx: Writing, picture_ids: Sequence[int], *, to: int) -> None:
    """As `hand_over`, with the files that were made of them, so that they can come back under their addresses."""
    for table in ("pictures", *_BESIDE, "renditions", "tile_sets"):
        name = "id" if table == "pictures" else "picture_id"
        await tx.run(f"update {table} set artwork_id = :to where {name} in ({numbers(picture_ids)})", to=to)


async def put_in_order(tx: Writing, artwork_id: int, sequence: Sequence[int]) -> None:
    """The pictures of the work stand in this order."""
    await tx.many(
        "update pictures set position = :place where id = :id and artwork_id = :artwork_id",
        [{"place": place, "id": one, "artwork_id": artwork_id} for place, one in enumerate(sequence)],
    )
