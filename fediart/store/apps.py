"""Rows of apps: programs that were registered here and may ask people to act for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Row, Writing
from fediart.store.sessions import hashed

_LISTED = "id, client_id, secret_hash, name, website, redirect_uris, scopes, created, used"


@dataclass(frozen=True, slots=True)
class RegisteredApp:
    """`secret_hash` is empty for an app that can keep no secret. `used` is when it last got a token, or 0. Times are
    milliseconds."""

    id: int
    client_id: str
    secret_hash: str
    name: str
    website: str
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    created: int
    used: int = 0

    @property
    def confidential(self) -> bool:
        """Whether it shows a secret where it asks for tokens (RFC 6749, section 2.1)."""
        return bool(self.secret_hash)


@dataclass(frozen=True, slots=True)
class Registration:
    """What an app says of itself when it is registered."""

    name: str
    website: str
    redirect_uris: Sequence[str]
    scopes: Sequence[str]


async def insert(tx: Writing, app_id: int, client_id: str, secret: str, said: Registration, *, now: int) -> None:
    """`secret` empty: an app that can keep none."""
    await tx.run(
        f"""insert into apps ({_LISTED})
        values (:id, :client_id, :secret_hash, :name, :website, :redirect_uris, :scopes, :now, 0)""",
        id=app_id,
        client_id=client_id,
        secret_hash=hashed(secret) if secret else "",
        name=said.name,
        website=said.website,
        redirect_uris="\n".join(said.redirect_uris),
        scopes=" ".join(said.scopes),
        now=now,
    )


async def by_client_id(tx: Reading, client_id: str) -> RegisteredApp | None:
    row = await tx.one(f"select {_LISTED} from apps where client_id = :client_id", client_id=client_id)
    return _app(row) if row else None


async def by_id(tx: Reading, app_id: int) -> RegisteredApp | None:
    row = await tx.one(f"select {_LISTED} from apps where id = :id", id=app_id)
    return _app(row) if row else None


async def used(tx: Writing, app_id: int, *, now: int) -> None:
    await tx.run("update apps set used = :now where id = :id", now=now, id=app_id)


async def forget_unused(tx: Writing, *, never_since: int, not_since: int) -> int:
    """Apps that never got a token and are older than `never_since`, and those that got none since `not_since` and hold
    none any more: web apps keep what they registered for years, and must find it again."""
    gone = await tx.run(
        """delete from apps where used = 0 and created < :before
        and not exists (select 1 from oauth_codes c where c.app_id = apps.id)""",
        before=never_since,
    )
    return gone + await tx.run(
        """delete from apps where used > 0 and used < :before
        and not exists (select 1 from access_tokens t where t.app_id = apps.id)
        and not exists (select 1 from refresh_tokens r where r.app_id = apps.id)""",
        before=not_since,
    )


def _app(row: Row) -> RegisteredApp:
    uris, scopes = tuple(row["redirect_uris"].split("\n")), tuple(row["scopes"].split())
    return RegisteredApp(**{**dict(row), "redirect_uris": uris, "scopes": scopes})
