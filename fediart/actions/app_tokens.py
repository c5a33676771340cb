"""Apps get tokens: for a code, for one that renews, for themselves, in test mode for a password; and give them back.

Source: RFC 6749, sections 4 to 6, RFC 7636, RFC 7009, and RFC 9700 for what was learnt since. Tokens do not expire, as
apps of Mastodon expect, unless the app asked for the scope `offline_access`.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from fediart.actions import brakes, scopes
from fediart.actions.logging_in import account_named, check_password
from fediart.clock import DAY, HOUR
from fediart.errors import Problem, TooOften
from fediart.ids import secret_token
from fediart.site import Site
from fediart.store import access_tokens, accounts, app_grants, apps
from fediart.store.accounts import Account
from fediart.store.app_grants import Code, Refresh
from fediart.store.apps import RegisteredApp
from fediart.store.database import Writing
from fediart.store.sessions import hashed

LIFE: Final = 2 * HOUR  # of a token that can be renewed
RENEWED_WITHIN: Final = 90 * DAY
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class Denied(Exception):
    """No token: `error` and `description` as RFC 6749, section 5.2, has them, in words that apps know."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.description = _WORDS[error]


_WORDS: Final = {
    "invalid_client": "Client authentication failed due to unknown client, no client authentication included, or "
    "unsupported authentication method.",
    "invalid_grant": "The provided authorization grant is invalid, expired, revoked, does not match the redirection "
    "URI used in the authorization request, or was issued to another client.",
    "invalid_scope": "The requested scope is invalid, unknown, or malformed.",
    "unauthorized_client": "You are not authorized to revoke this token",
    "unsupported_grant_type": "The authorization grant type is not supported by the authorization server.",
    "invalid_request": "The request is missing a required parameter, includes an unsupported parameter value, or is "
    "otherwise malformed.",
}


@dataclass(frozen=True, slots=True)
class Issued:
    """A token, told once. `renewal` is empty, and `expires_in` (seconds) 0, where it does not expire."""

    token: str
    scopes: tuple[str, ...]
    created: int
    renewal: str = ""
    expires_in: int = 0


@dataclass(frozen=True, slots=True)
class _Grant:
    """What a person has allowed an app."""

    id: int
    account_id: int
    scopes: tuple[str, ...]
    granted: int


async def known(site: Site, client_id: str, secret: str, *, address: str) -> RegisteredApp:
    """The app that says it is this one. Raises Denied (401), and TooOften for who guesses from one address."""
    async with site.db.writing() as tx:
        await brakes.count_try(tx, brakes.TOKEN_ADDRESS, address, now=site.clock.now())
        app = await apps.by_client_id(tx, client_id)
        right = app is not None and hmac.compare_digest(app.secret_hash, hashed(secret) if secret else "")
        if right:
            await brakes.succeeded(tx, brakes.TOKEN_ADDRESS, address)
    if app is None or not right:
        raise Denied("invalid_client", 401)
    return app


async def for_code(site: Site, app: RegisteredApp, secret: str, *, redirect_uri: str, verifier: str) -> Issued:
    """For what a person allowed. A code that comes a second time was stolen from one of the two who had it: all that
    came of it ends (RFC 6749, section 4.1.2). Raises Denied."""
    async with site.db.writing() as tx:
        code = await app_grants.code(tx, secret)
        if code is None or code.app_id != app.id:
            raise Denied("invalid_grant")
        fresh = await app_grants.use_code(tx, code.id, now=site.clock.now())
        issued = None
        if not fresh:
            await app_grants.revoke(tx, code.id)
        elif await _is_good(tx, site, code, redirect_uri=redirect_uri, verifier=verifier):
            grant = _Grant(code.id, code.account_id, code.scopes, site.clock.now())
            issued = await _issue(tx, site, app, grant)
    if issued is None:
        site.passes.changed()
        raise Denied("invalid_grant")
    return issued


async def _is_good(tx: Writing, site: Site, code: Code, *, redirect_uri: str, verifier: str) -> bool:
    if code.expires <= site.clock.now() or code.redirect_uri != redirect_uri:
        return False
    if not proves(code.challenge, verifier):
        return False
    account = await accounts.by_id(tx, code.account_id)
    return account is not None and account.active


def proves(challenge: str, verifier: str) -> bool:
    """Whether who fetches the token is who asked (RFC 7636, section 4.6). A verifier where there was no challenge is
    refused too: somebody may have taken the challenge out of the question (RFC 9700, section 4.8.2)."""
    if not challenge or not verifier:
        return not challenge and not verifier
    if not _VERIFIER.fullmatch(verifier):
        return False
    made = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    return hmac.compare_digest(made, challenge)


async def renewed(site: Site, app: RegisteredApp, secret: str, *, scope: str) -> Issued:
    """Another token, and another one that renews. One that comes a second time was stolen from one of the two who had
    it: all that came of the consent ends (RFC 9700, section 4.14.2). Raises Denied."""
    async with site.db.writing() as tx:
        old = await app_grants.refresh(tx, secret)
        if old is None or old.app_id != app.id or old.expires <= site.clock.now():
            raise Denied("invalid_grant")
        wanted = scopes.named(scope) if scope else old.scopes
        if not scopes.within(wanted, old.scopes):
            raise Denied("invalid_scope")
        issued = None
        account = await accounts.by_id(tx, old.account_id)
        if not await app_grants.use_refresh(tx, secret, now=site.clock.now()):
            await app_grants.revoke(tx, old.grant_id)
        elif account is not None and account.active:
            grant = _Grant(old.grant_id, old.account_id, old.scopes, old.granted)
            issued = await _issue(tx, site, app, grant, wanted)
    if issued is None:
        site.passes.changed()
        raise Denied("invalid_grant")
    return issued


async def for_itself(site: Site, app: RegisteredApp, *, scope: str) -> Issued:
    """An app that speaks for nobody. Raises Denied; one that keeps no secret cannot show that it is itself."""
    if not app.confidential:
        raise Denied("invalid_client", 401)
    wanted = scopes.named(scope)
    if not scopes.within(wanted, app.scopes):
        raise Denied("invalid_scope")
    async with site.db.writing() as tx:
        return await _write(tx, site, app, None, wanted)


async def for_password(site: Site, app: RegisteredApp, name: str, password: str, *, scope: str, address: str) -> Issued:
    """In test mode alone: the app has been given the password. Raises Denied, TooOften."""
    if not site.config.instance.development:
        raise Denied("unsupported_grant_type")
    wanted = scopes.named(scope)
    if not scopes.within(wanted, app.scopes):
        raise Denied("invalid_scope")
    async with site.db.reading() as tx:
        account = await account_named(tx, name)
    try:
        await check_password(site, account, name, password, address=address)
    except TooOften:
        raise
    except Problem:
        raise Denied("invalid_grant") from None
    if account is None or not account.active or account.two_factors:  # a second one cannot be asked for here
        raise Denied("invalid_grant")
    async with site.db.writing() as tx:
        return await _issue(tx, site, app, _Grant(site.ids.new(), account.id, wanted, site.clock.now()))


async def for_sign_up(tx: Writing, site: Site, app: RegisteredApp, account: Account) -> Issued:
    """For who has just signed up in an app: all that the app has registered for."""
    return await _issue(tx, site, app, _Grant(site.ids.new(), account.id, app.scopes, site.clock.now()))


async def _issue(tx: Writing, site: Site, app: RegisteredApp, grant: _Grant, wanted: tuple[str, ...] = ()) -> Issued:
    """`wanted` may be less than was granted, for this one token (RFC 6749, section 6)."""
    given = wanted or grant.scopes
    if scopes.OFFLINE not in grant.scopes:
        return await _write(tx, site, app, grant, given)
    now, renewal = site.clock.now(), secret_token(32)
    kept = Refresh(grant.id, app.id, grant.account_id, grant.scopes, grant.granted, now + RENEWED_WITHIN)
    await app_grants.insert_refresh(tx, renewal, kept)
    return await _write(tx, site, app, grant, given, renewal=renewal)


async def _write(
    tx: Writing, site: Site, app: RegisteredApp, grant: _Grant | None, given: tuple[str, ...], *, renewal: str = ""
) -> Issued:
    token, now = secret_token(32), site.clock.now()
    life = LIFE if renewal else 0
    await access_tokens.insert(
        tx,
        site.ids.new(),
        token,
        app_id=app.id,
        account_id=grant.account_id if grant else None,
        scopes=given,
        now=now,
        expires=now + life if life else 0,
        grant_id=grant.id if grant else 0,
    )
    await apps.used(tx, app.id, now=now)
    return Issued(token, given, now, renewal, life // 1000)


async def give_back(site: Site, app: RegisteredApp, token: str) -> None:
    """The app is done with a token, or with all of a grant where the token renews it. One that is not known (any more)
    is given back already (RFC 7009, section 2.2). Raises Denied (403) for another app's."""
    if not token:
        raise Denied("unauthorized_client", 403)
    async with site.db.writing() as tx:
        bearer = await access_tokens.find(tx, token, now=site.clock.now())
        renewal = await app_grants.refresh(tx, token)
        whose = bearer.app_id if bearer else renewal.app_id if renewal else app.id
        if whose != app.id:
            raise Denied("unauthorized_client", 403)
        if bearer is not None:
            await access_tokens.revoke(tx, bearer)
        if grant_id := renewal.grant_id if renewal else bearer.grant_id if bearer else 0:
            await app_grants.revoke(tx, grant_id)
    site.passes.changed()
