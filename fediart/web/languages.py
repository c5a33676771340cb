"""Which language somebody reads in: their account's, else the one they chose, else what their browser asks for.

A visitor's choice is kept in a cookie of their own; nobody needs a script for it.
"""

from __future__ import annotations

from aiohttp import web

from fediart import catalogues
from fediart.errors import NotFound
from fediart.language import Language, _, spoken
from fediart.web.cookies import cookie_name, set_cookie
from fediart.web.known import KNOWN
from fediart.web.render import Tongue
from fediart.web.request import own_path, site_of, viewer_of

_WORD = "language"
_YEAR = 365 * 24 * 3600  # seconds


def language_of(request: web.Request) -> Language:
    """The language for whoever is logged in, or for a visitor."""
    viewer = viewer_of(request)
    return catalogues.named(viewer.account.locale) if viewer else visitors_language(request)


def visitors_language(request: web.Request) -> Language:
    """What a visitor has chosen, else what the browser asks for, else the instance's language."""
    headers = request.headers
    if "Cookie" in headers and _WORD in headers["Cookie"]:
        chosen = request.cookies.get(cookie_name(site_of(request).config, _WORD), "")
        if chosen and (found := catalogues.named(chosen)).code == chosen:
            return found
    return catalogues.best(headers.get("Accept-Language", ""), request.app[KNOWN].last.language)


async def choose(request: web.Request) -> web.StreamResponse:
    """A link of the footer: keeps the language for this browser, and leads back to where it was pressed."""
    code = request.match_info["code"]
    if catalogues.named(code).code != code:
        raise NotFound(_("There is no such language here."))
    back = own_path(request.query.get("next", "/"))
    response = web.Response(status=303, headers={"Location": back, "Cache-Control": "no-store"})
    set_cookie(request, response, _WORD, code, seconds=_YEAR)
    return response


def tongues(*, development: bool) -> tuple[Tongue, ...]:
    """The languages to choose from; developers see those for tests of the pages, too."""
    there = tuple(catalogues.offered().values())
    every = (*there, *catalogues.for_tests()) if development else there
    now = spoken().code
    return tuple(Tongue(one.code, one.name, one.direction, one.code == now) for one in every)
