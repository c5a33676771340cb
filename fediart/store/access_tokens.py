"""Rows of access tokens: which app may do what for whom. A token is kept as its hash only."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.store import accounts, actors
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.sessions import hashed


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose token came with a request. `account` and `actor` are None where an app speaks for itself alone.

    `app_id` is None for tokens that were made on the command line. Times are milliseconds; `expires` 0: never.
    """

    token_hash: str
    token_id: int
    app_id: int | None
    scopes: frozenset[str]
    created: int
    last_used: int
    expires: int
    account: Account | None = None
    actor: Actor | None = None


async def insert(
    tx: Writing,
    token_id: int,
    token: str,
    *,
    app_id: int | None,
    account_id: int | None,
    scopes: frozenset[str],
    now: int,
    label: str = "",
    expires: int = 0,
) -> None:
    await tx.run(
        """insert into access_tokens (token_hash, id, app_id, account_id, scopes, label, created, expires)
        values (:token_hash, :id, :app_id, :account_id, :scopes, :label, :now, :expires)""",
        token_hash=hashed(token),
        id=token_id,
        app_id=app_id,
        account_id=account_id,
        scopes=" ".join(sorted(scopes)),
        label=label[:200],
        now=now,
        expires=expires,
    )


async def find(tx: Reading, token: str, *, now: int) -> Bearer | None:
    """The token with whom it speaks for, whatever the state of their account: the caller judges that."""
    row = await tx.one(
        f"""select t.token_hash, t.id, t.app_id, t.scopes, t.created, t.last_used, t.expires,
        {accounts.listed("a")}, {actors.listed("p")}
        from access_tokens t left join accounts a on a.id = t.account_id left join actors p on p.id = a.actor_id
        where t.token_hash = :token_hash and (t.expires = 0 or t.expires > :now)""",
        token_hash=hashed(token),
        now=now,
    )
    if row is None:
        return None
    person = row["account_id"] is not None
    return Bearer(
        token_hash=row["token_hash"],
        token_id=row["id"],
        app_id=row["app_id"],
        scopes=frozenset(row["scopes"].split()),
        created=row["created"],
        last_used=row["last_used"],
        expires=row["expires"],
        account=accounts.account_from(row, "account_") if person else None,
        actor=actors.actor_from(row, "actor_") if person else None,
    )


async def used(tx: Writing, bearer: Bearer, *, now: int) -> None:
    """Written down once in an hour, so that people see which of their apps are in use."""
    await tx.run("update access_tokens set last_used = :now where token_hash = :hash", now=now, hash=bearer.token_hash)
    if bearer.account is not None:
        await tx.run("update accounts set last_seen = :now where id = :id", now=now, id=bearer.account.id)
