"""When we last looked elsewhere: for the rest of a thread, and for what somebody said before we knew them."""

from __future__ import annotations

from fediart.store.database import Reading, Writing


async def begin(tx: Writing, post_id: int, *, now: int, wait: int) -> bool:
    """Notes a look at the post's thread. False, and nothing, where the last was less than `wait` milliseconds ago."""
    touched = await tx.run(
        """insert into looks (post_id, looked) values (:post_id, :now)
        on conflict (post_id) do update set looked = excluded.looked where looks.looked <= :before""",
        post_id=post_id,
        now=now,
        before=now - wait,
    )
    return touched > 0


async def last(tx: Reading, post_id: int) -> int:
    """When the post's thread was last looked for, 0 for never."""
    return int(await tx.value("select looked from looks where post_id = :post_id", post_id=post_id) or 0)


async def forget_old(tx: Writing, *, before: int) -> int:
    """Drops what was noted before that time: it holds nobody back any more."""
    return await tx.run("delete from looks where looked < :before", before=before)


async def begin_back(tx: Writing, actor_id: int, *, now: int, wait: int) -> bool:
    """The same for somebody's older posts."""
    touched = await tx.run(
        """insert into look_backs (actor_id, asked, done) values (:actor_id, :now, 0)
        on conflict (actor_id) do update set asked = excluded.asked where look_backs.asked <= :before""",
        actor_id=actor_id,
        now=now,
        before=now - wait,
    )
    return touched > 0


async def back(tx: Reading, actor_id: int) -> tuple[int, bool]:
    """`(when somebody's older posts were last asked for, whether they have ever come)`; 0 for never asked."""
    row = await tx.one("select asked, done from look_backs where actor_id = :actor_id", actor_id=actor_id)
    return (row["asked"], row["done"] > 0) if row else (0, False)


async def end_back(tx: Writing, actor_id: int, *, now: int) -> None:
    """They have come, or cannot be had."""
    await tx.run("update look_backs set done = :now where actor_id = :actor_id", now=now, actor_id=actor_id)


async def forget_old_backs(tx: Writing, *, before: int) -> int:
    """The same for looks at older posts, once they hold nobody back."""
    return await tx.run("delete from look_backs where asked < :before", before=before)
