"""Words about somebody in rows that are not theirs: news, settings, imports and jobs of others, activities, the log.

Nothing but the words says whom they name: the rows are gone through, and those that name the person are deleted or
lose the words. What others wrote for others to read stays as they wrote it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fediart.store.database import Database, Row, Writing

_BATCH: Final = 500
Names = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Sweep:
    """`read` gives rows behind `:after` by their `id`; `columns` are looked at; `act` does what is to be done."""

    columns: tuple[str, ...]
    read: str
    act: Callable[[Writing, Row, Names], Awaitable[None]]
    first: Any = 0


async def sweep(db: Database, names: Names, *, sparing: int = 0) -> None:
    """`sparing` is an activity of `outgoing` that is still needed."""
    for one in SWEPT.values():
        last = one.first
        while True:
            async with db.writing() as tx:
                rows = await tx.all(one.read, after=last, limit=_BATCH)
                for row in rows:
                    if row["id"] != sparing and any(names.search(row[column] or "") for column in one.columns):
                        await one.act(tx, row, names)
            if len(rows) < _BATCH:
                break
            last = rows[-1]["id"]


async def _drop_job(tx: Writing, row: Row, names: Names) -> None:
    await tx.run("delete from jobs where id = :id and state = 'finished'", id=row["id"])


async def _drop_try(tx: Writing, row: Row, names: Names) -> None:
    await tx.run("delete from tries where key = :key", key=row["id"])


async def _drop_activity(tx: Writing, row: Row, names: Names) -> None:
    await tx.run("delete from deliveries where outgoing_id = :id", id=row["id"])
    await tx.run("delete from outgoing where id = :id", id=row["id"])


async def _blank_line(tx: Writing, row: Row, names: Names) -> None:
    await tx.run("update admin_log set subject = '', detail = '' where id = :id", id=row["id"])


async def _drop_news(tx: Writing, row: Row, names: Names) -> None:
    await tx.run("delete from notifications where id = :id", id=row["id"])


async def _forget_exempt(tx: Writing, row: Row, names: Names) -> None:
    """Whom a member exempts from what they do not want to see."""
    said = json.loads(row["body"])
    said["exempt"] = [one for one in said.get("exempt", ()) if not names.search(one)]
    body = json.dumps(said, ensure_ascii=False)
    await tx.run("update viewer_choices set body = :body where actor_id = :id", body=body, id=row["id"])


async def _forget_tie(tx: Writing, row: Row, names: Names) -> None:
    """What somebody brought along about the person: how it can be taken back stays, as numbers."""
    made: Mapping[str, Any] = json.loads(row["body"])
    body = json.dumps({"made": made["made"]} if "made" in made else {})
    await tx.run(
        "update import_items set body = :body, source = '', outcome = '', words = '' where id = :id",
        body=body,
        id=row["id"],
    )


SWEPT: Final[Mapping[str, Sweep]] = {
    "jobs": Sweep(
        ("payload", "outcome", "order_key", "once_key"),
        """select id, payload, outcome, order_key, once_key from jobs where id > :after and state = 'finished'
        order by id limit :limit""",
        _drop_job,
    ),
    "tries": Sweep(
        ("key",), "select key as id, key from tries where key > :after order by key limit :limit", _drop_try, first=""
    ),
    "outgoing": Sweep(
        ("body",), "select id, body from outgoing where id > :after order by id limit :limit", _drop_activity
    ),
    "admin_log": Sweep(
        ("subject", "detail"),
        "select id, subject, detail from admin_log where id > :after order by id limit :limit",
        _blank_line,
    ),
    "notifications": Sweep(
        ("text",), "select id, text from notifications where id > :after order by id limit :limit", _drop_news
    ),
    "viewer_choices": Sweep(
        ("body",),
        "select actor_id as id, body from viewer_choices where actor_id > :after order by actor_id limit :limit",
        _forget_exempt,
    ),
    "import_items": Sweep(
        ("body", "source", "outcome"),
        """select id, body, source, outcome from import_items where id > :after and kind not in ('work', 'note')
        and state not in ('found', 'waiting') order by id limit :limit""",
        _forget_tie,
    ),
}
"""Tables whose words may name anybody. Jobs and things of imports that are still to be done are done first."""
