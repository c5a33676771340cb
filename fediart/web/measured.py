"""The outermost thing around every request: its id, how long it took, and its line in the log.

The id of a trusted proxy is kept, so that its log and ours speak of the same request; nobody else's is believed.
Lines name the route and never the address that was asked, the person, or where they come from.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from itertools import count
from secrets import token_hex
from time import perf_counter
from typing import Final

from aiohttp import web

from fediart import logs
from fediart.figures import REQUESTS
from fediart.web.access import ANYONE, APPS, DOCUMENTS, FILES, PEERS, VIEWERS, Handler
from fediart.web.gate import ROUTE_OF
from fediart.web.request import REFERENCE, REQUEST_ID, is_trusted, site_of

IDS: web.AppKey[RequestIds] = web.AppKey("request ids", object)  # type: ignore[arg-type]

SLOW: Final = 1.0  # seconds
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SURFACES: Final = {
    ANYONE: "pages", DOCUMENTS: "documents", PEERS: "inbox", FILES: "files", APPS: "apps", VIEWERS: "members",
}  # fmt: skip
_NOWHERE: Final = "nowhere"

log = logging.getLogger("fediart.requests")


class RequestIds:
    """Ids that no other process gives: a beginning of its own, and a number."""

    def __init__(self) -> None:
        self._beginning = token_hex(4)
        self._number = count(1)

    def new(self) -> str:
        return f"{self._beginning}-{next(self._number):x}"


@web.middleware
async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
    given = request.headers.get(REQUEST_ID)
    request[REFERENCE] = reference = _taken_over(request, given) if given else request.app[IDS].new()
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
        _done(request, status, perf_counter() - began)


def _taken_over(request: web.Request, given: str) -> str:
    """What the proxy calls this request, where it is a trusted one."""
    trusted = site_of(request).config.server.trusted_proxies
    if trusted and is_trusted(request.remote or "", trusted) and _WELL_FORMED.fullmatch(given):
        return given
    return request.app[IDS].new()


def _done(request: web.Request, status: int, seconds: float) -> None:
    route = request.app[ROUTE_OF].get(request.match_info.route)
    site = site_of(request)
    site.figures.took(REQUESTS, _labels(route.access if route else _NOWHERE, status // 100), seconds)
    if site.figures.tell is not None:
        known: dict[str, str | int] = {"http.response.status_code": status, "fediart.about": logs.reference()}
        named = f"{request.method} {route.path if route else 'unknown address'}"
        site.figures.tell(named, seconds, status >= 500, known)
    wanted = site.config.log.requests
    if wanted == "none" or (wanted == "slow" and seconds < SLOW and status < 500):
        return
    where = f"{request.method} {route.path if route else 'unknown address'}"
    extra = {"method": request.method, "route": route.path if route else "", "status": status}
    log.info("%s %d, %.0f ms", where, status, seconds * 1000, extra={**extra, "milliseconds": round(seconds * 1000)})


@lru_cache(maxsize=256)
def _labels(access: str, hundreds: int) -> str:
    """Routes for deeds of staff and artists are for members, too."""
    surface = access if access == _NOWHERE else _SURFACES.get(access, "members")
    return f'surface="{surface}",status="{hundreds}xx"'
