"""Rows of API tokens: what a program may do in someone's name. Tokens are kept as hashes only (advisory 81)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing
from fediart.store.sessions import hashed


@dataclass(frozen=True, slots=True)
class Token:
    """`scopes` are words with spaces between, as OAuth has them. Times are milliseconds."""

    id: int
    account_id: int
    scopes: str
    label: str
    created: int
    last_used: int


async def insert(
    tx: Writing, token_id: int, secret: str, account_id: int, *, scopes: str, label: str, now: int
) -> None:
    await tx.run(
        """insert into tokens (token_hash, id, account_id, scopes, label, created)
        values (:token_hash, :id, :account_id, :scopes, :label, :now)""",
        token_hash=hashed(secret),
        id=token_id,
        account_id=account_id,
        scopes=scopes,
        label=label,
        now=now,
    )


async def find(tx: Reading, secret: str) -> Token | None:
    """The token, whatever the state of its account: the caller judges that."""
    row = await tx.one(
        "select id, account_id, scopes, label, created, last_used from tokens where token_hash = :token_hash",
        token_hash=hashed(secret),
    )
    return Token(**dict(row)) if row else None


async def of_account(tx: Reading, account_id: int) -> Sequence[Token]:
    rows = await tx.all(
        """select id, account_id, scopes, label, created, last_used from tokens
        where account_id = :account_id order by id desc""",
        account_id=account_id,
    )
    return [Token(**dict(row)) for row in rows]


async def revoke(tx: Writing, account_id: int, token_id: int) -> bool:
    """False where it is not this account's (advisory 89)."""
    sql = "delete from tokens where id = :id and account_id = :account_id"
    return await tx.run(sql, id=token_id, account_id=account_id) > 0


async def revoke_all(tx: Writing, account_id: int) -> int:
    return await tx.run("delete from tokens where account_id = :account_id", account_id=account_id)
