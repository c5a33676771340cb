"""Rows of pictures that nobody may upload, as PDQ hashes, found by the sixteen parts of a hash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing, numbers

MOST = 100_000
_BANDS = 16


@dataclass(frozen=True, slots=True)
class Forbidden:
    """`pdq` is 64 hex digits; `quality` what its source says of it, 0 to 100."""

    id: int
    pdq: str
    quality: int
    source: str
    reason: str
    account_id: int | None
    created: int


_LISTED = "id, pdq, quality, source, reason, account_id, created"


def bands(pdq: str) -> list[int]:
    """The sixteen parts of a hash, each with its number in front."""
    return [place << 16 | int(pdq[4 * place : 4 * place + 4], 16) for place in range(_BANDS)]


async def insert(tx: Writing, one: Forbidden) -> bool:
    """False where the list has this hash already."""
    touched = await tx.run(
        f"""insert into forbidden ({_LISTED})
        values (:id, :pdq, :quality, :source, :reason, :account_id, :created) on conflict (pdq) do nothing""",
        id=one.id, pdq=one.pdq, quality=one.quality, source=one.source, reason=one.reason,
        account_id=one.account_id, created=one.created,
    )  # fmt: skip
    if touched:
        await tx.many(
            "insert into forbidden_bands (band, forbidden_id) values (:band, :id)",
            [{"band": band, "id": one.id} for band in bands(one.pdq)],
        )
    return touched > 0


async def remove(tx: Writing, forbidden_id: int) -> Forbidden | None:
    """What was taken off the list."""
    row = await tx.one(f"select {_LISTED} from forbidden where id = :id", id=forbidden_id)
    await tx.run("delete from forbidden_bands where forbidden_id = :id", id=forbidden_id)
    await tx.run("delete from forbidden where id = :id", id=forbidden_id)
    return Forbidden(**dict(row)) if row else None


async def with_bands(tx: Reading, wanted: Iterable[int]) -> list[tuple[int, str]]:
    """Number and hash of what shares one of these parts."""
    rows = await tx.all(
        f"""select id, pdq from forbidden
        where id in (select forbidden_id from forbidden_bands where band in ({numbers(wanted)}))"""
    )
    return [(row["id"], row["pdq"]) for row in rows]


async def page(tx: Reading, *, before: int = 2**62, limit: int = 50) -> Sequence[Forbidden]:
    """The newest first."""
    rows = await tx.all(
        f"select {_LISTED} from forbidden where id < :before order by id desc limit :limit", before=before, limit=limit
    )
    return [Forbidden(**dict(row)) for row in rows]


async def beginning(tx: Reading, pdq: str, *, limit: int) -> Sequence[Forbidden]:
    """Hashes that begin with these digits."""
    rows = await tx.all(
        f"select {_LISTED} from forbidden where pdq >= :first and pdq < :last order by pdq limit :limit",
        first=pdq, last=f"{pdq}g", limit=limit,
    )  # fmt: skip
    return [Forbidden(**dict(row)) for row in rows]


async def by_pdq(tx: Reading, pdq: str) -> Forbidden | None:
    row = await tx.one(f"select {_LISTED} from forbidden where pdq = :pdq", pdq=pdq)
    return Forbidden(**dict(row)) if row else None


async def by_id(tx: Reading, forbidden_id: int) -> Forbidden | None:
    row = await tx.one(f"select {_LISTED} from forbidden where id = :id", id=forbidden_id)
    return Forbidden(**dict(row)) if row else None


async def count(tx: Reading) -> int:
    return int(await tx.value("select count(*) from forbidden where id > 0"))
