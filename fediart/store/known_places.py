"""Rows of places somebody has logged in from, as hashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class Before:
    """Whether any place is known at all, and whether one of those asked for is."""

    any: bool
    known: bool


async def of_account(tx: Reading, account_id: int, hashes: Sequence[str]) -> Before:
    any_at_all = await tx.one("select 1 as one from known_places where account_id = :id limit 1", id=account_id)
    for one in hashes:
        row = await tx.one(
            "select 1 as one from known_places where account_id = :id and place_hash = :hash", id=account_id, hash=one
        )
        if row is not None:
            return Before(True, True)
    return Before(any_at_all is not None, False)


async def seen(tx: Writing, account_id: int, place_hash: str, *, now: int) -> None:
    await tx.run(
        """insert into known_places (account_id, place_hash, last_seen) values (:id, :hash, :now)
        on conflict (account_id, place_hash) do update set last_seen = excluded.last_seen""",
        id=account_id,
        hash=place_hash,
        now=now,
    )


async def forget_all(tx: Writing, account_id: int) -> None:
    """Every log-in is a new one from now on."""
    await tx.run("delete from known_places where account_id = :id", id=account_id)


async def forget_old(tx: Writing, *, before: int) -> int:
    return await tx.run("delete from known_places where last_seen < :before", before=before)
