"""Posts that a moderator has put behind the warning by hand: `posts.edit` keeps it there, whoever edits."""

from __future__ import annotations

from fediart.store.database import Writing


async def put(tx: Writing, post_id: int, *, now: int) -> None:
    await tx.run(
        "insert into marked_posts (post_id, marked) values (:id, :now) on conflict (post_id) do nothing",
        id=post_id,
        now=now,
    )


async def forget(tx: Writing, post_id: int) -> None:
    await tx.run("delete from marked_posts where post_id = :id", id=post_id)
