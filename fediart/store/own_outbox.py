"""What somebody posted, for themselves: all of it, whoever else may see it."""

from __future__ import annotations

from fediart.store.database import Reading
from fediart.store.posts import Post, listed, post_from


async def page(tx: Reading, actor_id: int, *, before: tuple[int, int] | None, limit: int) -> list[Post]:
    """The newest first; `before` is (published, id) of the last post of the page before."""
    time, last = before or (2**62, 2**62)
    rows = await tx.all(
        f"""select {listed("p")} from posts p where actor_id = :id and deleted = 0 and (published, id) < (:time, :last)
        order by published desc, id desc limit :limit""",
        id=actor_id,
        time=time,
        last=last,
        limit=limit,
    )
    return [post_from(row, "post_") for row in rows]
