"""Rows of reviews: cases before the moderators, from the moment a work is put before them to the decision.

A case that is open is locked before it is changed, so that of two moderators one is first and the other is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from fediart.store.database import Reading, Row, Writing

CAUSES = ("score", "evidence", "cannot-tell", "copy", "rescan", "report", "appeal", "moderator", "words")
WAITING, ASKED, SECOND, SPLIT, CLOSED = "waiting", "asked", "second", "split", "closed"
STATES = (WAITING, ASKED, SECOND, SPLIT)
"""Of open cases."""


@dataclass(frozen=True, slots=True)
class Review:
    """A case. Times are milliseconds, 0 for not (yet); `closed_by` None where nobody decided: the artist withdrew it.

    `appealed` says what an appeal is against, as `DECISION:BY`, where BY is `filter` or `person`.
    """

    id: int
    artwork_id: int
    cause: str
    words: str
    state: str
    opened: int
    due: int
    alarm: int
    reminded: int = 0
    escalated: int = 0
    taken_by: int | None = None
    taken: int = 0
    appealed: str = ""
    closed: int = 0
    closed_by: int | None = None
    outcome: str = ""
    overturned: int = 0


@dataclass(frozen=True, slots=True)
class Vote:
    """What one moderator has chosen where two are needed."""

    account_id: int
    choice: str
    note: str
    created: int


_COLUMNS = tuple(item.name for item in fields(Review))
_LISTED = ", ".join(_COLUMNS)


def _review_from(row: Row) -> Review:
    return Review(**{name: row[name] for name in _COLUMNS})


async def insert(tx: Writing, review: Review) -> bool:
    """False where a case about the work is open already."""
    places = ", ".join(f":{name}" for name in _COLUMNS)
    touched = await tx.run(
        f"insert into reviews ({_LISTED}) values ({places}) on conflict do nothing",
        **{name: getattr(review, name) for name in _COLUMNS},
    )
    return touched > 0


async def open_of(tx: Reading, artwork_id: int) -> Review | None:
    row = await tx.one(
        f"select {_LISTED} from reviews where artwork_id = :artwork_id and closed = 0", artwork_id=artwork_id
    )
    return _review_from(row) if row else None


async def lock(tx: Writing, artwork_id: int) -> Review | None:
    """The open case of a work, and nobody else changes it until this transaction ends."""
    await tx.run("update reviews set alarm = alarm where artwork_id = :id and closed = 0", id=artwork_id)
    return await open_of(tx, artwork_id)


async def of_artwork(tx: Reading, artwork_id: int) -> list[Review]:
    """All cases of a work, the oldest first."""
    rows = await tx.all(f"select {_LISTED} from reviews where artwork_id = :id order by id", id=artwork_id)
    return [_review_from(row) for row in rows]


async def save(tx: Writing, review: Review) -> None:
    """Keeps what changes in the course of a case; what it is about and when it began stays."""
    fixed = {"id", "artwork_id", "opened"}
    changes = ", ".join(f"{name} = :{name}" for name in _COLUMNS if name not in fixed)
    values = {name: getattr(review, name) for name in _COLUMNS if name not in fixed - {"id"}}
    await tx.run(f"update reviews set {changes} where id = :id", **values)


async def close(
    tx: Writing, review: Review, *, outcome: str, by: int | None, overturned: bool = False, now: int
) -> None:
    """Ends a case that the caller has locked. `by` is None where nobody decided."""
    done = replace(review, state=CLOSED, closed=now, closed_by=by, outcome=outcome, overturned=int(overturned))
    await save(tx, done)


async def queue(tx: Reading, *, limit: int = 200) -> list[Review]:
    """What is open: what is due first comes first."""
    rows = await tx.all(f"select {_LISTED} from reviews where closed = 0 order by due, id limit :limit", limit=limit)
    return [_review_from(row) for row in rows]


async def count_open(tx: Reading) -> int:
    return int(await tx.value("select count(*) from reviews where closed = 0 and state <> 'asked'"))


async def alarmed(tx: Reading, *, now: int, limit: int = 200) -> Sequence[int]:
    """The artworks of cases in which somebody is to be reminded, or a time limit has ended."""
    rows = await tx.all(
        "select artwork_id from reviews where closed = 0 and alarm <= :now order by alarm limit :limit",
        now=now,
        limit=limit,
    )
    return [row["artwork_id"] for row in rows]


async def vote(tx: Writing, review_id: int, found: Vote) -> bool:
    """False where this moderator has voted already."""
    touched = await tx.run(
        """insert into review_votes (review_id, account_id, choice, note, created)
        values (:review_id, :account_id, :choice, :note, :created) on conflict (review_id, account_id) do nothing""",
        review_id=review_id,
        account_id=found.account_id,
        choice=found.choice,
        note=found.note,
        created=found.created,
    )
    return touched > 0


async def votes(tx: Reading, review_id: int) -> list[Vote]:
    """The oldest first."""
    rows = await tx.all(
        """select account_id, choice, note, created from review_votes where review_id = :id
        order by created, account_id""",
        id=review_id,
    )
    return [Vote(row["account_id"], row["choice"], row["note"], row["created"]) for row in rows]
