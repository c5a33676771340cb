"""POST to one's own outbox (W3C ActivityPub, section 6): one table of what is understood, and what each kind needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from federation.media_types import ACTIVITY_JSON
from fediart.api.c2s import changing, creating, doing, undoing
from fediart.api.c2s.limits import demand_own, demand_scope
from fediart.api.c2s.posted import Made, Posted, read_posted
from fediart.api.call import Answered, Call
from fediart.api.given import Whole
from fediart.api.refusals import Refused
from fediart.language import _

Deed = Callable[[Call, Posted], Awaitable[Made]]

DEEDS: Final[dict[str, tuple[Deed, str]]] = {
    "Create": (creating.create, "write:statuses"),
    "Update": (changing.update, ""),
    "Delete": (changing.delete, "write:statuses"),
    "Like": (doing.like, "write:favourites"),
    "Announce": (doing.announce, "write:statuses"),
    "Follow": (doing.follow, "write:follows"),
    "Accept": (doing.accept, "write:follows"),
    "Reject": (doing.reject, "write:follows"),
    "Block": (doing.block, "write:blocks"),
    "Add": (doing.add, "write:accounts"),
    "Remove": (doing.remove, "write:accounts"),
    "Undo": (undoing.undo, ""),
}
"""What is done and the scope it needs; where that is empty, it hangs on the object, and the deed asks itself."""
SCOPES: Final = ("write:statuses", "write:favourites", "write:follows", "write:blocks", "write:accounts")
_JSON: Final = ("application/json", ACTIVITY_JSON, "application/ld+json")


async def post(call: Call, given: Whole) -> Answered[dict[str, Any]]:
    """Takes an activity, or a bare object as its Create, into one's own outbox, and does what it says.

    201 with the activity's id in Location; 202 for a work that the admission filter has not let in yet.
    """
    demand_own(call)
    if call.request.content_type not in _JSON:
        raise Refused(400, _("Send %(kind)s.", kind=ACTIVITY_JSON))
    posted = read_posted(call, given.tree)
    if posted.kind not in DEEDS:
        known = ", ".join(DEEDS)
        raise Refused(422, _("“%(kind)s” is not understood here. These are: %(known)s.", kind=posted.kind, known=known))
    deed, scope = DEEDS[posted.kind]
    if scope:
        demand_scope(call, scope)
    made = await deed(call, posted)
    headers = {"Content-Type": ACTIVITY_JSON, "Location": str(made.activity["id"])}
    return Answered({**made.activity, **made.more}, made.status, headers)
