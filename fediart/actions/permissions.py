"""Who may do what: one table, and the one function that reads it."""

from __future__ import annotations

from fediart.errors import NotAllowed
from fediart.language import _
from fediart.store.accounts import Account

_ARTIST = frozenset({"publish"})
_MODERATOR = _ARTIST | {"review", "approve sign-ups", "block domains", "handle reports"}
_ADMIN = _MODERATOR | {"change instance", "invite", "suspend", "see operations"}
_OWNER = _ADMIN | {"change roles"}

MAY: dict[str, frozenset[str]] = {"artist": _ARTIST, "moderator": _MODERATOR, "admin": _ADMIN, "owner": _OWNER}


def may(account: Account | None, deed: str) -> bool:
    """False for visitors, and for whoever was suspended since they logged in (advisory 100)."""
    return account is not None and account.active and deed in MAY.get(account.role, frozenset())


def demand(account: Account | None, deed: str) -> None:
    if not may(account, deed):
        raise NotAllowed(_("Only %(whose)s of this instance can do this.", whose=_whose(deed)))


def _whose(deed: str) -> str:
    """The mildest of the roles that may."""
    words = {"artist": "members", "moderator": "moderators", "admin": "administrators", "owner": "the owner"}
    return next((words[role] for role, deeds in MAY.items() if deed in deeds), "nobody")
