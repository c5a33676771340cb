"""Rows of brakes: how often something was tried, and when last."""

from __future__ import annotations

from fediart.store.database import Writing


async def count(tx: Writing, key: str, *, now: int) -> tuple[int, int]:
    """Counts a try and returns how many there were before it, and when the last one was.

    The row stays locked until the transaction ends, so tries at the same moment are counted one after the other.
    """
    await tx.run(
        """insert into tries (key, count, since) values (:key, 1, :now)
        on conflict (key) do update set count = tries.count + 1""",
        key=key,
        now=now,
    )
    row = await tx.one("select count, since from tries where key = :key", key=key)
    assert row is not None
    return int(row["count"]) - 1, int(row["since"])


async def keep(tx: Writing, key: str, *, tries: int, now: int) -> None:
    await tx.run("update tries set count = :tries, since = :now where key = :key", tries=tries, now=now, key=key)


async def forgive(tx: Writing, key: str) -> None:
    """Takes one try back."""
    await tx.run("update tries set count = count - 1 where key = :key and count > 0", key=key)


async def forget(tx: Writing, key: str) -> None:
    await tx.run("delete from tries where key = :key", key=key)


async def forget_old(tx: Writing, *, before: int) -> int:
    return await tx.run("delete from tries where since < :before", before=before)
