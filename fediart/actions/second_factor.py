"""A second factor: set up with an authenticator app, demanded at log-in, taken off; and recovery codes for its loss."""

from __future__ import annotations

from typing import Final

from fediart.actions import brakes
from fediart.actions.logging_in import demand_active
from fediart.actions.mails import queue_mail
from fediart.actions.one_time_codes import (
    bare,
    new_recovery_codes,
    recovery_hash,
    secret_of,
    step_of,
)
from fediart.actions.session_beginning import Browser, begin
from fediart.errors import NotFound, Problem
from fediart.ids import secret_token
from fediart.language import N_, _
from fediart.site import Site
from fediart.store import accounts, second_factors
from fediart.store.accounts import Account
from fediart.store.admin_log import MEMBER, log
from fediart.store.database import Writing

WRONG: Final = N_("This code is not right, or it was used already. Wait for the next one and try again.")
ON, OFF, RECOVERED, RENEWED = "on", "off", "recovered", "renewed"  # what the mail tells of


async def start(site: Site, account: Account) -> bytes:
    """A secret for a new app; nothing is demanded before `turn_on`. Raises Problem where an app is in use."""
    async with site.db.writing() as tx:
        kept = await second_factors.authenticator(tx, account.id)
        if kept is not None and kept.confirmed:
            raise Problem(_("You have an app already. Take it off first."))
        if kept is None:
            await second_factors.begin(tx, account.id, secret_token(), now=site.clock.now())
            kept = await second_factors.authenticator(tx, account.id)
    assert kept is not None
    return secret_of(site.config, account.id, kept.salt)


async def turn_on(site: Site, account: Account, code: str, *, address: str) -> list[str]:
    """The app's first code: from now on one is demanded at every log-in. The recovery codes, told this once."""
    await _brake(site, account, address)
    async with site.db.writing() as tx:
        if not await _is_right(tx, site, account.id, code, confirmed=False):
            raise Problem(_(WRONG), field="code")
        now = site.clock.now()
        await second_factors.confirm(tx, account.id, now=now)
        await second_factors.two_factors(tx, account.id, since=now)
        codes = await fresh_codes(tx, site, account)
        await _release(tx, account, address)
        await tell(tx, site, account, ON)
    _changed(site)
    return codes


async def turn_off(site: Site, account: Account) -> None:
    """The password alone logs in again. Passkeys stay."""
    async with site.db.writing() as tx:
        await _take_off(tx, site, account)
    _changed(site)


async def take_off_by_shell(site: Site, name: str) -> None:
    """From the command line, for who has lost everything. Raises NotFound."""
    async with site.db.writing() as tx:
        account = await accounts.by_name(tx, name)
        if account is None:
            raise NotFound(_("There is no account named %(name)s here.", name=name))
        await _take_off(tx, site, account)
        now = site.clock.now()
        await log(
            tx, site.ids, account_id=None, action="take off second factor", subject=f"@{name}", now=now, kind=MEMBER,
            about=account.actor_id,
        )  # fmt: skip
    _changed(site)


async def renew_codes(site: Site, account: Account) -> list[str]:
    """New recovery codes; the old ones open nothing any more."""
    async with site.db.writing() as tx:
        codes = await fresh_codes(tx, site, account)
        await tell(tx, site, account, RENEWED)
    site.bell.ring()
    return codes


async def finish(site: Site, half: str, code: str, browser: Browser) -> str:
    """The second step of a log-in: the new session's secret. Raises Problem by field, TooOften, NotFound where the
    first step is too long ago, and what `demand_active` raises."""
    account = await waiting(site, half)
    await check_code(site, account, code, address=browser.address)
    return await let_in(site, half, account, browser)


async def waiting(site: Site, half: str) -> Account:
    """Whose password was right at the first step. Raises NotFound."""
    async with site.db.reading() as tx:
        account = await accounts.by_id(tx, await second_factors.half(tx, half, now=site.clock.now()))
    if account is None:
        raise NotFound(_("This took too long. Log in once more."))
    return account


async def let_in(site: Site, half: str, account: Account, browser: Browser) -> str:
    """The second factor was right. Of two who come so far at once, one is let in."""
    await demand_active(site, account)
    async with site.db.writing() as tx:
        ended = await second_factors.end_half(tx, half)
    if not ended:
        raise NotFound(_("This took too long. Log in once more."))
    return await begin(site, account, browser)


async def check_code(site: Site, account: Account, code: str, *, address: str, field: str = "code") -> None:
    """A code of the app, or a recovery code, which is used up by it. Raises Problem at `field`, TooOften."""
    await _brake(site, account, address)
    async with site.db.writing() as tx:
        right = await _is_right(tx, site, account.id, code) or await _recovers(tx, site, account, code)
        if not right:
            raise Problem(_(WRONG), field=field)
        await _release(tx, account, address)


async def _is_right(tx: Writing, site: Site, account_id: int, code: str, *, confirmed: bool = True) -> bool:
    kept = await second_factors.authenticator(tx, account_id)
    if kept is None or bool(kept.confirmed) is not confirmed:
        return False
    step = step_of(secret_of(site.config, account_id, kept.salt), bare(code), now=site.clock.now())
    return bool(step) and await second_factors.use_step(tx, account_id, step)


async def _recovers(tx: Writing, site: Site, account: Account, code: str) -> bool:
    hashed = recovery_hash(account.id, code)
    if not await second_factors.use_recovery(tx, account.id, hashed, now=site.clock.now()):
        return False
    await tell(tx, site, account, RECOVERED)
    return True


async def _take_off(tx: Writing, site: Site, account: Account) -> None:
    await second_factors.take_off(tx, account.id)
    await second_factors.keep_recovery(tx, account.id, (), now=site.clock.now())
    await second_factors.two_factors(tx, account.id, since=0)
    await tell(tx, site, account, OFF)


async def fresh_codes(tx: Writing, site: Site, account: Account) -> list[str]:
    """New recovery codes instead of the earlier ones, in the caller's transaction."""
    codes = new_recovery_codes()
    hashes = [recovery_hash(account.id, code) for code in codes]
    await second_factors.keep_recovery(tx, account.id, hashes, now=site.clock.now())
    return codes


async def tell(tx: Writing, site: Site, account: Account, what: str, *, named: str = "") -> None:
    """A mail about what became of the second factors: always, since it may not have been them."""
    await queue_mail(tx, site, "second-factor", account_id=account.id, to=account.email, what=what, named=named)


async def _brake(site: Site, account: Account, address: str) -> None:
    """Counted before the code is looked at, so that many at once do not slip through (advisory 104)."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        await brakes.count_try(tx, brakes.SECOND_FACTOR, str(account.id), now=now)
        await brakes.count_try(tx, brakes.SECOND_ADDRESS, address, now=now)


async def _release(tx: Writing, account: Account, address: str) -> None:
    await brakes.succeeded(tx, brakes.SECOND_FACTOR, str(account.id))
    await brakes.succeeded(tx, brakes.SECOND_ADDRESS, address)


def _changed(site: Site) -> None:
    site.passes.changed()
    site.bell.ring()
