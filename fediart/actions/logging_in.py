"""Logging in and out: the password is checked behind brakes, and every session is a row that can be ended."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions import account_deletion, brakes
from fediart.errors import NotAllowed, Problem
from fediart.ids import secret_token
from fediart.language import N_, _
from fediart.site import Site
from fediart.store import access_tokens, accounts, sessions
from fediart.store.accounts import Account
from fediart.store.database import Reading

_WRONG = N_("The name or the password is not right.")


class Unconfirmed(NotAllowed):
    """The password was right, but the address has not been confirmed; `account` is whose."""

    def __init__(self, account: Account) -> None:
        super().__init__("Confirm your e-mail address first: follow the link in the mail we sent you.")
        self.account = account


async def log_in(site: Site, name: str, password: str, *, address: str, agent: str, old_token: str = "") -> str:
    """A new session's secret, for the cookie. `name` may be the name or the e-mail address.

    Raises TooOften, Problem for a wrong name or password (never saying which), Unconfirmed, and NotAllowed for
    accounts that wait or are suspended. `old_token` is ended: a session never survives a log-in.
    """
    async with site.db.reading() as tx:
        account = await account_named(tx, name)
    await check_password(site, account, name, password, address=address)
    if account is None:
        raise Problem(_(_WRONG), field="password")
    if account.suspended:
        raise NotAllowed(_("This account is suspended. Write to the instance's contact address about it."))
    if not account.confirmed:
        raise Unconfirmed(account)
    if not account.approved:
        raise NotAllowed(_("A moderator has yet to approve your account. You will get a mail."))
    return await _begin(site, account, password, agent=agent, old_token=old_token)


async def check_password(site: Site, account: Account | None, name: str, password: str, *, address: str) -> None:
    """Counts the try on both brakes before the password is looked at, so that many at once do not slip through."""
    whose = str(account.id) if account else name.lower()
    now = site.clock.now()
    async with site.db.writing() as tx:
        await brakes.count_try(tx, brakes.LOG_IN_NAME, whose, now=now)
        await brakes.count_try(tx, brakes.LOG_IN_ADDRESS, address, now=now)
    if not await site.passwords.matches(account.password_hash if account else None, password[:1000]):
        raise Problem(_(_WRONG), field="password")
    async with site.db.writing() as tx:
        await brakes.succeeded(tx, brakes.LOG_IN_NAME, whose)
        await brakes.succeeded(tx, brakes.LOG_IN_ADDRESS, address)


async def log_out(site: Site, account_id: int, session: str) -> None:
    """Ends the session of this hash, if it is the account's."""
    async with site.db.writing() as tx:
        await sessions.end(tx, account_id, session)


async def end_everything_else(site: Site, account_id: int, *, but: str) -> None:
    """Every other session ends, and apps and programs are logged out."""
    async with site.db.writing() as tx:
        await sessions.end_all(tx, account_id, but=but)
        await access_tokens.revoke_all(tx, account_id)
    site.passes.changed()


async def _begin(site: Site, account: Account, password: str, *, agent: str, old_token: str) -> str:
    token, now = secret_token(32), site.clock.now()
    fresh = ""
    if site.passwords.outdated(account.password_hash):
        fresh = await site.passwords.hash(password)
    async with site.db.writing() as tx:
        if old_token:
            old = await sessions.find(tx, old_token, now=now)
            if old is not None:
                await sessions.end(tx, old.account.id, old.session.token_hash)
        await sessions.insert(tx, token, account.id, agent=agent, now=now)
        if fresh:
            account = replace(account, password_hash=fresh)
            await accounts.save(tx, account)
        stays = await account_deletion.kept(tx, site, account)
    if stays:
        account_deletion.rung(site)
    return token


async def account_named(tx: Reading, name: str) -> Account | None:
    """Whose name or e-mail address somebody typed to log in."""
    if "@" in name.removeprefix("@"):
        return await accounts.by_email(tx, name)
    return await accounts.by_name(tx, name.removeprefix("@"))
