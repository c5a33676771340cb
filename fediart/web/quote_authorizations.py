"""The consent of an artist to a quote, for every server that wants to check it; gone once it is withdrawn."""

from __future__ import annotations

from aiohttp import web

from federation import write
from federation.quotes import AUTHORIZATION, Authorization, authorization
from fediart.actions.quote_answers import approval_uri
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import posts, quote_requests, quotes
from fediart.web import actors
from fediart.web.asking import demand
from fediart.web.negotiation import activity_json
from fediart.web.request import site_of

_OPEN = ("public", "unlisted")


async def show(request: web.Request) -> web.StreamResponse:
    """`/users/NAME/quote-authorizations/ID`: whoever may see the quoted post may see that it may be quoted."""
    number = int(request.match_info["id"])
    async with site_of(request).db.reading() as tx:
        artist = await actors.local(tx, request)
        asked = await quote_requests.owned(tx, number, artist.id) if number < 2**63 else None
        post = await posts.by_id(tx, asked.post_id) if asked else None
        if asked is None or post is None or post.deleted or asked.state not in (quotes.ALLOWED, quotes.REVOKED):
            raise NotFound(_("There is no such document."))
        await demand(tx, request, artist.id, post)
    address, private = approval_uri(artist.uri, asked.id), post.visibility not in _OPEN
    if asked.state == quotes.REVOKED:
        gone = write.tombstone(address, AUTHORIZATION, write.iso(asked.decided))
        return activity_json(request, gone, status=410, private=private)
    made = authorization(Authorization(address, artist.uri, asked.quote_uri, post.uri))
    return activity_json(request, made, private=private)
