"""Rows of texts that are posted at a time of their author's choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fediart.store.database import Reading, Row, Writing


@dataclass(frozen=True, slots=True)
class ScheduledText:
    """`asked` is the post as it was asked for; its id is that of the post it becomes. Times are milliseconds."""

    id: int
    actor_id: int
    asked: Mapping[str, Any]
    due: int
    created: int


_LISTED = "id, actor_id, asked, due, created"


def _text(row: Row) -> ScheduledText:
    return ScheduledText(row["id"], row["actor_id"], json.loads(row["asked"]), row["due"], row["created"])


async def insert(tx: Writing, one: ScheduledText) -> None:
    await tx.run(
        f"insert into scheduled_texts ({_LISTED}) values (:id, :actor_id, :asked, :due, :created)",
        id=one.id, actor_id=one.actor_id, asked=json.dumps(one.asked, ensure_ascii=False), due=one.due,
        created=one.created,
    )  # fmt: skip


async def by_id(tx: Reading, text_id: int) -> ScheduledText | None:
    row = await tx.one(f"select {_LISTED} from scheduled_texts where id = :id", id=text_id)
    return _text(row) if row else None


async def owned(tx: Reading, text_id: int, actor_id: int) -> ScheduledText | None:
    found = await by_id(tx, text_id)
    return found if found is not None and found.actor_id == actor_id else None


async def of_actor(
    tx: Reading, actor_id: int, *, before: int = 2**62, after: int = 0, limit: int
) -> list[ScheduledText]:
    """The newest first."""
    rows = await tx.all(
        f"""select {_LISTED} from scheduled_texts where actor_id = :actor_id and id < :before and id > :after
        order by id desc limit :limit""",
        actor_id=actor_id, before=before, after=after, limit=limit,
    )  # fmt: skip
    return [_text(row) for row in rows]


async def count(tx: Reading, actor_id: int) -> int:
    return int(await tx.value("select count(*) from scheduled_texts where actor_id = :id", id=actor_id))


async def put_off(tx: Writing, text_id: int, actor_id: int, *, due: int) -> bool:
    """Another time. False where it is gone."""
    touched = await tx.run(
        "update scheduled_texts set due = :due where id = :id and actor_id = :actor", due=due, id=text_id,
        actor=actor_id,
    )  # fmt: skip
    return touched > 0


async def forget(tx: Writing, text_id: int) -> bool:
    """False where it is gone already."""
    return await tx.run("delete from scheduled_texts where id = :id", id=text_id) > 0
