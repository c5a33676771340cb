"""Rows of accounts that were asked for as one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing

WAITING, READY, FAILED = "waiting", "ready", "failed"


@dataclass(frozen=True, slots=True)
class AccountExport:
    """`stored` is the storage key of the ZIP, empty until it is there and once it is let go; `done` of `total` files
    are in it; `words` say why it failed. Times are in milliseconds."""

    id: int
    actor_id: int
    state: str
    done: int
    total: int
    stored: str
    bytes: int
    words: str
    created: int
    expires: int


_COLUMNS = ", ".join(one.name for one in fields(AccountExport))


def _from(row: Row | None) -> AccountExport | None:
    return AccountExport(**{one.name: row[one.name] for one in fields(AccountExport)}) if row else None


async def begin(tx: Writing, export_id: int, actor_id: int, *, now: int, expires: int) -> None:
    """Their earlier ones are let go: the files are swept."""
    await tx.run(
        "update account_exports set stored = '', state = 'gone' where actor_id = :actor and state <> 'gone'",
        actor=actor_id,
    )
    await tx.run(
        "insert into account_exports (id, actor_id, created, expires) values (:id, :actor, :now, :expires)",
        id=export_id,
        actor=actor_id,
        now=now,
        expires=expires,
    )


async def newest(tx: Reading, actor_id: int) -> AccountExport | None:
    sql = f"select {_COLUMNS} from account_exports where actor_id = :actor order by id desc limit 1"
    return _from(await tx.one(sql, actor=actor_id))


async def by_id(tx: Reading, export_id: int) -> AccountExport | None:
    return _from(await tx.one(f"select {_COLUMNS} from account_exports where id = :id", id=export_id))


async def tell(tx: Writing, export_id: int, done: int, total: int) -> None:
    """How far it is."""
    sql = "update account_exports set done = :done, total = :total where id = :id"
    await tx.run(sql, done=done, total=total, id=export_id)


async def settle(
    tx: Writing, export_id: int, *, state: str, stored: str = "", bytes_: int = 0, words: str = ""
) -> None:
    """It is ready, or failed; nothing happens where it is no longer waited for."""
    await tx.run(
        """update account_exports set state = :state, stored = :stored, bytes = :bytes, words = :words
        where id = :id and state = 'waiting'""",
        state=state,
        stored=stored,
        bytes=bytes_,
        words=words,
        id=export_id,
    )


async def let_go(tx: Writing, export_id: int) -> None:
    """Its file is swept."""
    await tx.run("update account_exports set stored = '', state = 'gone' where id = :id", id=export_id)


async def expire(tx: Writing, *, now: int) -> None:
    """What was kept for long enough is let go."""
    sql = "update account_exports set stored = '', state = 'gone' where stored <> '' and expires <= :now"
    await tx.run(sql, now=now)


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are somebody's ZIP."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    values = {f"key{number}": key for number, key in enumerate(keys)}
    rows = await tx.all(
        f"select stored as key from account_exports where stored <> '' and stored in ({places})", **values
    )
    return {row["key"] for row in rows}
