"""Rows of files that may neither be uploaded nor kept, by their SHA-256: of whatever kind they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class ForbiddenFile:
    """`sha256` is 64 hex digits in small letters."""

    id: int
    sha256: str
    source: str
    reason: str
    account_id: int | None
    created: int


_LISTED = "id, sha256, source, reason, account_id, created"


async def insert(tx: Writing, one: ForbiddenFile) -> bool:
    """False where the list has it already."""
    touched = await tx.run(
        f"""insert into forbidden_files ({_LISTED}) values (:id, :sha256, :source, :reason, :account_id, :created)
        on conflict (sha256) do nothing""",
        id=one.id,
        sha256=one.sha256,
        source=one.source,
        reason=one.reason,
        account_id=one.account_id,
        created=one.created,
    )
    return touched > 0


async def remove(tx: Writing, file_id: int) -> ForbiddenFile | None:
    """What was taken off the list."""
    row = await tx.one(f"select {_LISTED} from forbidden_files where id = :id", id=file_id)
    await tx.run("delete from forbidden_files where id = :id", id=file_id)
    return ForbiddenFile(**dict(row)) if row else None


async def is_listed(tx: Reading, sha256: str) -> bool:
    return await tx.value("select 1 from forbidden_files where sha256 = :sha256", sha256=sha256) is not None


async def page(tx: Reading, *, before: int = 2**62, limit: int = 100) -> Sequence[ForbiddenFile]:
    """The newest first."""
    rows = await tx.all(
        f"select {_LISTED} from forbidden_files where id < :before order by id desc limit :limit",
        before=before,
        limit=limit,
    )
    return [ForbiddenFile(**dict(row)) for row in rows]


async def count(tx: Reading) -> int:
    return int(await tx.value("select count(*) from forbidden_files where id > 0"))


async def any_picture(tx: Reading) -> bool:
    """Whether the list of pictures (store/forbidden.py) has anything: else no file need be opened because of it."""
    return await tx.value("select 1 from forbidden where id > 0 limit 1") is not None
