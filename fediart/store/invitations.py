"""Rows of invitations: codes that open the door of an instance a number of times, until they expire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class Invitation:
    """`by` is the name of who made it. Times are milliseconds."""

    code: str
    by: str
    uses_left: int
    expires: int
    created: int


async def insert(tx: Writing, code: str, account_id: int, *, uses: int, expires: int, now: int) -> None:
    await tx.run(
        """insert into invitations (code, account_id, uses_left, expires, created)
        values (:code, :account_id, :uses, :expires, :now)""",
        code=code,
        account_id=account_id,
        uses=uses,
        expires=expires,
        now=now,
    )


async def use(tx: Writing, code: str, *, now: int) -> bool:
    """Takes one use off. False where there is no such invitation, or it is used up or over."""
    touched = await tx.run(
        "update invitations set uses_left = uses_left - 1 where code = :code and uses_left > 0 and expires > :now",
        code=code,
        now=now,
    )
    return touched > 0


async def maker(tx: Reading, code: str) -> int | None:
    """The account that made this invitation."""
    found = await tx.value("select account_id from invitations where code = :code", code=code)
    return None if found is None else int(found)


async def is_open(tx: Reading, code: str, *, now: int) -> bool:
    found = await tx.value(
        "select 1 from invitations where code = :code and uses_left > 0 and expires > :now", code=code, now=now
    )
    return found is not None


async def all_open(tx: Reading, *, now: int) -> Sequence[Invitation]:
    """Those that still open the door, the newest first."""
    rows = await tx.all(
        """select i.code as code, p.name as by_name, i.uses_left as uses_left, i.expires as expires,
        i.created as created from invitations i join accounts a on a.id = i.account_id
        join actors p on p.id = a.actor_id where i.uses_left > 0 and i.expires > :now
        order by i.created desc, i.code""",
        now=now,
    )
    return [Invitation(row["code"], row["by_name"], row["uses_left"], row["expires"], row["created"]) for row in rows]


async def all_closed(tx: Reading, *, now: int, limit: int = 20) -> Sequence[Invitation]:
    """Those that are used up or over, the newest first."""
    rows = await tx.all(
        """select i.code as code, p.name as by_name, i.uses_left as uses_left, i.expires as expires,
        i.created as created from invitations i join accounts a on a.id = i.account_id
        join actors p on p.id = a.actor_id where i.uses_left <= 0 or i.expires <= :now
        order by i.created desc, i.code limit :limit""",
        now=now,
        limit=limit,
    )
    return [Invitation(row["code"], row["by_name"], row["uses_left"], row["expires"], row["created"]) for row in rows]


async def revoke(tx: Writing, code: str) -> bool:
    return await tx.run("delete from invitations where code = :code", code=code) > 0
