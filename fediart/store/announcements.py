"""What admins announce to the members: written once, seen by each until they put it away, and how they reacted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.clock import DAY
from fediart.store.database import Reading, Row, Writing, numbers

MOST_SHOWN: Final = 20
MOST_REACTIONS: Final = 8  # different ones on one announcement


@dataclass(frozen=True, slots=True)
class Announcement:
    """`text` is Markdown. It is shown from `published` until a day after `ends`, or until it is `gone`. `starts` and
    `ends` are of what it tells about, 0 for none; `all_day`: without times of day. All in milliseconds."""

    id: int
    text: str
    starts: int
    ends: int
    all_day: int
    published: int
    gone: int
    account_id: int | None
    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class Reacted:
    """One sign, by how many, and whether the viewer is among them."""

    name: str
    count: int
    me: bool


_COLUMNS: Final = tuple(Announcement.__slots__)
_LISTED: Final = ", ".join(_COLUMNS)
_CURRENT: Final = f"published <= :now and gone = 0 and (ends = 0 or ends > :now - {DAY})"


def _announcement(row: Row) -> Announcement:
    return Announcement(**{name: row[name] for name in _COLUMNS})


async def current(tx: Reading, *, now: int) -> Sequence[Announcement]:
    """Those that are shown now, the newest first."""
    rows = await tx.all(
        f"""select {_LISTED} from announcements where {_CURRENT} order by published desc limit {MOST_SHOWN}""", now=now
    )
    return [_announcement(row) for row in rows]


async def current_one(tx: Reading, announcement_id: int, *, now: int) -> Announcement | None:
    """None for one that is not shown now."""
    row = await tx.one(
        f"select {_LISTED} from announcements where id = :id and {_CURRENT}", id=announcement_id, now=now
    )
    return _announcement(row) if row else None


async def unread(tx: Reading, actor_id: int, *, now: int) -> Announcement | None:
    """The newest of those the member has not put away."""
    row = await tx.one(
        f"""select {_LISTED} from announcements a where {_CURRENT}
        and not exists (select 1 from announcement_reads r where r.announcement_id = a.id and r.actor_id = :actor)
        order by published desc limit 1""",
        actor=actor_id,
        now=now,
    )
    return _announcement(row) if row else None


async def all_of_them(tx: Reading, *, before: int = 2**62, limit: int = 50) -> Sequence[Announcement]:
    """For admins: planned ones, past ones and those taken away, too; the newest first."""
    rows = await tx.all(
        f"select {_LISTED} from announcements where published < :before order by published desc limit :limit",
        before=before,
        limit=limit,
    )
    return [_announcement(row) for row in rows]


async def by_id(tx: Reading, announcement_id: int) -> Announcement | None:
    row = await tx.one(f"select {_LISTED} from announcements where id = :id", id=announcement_id)
    return _announcement(row) if row else None


async def save(tx: Writing, one: Announcement) -> None:
    """A new one, or the one with its id as it is now."""
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(
        f"""insert into announcements ({_LISTED}) values ({places}) on conflict (id) do update set
        text = excluded.text, starts = excluded.starts, ends = excluded.ends, all_day = excluded.all_day,
        published = excluded.published, gone = excluded.gone, updated = excluded.updated""",
        **{name: getattr(one, name) for name in _COLUMNS},
    )


async def forget(tx: Writing, announcement_id: int) -> None:
    """For good, with who has read it and how they reacted."""
    await tx.run("delete from announcements where id = :id", id=announcement_id)


async def read_by(tx: Reading, ids: Iterable[int], actor_id: int) -> set[int]:
    """Those of these that the member has put away."""
    rows = await tx.all(
        f"""select announcement_id from announcement_reads
        where announcement_id in ({numbers(ids)}) and actor_id = :actor""",
        actor=actor_id,
    )
    return {row["announcement_id"] for row in rows}


async def put_away(tx: Writing, announcement_id: int, actor_id: int) -> None:
    await tx.run(
        """insert into announcement_reads (announcement_id, actor_id) values (:id, :actor)
        on conflict (announcement_id, actor_id) do nothing""",
        id=announcement_id,
        actor=actor_id,
    )


async def reactions(tx: Reading, ids: Iterable[int], viewer: int) -> Mapping[int, Sequence[Reacted]]:
    """By announcement, in the order in which each was first used."""
    rows = await tx.all(
        f"""select announcement_id as id, name, count(*) as count, min(created) as first,
        max(case when actor_id = :viewer then 1 else 0 end) as mine from announcement_reactions
        where announcement_id in ({numbers(ids)}) group by announcement_id, name order by min(created), name""",
        viewer=viewer,
    )
    found: dict[int, list[Reacted]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(Reacted(row["name"], int(row["count"]), bool(row["mine"])))
    return found


async def react(tx: Writing, announcement_id: int, actor_id: int, name: str, *, now: int) -> None:
    await tx.run(
        """insert into announcement_reactions (announcement_id, name, actor_id, created)
        values (:id, :name, :actor, :now) on conflict (announcement_id, name, actor_id) do nothing""",
        id=announcement_id,
        name=name,
        actor=actor_id,
        now=now,
    )


async def take_reaction_back(tx: Writing, announcement_id: int, actor_id: int, name: str) -> bool:
    touched = await tx.run(
        "delete from announcement_reactions where announcement_id = :id and name = :name and actor_id = :actor",
        id=announcement_id,
        name=name,
        actor=actor_id,
    )
    return touched > 0
