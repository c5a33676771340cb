"""API tokens: what a program may do in someone's name."""

from __future__ import annotations

from collections.abc import Iterable

from fediart.errors import NotFound, Problem
from fediart.ids import secret_token
from fediart.language import _
from fediart.site import Site
from fediart.store import accounts, tokens

# The words of OAuth scopes as Mastodon's API has them; `read:statuses` narrows `read`.
SCOPES = ("read", "write", "follow", "push", "profile", "admin:read", "admin:write")


async def create_token(site: Site, name: str, scopes: Iterable[str], *, label: str) -> str:
    """A new token, told once. Raises NotFound, and Problem for unknown scopes or an account that may not act."""
    wanted = sorted({scope for scope in scopes if scope})
    unknown = [scope for scope in wanted if not _is_known(scope)]
    if unknown or not wanted:
        known = ", ".join(SCOPES)
        raise Problem(
            _("Scopes are %(known)s; unknown: %(unknown)s.", known=known, unknown=", ".join(unknown))
            if unknown
            else _("Scopes are %(known)s.", known=known)
        )
    secret = secret_token(32)
    async with site.db.writing() as tx:
        account = await accounts.by_name(tx, name)
        if account is None:
            raise NotFound(_("There is no account named %(name)s here.", name=name))
        if not account.active:
            raise Problem(
                _("@%(name)s cannot act now: the account is suspended, or not confirmed and approved yet.", name=name)
            )
        await tokens.insert(
            tx, site.ids.new(), secret, account.id, scopes=" ".join(wanted), label=label[:100], now=site.clock.now()
        )
    return secret


def _is_known(scope: str) -> bool:
    broad, _, narrow = scope.partition(":")
    return scope in SCOPES or (broad in ("read", "write") and narrow.isalpha())
