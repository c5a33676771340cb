"""Rows of what was changed in published works, for everybody who may see the work. They are only ever added."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class Change:
    """`what` is a field's name, or `pictures`; `before` and `after` are plain words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WorkEdit:
    """All that was changed in one go; `created` in milliseconds."""

    id: int
    artwork_id: int
    changes: tuple[Change, ...]
    created: int


async def add(tx: Writing, edit: WorkEdit) -> None:
    said = [[one.what, one.before, one.after] for one in edit.changes]
    await tx.run(
        "insert into work_edits (id, artwork_id, changes, created) values (:id, :artwork_id, :changes, :created)",
        id=edit.id, artwork_id=edit.artwork_id, changes=json.dumps(said, ensure_ascii=False), created=edit.created,
    )  # fmt: skip


async def of_artwork(tx: Reading, artwork_id: int, *, before: int = 2**62, limit: int) -> Sequence[WorkEdit]:
    """The newest first, those with a number below `before`."""
    rows = await tx.all(
        """select id, artwork_id, changes, created from work_edits where artwork_id = :artwork_id and id < :before
        order by id desc limit :limit""",
        artwork_id=artwork_id, before=before, limit=limit,
    )  # fmt: skip
    return [
        WorkEdit(
            row["id"], row["artwork_id"], tuple(Change(*one) for one in json.loads(row["changes"])), row["created"]
        )
        for row in rows
    ]


async def any_of(tx: Reading, artwork_id: int) -> bool:
    """Whether the work was ever changed."""
    return await tx.value("select 1 from work_edits where artwork_id = :id limit 1", id=artwork_id) is not None


async def forget(tx: Writing, artwork_id: int) -> None:
    """Of a deleted work nothing of what it said stays."""
    await tx.run("delete from work_edits where artwork_id = :id", id=artwork_id)
