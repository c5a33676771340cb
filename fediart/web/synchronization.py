"""`/users/NAME/followers/synchronization`: a server learns which of its own people we believe to follow (FEP-8fcf)."""

from __future__ import annotations

from aiohttp import web

from federation import write
from federation.rules import origin
from federation.signatures import SignatureError, verify_request
from fediart.actions.synchronization import followers_at, partial_url
from fediart.web.actors import local
from fediart.web.asking import demand_asker
from fediart.web.inbox import KEYS
from fediart.web.negotiation import activity_json
from fediart.web.request import site_of


async def show(request: web.Request) -> web.StreamResponse:
    """Only what belongs to the server whose actor signed the request; 401 for whoever has not proven who they are."""
    await demand_asker(request)  # whatever kind of answer they say they want
    site = site_of(request)
    url = site.config.origin + request.path_qs
    try:
        signer = await verify_request(
            "GET", request.path_qs, url, request.headers.items(), b"", request.app[KEYS], site.clock.now()
        )
    except SignatureError as problem:
        return web.json_response({"error": problem.reason}, status=401)
    async with site.db.reading() as tx:
        artist = await local(tx, request)
        items = await followers_at(tx, artist, origin(signer.actor_id))
    made = write.ordered_collection(partial_url(artist), len(items), items=items)
    return activity_json(request, made, private=True, to_anyone=True)
