"""Replies that wait for the consent of whom they answer: GoToSocial's ReplyRequest and its ReplyAuthorization.

https://docs.gotosocial.org/en/latest/federation/interaction_controls/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from federation.context import ACTIVITYSTREAMS

Json = dict[str, Any]

GOTOSOCIAL = "https://gotosocial.org/ns"
# What a reply carries once it is approved.
REPLY_AUTHORIZATION: Mapping[str, Any] = {
    "gts": f"{GOTOSOCIAL}#",
    "replyAuthorization": {"@id": "gts:replyAuthorization", "@type": "@id"},
}


def reply_request(activity_id: str, actor: str, answered: str, reply: Mapping[str, Any], to: str) -> Json:
    """Asks the author of `answered`, the actor `to`; the reply is inlined whole, since it is not out yet."""
    given = reply.get("@context", ACTIVITYSTREAMS)
    rest = [one for one in (given if isinstance(given, list) else [given]) if one != ACTIVITYSTREAMS]
    return {
        "@context": [ACTIVITYSTREAMS, GOTOSOCIAL, *rest],
        "id": activity_id,
        "type": "ReplyRequest",
        "actor": actor,
        "object": answered,
        "instrument": {name: value for name, value in reply.items() if name != "@context"},
        "to": [to],
    }
