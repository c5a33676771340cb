"""Rows of the board of jobs: what studios and members look for, and artists' answers, seen by who posted it alone."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from fediart.store.database import Reading, Row, Writing

WAITING, OPEN, CLOSED, REFUSED, REMOVED = "waiting", "open", "closed", "refused", "removed"
KINDS: Final = ("project", "contract", "part-time", "full-time", "internship")
PER: Final = ("project", "hour", "day", "month", "year")
AI: Final = ("none", "no-training", "uses")
Cursor = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Opening:
    """A job on the board. Pay is in hundredths of the currency's unit, for each `pay_per`.

    `ai`: `none` is neither training nor generating with AI, `no-training` that no AI is trained with the work, `uses`
    that AI has a part in it; `ai_words` says more. `ends` is when it leaves the board; `why` a moderator's reason.
    """

    id: int
    actor_id: int
    studio: str
    title: str
    body: str
    kind: str
    pay_from: int
    pay_to: int
    currency: str
    pay_per: str
    remote: int
    place: str
    ai: str
    ai_words: str
    state: str
    why: str
    created: int
    published: int
    changed: int
    ends: int


@dataclass(frozen=True, slots=True)
class Reply:
    """An artist's answer to a job. `link` leads to their works."""

    id: int
    opening_id: int
    actor_id: int
    words: str
    link: str
    created: int


_COLUMNS = tuple(item.name for item in fields(Opening))
_LISTED = ", ".join(_COLUMNS)
_ANSWER = tuple(item.name for item in fields(Reply))
_ANSWERS = ", ".join(_ANSWER)


def _opening(row: Row) -> Opening:
    values: dict[str, Any] = {name: row[name] for name in _COLUMNS}
    return Opening(**values)


async def insert(tx: Writing, one: Opening) -> None:
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(
        f"insert into openings ({_LISTED}) values ({places})", **{name: getattr(one, name) for name in _COLUMNS}
    )


async def save(tx: Writing, one: Opening) -> None:
    """Keeps everything but whose it is and when it was made."""
    kept = [name for name in _COLUMNS if name not in ("id", "actor_id", "created")]
    changes = ", ".join(f"{name} = :{name}" for name in kept)
    values = {name: getattr(one, name) for name in (*kept, "id", "actor_id")}
    await tx.run(f"update openings set {changes} where id = :id and actor_id = :actor_id", **values)


async def by_id(tx: Reading, opening_id: int) -> Opening | None:
    row = await tx.one(f"select {_LISTED} from openings where id = :id", id=opening_id)
    return _opening(row) if row else None


async def lock(tx: Writing, opening_id: int) -> Opening | None:
    """As `by_id`; until this transaction ends, nobody else changes it."""
    await tx.run("update openings set changed = changed where id = :id", id=opening_id)
    return await by_id(tx, opening_id)


async def on_board(
    tx: Reading,
    *,
    viewer: int,
    now: int,
    before: Cursor,
    limit: int,
    kind: str = "",
    remote: bool = False,
    ai: str = "",
) -> list[Opening]:
    """What is open, the newest first. None of people who are suspended, or who block the viewer."""
    rows = await tx.all(
        f"""select {_LISTED} from openings where state = 'open' and ends > :now
        and (published, id) < (:time, :last) and (cast(:kind as text) = '' or kind = cast(:kind as text))
        and (cast(:ai as text) = '' or ai = cast(:ai as text)) and (cast(:remote as bigint) = 0 or remote = 1)
        and exists (select 1 from actors a where a.id = openings.actor_id and a.suspended = 0 and a.deleted = 0)
        and not exists (select 1 from blocks b where b.actor_id = openings.actor_id and b.target_id = :viewer)
        order by published desc, id desc limit :limit""",
        viewer=viewer,
        now=now,
        time=before[0],
        last=before[1],
        kind=kind,
        ai=ai,
        remote=int(remote),
        limit=limit,
    )
    return [_opening(row) for row in rows]


async def waiting(tx: Reading, *, limit: int = 100) -> list[Opening]:
    """What waits for a moderator, the oldest first."""
    rows = await tx.all(f"select {_LISTED} from openings where state = 'waiting' order by id limit :limit", limit=limit)
    return [_opening(row) for row in rows]


async def of_actor(tx: Reading, actor_id: int, *, limit: int = 100) -> list[Opening]:
    """A member's own, the newest first."""
    rows = await tx.all(
        f"select {_LISTED} from openings where actor_id = :id order by id desc limit :limit", id=actor_id, limit=limit
    )
    return [_opening(row) for row in rows]


async def is_known(tx: Reading, actor_id: int) -> bool:
    """Whether a job of this member was on the board before and nobody took one down."""
    found = await tx.value(
        """select 1 from openings o where o.actor_id = :id and o.published > 0
        and not exists (select 1 from openings bad where bad.actor_id = :id
            and bad.state in ('refused', 'removed')) limit 1""",
        id=actor_id,
    )
    return found is not None


async def answer(tx: Writing, one: Reply) -> None:
    """An artist answers once: who asks has locked the job and looked."""
    places = ", ".join(f":{name}" for name in _ANSWER)
    await tx.run(
        f"insert into opening_answers ({_ANSWERS}) values ({places})",
        **{name: getattr(one, name) for name in _ANSWER},
    )


async def answer_of(tx: Reading, opening_id: int, actor_id: int) -> Reply | None:
    row = await tx.one(
        f"select {_ANSWERS} from opening_answers where opening_id = :opening and actor_id = :actor",
        opening=opening_id,
        actor=actor_id,
    )
    return Reply(**{name: row[name] for name in _ANSWER}) if row else None


async def answers_to(tx: Reading, opening_id: int, *, limit: int = 500) -> list[Reply]:
    """In the order in which they came: nobody is ranked here either."""
    rows = await tx.all(
        f"select {_ANSWERS} from opening_answers where opening_id = :id order by id limit :limit",
        id=opening_id,
        limit=limit,
    )
    return [Reply(**{name: row[name] for name in _ANSWER}) for row in rows]


async def take_back_answer(tx: Writing, opening_id: int, actor_id: int) -> bool:
    touched = await tx.run(
        "delete from opening_answers where opening_id = :opening and actor_id = :actor",
        opening=opening_id,
        actor=actor_id,
    )
    return touched > 0


async def forget_old(tx: Writing, *, before: int) -> int:
    """Jobs that ended before that time go, with their answers."""
    rows = await tx.all("select id from openings where ends < :before order by ends limit 200", before=before)
    for row in rows:
        await tx.run("delete from opening_answers where opening_id = :id", id=row["id"])
        await tx.run("delete from openings where id = :id", id=row["id"])
    return len(rows)
