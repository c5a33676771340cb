"""The words of FEP-044f: asking to quote, saying yes or no, and the authorization that others can check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from federation.context import ACTIVITYSTREAMS, QUOTE, QUOTE_AUTHORIZATION, context
from federation.lenient import id_of
from federation.objects import Raw, Unknown

Json = dict[str, Any]
AUTHORIZATION = "QuoteAuthorization"


@dataclass(frozen=True, slots=True)
class Authorization:
    """`author` lets `quoting` quote `quoted`: addresses of an actor and two posts. `id` is where it is served."""

    id: str
    author: str
    quoting: str
    quoted: str


def authorization(of: Authorization) -> Json:
    """The document served at the authorization's own address."""
    return {
        "@context": context(QUOTE_AUTHORIZATION),
        "id": of.id,
        "type": AUTHORIZATION,
        "attributedTo": of.author,
        "interactingObject": of.quoting,
        "interactionTarget": of.quoted,
    }


def read_authorization(thing: object) -> Authorization | None:
    """Out of what another server answered, which passed the gate; None where it is nothing of the kind."""
    if not isinstance(thing, Unknown) or thing.type != AUTHORIZATION or thing.id is None:
        return None
    author = id_of(thing.raw.get("attributedTo"))
    quoting, quoted = id_of(thing.raw.get("interactingObject")), id_of(thing.raw.get("interactionTarget"))
    if author is None or quoting is None or quoted is None:
        return None
    return Authorization(thing.id, author, quoting, quoted)


def quote_request(activity_id: str, actor: str, quoted: str, quoting: Mapping[str, Any], to: str) -> Json:
    """Asks the author of `quoted`, the actor `to`; the post that quotes is inlined, since it may not be out yet."""
    instrument = {name: value for name, value in quoting.items() if name != "@context"}
    return {
        "@context": quoting.get("@context", ACTIVITYSTREAMS),
        "id": activity_id,
        "type": "QuoteRequest",
        "actor": actor,
        "object": quoted,
        "instrument": instrument,
        "to": [to],
    }


def answer(activity_id: str, author: str, asked: Raw, to: str, *, result: str | None = None) -> Json:
    """Yes with the authorization's address as `result`, or no without."""
    made: Json = {
        "@context": context(QUOTE),
        "id": activity_id,
        "type": "Reject" if result is None else "Accept",
        "actor": author,
        "object": dict(asked),
        "to": [to],
    }
    return made if result is None else made | {"result": result}


def asked_before(request_id: str, actor: str, quoted: str, quoting: str) -> Json:
    """The request as the answer repeats it: by its four addresses."""
    return {"id": request_id, "type": "QuoteRequest", "actor": actor, "object": quoted, "instrument": quoting}
