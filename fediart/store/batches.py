"""Rows of changes of many works at once, with what each work said before, so that they can be undone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fediart.store.database import Reading, Row, Writing


@dataclass(frozen=True, slots=True)
class Batch:
    """`changes` maps fields to what they become; `undone` is when undoing was asked for, 0 for never."""

    id: int
    actor_id: int
    changes: Mapping[str, Any]
    created: int
    undone: int


@dataclass(frozen=True, slots=True)
class BatchWork:
    """`before` is what the fields were, `state` waiting, done, failed, undoing or undone; `words` say why it failed."""

    batch_id: int
    artwork_id: int
    before: Mapping[str, Any]
    state: str
    words: str


def _batch(row: Row) -> Batch:
    return Batch(row["id"], row["actor_id"], json.loads(row["changes"]), row["created"], row["undone"])


def _work(row: Row) -> BatchWork:
    before = json.loads(row["before"]) if row["before"] else {}
    return BatchWork(row["batch_id"], row["artwork_id"], before, row["state"], row["words"])


async def insert(tx: Writing, batch: Batch, artwork_ids: Sequence[int]) -> None:
    await tx.run(
        "insert into batches (id, actor_id, changes, created) values (:id, :actor_id, :changes, :created)",
        id=batch.id,
        actor_id=batch.actor_id,
        changes=json.dumps(dict(batch.changes), ensure_ascii=False),
        created=batch.created,
    )
    await tx.many(
        "insert into batch_works (batch_id, artwork_id) values (:batch, :artwork)",
        [{"batch": batch.id, "artwork": one} for one in artwork_ids],
    )


async def owned(tx: Reading, batch_id: int, actor_id: int) -> Batch | None:
    row = await tx.one(
        "select id, actor_id, changes, created, undone from batches where id = :id and actor_id = :actor_id",
        id=batch_id,
        actor_id=actor_id,
    )
    return _batch(row) if row else None


async def by_id(tx: Reading, batch_id: int) -> Batch | None:
    row = await tx.one("select id, actor_id, changes, created, undone from batches where id = :id", id=batch_id)
    return _batch(row) if row else None


async def newest(tx: Reading, actor_id: int) -> Batch | None:
    row = await tx.one(
        """select id, actor_id, changes, created, undone from batches where actor_id = :id
        order by id desc limit 1""",
        id=actor_id,
    )
    return _batch(row) if row else None


async def works_of(tx: Reading, batch_id: int) -> list[BatchWork]:
    rows = await tx.all(
        "select batch_id, artwork_id, before, state, words from batch_works where batch_id = :id order by artwork_id",
        id=batch_id,
    )
    return [_work(row) for row in rows]


async def next_work(tx: Reading, batch_id: int) -> BatchWork | None:
    """One of those that are still to be changed, or to be brought back."""
    row = await tx.one(
        """select batch_id, artwork_id, before, state, words from batch_works
        where batch_id = :id and state in ('waiting', 'undoing') order by artwork_id limit 1""",
        id=batch_id,
    )
    return _work(row) if row else None


async def settle(
    tx: Writing, one: BatchWork, *, to: str, before: Mapping[str, Any] | None = None, words: str = ""
) -> bool:
    """Notes what became of a work. False where another run was faster."""
    kept = json.dumps(dict(one.before if before is None else before), ensure_ascii=False)
    touched = await tx.run(
        """update batch_works set state = :to, before = :before, words = :words
        where batch_id = :batch and artwork_id = :artwork and state = :was""",
        to=to,
        before=kept,
        words=words,
        batch=one.batch_id,
        artwork=one.artwork_id,
        was=one.state,
    )
    return touched > 0


async def undo(tx: Writing, batch_id: int, *, now: int) -> bool:
    """What was changed is to be brought back; what still waits is left as it is. False where it was asked before."""
    if not await tx.run("update batches set undone = :now where id = :id and undone = 0", now=now, id=batch_id):
        return False
    await tx.run("update batch_works set state = 'undone' where batch_id = :id and state = 'waiting'", id=batch_id)
    await tx.run("update batch_works set state = 'undoing' where batch_id = :id and state = 'done'", id=batch_id)
    return True
