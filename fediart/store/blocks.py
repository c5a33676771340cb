"""Who does not want to hear of whom."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Writing


async def block(tx: Writing, actor_id: int, target_id: int, *, now: int, uri: str = "") -> None:
    """`uri` is the id of the Block activity: that of others as it came, ours where the other server was told."""
    await tx.run(
        """insert into blocks (actor_id, target_id, created, uri) values (:actor, :target, :now, :uri)
        on conflict (actor_id, target_id) do update set uri = excluded.uri""",
        actor=actor_id,
        target=target_id,
        now=now,
        uri=uri,
    )


async def target_of(tx: Reading, uri: str, actor_id: int) -> int | None:
    """Whom this actor blocked with this activity."""
    found = await tx.value(
        "select target_id from blocks where uri = :uri and uri <> '' and actor_id = :actor", uri=uri, actor=actor_id
    )
    return None if found is None else int(found)


async def uri_of(tx: Reading, actor_id: int, target_id: int) -> str:
    """The id of the Block activity; empty where there is no block, or nobody was told of it."""
    found = await tx.value(
        "select uri from blocks where actor_id = :actor and target_id = :target", actor=actor_id, target=target_id
    )
    return str(found or "")


async def note_told(tx: Writing, actor_id: int, target_id: int, uri: str) -> None:
    """The other server is told of a block that was made before."""
    await tx.run(
        "update blocks set uri = :uri where actor_id = :actor and target_id = :target",
        uri=uri,
        actor=actor_id,
        target=target_id,
    )


async def tells(tx: Reading, actor_id: int) -> bool:
    """Whether this member lets other servers know whom they block."""
    return await tx.value("select 1 from untold_blocks where actor_id = :id", id=actor_id) is None


async def set_tells(tx: Writing, actor_id: int, tells_: bool, *, now: int) -> None:
    if tells_:
        await tx.run("delete from untold_blocks where actor_id = :id", id=actor_id)
        return
    await tx.run(
        "insert into untold_blocks (actor_id, since) values (:id, :now) on conflict (actor_id) do nothing",
        id=actor_id,
        now=now,
    )


async def blockers_untold(tx: Reading, target_id: int, *, since: int) -> Sequence[Actor]:
    """Who here blocks the target since then, and has told nobody: what `moves.carry_blocks` has just made."""
    rows = await tx.all(
        f"""select {listed("actors")} from blocks join actors on actors.id = blocks.actor_id
        where blocks.target_id = :target and blocks.uri = '' and blocks.created >= :since
        and actors.host = '' and actors.deleted = 0""",
        target=target_id,
        since=since,
    )
    return [actor_from(row, "actor_") for row in rows]


async def unblock(tx: Writing, actor_id: int, target_id: int) -> None:
    await tx.run("delete from blocks where actor_id = :actor and target_id = :target", actor=actor_id, target=target_id)


async def blocks(tx: Reading, actor_id: int, target_id: int) -> bool:
    """Whether the one blocks the other."""
    found = await tx.value(
        "select 1 from blocks where actor_id = :actor and target_id = :target", actor=actor_id, target=target_id
    )
    return found is not None


async def between(tx: Reading, one_id: int, other_id: int) -> bool:
    """Whether either blocks the other."""
    found = await tx.value(
        """select 1 from blocks where (actor_id = :one and target_id = :other)
        or (actor_id = :other and target_id = :one) limit 1""",
        one=one_id,
        other=other_id,
    )
    return found is not None


async def blocked_by(tx: Reading, actor_id: int) -> Sequence[Actor]:
    rows = await tx.all(
        f"""select {listed("actors")} from blocks join actors on actors.id = blocks.target_id
        where blocks.actor_id = :id order by blocks.created desc limit 1000""",
        id=actor_id,
    )
    return [actor_from(row, "actor_") for row in rows]
