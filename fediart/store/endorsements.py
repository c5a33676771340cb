"""Whom members recommend on their profile."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Writing
from fediart.store.windows import Window

MOST = 100  # of one member

_ENDORSED = f"""select {listed("a")} from endorsements e join actors a on a.id = e.target_id
    and a.suspended = 0 and a.deleted = 0
    where e.actor_id = :id and e.target_id < :before and e.target_id > :after"""
_NEWEST = f"{_ENDORSED} order by e.target_id desc limit :limit"
_NEXT_NEWER = f"{_ENDORSED} order by e.target_id limit :limit"


async def add(tx: Writing, actor_id: int, target_id: int, *, now: int) -> None:
    await tx.run(
        """insert into endorsements (actor_id, target_id, created) values (:actor, :target, :now)
        on conflict (actor_id, target_id) do nothing""",
        actor=actor_id,
        target=target_id,
        now=now,
    )


async def remove(tx: Writing, actor_id: int, target_id: int) -> None:
    await tx.run(
        "delete from endorsements where actor_id = :actor and target_id = :target", actor=actor_id, target=target_id
    )


async def count(tx: Reading, actor_id: int) -> int:
    return int(await tx.value("select count(*) from endorsements where actor_id = :id", id=actor_id))


async def people(tx: Reading, actor_id: int, window: Window) -> Sequence[Actor]:
    """By their ids, which are the cursors, too."""
    rows = await tx.all(_NEXT_NEWER if window.upwards else _NEWEST, id=actor_id, **window.bounds())
    return window.newest_first([actor_from(row, "actor_") for row in rows])
