"""Rows of portfolios that were asked for as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing

WAITING, READY, FAILED, GONE = "waiting", "ready", "failed", "gone"


@dataclass(frozen=True, slots=True)
class SiteExport:
    """`stored` is the storage key of the ZIP, `base` the address at which it will stand, or nothing. `done` of `total`
    pages are made. Times are in milliseconds."""

    id: int
    actor_id: int
    base: str
    state: str
    done: int
    total: int
    stored: str
    bytes: int
    words: str
    created: int
    expires: int


_COLUMNS = ", ".join(one.name for one in fields(SiteExport))


def _from(row: Row) -> SiteExport:
    return SiteExport(**{one.name: row[one.name] for one in fields(SiteExport)})


async def begin(tx: Writing, export_id: int, actor_id: int, base: str, *, now: int, expires: int) -> None:
    """The artist's earlier ones are let go: their files are swept."""
    await tx.run(
        "update site_exports set stored = '', state = 'gone' where actor_id = :actor and state <> 'gone'",
        actor=actor_id,
    )
    await tx.run(
        "insert into site_exports (id, actor_id, base, created, expires) values (:id, :actor, :base, :now, :expires)",
        id=export_id,
        actor=actor_id,
        base=base,
        now=now,
        expires=expires,
    )


async def newest(tx: Reading, actor_id: int) -> SiteExport | None:
    row = await tx.one(
        f"select {_COLUMNS} from site_exports where actor_id = :actor order by id desc limit 1", actor=actor_id
    )
    return _from(row) if row else None


async def by_id(tx: Reading, export_id: int) -> SiteExport | None:
    row = await tx.one(f"select {_COLUMNS} from site_exports where id = :id", id=export_id)
    return _from(row) if row else None


async def tell(tx: Writing, export_id: int, done: int, total: int) -> None:
    await tx.run(
        "update site_exports set done = :done, total = :total where id = :id", done=done, total=total, id=export_id
    )


async def settle(
    tx: Writing, export_id: int, *, state: str, stored: str = "", bytes_: int = 0, words: str = ""
) -> bool:
    """It is ready, or failed. False where it is no longer waited for."""
    touched = await tx.run(
        """update site_exports set state = :state, stored = :stored, bytes = :bytes, words = :words
        where id = :id and state = 'waiting'""",
        state=state,
        stored=stored,
        bytes=bytes_,
        words=words,
        id=export_id,
    )
    return touched > 0


async def expire(tx: Writing, *, now: int) -> None:
    await tx.run("update site_exports set stored = '', state = 'gone' where stored <> '' and expires <= :now", now=now)


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are some portfolio's ZIP."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    values = {f"key{number}": key for number, key in enumerate(keys)}
    rows = await tx.all(f"select stored as key from site_exports where stored <> '' and stored in ({places})", **values)
    return {row["key"] for row in rows}
