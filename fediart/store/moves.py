"""Rows of accounts that moved elsewhere, and of who is concerned by it here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Row, Writing


@dataclass(frozen=True, slots=True)
class Move:
    """`uri` is the id of the Move activity; `undone` is when the redirect was taken back, in milliseconds, or 0."""

    id: int
    actor_id: int
    target_id: int
    uri: str
    created: int
    undone: int = 0


_LISTED = "id, actor_id, target_id, uri, created, undone"


def _move(row: Row) -> Move:
    return Move(row["id"], row["actor_id"], row["target_id"], row["uri"], row["created"], row["undone"])


async def insert(tx: Writing, move: Move) -> bool:
    """False where this activity has come before."""
    touched = await tx.run(
        """insert into moves (id, actor_id, target_id, uri, created)
        values (:id, :actor_id, :target_id, :uri, :created) on conflict (uri) do nothing""",
        id=move.id,
        actor_id=move.actor_id,
        target_id=move.target_id,
        uri=move.uri,
        created=move.created,
    )
    return touched > 0


async def by_id(tx: Reading, move_id: int) -> Move | None:
    row = await tx.one(f"select {_LISTED} from moves where id = :id", id=move_id)
    return _move(row) if row else None


async def last_of(tx: Reading, actor_id: int) -> Move | None:
    """The actor's latest move, undone or not."""
    row = await tx.one(
        f"select {_LISTED} from moves where actor_id = :actor_id order by created desc, id desc limit 1",
        actor_id=actor_id,
    )
    return _move(row) if row else None


async def undo(tx: Writing, actor_id: int, *, now: int) -> None:
    await tx.run("update moves set undone = :now where actor_id = :actor_id and undone = 0", now=now, actor_id=actor_id)


async def redirect(tx: Writing, actor_id: int, target_uri: str) -> None:
    """The actor's page points to another actor from now on; to nobody where `target_uri` is empty."""
    await tx.run("update actors set moved_to = :target where id = :id", target=target_uri, id=actor_id)


async def local_followers(
    tx: Reading, actor_id: int, *, after: int = 0, limit: int = 50
) -> Sequence[tuple[int, Actor]]:
    """`(follow id, follower)` of people here who follow the actor, in order of the follow's id."""
    rows = await tx.all(
        f"""select follows.id as follow_id, {listed("actors")} from follows
        join actors on actors.id = follows.follower_id
        where followee_id = :id and state = 'accepted' and actors.host = '' and follows.id > :after
        order by follows.id limit :limit""",
        id=actor_id,
        after=after,
        limit=limit,
    )
    return [(row["follow_id"], actor_from(row, "actor_")) for row in rows]


async def carry_blocks(tx: Writing, actor_id: int, target_id: int, *, now: int) -> None:
    """Who here has blocked or muted the one who moved blocks or mutes the new account, too, unless they chose to
    follow it."""
    await tx.run(
        """insert into mutes (actor_id, target_id, news, until, created)
        select mutes.actor_id, cast(:target_id as bigint), mutes.news, mutes.until, cast(:now as bigint) from mutes
        where mutes.target_id = :actor_id and mutes.actor_id <> :target_id
        and not exists (select 1 from follows where follower_id = mutes.actor_id and followee_id = :target_id)
        on conflict (actor_id, target_id) do nothing""",
        target_id=target_id,
        actor_id=actor_id,
        now=now,
    )
    await tx.run(
        """insert into blocks (actor_id, target_id, created)
        select blocks.actor_id, cast(:target_id as bigint), cast(:now as bigint) from blocks
        join actors on actors.id = blocks.actor_id
        where blocks.target_id = :actor_id and actors.host = '' and blocks.actor_id <> :target_id
        and not exists (select 1 from follows where follower_id = blocks.actor_id and followee_id = :target_id)
        on conflict (actor_id, target_id) do nothing""",
        target_id=target_id,
        actor_id=actor_id,
        now=now,
    )
