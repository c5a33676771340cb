"""Rows of bookmarks: what people keep for themselves. Nobody is told of them, and nothing is counted."""

from __future__ import annotations

from fediart.store.database import Reading, Writing
from fediart.store.threads import ITS_AUTHOR, SPOKEN, Spoken, gather
from fediart.store.visibility import SEEN_BY

FIRST = 2**62
"""The cursor of the newest page."""


async def add(tx: Writing, bookmark_id: int, actor_id: int, post_id: int, *, now: int) -> bool:
    """False where it is kept already."""
    touched = await tx.run(
        """insert into bookmarks (id, actor_id, post_id, created) values (:id, :actor_id, :post_id, :now)
        on conflict (actor_id, post_id) do nothing""",
        id=bookmark_id,
        actor_id=actor_id,
        post_id=post_id,
        now=now,
    )
    return touched > 0


async def remove(tx: Writing, actor_id: int, post_id: int) -> None:
    await tx.run(
        "delete from bookmarks where actor_id = :actor_id and post_id = :post_id", actor_id=actor_id, post_id=post_id
    )


async def newest(tx: Reading, actor_id: int, *, before: int = FIRST, limit: int = 30) -> list[tuple[int, Spoken]]:
    """What this person keeps and may still see, the last kept first, each with its cursor."""
    rows = await tx.all(
        f"""select b.id as bookmark, {SPOKEN} from bookmarks b join posts p on p.id = b.post_id {ITS_AUTHOR}
        where b.actor_id = :viewer and b.id < :before and {SEEN_BY} order by b.id desc limit :limit""",
        viewer=actor_id,
        before=before,
        limit=limit,
    )
    cursors = {row["post_id"]: row["bookmark"] for row in rows}
    return [(cursors[said.post.id], said) for said in await gather(tx, rows, viewer=actor_id)]
