"""Rows of requests with an Idempotency-Key: what was asked, which id its work gets, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fediart.store.database import Reading, Row, Writing, numbers


@dataclass(frozen=True, slots=True)
class AppAnswer:
    """`status` 0: there is no answer yet. Times are milliseconds."""

    account_id: int
    name: str
    asked: str
    number: int
    held_until: int
    status: int
    answer: str
    created: int
    held_by: int = 0


_LISTED = "account_id, name, asked, number, held_until, status, answer, created, held_by"


def _answer(row: Row) -> AppAnswer:
    return AppAnswer(**{name: row[name] for name in _LISTED.split(", ")})


async def begin(tx: Writing, one: AppAnswer) -> bool:
    """False where this key of this account is known."""
    touched = await tx.run(
        f"""insert into app_answers ({_LISTED})
        values (:account_id, :name, :asked, :number, :held_until, 0, '', :created, :held_by)
        on conflict (account_id, name) do nothing""",
        account_id=one.account_id, name=one.name, asked=one.asked, number=one.number, held_until=one.held_until,
        created=one.created, held_by=one.held_by,
    )  # fmt: skip
    return touched > 0


async def find(tx: Reading, account_id: int, name: str) -> AppAnswer | None:
    row = await tx.one(
        f"select {_LISTED} from app_answers where account_id = :account_id and name = :name",
        account_id=account_id, name=name,
    )  # fmt: skip
    return _answer(row) if row else None


async def take_over(tx: Writing, one: AppAnswer, *, until: int, now: int, seat: int = 0) -> bool:
    """Goes on where whoever was at work is gone. False where somebody is, or was quicker."""
    touched = await tx.run(
        """update app_answers set held_until = :until, held_by = :seat
        where account_id = :account_id and name = :name and status = 0 and held_until <= :now""",
        until=until, seat=seat, account_id=one.account_id, name=one.name, now=now,
    )  # fmt: skip
    return touched > 0


async def finish(tx: Writing, one: AppAnswer, *, status: int, answer: str) -> None:
    await tx.run(
        """update app_answers set status = :status, answer = :answer
        where account_id = :account_id and name = :name and number = :number""",
        status=status, answer=answer, account_id=one.account_id, name=one.name, number=one.number,
    )  # fmt: skip


async def let_go(tx: Writing, one: AppAnswer) -> None:
    """Nobody is at work on it any more, and something may have been made: the next one goes on."""
    await tx.run(
        """update app_answers set held_until = 0
        where account_id = :account_id and name = :name and number = :number and status = 0""",
        account_id=one.account_id, name=one.name, number=one.number,
    )  # fmt: skip


async def seats(tx: Reading) -> set[int]:
    """Of the processes that are at work on some."""
    rows = await tx.all(
        """select distinct held_by from app_answers where created > 0 and status = 0 and held_until > 0
        and held_by <> 0"""
    )
    return {row["held_by"] for row in rows}


async def free_of(tx: Writing, dead: Iterable[int]) -> int:
    """Nobody is at work any more on what processes had begun that have died, by their seats."""
    return await tx.run(
        f"""update app_answers set held_until = 0, held_by = 0 where created > 0 and status = 0
        and held_by in ({numbers(dead)})"""
    )


async def forget(tx: Writing, one: AppAnswer) -> None:
    """Nothing was done: the same key may try again."""
    await tx.run(
        "delete from app_answers where account_id = :account_id and name = :name and number = :number",
        account_id=one.account_id, name=one.name, number=one.number,
    )  # fmt: skip


async def forget_old(tx: Writing, *, before: int) -> int:
    return await tx.run("delete from app_answers where created < :before", before=before)
