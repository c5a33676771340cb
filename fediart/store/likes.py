"""Who likes which post. The count on the post is counted anew at each change."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.store.database import Reading, Row, Writing
from fediart.store.posts import HOLD

_RECOUNT = "update posts set like_count = (select count(*) from likes where post_id = :post_id) where id = :post_id"


@dataclass(frozen=True, slots=True)
class Like:
    """`uri` is the id of the Like activity."""

    id: int
    actor_id: int
    post_id: int
    uri: str
    created: int


def _like(row: Row | None) -> Like | None:
    return Like(row["id"], row["actor_id"], row["post_id"], row["uri"], row["created"]) if row else None


async def add(tx: Writing, like: Like) -> bool:
    """False where this actor likes the post already."""
    touched = await tx.run(
        """insert into likes (id, actor_id, post_id, uri, created) values (:id, :actor_id, :post_id, :uri, :created)
        on conflict (post_id, actor_id) do nothing""",
        id=like.id,
        actor_id=like.actor_id,
        post_id=like.post_id,
        uri=like.uri,
        created=like.created,
    )
    if touched:
        await _recount(tx, like.post_id)
    return touched > 0


async def remove(tx: Writing, actor_id: int, post_id: int) -> bool:
    """False where there was none."""
    touched = await tx.run(
        "delete from likes where post_id = :post_id and actor_id = :actor_id", post_id=post_id, actor_id=actor_id
    )
    if touched:
        await _recount(tx, post_id)
    return touched > 0


async def _recount(tx: Writing, post_id: int) -> None:
    await tx.batch([(HOLD, {"post_id": post_id}), (_RECOUNT, {"post_id": post_id})])


async def of(tx: Reading, actor_id: int, post_id: int) -> Like | None:
    return _like(
        await tx.one(
            "select * from likes where post_id = :post_id and actor_id = :actor_id", post_id=post_id, actor_id=actor_id
        )
    )


async def by_uri(tx: Reading, uri: str, actor_id: int) -> Like | None:
    return _like(
        await tx.one("select * from likes where uri = :uri and actor_id = :actor_id", uri=uri, actor_id=actor_id)
    )
