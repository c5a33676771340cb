"""Tokens that people make themselves for programs of their own, and all that they take back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fediart.actions import scopes
from fediart.errors import NotFound, Problem, Problems
from fediart.ids import secret_token
from fediart.language import _
from fediart.site import Site
from fediart.store import access_tokens, accounts
from fediart.store.accounts import Account
from fediart.store.database import Conflict

USUAL: Final = ("read", "write", "follow", "push")
LONGEST_LABEL: Final = 100
MOST_OWN: Final = 50
_BROAD: Final = ", ".join(scope for scope in scopes.SCOPES if scope.count(":") == scope.startswith("admin"))


async def create_token(site: Site, name: str, wanted: Iterable[str], *, label: str, given: str = "") -> str:
    """A new token from the command line, told once. `given` is one of your own choice, in test mode alone.

    Raises NotFound, and Problem for unknown scopes or an account that may not act.
    """
    if given and not site.config.instance.development:
        raise Problem(
            _("A token of your own choice can be guessed: leave --token out, or set instance.development = true.")
        )
    async with site.db.reading() as tx:
        account = await accounts.by_name(tx, name)
    if account is None:
        raise NotFound(_("There is no account named %(name)s here.", name=name))
    if not account.active:
        raise Problem(
            _("@%(name)s cannot act now: the account is suspended, or not confirmed and approved yet.", name=name)
        )
    return await make_own(site, account, wanted, label=label, given=given)


async def make_own(site: Site, account: Account, wanted: Iterable[str], *, label: str, given: str = "") -> str:
    """A token for a program of one's own, told once. Raises Problem by field: scopes, label."""
    named, label = sorted({scope for scope in wanted if scope}), label.strip()
    if found := _wrong(named, label):
        raise Problems(found)
    secret = given or secret_token(32)
    try:
        async with site.db.writing() as tx:
            if len(await access_tokens.made_by(tx, account.id)) >= MOST_OWN:
                raise Problem(_("You have %(most)s tokens. Revoke one that you no longer need.", most=MOST_OWN))
            await access_tokens.insert(
                tx, site.ids.new(), secret, app_id=None, account_id=account.id, scopes=named, label=label,
                now=site.clock.now(),
            )  # fmt: skip
    except Conflict:
        raise Problem(_("There is this token already.")) from None
    return secret


def _wrong(named: list[str], label: str) -> list[Problem]:
    found = []
    if not label or len(label) > LONGEST_LABEL:
        words = _("Say in at most %(most)s characters what the token is for.", most=LONGEST_LABEL)
        found.append(Problem(words, field="label"))
    unknown = [scope for scope in named if scope not in scopes.SCOPES]
    if unknown:
        words = _("Scopes are %(known)s; unknown: %(unknown)s.", known=_BROAD, unknown=", ".join(unknown))
        found.append(Problem(words, field="scopes"))
    if not named:
        found.append(Problem(_("Choose what the token may do."), field="scopes"))
    return found


async def revoke_own(site: Site, account: Account, token_id: int) -> None:
    """Raises NotFound for a token that is not theirs, or gone (advisory 89)."""
    async with site.db.writing() as tx:
        if not await access_tokens.revoke_own(tx, account.id, token_id):
            raise NotFound(_("This token is gone already."))
    site.passes.changed()


async def revoke_app(site: Site, account: Account, app_id: int) -> None:
    """An app may do nothing for them any more. Raises NotFound where it may nothing already."""
    async with site.db.writing() as tx:
        if not await access_tokens.revoke_app(tx, account.id, app_id):
            raise NotFound(_("This app may do nothing in your name already."))
    site.passes.changed()


async def revoke_all(site: Site, account: Account) -> None:
    """Every app is logged out, and every token ends."""
    async with site.db.writing() as tx:
        await access_tokens.revoke_all(tx, account.id)
    site.passes.changed()
