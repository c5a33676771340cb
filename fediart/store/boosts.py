"""Who boosts which post. The count on the post is counted anew at each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Row, Writing
from fediart.store.posts import HOLD

_RECOUNT = "update posts set boost_count = (select count(*) from boosts where post_id = :post_id) where id = :post_id"


@dataclass(frozen=True, slots=True)
class Boost:
    """`uri` is the id of the Announce activity; `published` in milliseconds."""

    id: int
    actor_id: int
    post_id: int
    uri: str
    published: int


def _boost(row: Row | None) -> Boost | None:
    return Boost(row["id"], row["actor_id"], row["post_id"], row["uri"], row["published"]) if row else None


async def add(tx: Writing, boost: Boost) -> bool:
    """False where this actor boosts the post already."""
    touched = await tx.run(
        """insert into boosts (id, actor_id, post_id, uri, published)
        values (:id, :actor_id, :post_id, :uri, :published) on conflict (post_id, actor_id) do nothing""",
        id=boost.id,
        actor_id=boost.actor_id,
        post_id=boost.post_id,
        uri=boost.uri,
        published=boost.published,
    )
    if touched:
        await _recount(tx, boost.post_id)
    return touched > 0


async def remove(tx: Writing, actor_id: int, post_id: int) -> bool:
    """False where there was none."""
    touched = await tx.run(
        "delete from boosts where post_id = :post_id and actor_id = :actor_id", post_id=post_id, actor_id=actor_id
    )
    if touched:
        await _recount(tx, post_id)
    return touched > 0


async def _recount(tx: Writing, post_id: int) -> None:
    await tx.batch([(HOLD, {"post_id": post_id}), (_RECOUNT, {"post_id": post_id})])


async def of(tx: Reading, actor_id: int, post_id: int) -> Boost | None:
    return _boost(
        await tx.one(
            "select * from boosts where post_id = :post_id and actor_id = :actor_id", post_id=post_id, actor_id=actor_id
        )
    )


async def by_uri(tx: Reading, uri: str, actor_id: int) -> Boost | None:
    return _boost(
        await tx.one("select * from boosts where uri = :uri and actor_id = :actor_id", uri=uri, actor_id=actor_id)
    )


async def boosters(tx: Reading, post_id: int, *, limit: int = 80) -> Sequence[Actor]:
    """The newest first."""
    rows = await tx.all(
        f"""select {listed("actors")} from boosts join actors on actors.id = boosts.actor_id
        where post_id = :post_id order by boosts.id desc limit :limit""",
        post_id=post_id,
        limit=limit,
    )
    return [actor_from(row, "actor_") for row in rows]


async def by_id(tx: Reading, boost_id: int) -> Boost | None:
    return _boost(await tx.one("select * from boosts where id = :id", id=boost_id))
