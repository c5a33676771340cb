"""Rows of texts that are posted at a time of their author's choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fediart.store.database import Reading, Row, Writing
from fediart.store.windows import Window


@dataclass(frozen=True, slots=True)
class ScheduledText:
    """`asked` is the post as it was asked for; `number` is the id of the post it becomes, 0 until its time
    has come. Times are milliseconds."""

    id: int
    actor_id: int
    asked: Mapping[str, Any]
    due: int
    created: int
    number: int = 0
    problem: str = ""


_LISTED = "id, actor_id, asked, due, created, number, problem"


def _text(row: Row) -> ScheduledText:
    return ScheduledText(
        row["id"],
        row["actor_id"],
        json.loads(row["asked"]),
        row["due"],
        row["created"],
        row["number"],
        row["problem"],
    )


async def insert(tx: Writing, one: ScheduledText) -> None:
    await tx.run(
        f"insert into scheduled_texts ({_LISTED}) values (:id, :actor_id, :asked, :due, :created, 0, '')",
        id=one.id, actor_id=one.actor_id, asked=json.dumps(one.asked, ensure_ascii=False), due=one.due,
        created=one.created,
    )  # fmt: skip


async def by_id(tx: Reading, text_id: int) -> ScheduledText | None:
    row = await tx.one(f"select {_LISTED} from scheduled_texts where id = :id", id=text_id)
    return _text(row) if row else None


async def owned(tx: Reading, text_id: int, actor_id: int) -> ScheduledText | None:
    found = await by_id(tx, text_id)
    return found if found is not None and found.actor_id == actor_id else None


async def of_actor(tx: Reading, actor_id: int, window: Window) -> list[ScheduledText]:
    """In the window's own order."""
    order = "asc" if window.upwards else "desc"
    rows = await tx.all(
        f"""select {_LISTED} from scheduled_texts where actor_id = :actor_id and id < :before and id > :after
        order by id {order} limit :limit""",
        actor_id=actor_id,
        **window.bounds(),
    )
    return [_text(row) for row in rows]


async def count(tx: Reading, actor_id: int) -> int:
    return int(await tx.value("select count(*) from scheduled_texts where actor_id = :id", id=actor_id))


async def put_off(tx: Writing, text_id: int, actor_id: int, *, due: int) -> bool:
    """Another time. False where it is gone."""
    touched = await tx.run(
        "update scheduled_texts set due = :due, problem = '' where id = :id and actor_id = :actor", due=due, id=text_id,
        actor=actor_id,
    )  # fmt: skip
    return touched > 0


async def number(tx: Writing, text_id: int, fresh: int) -> int:
    """The id that its post gets: this one, or the one that was given out before."""
    await tx.run("update scheduled_texts set number = :fresh where id = :id and number = 0", fresh=fresh, id=text_id)
    return int(await tx.value("select number from scheduled_texts where id = :id", id=text_id) or 0)


async def note(tx: Writing, text_id: int, problem: str) -> None:
    """Why it could not be posted."""
    await tx.run("update scheduled_texts set problem = :problem where id = :id", problem=problem[:500], id=text_id)


async def forget(tx: Writing, text_id: int) -> bool:
    """False where it is gone already."""
    return await tx.run("delete from scheduled_texts where id = :id", id=text_id) > 0
