"""Who may do what: one table, and the one function that reads it."""

from __future__ import annotations

from fediart.errors import NotAllowed
from fediart.language import _
from fediart.store.accounts import ROLES, Account

_ARTIST = frozenset({"publish"})
_CURATOR = _ARTIST | {"curate"}
_MODERATOR = _CURATOR | {"review", "approve sign-ups", "block domains", "handle reports", "moderate members"}
_ADMIN = _MODERATOR | {"change instance", "invite", "suspend", "see operations"}
_OWNER = _ADMIN | {"change roles"}

MAY: dict[str, frozenset[str]] = {
    "artist": _ARTIST, "curator": _CURATOR, "moderator": _MODERATOR, "admin": _ADMIN, "owner": _OWNER,
}  # fmt: skip


def may(account: Account | None, deed: str) -> bool:
    """False for visitors, and for whoever was suspended since they logged in (advisory 100)."""
    return account is not None and account.active and deed in MAY.get(account.role, frozenset())


def demand(account: Account | None, deed: str) -> None:
    if not may(account, deed):
        raise NotAllowed(_("Only %(whose)s of this instance can do this.", whose=_whose(deed)))


def waits_for_second(account: Account, deed: str, *, demanded: bool) -> bool:
    """Whether this is a deed of staff for which this instance demands a second factor that the account has not.

    `demanded` is InstanceSettings.staff_two_factors.
    """
    return demanded and not account.two_factors and deed not in _ARTIST


def is_above(by: Account, account: Account) -> bool:
    """Nobody acts against an equal or a superior; owners may, against each other. Nobody acts against themselves."""
    if by.id == account.id:
        return False
    return by.role == "owner" or ROLES.index(by.role) < ROLES.index(account.role)


def demand_above(by: Account | None, account: Account, deed: str) -> None:
    """Raises NotAllowed. `by` None is the command line, which may do anything."""
    if by is None:
        return
    demand(by, deed)
    if by.id == account.id:
        raise NotAllowed(_("You cannot do this to your own account."))
    if not is_above(by, account):
        raise NotAllowed(_("You can do this only to accounts with a lesser role than yours."))


def _whose(deed: str) -> str:
    """The mildest of the roles that may."""
    words = {
        "artist": "members", "curator": "curators", "moderator": "moderators", "admin": "administrators",
        "owner": "the owner",
    }  # fmt: skip
    return next((words[role] for role, deeds in MAY.items() if deed in deeds), "nobody")
