"""`proxyUrl`: an object of another server, fetched for a member and signed by them (W3C ActivityPub, section 4.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from federation.fetch import Fetched, FetchError, Gone, Unsuitable
from federation.fetch import NotFound as NotThere
from federation.lenient import http_url
from federation.media_types import ACTIVITY_JSON
from federation.objects import Note
from federation.rules import admit, same_origin
from fediart.actions.find import count_look_up
from fediart.actions.resolve import blocked_host, budget_of, key_of
from fediart.api.call import Call, Written
from fediart.api.given import asked
from fediart.api.refusals import NOT_FOUND, Refused
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import actors
from fediart.store.actors import Actor


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be fetched."""

    id: str | None = asked("The id of an object of another server.", required=True, most=2048)


async def fetch(call: Call, given: Wanted) -> Written[dict[str, Any]]:
    """Fetches an object of another server as it tells it to this member; so many times in ten minutes."""
    url = http_url(given.id)
    if url is None:
        raise Refused(422, _("Give the `id` of an object: an address that begins with https."))
    if same_origin(url, call.site.config.origin):
        raise Refused(422, _("This is an address of this server: ask it there."))
    async with call.site.db.reading() as tx:
        if await blocked_host(tx, url):
            raise Refused(422, _("This server does not talk to the one at this address."))
    await count_look_up(call.site, call.actor.id)
    found = await _fetched(call, url)
    body = json.dumps(found.body, ensure_ascii=False, separators=(",", ":")).encode()
    return Written(body, {"Content-Type": f"{ACTIVITY_JSON}; charset=utf-8"})


async def _fetched(call: Call, url: str) -> Fetched:
    """Raises NotFound for what is not there, or of somebody suspended here; Refused for what cannot be had."""
    try:
        found = await call.site.http.get_json(url, signer=key_of(call.actor), budget=budget_of(call.site))
        if same_origin(found.url, call.site.config.origin):
            raise Unsuitable("it leads back to this server")
        thing = admit(found, found.body)
    except (NotThere, Gone):
        raise NotFound(NOT_FOUND) from None
    except FetchError as problem:
        raise Refused(422, _("The address cannot be asked: %(reason)s.", reason=problem.reason)) from None
    owner = thing.attributed_to if isinstance(thing, Note) else found.url
    async with call.site.db.reading() as tx:
        known: Actor | None = await actors.by_uri(tx, owner)
    if known is not None and known.suspended:
        raise NotFound(NOT_FOUND)
    return found
