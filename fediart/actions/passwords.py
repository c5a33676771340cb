"""Passwords forgotten and changed. A new password ends every session and logs every app out (advisory 96)."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions import brakes
from fediart.actions.accounts import mark_confirmed
from fediart.actions.logging_in import check_password
from fediart.actions.mails import queue_mail
from fediart.actions.names import checked_email, checked_password
from fediart.actions.unwelcome_mail import demand_mail
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.site import Site
from fediart.store import access_tokens, accounts, mail_links, second_factors, sessions
from fediart.store.accounts import Account
from fediart.store.admin_log import MEMBER, log
from fediart.store.database import Writing
from fediart.store.mail_links import CHANGE, CONFIRM, RESET

_USED_UP = N_("This link is used up or too old. Ask for another one.")


async def forgot(site: Site, email: str, *, address: str) -> None:
    """Queues a mail with a link, if an account has this address; the answer is the same for everyone."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        await brakes.count_try(tx, brakes.MAIL_ADDRESS, address, now=now)
        await brakes.count_try(tx, brakes.MAIL_ACCOUNT, email.lower(), now=now)
        account = await accounts.by_email(tx, email)
        if account is not None and not account.suspended:
            await queue_mail(tx, site, RESET, account_id=account.id, to=account.email)
    site.bell.ring()


async def reset(site: Site, token: str, password: str, *, address: str) -> Account:
    """Sets the password of whoever got this link. It works once; all sessions and all earlier links end."""
    async with site.db.writing() as tx:
        await brakes.count_try(tx, brakes.LINK_ADDRESS, address, now=site.clock.now())
    async with site.db.reading() as tx:
        link = await mail_links.find(tx, token, (RESET,), now=site.clock.now())
        account = await accounts.by_id(tx, link.account_id) if link else None
    if account is None:
        raise NotFound(_(_USED_UP))
    checked_password(password, email=account.email)
    fresh = await site.passwords.hash(password)
    async with site.db.writing() as tx:
        taken = await mail_links.take(tx, token, (RESET,), now=site.clock.now())
        account = await accounts.by_id(tx, taken.account_id) if taken else None
        if taken is None or account is None or taken.email.lower() != account.email.lower():
            raise NotFound(_(_USED_UP))
        # Who reads the mail owns the address: a link for a reset confirms it, too.
        account = await mark_confirmed(tx, site, account)
        await _set(tx, site, account, fresh)
        await brakes.succeeded(tx, brakes.LINK_ADDRESS, address)
    site.passes.changed()
    site.bell.ring()
    return account


async def change_password(
    site: Site, account: Account, current: str, new: str, *, session: str, address: str, name: str = ""
) -> None:
    """The session with the hash `session` stays; all others end, and apps are logged out. Raises Problem by field,
    TooOften."""
    await _demand_current(site, account, current, address=address)
    checked_password(new, name=name, email=account.email, field="new_password")
    fresh = await site.passwords.hash(new)
    async with site.db.writing() as tx:
        await _set(tx, site, account, fresh, but=session)
    site.passes.changed()
    site.bell.ring()


async def change_email(site: Site, account: Account, current: str, email: str, *, address: str) -> None:
    """Sends a link to the new address, which becomes the account's when the link is followed."""
    checked_email(email)
    await _demand_current(site, account, current, address=address)
    async with site.db.writing() as tx:
        await demand_mail(tx, email)
        await brakes.count_try(tx, brakes.MAIL_ACCOUNT, str(account.id), now=site.clock.now())
        other = await accounts.by_email(tx, email)
        if other is None:
            await queue_mail(tx, site, CHANGE, account_id=account.id, to=email)
        elif other.id != account.id:
            # Not told on the page, or anyone could ask whether an address has an account.
            await queue_mail(tx, site, "already-here", account_id=other.id, to=other.email)
    site.bell.ring()


async def reset_password(site: Site, name: str, password: str) -> None:
    """From the command line: a new password, and every session ends. Raises NotFound, Problem."""
    checked_password(password, name=name)
    fresh = await site.passwords.hash(password)
    async with site.db.writing() as tx:
        account = await accounts.by_name(tx, name)
        if account is None:
            raise NotFound(_("There is no account named %(name)s here.", name=name))
        await _set(tx, site, account, fresh)
        await log(
            tx, site.ids, account_id=None, action="reset password", subject=f"@{name}", now=site.clock.now(),
            kind=MEMBER, about=account.actor_id,
        )  # fmt: skip
    site.passes.changed()


async def _demand_current(site: Site, account: Account, current: str, *, address: str) -> None:
    try:
        await check_password(site, account, "", current, address=address)
    except Problem as problem:
        if problem.field:
            raise Problem(_("This is not your current password."), field="current_password") from None
        raise


async def _set(tx: Writing, site: Site, account: Account, password_hash: str, *, but: str = "") -> None:
    await accounts.save(tx, replace(account, password_hash=password_hash))
    await sessions.end_all(tx, account.id, but=but)
    await second_factors.end_halves(tx, account.id)
    await access_tokens.revoke_all(tx, account.id)
    for purpose in (RESET, CHANGE):
        await mail_links.end(tx, account.id, purpose)
    if account.confirmed:
        await mail_links.end(tx, account.id, CONFIRM)
    await queue_mail(tx, site, "password-changed", account_id=account.id, to=account.email)
