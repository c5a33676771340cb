"""How walls hang for whoever looks: in rows, in columns, or one work below the other.

A link chooses, for this browser; nobody needs a script or an account for it.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import _
from fediart.web.cookies import cookie_name, set_cookie
from fediart.web.request import own_path, site_of

ROWS: Final = "rows"
WALLS: Final = (ROWS, "masonry", "single")
_WORD: Final = "wall"
_YEAR: Final = 365 * 24 * 3600  # seconds


def wall_of(request: web.Request) -> str:
    """One of WALLS: what this browser has chosen, else rows."""
    if _WORD not in request.headers.get("Cookie", ""):
        return ROWS
    chosen = request.cookies.get(cookie_name(site_of(request).config, _WORD), ROWS)
    return chosen if chosen in WALLS else ROWS


async def choose(request: web.Request) -> web.StreamResponse:
    """A link beside a wall: keeps the choice for this browser, and leads back to where it was pressed."""
    kind = request.match_info["kind"]
    if kind not in WALLS:
        raise NotFound(_("There is no such wall here."))
    back = own_path(request.query.get("next", "/"))
    response = web.Response(status=303, headers={"Location": back, "Cache-Control": "no-store"})
    set_cookie(request, response, _WORD, kind, seconds=_YEAR)
    return response
