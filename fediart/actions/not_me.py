"""“It was not me”: whoever reads the mail about a log-in ends everything that may be a thief's, and starts afresh."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions import brakes
from fediart.actions.mails import LIVES
from fediart.clock import HOUR
from fediart.errors import NotFound
from fediart.ids import secret_token
from fediart.language import _
from fediart.site import Site
from fediart.store import access_tokens, accounts, known_places, mail_links, passkeys, second_factors, sessions
from fediart.store.accounts import Account
from fediart.store.database import Writing
from fediart.store.mail_links import LOG_IN, RESET, MailLink


async def deny(site: Site, token: str, *, address: str) -> str:
    """Ends every session, app and second factor that came with that log-in, and makes the password worthless.

    The secret of a link at which the owner of the mail chooses a new one. Raises NotFound for a link that does not
    work (any more), TooOften.
    """
    async with site.db.writing() as tx:
        await brakes.count_try(tx, brakes.LINK_ADDRESS, address, now=site.clock.now())
    worthless = await site.passwords.hash(secret_token(32))
    async with site.db.writing() as tx:
        link = await mail_links.take(tx, token, (LOG_IN,), now=site.clock.now())
        account = await accounts.by_id(tx, link.account_id) if link else None
        if link is None or account is None:
            raise NotFound(_("This link is used up or too old. Ask for a new password instead."))
        await accounts.save(tx, replace(account, password_hash=worthless))
        await _end_all(tx, account)
        await _take_what_is_new(tx, account, link)
        await brakes.succeeded(tx, brakes.LINK_ADDRESS, address)
        now = site.clock.now()
        fresh = await mail_links.make(tx, account.id, RESET, account.email, now=now, life=LIVES[RESET])
    site.passes.changed()
    return fresh


async def _end_all(tx: Writing, account: Account) -> None:
    await sessions.end_all(tx, account.id)
    await access_tokens.revoke_all(tx, account.id)
    await second_factors.end_halves(tx, account.id)
    await known_places.forget_all(tx, account.id)


async def _take_what_is_new(tx: Writing, account: Account, link: MailLink) -> None:
    """Second factors that were added since that log-in: a thief's would shut the owner out."""
    since = link.created - HOUR  # the mail may have waited
    await passkeys.take_newer(tx, account.id, since)
    kept = await second_factors.authenticator(tx, account.id)
    if account.two_factors >= since:
        await second_factors.two_factors(tx, account.id, since=0)
    if kept is not None and max(kept.confirmed, kept.created) >= since:
        await second_factors.take_off(tx, account.id)
