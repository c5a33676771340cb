"""Rows of works that artists pinned to the top of their portfolio: the actor's `featured` collection."""

from __future__ import annotations

from fediart.store.database import Reading, Writing


async def of_actor(tx: Reading, actor_id: int) -> list[int]:
    """The posts' ids, in the artist's order."""
    rows = await tx.all(
        "select post_id from pins where actor_id = :actor_id order by position, post_id", actor_id=actor_id
    )
    return [int(row["post_id"]) for row in rows]


async def put(tx: Writing, actor_id: int, post_id: int, *, position: int) -> bool:
    """False where it is pinned already."""
    return (
        await tx.run(
            """insert into pins (actor_id, post_id, position) values (:actor_id, :post_id, :position)
            on conflict (actor_id, post_id) do nothing""",
            actor_id=actor_id,
            post_id=post_id,
            position=position,
        )
        > 0
    )


async def drop(tx: Writing, actor_id: int, post_id: int) -> bool:
    """False where it was not pinned."""
    sql = "delete from pins where actor_id = :actor_id and post_id = :post_id"
    return await tx.run(sql, actor_id=actor_id, post_id=post_id) > 0
