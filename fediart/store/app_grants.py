"""Rows of what people allowed apps: codes until their token is fetched, and the tokens that renew others."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.store.database import Reading, Writing
from fediart.store.sessions import hashed


@dataclass(frozen=True, slots=True)
class Code:
    """`id` is also the number of the grant. `challenge` is PKCE's, or empty. Times are milliseconds; `used` 0: not."""

    id: int
    app_id: int
    account_id: int
    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str
    expires: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class Refresh:
    """What renews the tokens of a grant, once. `granted` is when the person allowed it."""

    grant_id: int
    app_id: int
    account_id: int
    scopes: tuple[str, ...]
    granted: int
    expires: int
    used: int = 0


async def insert_code(tx: Writing, secret: str, code: Code) -> None:
    await tx.run(
        """insert into oauth_codes (code_hash, id, app_id, account_id, redirect_uri, scopes, challenge, expires)
        values (:code_hash, :id, :app_id, :account_id, :redirect_uri, :scopes, :challenge, :expires)""",
        code_hash=hashed(secret),
        id=code.id,
        app_id=code.app_id,
        account_id=code.account_id,
        redirect_uri=code.redirect_uri,
        scopes=" ".join(code.scopes),
        challenge=code.challenge,
        expires=code.expires,
    )


async def code(tx: Reading, secret: str) -> Code | None:
    """The code, however old and whether or not it was used."""
    row = await tx.one(
        """select id, app_id, account_id, redirect_uri, scopes, challenge, expires, used from oauth_codes
        where code_hash = :code_hash""",
        code_hash=hashed(secret),
    )
    return Code(**{**dict(row), "scopes": tuple(row["scopes"].split())}) if row else None


async def use_code(tx: Writing, code_id: int, *, now: int) -> bool:
    """False where it was used before: of two who use it at once, one gets it."""
    return await tx.run("update oauth_codes set used = :now where id = :id and used = 0", now=now, id=code_id) > 0


async def insert_refresh(tx: Writing, secret: str, refresh: Refresh) -> None:
    await tx.run(
        """insert into refresh_tokens (token_hash, grant_id, app_id, account_id, scopes, granted, expires)
        values (:token_hash, :grant_id, :app_id, :account_id, :scopes, :granted, :expires)""",
        token_hash=hashed(secret),
        grant_id=refresh.grant_id,
        app_id=refresh.app_id,
        account_id=refresh.account_id,
        scopes=" ".join(refresh.scopes),
        granted=refresh.granted,
        expires=refresh.expires,
    )


async def refresh(tx: Reading, secret: str) -> Refresh | None:
    """What renews, however old and whether or not it was used."""
    row = await tx.one(
        """select grant_id, app_id, account_id, scopes, granted, expires, used from refresh_tokens
        where token_hash = :token_hash""",
        token_hash=hashed(secret),
    )
    return Refresh(**{**dict(row), "scopes": tuple(row["scopes"].split())}) if row else None


async def use_refresh(tx: Writing, secret: str, *, now: int) -> bool:
    """False where it was used before."""
    sql = "update refresh_tokens set used = :now where token_hash = :token_hash and used = 0"
    return await tx.run(sql, now=now, token_hash=hashed(secret)) > 0


async def revoke(tx: Writing, grant_id: int) -> None:
    """Ends every token that came of this consent."""
    await tx.run("delete from access_tokens where grant_id = :id and grant_id <> 0", id=grant_id)
    await tx.run("delete from refresh_tokens where grant_id = :id", id=grant_id)


async def forget_expired(tx: Writing, *, now: int, codes_before: int) -> None:
    """Refresh tokens that were used stay until they would have expired, so that a second use is noticed."""
    await tx.run("delete from oauth_codes where expires < :before", before=codes_before)
    await tx.run("delete from refresh_tokens where expires < :now", now=now)
