"""What moderators have taken from members and keep for as long as an appeal may bring it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

from fediart.store.database import Reading, Row, Writing, numbers

POST, PICTURE, AVATAR, HEADER, NAME, BIO, FIELD = "post", "picture", "avatar", "header", "name", "bio", "field"


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing; which of the columns say what stands in migrations/0052_moderation_more.sql. Times are milliseconds.

    `strike_id` is 0 until the strike is written.
    """

    id: int
    actor_id: int
    kind: str
    final: int
    post_id: int = 0
    picture_id: int = 0
    carrier_id: int = 0
    place: int = 0
    label: str = ""
    words: str = ""
    stored: str = ""
    strike_id: int = 0
    ended: int = 0


_COLUMNS: Final = tuple(item.name for item in fields(Taken))
_LISTED: Final = ", ".join(_COLUMNS)


def _taken(row: Row) -> Taken:
    return Taken(**{name: row[name] for name in _COLUMNS})


async def insert(tx: Writing, things: Sequence[Taken]) -> None:
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.many(
        f"insert into taken_things ({_LISTED}) values ({places})",
        [{name: getattr(one, name) for name in _COLUMNS} for one in things],
    )


async def of_strike(tx: Reading, strike_id: int) -> list[Taken]:
    """What that decision took and nothing has ended yet, in the order in which it was taken."""
    rows = await tx.all(
        f"select {_LISTED} from taken_things where strike_id = :strike and ended = 0 order by id", strike=strike_id
    )
    return [_taken(row) for row in rows]


async def of_strikes(tx: Reading, strike_ids: Iterable[int]) -> dict[int, list[Taken]]:
    """As `of_strike`, by the decision."""
    rows = await tx.all(
        f"select {_LISTED} from taken_things where strike_id in ({numbers(strike_ids)}) and ended = 0 order by id"
    )
    found: dict[int, list[Taken]] = {}
    for row in rows:
        found.setdefault(row["strike_id"], []).append(_taken(row))
    return found


async def by_id(tx: Reading, thing_id: int) -> Taken | None:
    """None for what is not kept any more."""
    row = await tx.one(f"select {_LISTED} from taken_things where id = :id and ended = 0", id=thing_id)
    return _taken(row) if row else None


async def pictures_of(tx: Reading, artwork_id: int) -> list[Taken]:
    """The pictures that were taken out of a work and are kept."""
    rows = await tx.all(
        f"""select {_LISTED} from taken_things where post_id = :work and kind = 'picture' and ended = 0
        order by id""",
        work=artwork_id,
    )
    return [_taken(row) for row in rows]


async def over(tx: Reading, *, now: int, limit: int = 100) -> list[Taken]:
    """Those whose time is over, and about which no appeal waits."""
    rows = await tx.all(
        f"""select {_LISTED} from taken_things where ended = 0 and final <= :now
        and not exists (select 1 from strike_appeals a where a.strike_id = taken_things.strike_id and a.outcome = '')
        order by final limit :limit""",
        now=now,
        limit=limit,
    )
    return [_taken(row) for row in rows]


async def due_now(tx: Writing, strike_id: int, *, now: int) -> None:
    """An appeal was lost: nothing brings these back any more."""
    await tx.run(
        "update taken_things set final = :now where strike_id = :strike and ended = 0 and final > :now",
        now=now,
        strike=strike_id,
    )


async def end(tx: Writing, thing_id: int, *, now: int) -> bool:
    """It is back, or gone for good: its words and the key of its file are forgotten. False where it has ended."""
    touched = await tx.run(
        "update taken_things set ended = :now, label = '', words = '', stored = '' where id = :id and ended = 0",
        now=now,
        id=thing_id,
    )
    return touched > 0


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are those of an avatar or a header that was taken away."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    rows = await tx.all(
        f"select stored from taken_things where stored <> '' and stored in ({places})",
        **{f"key{number}": key for number, key in enumerate(keys)},
    )
    return {row["stored"] for row in rows}
