"""Logging in and out: the password is checked behind brakes, and every session is a row that can be ended."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions import brakes
from fediart.actions.session_beginning import Browser, begin
from fediart.actions.sign_up_queue import place_of, place_words
from fediart.clock import MINUTE
from fediart.errors import NotAllowed, Problem
from fediart.ids import secret_token
from fediart.language import N_, _
from fediart.site import Site
from fediart.store import access_tokens, accounts, second_factors, sessions
from fediart.store.accounts import Account
from fediart.store.database import Reading

HALF_LASTS = 10 * MINUTE
_WRONG = N_("The name or the password is not right.")


class Unconfirmed(NotAllowed):
    """The password was right, but the address has not been confirmed; `account` is whose."""

    def __init__(self, account: Account) -> None:
        super().__init__("Confirm your e-mail address first: follow the link in the mail we sent you.")
        self.account = account


class HalfWay(NotAllowed):
    """The password was right, but this account demands a second factor; `token` opens the second step."""

    def __init__(self, token: str) -> None:
        super().__init__(_("Go on with your second factor."))
        self.token = token


async def log_in(site: Site, name: str, password: str, browser: Browser) -> str:
    """A new session's secret, for the cookie. `name` may be the name or the e-mail address.

    Raises TooOften, Problem for a wrong name or password (never saying which), Unconfirmed, NotAllowed for accounts
    that wait or are suspended, and HalfWay where a second factor is still to come.
    """
    async with site.db.reading() as tx:
        account = await account_named(tx, name)
    await check_password(site, account, name, password, address=browser.address)
    if account is None:
        raise Problem(_(_WRONG), field="password")
    await demand_active(site, account)
    return await _go_on(site, account, password, browser)


async def demand_active(site: Site, account: Account) -> None:
    """Raises Unconfirmed or NotAllowed, with the reason, for who may not log in whatever they know."""
    if account.suspended:
        raise NotAllowed(_("This account is suspended. Write to the instance's contact address about it."))
    if not account.confirmed:
        raise Unconfirmed(account)
    if not account.approved:
        async with site.db.reading() as tx:
            place = await place_of(tx, account)
        if place is not None:
            raise NotAllowed(place_words(place))
        raise NotAllowed(_("A moderator has yet to approve your account. You will get a mail."))


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


async def _go_on(site: Site, account: Account, password: str, browser: Browser) -> str:
    """The password is right: a session begins, or with a second factor the other half of the log-in."""
    if site.passwords.outdated(account.password_hash):
        account = replace(account, password_hash=await site.passwords.hash(password))
        async with site.db.writing() as tx:
            await accounts.save(tx, account)
    if not account.two_factors:
        return await begin(site, account, browser)
    token = secret_token(32)
    async with site.db.writing() as tx:
        await second_factors.go_half(tx, token, account.id, now=site.clock.now(), life=HALF_LASTS)
    raise HalfWay(token)


async def account_named(tx: Reading, name: str) -> Account | None:
    """Whose name or e-mail address somebody typed to log in."""
    if "@" in name.removeprefix("@"):
        return await accounts.by_email(tx, name)
    return await accounts.by_name(tx, name.removeprefix("@"))
