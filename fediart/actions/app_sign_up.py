"""Accounts that begin in an app: the rules are those of the form on the page, and the app gets a token at once, which
opens nothing until the account may act.

Nobody learns in this way whether an address has an account here: then, too, there is a token, a decoy that waits for
ever, and the address's owner gets the mail that they would get by the form.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fediart.actions import brakes
from fediart.actions.accounts import SignUp, resend_confirmation, sign_up
from fediart.actions.app_tokens import Issued, for_sign_up
from fediart.actions.mails import LIVES, queue_mail
from fediart.actions.names import checked_email
from fediart.ids import secret_token
from fediart.site import Site
from fediart.store import access_tokens, accounts
from fediart.store.access_tokens import Bearer
from fediart.store.apps import RegisteredApp
from fediart.store.mail_links import CONFIRM

_DECOYS_LIVE: Final = LIVES[CONFIRM]


async def sign_up_in_app(site: Site, app: RegisteredApp, form: SignUp, *, address: str) -> Issued:
    """Raises Problems by field, NotAllowed where sign-up is closed, TooOften: as `sign_up` does."""
    made = await sign_up(site, form, address=address)
    async with site.db.writing() as tx:
        if made.account is not None:
            return await for_sign_up(tx, site, app, made.account)
        token, now = secret_token(32), site.clock.now()
        await access_tokens.insert(
            tx, site.ids.new(), token, app_id=app.id, account_id=None, scopes=app.scopes, now=now,
            expires=now + _DECOYS_LIVE, decoy=True,
        )  # fmt: skip
        return Issued(token, app.scopes, now)


async def confirm_again(site: Site, bearer: Bearer, email: str) -> None:
    """Another mail with another link, to `email` from now on if it is given. Raises Problem by field, TooOften."""
    if email:
        checked_email(email)
    account = bearer.behind
    if account is None:  # a decoy: the same brakes, and no mail
        async with site.db.writing() as tx:
            await brakes.count_try(tx, brakes.MAIL_ACCOUNT, f"decoy {bearer.token_hash}", now=site.clock.now())
        return
    if not email or email.lower() == account.email.lower():
        await resend_confirmation(site, account)
        return
    async with site.db.writing() as tx:
        await brakes.count_try(tx, brakes.MAIL_ACCOUNT, str(account.id), now=site.clock.now())
        other = await accounts.by_email(tx, email)
        if other is not None:
            await queue_mail(tx, site, "already-here", account_id=other.id, to=other.email)
        else:
            await accounts.save(tx, replace(account, email=email))
            await queue_mail(tx, site, CONFIRM, account_id=account.id, to=email)
    site.passes.changed()
    site.bell.ring()
