"""Follows that were ended by a suspension, so that they can be shown to whom they belonged, and given back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Row, Writing, numbers


@dataclass(frozen=True, slots=True)
class Severed:
    """`local_id` is the one of the two who lives here."""

    id: int
    host: str
    follower_id: int
    followee_id: int
    local_id: int
    state: str
    uri: str
    severed: int


_LISTED = "id, host, follower_id, followee_id, local_id, state, uri, severed"
_KEEP = """insert into severed_follows (id, host, follower_id, followee_id, local_id, state, uri, severed)
    select f.id, o.host, f.follower_id, f.followee_id,
    case when o.id = f.follower_id then f.followee_id else f.follower_id end, f.state, f.uri, cast(:now as bigint)
    from actors o join follows f on f.{side} = o.id where {whose}
    on conflict (follower_id, followee_id) do update set state = excluded.state, uri = excluded.uri,
    severed = excluded.severed"""


def _severed(row: Row) -> Severed:
    return Severed(**{name: row[name] for name in Severed.__slots__})


async def cut_host(tx: Writing, host: str, *, now: int) -> dict[int, int]:
    """Ends all follows with a host; for each person here, how many of theirs that were."""
    for side in ("follower_id", "followee_id"):
        whose = "o.host = :host and o.host <> ''"
        await tx.run(_KEEP.format(side=side, whose=whose), host=host, now=now)
    whose = "select id from actors where host = :host and host <> ''"
    touched = await _counted(tx, "host = :host and severed = :now", host=host, now=now)
    await tx.run(f"delete from follows where follower_id in ({whose})", host=host)
    await tx.run(f"delete from follows where followee_id in ({whose})", host=host)
    await tx.run(
        "update actors set follower_count = 0, following_count = 0 where host = :host and host <> ''", host=host
    )
    await _recount(tx, touched)
    return touched


async def cut_actor(tx: Writing, actor_id: int, host: str, *, now: int) -> dict[int, int]:
    """The same for one person elsewhere."""
    for side in ("follower_id", "followee_id"):
        await tx.run(_KEEP.format(side=side, whose="o.id = :id"), id=actor_id, now=now)
    touched = await _counted(
        tx, "host = :host and severed = :now and (follower_id = :id or followee_id = :id)",
        host=host, now=now, id=actor_id,
    )  # fmt: skip
    await tx.run("delete from follows where follower_id = :id or followee_id = :id", id=actor_id)
    await tx.run("update actors set follower_count = 0, following_count = 0 where id = :id", id=actor_id)
    await _recount(tx, touched)
    return touched


async def _counted(tx: Reading, which: str, **params: int | str) -> dict[int, int]:
    rows = await tx.all(
        f"select local_id, count(*) as count from severed_follows where {which} group by local_id", **params
    )
    return {row["local_id"]: int(row["count"]) for row in rows}


async def _recount(tx: Writing, local_ids: Iterable[int]) -> None:
    await tx.run(
        f"""update actors set
        follower_count = (select count(*) from follows where followee_id = actors.id and state = 'accepted'),
        following_count = (select count(*) from follows where follower_id = actors.id and state = 'accepted')
        where id in ({numbers(local_ids)})"""
    )


async def of_host(tx: Reading, host: str, *, limit: int = 200) -> Sequence[Severed]:
    rows = await tx.all(
        f"select {_LISTED} from severed_follows where host = :host limit :limit", host=host, limit=limit
    )
    return [_severed(row) for row in rows]


async def of_other(tx: Reading, actor_id: int, *, limit: int = 1000) -> Sequence[Severed]:
    """Those with one person elsewhere."""
    rows = await tx.all(
        f"""select {_LISTED} from severed_follows where follower_id = :id
        union all select {_LISTED} from severed_follows where followee_id = :id limit :limit""",
        id=actor_id,
        limit=limit,
    )
    return [_severed(row) for row in rows if row["local_id"] != actor_id]


async def of_local(tx: Reading, local_id: int, *, limit: int = 500) -> Sequence[tuple[Severed, Actor]]:
    """A member's own, with who was at the other end, the latest first (advisory 89: the owner stands in the where)."""
    rows = await tx.all(
        f"""select s.id as id, s.host as host, s.follower_id as follower_id, s.followee_id as followee_id,
        s.local_id as local_id, s.state as state, s.uri as uri, s.severed as severed, {listed("o")}
        from severed_follows s join actors o
        on o.id = case when s.follower_id = s.local_id then s.followee_id else s.follower_id end
        where s.local_id = :id order by s.severed desc, s.id desc limit :limit""",
        id=local_id,
        limit=limit,
    )
    return [(_severed(row), actor_from(row, "actor_")) for row in rows]


async def forget(tx: Writing, severed_ids: Iterable[int]) -> None:
    await tx.run(f"delete from severed_follows where id in ({numbers(severed_ids)})")


async def forget_host(tx: Writing, host: str) -> None:
    await tx.run("delete from severed_follows where host = :host", host=host)


async def at_stake(tx: Reading) -> dict[str, int]:
    """For each host elsewhere, how many follows with it there are."""
    found: dict[str, int] = {}
    for side in ("follower_id", "followee_id"):
        rows = await tx.all(
            f"""select o.host as host, count(*) as count from actors o join follows on follows.{side} = o.id
            where o.host <> '' group by o.host"""
        )
        for row in rows:
            found[row["host"]] = found.get(row["host"], 0) + int(row["count"])
    return found
