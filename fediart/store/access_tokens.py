"""Rows of access tokens: which app may do what for whom. A token is kept as its hash only (advisory 81)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fediart.store import accounts, actors
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.database import Reading, Row, Writing
from fediart.store.sessions import hashed


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose token came with a request. `account` and `actor` are None where an app speaks for itself alone.

    `app_id` is None for tokens that people made themselves, `grant_id` the consent it comes from, or 0. Times are
    milliseconds; `expires` 0: never. `waiting` is why its owner may not act yet, in the words apps know, and `behind`
    who waits: nobody, behind a `decoy`.
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
    grant_id: int = 0
    decoy: bool = False
    waiting: str = ""
    behind: Account | None = None


@dataclass(frozen=True, slots=True)
class OwnToken:
    """A token that somebody made for a program of their own. `last_used` 0: never."""

    id: int
    scopes: tuple[str, ...]
    label: str
    created: int
    last_used: int


@dataclass(frozen=True, slots=True)
class Authorised:
    """An app that may act for somebody: since when, last used when (0: never), and all that its tokens may do."""

    app_id: int
    name: str
    website: str
    scopes: tuple[str, ...]
    since: int
    last_used: int


async def insert(
    tx: Writing,
    token_id: int,
    token: str,
    *,
    app_id: int | None,
    account_id: int | None,
    scopes: Iterable[str],
    now: int,
    label: str = "",
    expires: int = 0,
    grant_id: int = 0,
    decoy: bool = False,
) -> None:
    """Raises Conflict where there is such a token already."""
    await tx.run(
        """insert into access_tokens
        (token_hash, id, app_id, account_id, scopes, label, created, expires, grant_id, decoy) values
        (:token_hash, :id, :app_id, :account_id, :scopes, :label, :now, :expires, :grant_id, :decoy)""",
        token_hash=hashed(token),
        id=token_id,
        app_id=app_id,
        account_id=account_id,
        scopes=" ".join(sorted(scopes)),
        label=label[:200],
        now=now,
        expires=expires,
        grant_id=grant_id,
        decoy=int(decoy),
    )


async def find(tx: Reading, token: str, *, now: int) -> Bearer | None:
    """The token with whom it speaks for, whatever the state of their account: the caller judges that."""
    row = await tx.one(
        f"""select t.token_hash, t.id, t.app_id, t.scopes, t.created, t.last_used, t.expires, t.grant_id, t.decoy,
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
        grant_id=row["grant_id"],
        decoy=bool(row["decoy"]),
    )


async def used(tx: Writing, bearer: Bearer, *, now: int) -> None:
    """Written down once in an hour, so that people see which of their apps are in use."""
    await tx.run("update access_tokens set last_used = :now where token_hash = :hash", now=now, hash=bearer.token_hash)
    if bearer.account is not None:
        await tx.run("update accounts set last_seen = :now where id = :id", now=now, id=bearer.account.id)


async def made_by(tx: Reading, account_id: int) -> Sequence[OwnToken]:
    """Those that somebody made themselves, the newest first."""
    rows = await tx.all(
        """select id, scopes, label, created, last_used from access_tokens
        where account_id = :account_id and app_id is null order by id desc""",
        account_id=account_id,
    )
    return [OwnToken(**{**dict(row), "scopes": tuple(row["scopes"].split())}) for row in rows]


async def apps_of(tx: Reading, account_id: int, *, now: int) -> Sequence[Authorised]:
    """The apps that may act for somebody, the one used last first."""
    rows = await tx.all(
        """select a.id, a.name, a.website, t.scopes, t.created, t.last_used from access_tokens t
        join apps a on a.id = t.app_id
        where t.account_id = :account_id and (t.expires = 0 or t.expires > :now)
        union all
        select a.id, a.name, a.website, r.scopes, r.granted, 0 from refresh_tokens r join apps a on a.id = r.app_id
        where r.account_id = :account_id and r.used = 0 and r.expires > :now""",
        account_id=account_id,
        now=now,
    )
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row)
    listed = [_authorised(together) for together in found.values()]
    return sorted(listed, key=lambda one: (max(one.last_used, one.since), one.app_id), reverse=True)


def _authorised(rows: Sequence[Row]) -> Authorised:
    return Authorised(
        app_id=rows[0]["id"],
        name=rows[0]["name"],
        website=rows[0]["website"],
        scopes=tuple(dict.fromkeys(scope for row in rows for scope in row["scopes"].split())),
        since=min(row["created"] for row in rows),
        last_used=max(row["last_used"] for row in rows),
    )


async def allowed_before(tx: Reading, account_id: int, app_id: int) -> bool:
    """Whether the app may act for them already."""
    sql = "select 1 from access_tokens where account_id = :account_id and app_id = :app_id limit 1"
    return await tx.value(sql, account_id=account_id, app_id=app_id) is not None


async def revoke_own(tx: Writing, account_id: int, token_id: int) -> bool:
    """Ends a token that this account made itself. False where there is none such (advisory 89)."""
    sql = "delete from access_tokens where id = :id and account_id = :account_id and app_id is null"
    return await tx.run(sql, id=token_id, account_id=account_id) > 0


async def revoke_app(tx: Writing, account_id: int, app_id: int) -> bool:
    """Ends all that an app may do for this account, codes that are under way included. False where it may nothing."""
    gone = 0
    for table in ("access_tokens", "refresh_tokens", "oauth_codes"):
        sql = f"delete from {table} where account_id = :account_id and app_id = :app_id"
        gone += await tx.run(sql, account_id=account_id, app_id=app_id)
    return gone > 0


async def revoke_all(tx: Writing, account_id: int) -> int:
    """Ends all that apps and programs may do for this account."""
    gone = 0
    for table in ("access_tokens", "refresh_tokens", "oauth_codes"):
        gone += await tx.run(f"delete from {table} where account_id = :account_id", account_id=account_id)
    return gone


async def revoke(tx: Writing, bearer: Bearer) -> None:
    """Ends this one token."""
    await tx.run("delete from access_tokens where token_hash = :hash", hash=bearer.token_hash)


async def forget_expired(tx: Writing, *, now: int, apps_before: int) -> int:
    """Tokens that have expired, and those of apps for themselves that nobody has used since `apps_before`."""
    gone = await tx.run("delete from access_tokens where expires <> 0 and expires <= :now", now=now)
    return gone + await tx.run(
        """delete from access_tokens where account_id is null and app_id is not null and expires = 0
        and created < :before and last_used < :before""",
        before=apps_before,
    )
