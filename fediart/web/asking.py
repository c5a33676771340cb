"""Who asks for an ActivityPub document, and may they: the one place where every fetch, signed or not, is judged.

A route whose access is DOCUMENTS has passed `demand_asker` at the gate. Its handler then calls `demand` inside its
own transaction, for the artist whose document it is and, where there is one, for the post:

    async with site_of(request).db.reading() as tx:
        artist = await actors.local(tx, request)      # asks `demand` for the artist named in the address
        post = await actors.post_in(tx, request)      # asks `demand` for the author and the post

and answers with `negotiation.activity_json`, which writes the cache headers and, in secure mode, lets nothing out to
who has not proven who they are. Whoever is refused is told that nothing is there (advisories 105, 106, 112).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urldefrag

from aiohttp import web

from federation.lenient import http_url
from federation.signatures import Arrived, SignatureError, arrived, claimed_keys, verify_request
from fediart.actions.domains import talks_to_url
from fediart.actions.scopes import holds
from fediart.api.bearers import BEARERS, token_of
from fediart.errors import NotAllowed, NotFound
from fediart.language import _
from fediart.store import actor_keys, actors, blocks
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.posts import Post
from fediart.store.visibility import may_see
from fediart.web.inbox import KEYS
from fediart.web.negotiation import ASKER, UNSIGNED, Asker, Unsigned, demand_proof
from fediart.web.request import settings_of, site_of


@dataclass(frozen=True, slots=True)
class _Claim:
    """Whom the request says it comes from: a row of ours, or nobody known; `shunned` by this instance."""

    actor: Actor | None
    shunned: bool


async def who_asks(request: web.Request) -> Asker:
    """Who signed this request; asked once for each. Raises NotAllowed for whom this instance does not talk to.

    In open mode strangers are visitors: their key is not fetched, so two servers that ask for each other's keys by
    signed requests never wait for each other. `/actor` never asks, so in secure mode they do not either.
    """
    asker: Asker | None = request.get(ASKER)
    if asker is None:
        asker = request[ASKER] = await _asker(request)
    return asker


async def demand_asker(request: web.Request) -> None:
    """Raises Unsigned in secure mode for who has not proven who they are, NotAllowed for whom we shun."""
    await who_asks(request)
    demand_proof(request)


async def demand(tx: Reading, request: web.Request, artist_id: int, post: Post | None = None) -> None:
    """May who asks have this artist's documents, and this post? Raises NotFound, for absent and forbidden alike.

    Whom the artist blocks gets nothing, even where only their key's name was given and the signature is wrong.
    """
    if await blocked_by(tx, request, artist_id):
        raise NotFound(_("There is no such document."))
    asker: Asker = request.get(ASKER, UNSIGNED)
    if post is not None and not await may_see(tx, post, asker.actor.id if asker.actor else None):
        raise NotFound(_("There is no such document."))


async def blocked_by(tx: Reading, request: web.Request, artist_id: int) -> bool:
    """Whether the artist blocks who asks, or whose name who asks has used."""
    asker: Asker = request.get(ASKER, UNSIGNED)
    known = [actor.id for actor in (asker.actor, asker.claimed) if actor is not None]
    return any([await blocks.blocks(tx, artist_id, one) for one in dict.fromkeys(known)])


async def is_welcome(request: web.Request) -> bool:
    """Whether who asks may be told more than what verifying a signature of ours needs."""
    try:
        await demand_asker(request)
    except (NotAllowed, Unsigned):
        return False
    return True


async def _asker(request: web.Request) -> Asker:
    if "Signature" not in request.headers:
        return await _member(request)
    site = site_of(request)
    url = site.config.origin + request.path_qs
    read = arrived(request.method, request.path_qs, url, request.headers.items(), b"")
    claim = await _claim(request, read)
    if claim.shunned:
        raise NotAllowed(_("This server does not talk to yours."))
    keys = request.app[KEYS]
    known = keys if settings_of(request).authorized_fetch else keys.of_the_known
    try:
        signer = await verify_request(
            request.method, request.path_qs, url, request.headers.items(), b"", known, site.clock.now()
        )
    except SignatureError as problem:
        return Asker(claimed=claim.actor, problem=problem.reason)
    async with site.db.reading() as tx:
        actor = await actors.by_uri(tx, signer.actor_id)
    if actor is not None and actor.suspended:
        raise NotAllowed(_("This server does not talk to this account."))
    return Asker(actor=actor, claimed=claim.actor, proven=signer.actor_id)


async def _member(request: web.Request) -> Asker:
    """A client with a member's token sees what that member may see (W3C ActivityPub, section 3.2)."""
    token = token_of(request)
    bearer = await request.app[BEARERS].find(token) if token else None
    if bearer is None or bearer.actor is None or not holds(bearer.scopes, "read:statuses"):
        return UNSIGNED
    return Asker(actor=bearer.actor, claimed=bearer.actor, proven=bearer.actor.uri)


async def _claim(request: web.Request, read: Arrived) -> _Claim:
    """Nobody gains by claiming to be somebody who is shunned, so the claim is enough to refuse."""
    site = site_of(request)
    async with site.db.reading() as tx:
        rules = await site.rules.read(tx, now=site.clock.now())
        for key_id in filter(http_url, claimed_keys(read)):
            actor = await actor_keys.owner(tx, key_id)
            if not talks_to_url(rules, urldefrag(key_id).url) or (actor is not None and actor.suspended):
                return _Claim(actor, shunned=True)
            if actor is not None:
                return _Claim(actor, shunned=False)
    return _Claim(None, shunned=False)
