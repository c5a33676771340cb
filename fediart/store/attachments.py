"""Rows of attachments: what artists hand in privately to show how a work was made. Only they and reviewers see it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from fediart.store.database import Reading, Row, Writing, numbers

STEPS = ("submission", "answer", "appeal")
KINDS = ("layered", "in-progress", "time-lapse", "sketch", "other")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file. `name` is what the artist's file was called, for showing only; `stored` and `preview` are storage keys.

    `facts` is what the file says of itself, as fediart/admission/attached/facts.py writes it: shown, never believed.
    """

    id: int
    artwork_id: int
    actor_id: int
    step: str
    verdict_id: int | None
    name: str
    media_type: str
    bytes: int
    sha256: str
    stored: str
    preview: str
    kind: str
    facts: Mapping[str, Any]
    note: str
    created: int


@dataclass(frozen=True, slots=True)
class Held:
    """How much is there: files and their bytes."""

    files: int
    bytes: int


_COLUMNS = tuple(item.name for item in fields(Attachment))
_LISTED = ", ".join(_COLUMNS)


def attachment_from(row: Row) -> Attachment:
    values: dict[str, Any] = {name: row[name] for name in _COLUMNS}
    values["facts"] = json.loads(values["facts"])
    return Attachment(**values)


async def insert(tx: Writing, attachments: Sequence[Attachment]) -> None:
    places = ", ".join(f":{name}" for name in _COLUMNS)
    rows: list[dict[str, Any]] = []
    for one in attachments:
        row = {name: getattr(one, name) for name in _COLUMNS}
        row["facts"] = json.dumps(dict(one.facts), ensure_ascii=False)
        rows.append(row)
    await tx.many(f"insert into attachments ({_LISTED}) values ({places})", rows)


async def of_artwork(tx: Reading, artwork_id: int) -> list[Attachment]:
    """In the order in which they came."""
    rows = await tx.all(f"select {_LISTED} from attachments where artwork_id = :id order by id", id=artwork_id)
    return [attachment_from(row) for row in rows]


async def by_id(tx: Reading, artwork_id: int, attachment_id: int) -> Attachment | None:
    """The attachment if it belongs to this work (advisory 89: the work stands in the where)."""
    row = await tx.one(
        f"select {_LISTED} from attachments where id = :id and artwork_id = :artwork_id",
        id=attachment_id,
        artwork_id=artwork_id,
    )
    return attachment_from(row) if row else None


async def held_by(tx: Reading, actor_id: int) -> Held:
    """Everything that an artist has attached to all works."""
    row = await tx.one(
        "select count(*) as files, coalesce(sum(bytes), 0) as bytes from attachments where actor_id = :id", id=actor_id
    )
    return Held(int(row["files"]), int(row["bytes"])) if row else Held(0, 0)


async def queue_up(tx: Writing, actor_id: int) -> None:
    """Until this transaction ends, no other one gets past here for this artist: what is counted now stays true."""
    await tx.run("update actors set fetched = fetched where id = :id", id=actor_id)


async def forget_one(tx: Writing, attachment_id: int, actor_id: int) -> bool:
    """False if it is not theirs. The file itself is swept when no row names it."""
    touched = await tx.run(
        "delete from attachments where id = :id and actor_id = :actor_id", id=attachment_id, actor_id=actor_id
    )
    return touched > 0


async def forget(tx: Writing, artwork_id: int) -> None:
    """Lets go of everything that was attached to a work."""
    await tx.run("delete from attachments where artwork_id = :id", id=artwork_id)


async def closed(tx: Reading, *, before: int, limit: int = 100) -> list[int]:
    """Works whose attachments have outlived their case: decided, and nothing said or attached since that time."""
    rows = await tx.all(
        """select distinct attachments.artwork_id as id from attachments
        join artworks on artworks.id = attachments.artwork_id
        where attachments.created < :before and artworks.published < :before
        and artworks.state not in ('submitted', 'checking', 'preparing', 'previewed', 'scheduled', 'held')
        and not exists (select 1 from verdicts where verdicts.artwork_id = artworks.id and verdicts.created >= :before)
        and not exists (select 1 from reviews where reviews.artwork_id = artworks.id
            and (reviews.closed = 0 or reviews.closed >= :before))
        and not exists (select 1 from attachments later where later.artwork_id = artworks.id
            and later.created >= :before)
        order by attachments.artwork_id limit :limit""",
        before=before,
        limit=limit,
    )
    return [row["id"] for row in rows]


async def forget_all(tx: Writing, artwork_ids: Sequence[int]) -> None:
    await tx.run(f"delete from attachments where artwork_id in ({numbers(artwork_ids)})")


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are some attachment's file or preview."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    values = {f"key{number}": key for number, key in enumerate(keys)}
    stored = await tx.all(f"select stored as key from attachments where stored in ({places})", **values)
    previews = await tx.all(
        f"select preview as key from attachments where preview <> '' and preview in ({places})", **values
    )
    return {row["key"] for row in [*stored, *previews]}
