"""Who likes or boosts a post, page by page."""

from __future__ import annotations

from fediart.store.actors import Actor, actor_from
from fediart.store.actors import listed as actor_columns
from fediart.store.database import Reading
from fediart.store.windows import Window

# Who is suspended, gone, or blocks the viewer is not shown.
_SHOWN = """a.suspended = 0 and a.deleted = 0
    and not exists (select 1 from blocks where blocks.actor_id = a.id and blocks.target_id = :viewer)"""


async def likers(tx: Reading, post_id: int, window: Window, *, viewer: int) -> list[tuple[int, Actor]]:
    """Each with the id of the like, in the window's own order."""
    order = "asc" if window.upwards else "desc"
    rows = await tx.all(
        f"""select x.id as cursor, {actor_columns("a")} from likes x join actors a on a.id = x.actor_id
        where x.post_id = :post_id and x.id < :before and x.id > :after and {_SHOWN}
        order by x.id {order} limit :limit""",
        post_id=post_id,
        viewer=viewer,
        **window.bounds(),
    )
    return [(row["cursor"], actor_from(row, "actor_")) for row in rows]


async def boosters(tx: Reading, post_id: int, window: Window, *, viewer: int) -> list[tuple[int, Actor]]:
    """Each with the id of the boost, in the window's own order."""
    order = "asc" if window.upwards else "desc"
    rows = await tx.all(
        f"""select x.id as cursor, {actor_columns("a")} from boosts x join actors a on a.id = x.actor_id
        where x.post_id = :post_id and x.id < :before and x.id > :after and {_SHOWN}
        order by x.id {order} limit :limit""",
        post_id=post_id,
        viewer=viewer,
        **window.bounds(),
    )
    return [(row["cursor"], actor_from(row, "actor_")) for row in rows]


async def quoting(tx: Reading, post_id: int, window: Window) -> list[int]:
    """Posts that quote this one with its author's leave, in the window's own order."""
    order = "asc" if window.upwards else "desc"
    rows = await tx.all(
        f"""select q.post_id from quotes q where q.quoted_id = :post_id and q.state = 'allowed'
        and q.post_id < :before and q.post_id > :after order by q.post_id {order} limit :limit""",
        post_id=post_id,
        **window.bounds(),
    )
    return [row["post_id"] for row in rows]
