"""A post of another server that an edit puts below another one, or below none: with all its replies."""

from __future__ import annotations

from fediart.store.database import Reading, Writing, numbers
from fediart.store.posts import Post, counting_replies_above

MOST = 5_000  # replies below a post that are taken along


async def place_below(tx: Writing, post: Post, parent: Post | None, uri: str) -> bool:
    """`uri` is what the post now says it replies to, `parent` that post where it is known. False where nothing is done.

    Nothing is done for a circle, and for a post of ours: only a Create, which its author may refuse, gets below that.
    """
    below = await _with_replies(tx, post.id)
    if parent is not None and (parent.local or parent.id in below):
        return False
    thread = parent.thread_id if parent else post.id
    await tx.run(
        """update posts set reply_to_id = :parent, reply_to_uri = :uri, kind = :kind where id = :id and local = 0""",
        parent=parent.id if parent else None,
        uri=uri,
        kind="reply" if uri else "note",
        id=post.id,
    )
    await tx.run(f"update posts set thread_id = :thread where id in ({numbers(below)})", thread=thread)
    await tx.batch(counting_replies_above(post.id))
    if post.reply_to_id is not None:
        await tx.run(
            """update posts set reply_count = (select count(*) from posts reply where reply.reply_to_id = posts.id
            and reply.deleted = 0 and reply.visibility in ('public', 'unlisted')) where id = :id""",
            id=post.reply_to_id,
        )
    return True


async def _with_replies(tx: Reading, post_id: int) -> list[int]:
    """The post and what answers it, near or far."""
    rows = await tx.all(
        """with recursive below (id) as (select id from posts where id = :id
        union select p.id from posts p join below b on p.reply_to_id = b.id) select id from below limit :most""",
        id=post_id,
        most=MOST,
    )
    return [row["id"] for row in rows]
