"""What admins and moderators did: only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.ids import Ids
from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class LoggedDeed:
    """`by` is the name of who did it, empty for the command line. `created` is in milliseconds."""

    id: int
    by: str
    action: str
    subject: str
    detail: str
    created: int


async def log(
    tx: Writing, ids: Ids, *, account_id: int | None, action: str, subject: str = "", detail: str = "", now: int
) -> None:
    """Adds a line in the transaction of the deed itself. `account_id` is None for the command line."""
    await tx.run(
        """insert into admin_log (id, account_id, action, subject, detail, created)
        values (:id, :account_id, :action, :subject, :detail, :now)""",
        id=ids.new(),
        account_id=account_id,
        action=action,
        subject=subject[:500],
        detail=detail[:2000],
        now=now,
    )


async def latest(tx: Reading, *, before: int = 2**62, limit: int = 50) -> Sequence[LoggedDeed]:
    """The newest first; `before` is the id where the page before ended."""
    rows = await tx.all(
        """select admin_log.id as id, coalesce(actors.name, '') as name, action, subject, detail,
        admin_log.created as created from admin_log
        left join accounts on accounts.id = admin_log.account_id
        left join actors on actors.id = accounts.actor_id
        where admin_log.id < :before order by admin_log.id desc limit :limit""",
        before=before,
        limit=limit,
    )
    return [
        LoggedDeed(row["id"], row["name"], row["action"], row["subject"], row["detail"], row["created"]) for row in rows
    ]
