"""Deeds of moderators against members: why, by which rule, about which posts; and the appeal against each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

from fediart.store.database import Reading, Row, Writing, numbers

WARN, SENSITIVE, LIMIT, FREEZE, SUSPEND, DELETE = "warn", "sensitive", "limit", "freeze", "suspend", "delete"
MARK_POSTS, DELETE_POSTS = "mark-posts", "delete-posts"
TAKE_PICTURES, TAKE_PROFILE = "take-pictures", "take-profile"
STANDS, LIFTED, OVERTURNED, UPHELD = "stands", "lifted", "overturned", "upheld"
MOST_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class Strike:
    """`by_id` is an account, 0 for the shell; `told_id` the notification that told of it. Times are milliseconds."""

    id: int
    actor_id: int
    by_id: int
    report_id: int
    deed: str
    reason: str
    rule: str
    told_id: int
    state: str
    ended: int
    ended_by: int
    created: int


@dataclass(frozen=True, slots=True)
class StruckPost:
    """`words` is what stood there; `was` whether it was marked as sensitive before."""

    post_id: int
    words: str
    was: int


@dataclass(frozen=True, slots=True)
class Appeal:
    """`outcome` is empty while it waits, then overturned or upheld; `decided_by` is an account."""

    strike_id: int
    text: str
    created: int
    outcome: str
    answer: str
    decided: int
    decided_by: int


_COLUMNS = tuple(item.name for item in fields(Strike))
_LISTED = ", ".join(_COLUMNS)
_APPEAL = ", ".join(item.name for item in fields(Appeal))


def _strike(row: Row) -> Strike:
    return Strike(**{name: row[name] for name in _COLUMNS})


def _appeal(row: Row) -> Appeal:
    return Appeal(**dict(row))


async def insert(tx: Writing, strike: Strike) -> None:
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(
        f"insert into strikes ({_LISTED}) values ({places})", **{name: getattr(strike, name) for name in _COLUMNS}
    )


async def add_posts(tx: Writing, strike_id: int, posts: Iterable[StruckPost]) -> None:
    await tx.many(
        "insert into strike_posts (strike_id, post_id, words, was) values (:strike, :post, :words, :was)",
        [{"strike": strike_id, "post": one.post_id, "words": one.words[:1000], "was": one.was} for one in posts],
    )


async def by_id(tx: Reading, strike_id: int) -> Strike | None:
    row = await tx.one(f"select {_LISTED} from strikes where id = :id", id=strike_id)
    return _strike(row) if row else None


async def by_ids(tx: Reading, ids: Iterable[int]) -> dict[int, Strike]:
    rows = await tx.all(f"select {_LISTED} from strikes where id in ({numbers(ids)})")
    return {row["id"]: _strike(row) for row in rows}


async def told_by(tx: Reading, notification_ids: Iterable[int]) -> dict[int, Strike]:
    """By the notifications that told of them."""
    rows = await tx.all(
        f"select {_LISTED} from strikes where told_id in ({numbers(notification_ids)}) and told_id <> 0"
    )
    return {row["told_id"]: _strike(row) for row in rows}


async def of_actor(tx: Reading, actor_id: int, *, limit: int = MOST_LISTED) -> list[Strike]:
    """All against one member, the newest first."""
    rows = await tx.all(
        f"select {_LISTED} from strikes where actor_id = :id order by id desc limit :limit", id=actor_id, limit=limit
    )
    return [_strike(row) for row in rows]


async def posts_of(tx: Reading, strike_ids: Iterable[int]) -> dict[int, list[StruckPost]]:
    rows = await tx.all(
        f"""select strike_id, post_id, words, was from strike_posts where strike_id in ({numbers(strike_ids)})
        order by strike_id, post_id"""
    )
    found: dict[int, list[StruckPost]] = {}
    for row in rows:
        found.setdefault(row["strike_id"], []).append(StruckPost(row["post_id"], row["words"], row["was"]))
    return found


async def end(tx: Writing, strike_id: int, state: str, *, by_id: int, now: int) -> bool:
    """`state` is LIFTED or OVERTURNED. False where it has ended already."""
    touched = await tx.run(
        "update strikes set state = :state, ended = :now, ended_by = :by where id = :id and state = 'stands'",
        state=state,
        now=now,
        by=by_id,
        id=strike_id,
    )
    return touched > 0


async def lift(tx: Writing, actor_id: int, deed: str, *, by_id: int, now: int) -> bool:
    """All that stand against this member for this deed. False where none did."""
    touched = await tx.run(
        """update strikes set state = 'lifted', ended = :now, ended_by = :by
        where actor_id = :actor and deed = :deed and state = 'stands'""",
        now=now,
        by=by_id,
        actor=actor_id,
        deed=deed,
    )
    return touched > 0


async def appeal(tx: Writing, strike_id: int, text: str, *, now: int) -> bool:
    """False where there is an appeal already: there is one for each strike."""
    touched = await tx.run(
        """insert into strike_appeals (strike_id, text, created) values (:id, :text, :now)
        on conflict (strike_id) do nothing""",
        id=strike_id,
        text=text,
        now=now,
    )
    return touched > 0


async def appeals_of(tx: Reading, strike_ids: Iterable[int]) -> dict[int, Appeal]:
    rows = await tx.all(f"select {_APPEAL} from strike_appeals where strike_id in ({numbers(strike_ids)})")
    return {row["strike_id"]: _appeal(row) for row in rows}


async def decide(tx: Writing, strike_id: int, outcome: str, answer: str, *, by_id: int, now: int) -> bool:
    """False where somebody has decided it already."""
    touched = await tx.run(
        """update strike_appeals set outcome = :outcome, answer = :answer, decided = :now, decided_by = :by
        where strike_id = :id and outcome = ''""",
        outcome=outcome,
        answer=answer,
        now=now,
        by=by_id,
        id=strike_id,
    )
    return touched > 0


async def waiting(tx: Reading, *, limit: int = MOST_LISTED) -> Sequence[Appeal]:
    """Appeals that nobody has decided, the oldest strike first."""
    rows = await tx.all(
        f"select {_APPEAL} from strike_appeals where outcome = '' order by strike_id limit :limit", limit=limit
    )
    return [_appeal(row) for row in rows]


async def to_remind(tx: Reading, *, before: int, limit: int = MOST_LISTED) -> Sequence[Appeal]:
    """Appeals that have waited since `before`, and of which nobody was reminded since then."""
    rows = await tx.all(
        f"""select {_APPEAL} from strike_appeals where outcome = '' and created <= :before and reminded <= :before
        order by strike_id limit :limit""",
        before=before,
        limit=limit,
    )
    return [_appeal(row) for row in rows]


async def note_reminder(tx: Writing, strike_id: int, *, now: int) -> bool:
    """False where it was decided meanwhile."""
    touched = await tx.run(
        "update strike_appeals set reminded = :now where strike_id = :id and outcome = ''", now=now, id=strike_id
    )
    return touched > 0


async def decided(tx: Reading, *, before: int = 2**62, limit: int = 50) -> Sequence[Appeal]:
    """Those that were, the latest first; `before` is when the last one of the page before was decided."""
    rows = await tx.all(
        f"""select {_APPEAL} from strike_appeals where decided > 0 and decided < :before
        order by decided desc, strike_id desc limit :limit""",
        before=before,
        limit=limit,
    )
    return [_appeal(row) for row in rows]


async def count_waiting(tx: Reading) -> int:
    """How many appeals wait, counted up to 100."""
    return int(
        await tx.value(
            "select count(*) from (select strike_id from strike_appeals where outcome = '' limit 100) waiting"
        )
    )
