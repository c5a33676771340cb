"""Rows of what somebody wrote that waits for a moderator, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fediart.store.database import Reading, Row, Writing

WAITING, LET, REFUSED, TAKEN_BACK = "waiting", "let", "refused", "taken-back"
RULE, LINKS, STRANGERS, FIRST, LIMITED = "rule", "links", "strangers", "first", "limited"
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class HeldWords:
    """`why` is one of the words above and `detail` the rule's pattern; `payload` what is done when it is let in.
    `note` is what the moderator wrote to the person. Times in milliseconds."""

    id: int
    actor_id: int
    place: str
    why: str
    detail: str
    text: str
    payload: Mapping[str, Any]
    uri: str = ""
    state: str = WAITING
    note: str = ""
    account_id: int | None = None
    created: int = 0
    decided: int = 0


_LISTED = "id, actor_id, place, why, detail, text, payload, uri, state, note, account_id, created, decided"


def _held(row: Row) -> HeldWords:
    return HeldWords(**{**dict(row), "payload": json.loads(row["payload"])})


async def hold(tx: Writing, one: HeldWords) -> bool:
    """False where it is held already, by its number or address."""
    touched = await tx.run(
        f"""insert into held_words ({_LISTED}) values (:id, :actor_id, :place, :why, :detail, :text, :payload, :uri,
        :state, '', null, :created, 0) on conflict do nothing""",
        id=one.id, actor_id=one.actor_id, place=one.place, why=one.why, detail=one.detail[:500], text=one.text[:20_000],
        payload=json.dumps(one.payload), uri=one.uri, state=one.state, created=one.created,
    )  # fmt: skip
    return touched > 0


async def by_id(tx: Reading, held_id: int) -> HeldWords | None:
    row = await tx.one(f"select {_LISTED} from held_words where id = :id", id=held_id)
    return _held(row) if row else None


async def by_uri(tx: Reading, uri: str) -> HeldWords | None:
    """What another server sent."""
    row = await tx.one(f"select {_LISTED} from held_words where uri = :uri and uri <> ''", uri=uri)
    return _held(row) if row else None


async def waiting(tx: Reading, *, before: int = 2**62, limit: int = 50) -> Sequence[HeldWords]:
    """The newest first."""
    rows = await tx.all(
        f"""select {_LISTED} from held_words where state = '{WAITING}' and id < :before
        order by id desc limit :limit""",
        before=before,
        limit=limit,
    )
    return [_held(row) for row in rows]


async def refused(tx: Reading, *, limit: int = 20) -> Sequence[HeldWords]:
    """What was not let through lately, the newest first."""
    rows = await tx.all(
        f"""select {_LISTED} from (select {_LISTED} from held_words where id < :before order by id desc limit 200) near
        where state = '{REFUSED}' order by id desc limit :limit""",
        before=2**62,
        limit=limit,
    )
    return [_held(row) for row in rows]


async def of_actor(tx: Reading, actor_id: int, *, limit: int = 50) -> Sequence[HeldWords]:
    """The newest first, without what only moderators know of."""
    rows = await tx.all(
        f"""select {_LISTED} from held_words where actor_id = :id and why <> '{LIMITED}'
        order by id desc limit :limit""",
        id=actor_id,
        limit=limit,
    )
    return [_held(row) for row in rows]


async def many_waiting(tx: Reading, actor_id: int) -> int:
    """How many of one person wait."""
    return int(
        await tx.value(
            "select count(*) from held_words where actor_id = :id and id > 0 and state = 'waiting'", id=actor_id
        )
    )


async def decide(
    tx: Writing, held_id: int, state: str, *, among: Sequence[str], note: str, account_id: int | None, now: int
) -> bool:
    """False where somebody else was faster."""
    words = ", ".join(f"'{one}'" for one in among if one in (WAITING, LET, REFUSED, TAKEN_BACK))
    touched = await tx.run(
        f"""update held_words set state = :state, note = :note, account_id = :by, decided = :now
        where id = :id and state in ({words})""",
        id=held_id,
        state=state,
        note=note,
        by=account_id,
        now=now,
    )
    return touched > 0


async def forget_old(tx: Writing, *, before: int) -> None:
    """What was decided before this id was given out; words that were let through stand elsewhere."""
    await tx.run(f"delete from held_words where id < :before and state <> '{WAITING}'", before=before)
