"""The outermost thing around every request: its id, how long it took, and its line in the log.

The id of a trusted proxy is kept, so that its log and ours speak of the same request; nobody else's is believed.
Lines name the route and never the address that was asked, the person, or where they come from.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from itertools import count
from secrets import token_hex
from time import perf_counter
from typing import Final

from aiohttp import web

from fediart import logs
from fediart.figures import REQUESTS, Spread
from fediart.site import Site
from fediart.web.access import ANYONE, APPS, DOCUMENTS, FILES, PEERS, VIEWERS, Handler, Route
from fediart.web.request import REFERENCE, REQUEST_ID, is_trusted

MEASURES: web.AppKey[Measures] = web.AppKey("measures", object)  # type: ignore[arg-type]

SLOW: Final = 1.0  # seconds
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SURFACES: Final = {
    ANYONE: "pages", DOCUMENTS: "documents", PEERS: "inbox", FILES: "files", APPS: "apps", VIEWERS: "members",
}  # fmt: skip
_NOWHERE: Final = "nowhere"

log = logging.getLogger("fediart.requests")


class Measures:
    """What is needed for each request, in one place: the site, its routes, and ids that no other process gives."""

    __slots__ = ("_beginning", "_number", "_spreads", "logged", "routes", "site", "trusted")

    def __init__(self, site: Site, routes: Mapping[web.AbstractRoute, Route]) -> None:
        self.site, self.routes = site, routes
        self.trusted = site.config.server.trusted_proxies
        self.logged = site.config.log.requests
        self._beginning = token_hex(4)
        self._number = count(1)
        self._spreads: dict[tuple[web.AbstractRoute | None, int], Spread] = {}

    def reference(self, request: web.Request) -> str:
        """A new id, or what the proxy calls this request, where it is a trusted one."""
        given = request.headers.get(REQUEST_ID)
        if given and self.trusted and is_trusted(request.remote or "", self.trusted) and _WELL_FORMED.fullmatch(given):
            return given
        return f"{self._beginning}-{next(self._number):x}"

    def took(self, matched: web.AbstractRoute, status: int, seconds: float) -> Route | None:
        """Counts it. The route as we list it; None for an address that is none of ours."""
        route = self.routes.get(matched)
        key = matched if route else None, status  # a Route's own hash looks at all of its fields
        spread = self._spreads.get(key)
        if spread is None:
            spread = self._spreads[key] = self.site.figures.spread(REQUESTS, _labels(route, status))
        spread.add(seconds)
        return route


@web.middleware
async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
    measures = request.app[MEASURES]
    request[REFERENCE] = reference = measures.reference(request)
    logs.speak_of(reference)
    began = perf_counter()
    status = 500
    try:
        response = await handler(request)
        status = response.status
        if response.prepared and status in (101, 200):  # streams: how long they stay open says nothing
            began = perf_counter()
        return response
    except web.HTTPException as answer:
        status = answer.status
        raise
    finally:
        _done(request, measures, status, perf_counter() - began)


def _done(request: web.Request, measures: Measures, status: int, seconds: float) -> None:
    route = measures.took(request.match_info.route, status, seconds)
    tell, logged = measures.site.figures.tell, measures.logged
    if tell is None and (logged == "none" or (logged == "slow" and seconds < SLOW and status < 500)):
        return
    where = f"{request.method} {route.path if route else 'unknown address'}"
    if tell is not None:
        tell(where, seconds, status >= 500, {"http.response.status_code": status, "fediart.about": logs.reference()})
    if logged == "all" or (logged == "slow" and (seconds >= SLOW or status >= 500)):
        extra = {"method": request.method, "route": route.path if route else "", "status": status}
        more = {**extra, "milliseconds": round(seconds * 1000)}
        log.info("%s %d, %.0f ms", where, status, seconds * 1000, extra=more)


def _labels(route: Route | None, status: int) -> str:
    """Routes for deeds of staff and artists are for members, too."""
    surface = _SURFACES.get(route.access, "members") if route else _NOWHERE
    return f'surface="{surface}",status="{status // 100}xx"'
