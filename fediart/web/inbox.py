"""Where other servers tell us things: bounded, verified, asked whether they may say it, written down, 202."""

from __future__ import annotations

import asyncio

from aiohttp import web

from federation.proofs import ProofError
from federation.rules import Forbidden, admit
from federation.signatures import SignatureError, Signer, verify_request
from federation.vocab import Activity, BadObject, Delete, read_activity, read_json
from fediart.actions.domains import talks_to_url
from fediart.clock import SECOND
from fediart.logs import cause
from fediart.site import Site
from fediart.store import actors
from fediart.web.after_arrival import HEARING, Hearing, look_further
from fediart.web.arrivals import Arrival, Arrivals
from fediart.web.forwarded import look_for_it, named_with_proof, speaker
from fediart.web.keys import Keys
from fediart.web.request import site_of

MOST_BYTES = 1024 * 1024
MOST_SECONDS = 30.0  # for the whole of a body: who sends a byte now and then must not hold a place
FRESH = 5 * SECOND  # what was blocked meanwhile is ignored by the job that handles the activity
MOST_KNOWN = 10_000

KEYS: web.AppKey[Keys] = web.AppKey("keys", Keys)
ARRIVALS: web.AppKey[Arrivals] = web.AppKey("arrivals", Arrivals)
SENDERS: web.AppKey[Senders] = web.AppKey("senders", object)  # type: ignore[arg-type]


def open_inbox(app: web.Application, site: Site) -> None:
    """What the inbox keeps in mind while the application lives."""
    app[KEYS] = Keys(site)
    app[ARRIVALS] = Arrivals(site)
    app[SENDERS] = Senders(site)
    app[HEARING] = Hearing(site)


async def receive(request: web.Request) -> web.Response:
    """Flow 1 of ARCHITECTURE.md. What is refused leaves no row."""
    body = await _read(request)
    try:
        text = _text(body)
        activity = read_activity(read_json(body))
    except BadObject as problem:
        return _said(400, problem.reason)
    if not await request.app[SENDERS].heard(activity):
        return web.Response(status=202)
    try:
        signer = await _signer(request, body)
        author = await speaker(signer, text, activity, request.app[KEYS], site_of(request).clock.now())
    except (SignatureError, ProofError) as problem:
        return _said(401, problem.reason)
    if activity.actor != signer.actor_id and not await request.app[SENDERS].listens_to(signer.actor_id):
        return web.Response(status=202)
    try:
        admit(author, activity)
    except Forbidden as problem:
        passed_on = await look_for_it(site_of(request), author, activity)
        return web.Response(status=202) if passed_on else _said(403, problem.reason)
    await request.app[KEYS].meet(author.actor_id)
    site_of(request).arrived.put(author.actor_id, activity, len(text))
    await request.app[ARRIVALS].put(Arrival(author.actor_id, activity.id or "", text, cause()))
    await named_with_proof(site_of(request), signer, author, activity)
    await look_further(request, signer)
    return web.Response(status=202)


async def _signer(request: web.Request, body: bytes) -> Signer:
    site = site_of(request)
    url, headers, now = site.config.origin + request.path_qs, request.headers.items(), site.clock.now()
    return await verify_request("POST", request.path_qs, url, headers, body, request.app[KEYS], now)


async def _read(request: web.Request) -> bytes:
    """The body, as it was sent; 413 as soon as it is too long, 408 when it takes too long (advisories 50, 52)."""
    if (request.content_length or 0) > MOST_BYTES:
        raise web.HTTPRequestEntityTooLarge(MOST_BYTES, request.content_length or 0)
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(MOST_SECONDS):
            async for chunk in request.content.iter_any():
                size += len(chunk)
                if size > MOST_BYTES:
                    raise web.HTTPRequestEntityTooLarge(MOST_BYTES, size)
                chunks.append(chunk)
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    return b"".join(chunks)


def _text(body: bytes) -> str:
    """The body as text: UTF-8 without a byte order mark, so that what is kept reads like what was verified."""
    try:
        text = body.decode()
    except UnicodeDecodeError as problem:
        raise BadObject("the body is not UTF-8") from problem
    if "\x00" in text or text.startswith("\ufeff"):
        raise BadObject("the body is not plain UTF-8")
    return text


def _said(status: int, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status)


class Senders:
    """Whom we listen to: neither to blocked domains, nor to those suspended here, nor to Deletes of strangers."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._since = 0
        self._known: dict[str, bool] = {}

    async def heard(self, activity: Activity) -> bool:
        """False: 202 and nothing happens, and nothing is fetched."""
        uri = activity.actor
        now = self._site.clock.now()
        if now - self._since >= FRESH or len(self._known) > MOST_KNOWN:
            self._known, self._since = {}, now
        known = self._known.get(uri)
        if known is None:
            known = await self._ask(uri)
        if known is None:  # when an account ends, its server tells everyone, also those who never heard of it
            return not isinstance(activity, Delete)
        return known

    async def listens_to(self, uri: str) -> bool:
        """Whether somebody who passes on what another said is heard here."""
        known = self._known.get(uri)
        return (await self._ask(uri) is not False) if known is None else known

    async def _ask(self, uri: str) -> bool | None:
        async with self._site.db.reading() as tx:
            rules = await self._site.rules.read(tx, now=self._site.clock.now())
            if not talks_to_url(rules, uri):
                return False
            actor = await actors.by_uri(tx, uri)
        if actor is None:
            return None
        self._known[uri] = heard = not actor.suspended and not actor.local
        return heard
