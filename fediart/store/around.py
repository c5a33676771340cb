"""What stands above and below one post in its thread, as far as a viewer may see it."""

from __future__ import annotations

from fediart.store.database import Reading, numbers
from fediart.store.posts import Post, listed, post_from
from fediart.store.visibility import SEEN_BY, UNMUTED, UNSILENCED


async def above(tx: Reading, post: Post, *, viewer: int, limit: int) -> list[Post]:
    """From the beginning of the conversation down to what this answers; begins anew below what cannot be seen."""
    if post.reply_to_id is None:
        return []
    rows = await tx.all(
        """with recursive line (id, reply_to_id, far) as (
            select p.id, p.reply_to_id, 1 from posts p where p.id = :parent
            union all select p.id, p.reply_to_id, line.far + 1 from line join posts p on p.id = line.reply_to_id
            where line.far < :limit
        ) select id, far from line order by far""",
        parent=post.reply_to_id,
        limit=limit,
    )
    order = list(dict.fromkeys(row["id"] for row in rows if row["id"] != post.id))
    shown = await _seen(tx, order, viewer, muted=True)
    line: list[Post] = []
    for one in order:
        if one not in shown:
            break
        line.append(shown[one])
    return line[::-1]


async def below(tx: Reading, post: Post, *, viewer: int, limit: int, deepest: int) -> list[Post]:
    """Each reply after what it answers, the oldest first. What answers something unseen is left out with it."""
    rows = await tx.all(
        """with recursive under (id, reply_to_id, deep) as (
            select p.id, p.reply_to_id, 1 from posts p where p.reply_to_id = :id
            union all select p.id, p.reply_to_id, under.deep + 1 from under join posts p on p.reply_to_id = under.id
            where under.deep < :deepest
        ) select id from under limit :limit""",
        id=post.id,
        deepest=deepest,
        limit=limit,
    )
    shown = await _seen(tx, [row["id"] for row in rows], viewer, muted=False)
    children: dict[int, list[Post]] = {}
    for one in sorted(shown.values(), key=lambda one: (one.published, one.id)):
        if one.reply_to_id is not None and one.id != post.id:
            children.setdefault(one.reply_to_id, []).append(one)
    order: list[Post] = []
    waiting = children.get(post.id, [])[::-1]
    while waiting:  # a hostile thread may be very deep
        one = waiting.pop()
        order.append(one)
        waiting += children.pop(one.id, [])[::-1]
    return order


async def _seen(tx: Reading, ids: list[int], viewer: int, *, muted: bool) -> dict[int, Post]:
    """`muted`: also of whom the viewer has muted, who were there first."""
    unmuted = "" if muted else f"and {UNMUTED}"
    rows = await tx.all(
        f"""select {listed("p")} from posts p where p.id in ({numbers(ids)})
        and {SEEN_BY} and {UNSILENCED} {unmuted}""",
        viewer=viewer,
    )
    return {row["post_id"]: post_from(row, "post_") for row in rows}
