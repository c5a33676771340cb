"""What an actor's outbox and its pinned works are made of: only what everyone may see."""

from __future__ import annotations

from fediart.store.database import Reading
from fediart.store.posts import Post, listed, post_from

_OPEN = "actor_id = :id and deleted = 0 and visibility in ('public', 'unlisted')"


async def count(tx: Reading, actor_id: int) -> int:
    return int(await tx.value(f"select count(*) from posts where {_OPEN}", id=actor_id))


async def page(tx: Reading, actor_id: int, *, before: tuple[int, int] | None, limit: int) -> list[Post]:
    """The newest first; `before` is (published, id) of the last post of the page before."""
    time, last = before or (2**62, 2**62)
    rows = await tx.all(
        f"""select {listed("p")} from posts p where {_OPEN} and (published, id) < (:time, :last)
        order by published desc, id desc limit :limit""",
        id=actor_id,
        time=time,
        last=last,
        limit=limit,
    )
    return [post_from(row, "post_") for row in rows]


async def pinned(tx: Reading, actor_id: int) -> list[Post]:
    """In the artist's order."""
    rows = await tx.all(
        f"""select {listed("p")} from pins join posts p on p.id = pins.post_id
        where pins.actor_id = :id and p.deleted = 0 and p.visibility in ('public', 'unlisted')
        order by pins.position, p.id limit 20""",
        id=actor_id,
    )
    return [post_from(row, "post_") for row in rows]
