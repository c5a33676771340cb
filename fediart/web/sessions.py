"""Logged in or not: the session cookie, looked up at every request so that a suspension holds at once."""

from __future__ import annotations

from aiohttp import web

from fediart.actions.log_in_places import KEPT
from fediart.actions.session_beginning import Browser
from fediart.clock import HOUR
from fediart.ids import secret_token
from fediart.store import sessions
from fediart.store.sessions import LIFE, Found
from fediart.web.cookies import drop_cookie, read_cookie, set_cookie
from fediart.web.request import FROZEN, ROUTE, VIEWER, Viewer, address_of, site_of

_PROLONGED: web.RequestKey[bool] = web.RequestKey("prolonged", bool)
_SECONDS = LIFE // 1000
_DEVICE: web.RequestKey[str] = web.RequestKey("fresh device", str)
_DEVICE_SECONDS = KEPT // 1000


async def find_viewer(request: web.Request) -> None:
    """Sets the viewer of the request where its cookie belongs to a session of an active account (advisory 100)."""
    token = read_cookie(request, "session")
    if not token:
        return
    site = site_of(request)
    now = site.clock.now()
    async with site.db.reading() as tx:
        found = await sessions.find(tx, token, now=now)
    if found is None or found.actor.deleted or not (found.account.active or found.account.only_frozen):
        return
    if found.account.only_frozen:
        request[FROZEN] = True
        route = request.get(ROUTE)
        if route is None or not route.when_frozen:
            return
    request[VIEWER] = Viewer(found.account, found.actor, found.session.token_hash, found.session.sure)
    if now - found.session.last_seen > HOUR:
        await _prolong(request, found, now)


async def _prolong(request: web.Request, found: Found, now: int) -> None:
    async with site_of(request).db.writing() as tx:
        await sessions.prolong(tx, found.session.token_hash, found.account.id, now=now)
    request[_PROLONGED] = True


def keep_session(request: web.Request, response: web.StreamResponse) -> None:
    """Renews the cookie of a session that was prolonged."""
    if request.get(_PROLONGED) and not response.prepared:
        set_cookie(request, response, "session", read_cookie(request, "session"), seconds=_SECONDS)


def hand_out(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Gives the browser a new session; what it held before as a visitor is taken away."""
    request.pop(_PROLONGED, None)
    set_cookie(request, response, "session", token, seconds=_SECONDS)
    drop_cookie(request, response, "visitor")
    if _DEVICE in request:
        set_cookie(request, response, "device", request[_DEVICE], seconds=_DEVICE_SECONDS)


def browser_of(request: web.Request) -> Browser:
    """What somebody logs in with. One that was here before is known by its cookie; another gets one with `hand_out`."""
    device = read_cookie(request, "device") or request.get(_DEVICE)
    if not device:
        request[_DEVICE] = device = secret_token()
    return Browser(
        agent=request.headers.get("User-Agent", ""),
        address=address_of(request),
        device=device,
        old_token=read_cookie(request, "session"),
    )


def take_away(request: web.Request, response: web.StreamResponse) -> None:
    request.pop(_PROLONGED, None)
    drop_cookie(request, response, "session")
