"""Published works that a moderator has taken away: hidden at once, deleted elsewhere only when nothing can change it.

A hidden post keeps all that it has. To every question that asks for posts it is a deleted one, and comes back whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from fediart.store.database import Reading, Writing


async def hide(tx: Writing, artwork_id: int, *, account_id: int, final: int, now: int) -> None:
    """The work's post is nowhere to be seen. `final` is when it may be deleted for good."""
    await tx.run("update posts set deleted = :now where id = :id and deleted = 0", now=now, id=artwork_id)
    await tx.run(
        """insert into withdrawals (artwork_id, account_id, withdrawn, final) values (:id, :account_id, :now, :final)
        on conflict (artwork_id) do update set account_id = excluded.account_id, withdrawn = excluded.withdrawn,
        final = excluded.final, ended = 0""",
        id=artwork_id,
        account_id=account_id,
        now=now,
        final=final,
    )


async def show_again(tx: Writing, artwork_id: int, *, now: int) -> bool:
    """The post is back as it was. False where it was not hidden."""
    touched = await tx.run(
        "update withdrawals set ended = :now where artwork_id = :id and ended = 0", now=now, id=artwork_id
    )
    if touched:
        await tx.run("update posts set deleted = 0 where id = :id", id=artwork_id)
    return touched > 0


async def is_hidden(tx: Reading, artwork_id: int) -> bool:
    found = await tx.value("select 1 from withdrawals where artwork_id = :id and ended = 0", id=artwork_id)
    return found is not None


async def final_at(tx: Reading, artwork_id: int) -> int:
    """When a hidden work may be deleted elsewhere; 0 where it is not hidden."""
    found = await tx.value("select final from withdrawals where artwork_id = :id and ended = 0", id=artwork_id)
    return int(found or 0)


async def to_end(tx: Reading, *, now: int, limit: int = 100) -> Sequence[int]:
    """Hidden works whose time for an appeal is over, and about which no case is open and no appeal waits."""
    rows = await tx.all(
        """select artwork_id from withdrawals where ended = 0 and final <= :now
        and not exists (select 1 from reviews where reviews.artwork_id = withdrawals.artwork_id and closed = 0)
        and not exists (select 1 from strike_posts p join strike_appeals a on a.strike_id = p.strike_id
            where p.post_id = withdrawals.artwork_id and a.outcome = '')
        order by final limit :limit""",
        now=now,
        limit=limit,
    )
    return [row["artwork_id"] for row in rows]
