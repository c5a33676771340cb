"""What one address for all activities asks beside the door: the scope of each kind, and a bound for deletions."""

from __future__ import annotations

from fediart.actions.scopes import holds
from fediart.api.allowance import ALLOWANCES
from fediart.api.call import Call
from fediart.api.endpoint import DELETIONS
from fediart.api.refusals import OUT_OF_SCOPE, TOO_MANY, Refused
from fediart.errors import NotFound, TooOften
from fediart.language import _


def demand_own(call: Call) -> None:
    """That it is one's own inbox or outbox. Raises NotFound: others' are not there for apps."""
    if call.part("name").lower() != call.actor.name.lower():
        raise NotFound(_("Record not found"))


def demand_scope(call: Call, scope: str) -> None:
    """Raises Refused (403)."""
    if call.bearer is None or not holds(call.bearer.scopes, scope):
        raise Refused(403, OUT_OF_SCOPE)


def count_deletion(call: Call) -> None:
    """Deletions and boosts taken back count in the same window as those of every app. Raises TooOften."""
    standing = call.request.app[ALLOWANCES].count(DELETIONS, f"person {call.account.id}", person=True, now=call.now)
    if standing.left < 0:
        raise TooOften(TOO_MANY, retry_after=max(1, (standing.ends - call.now) // 1000))
