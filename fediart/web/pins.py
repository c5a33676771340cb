"""Pin and unpin, from the page of one's own artwork."""

from __future__ import annotations

from aiohttp import web

from fediart.actions.pins import pin, unpin
from fediart.language import _
from fediart.web import pages
from fediart.web.request import number_in, site_of, viewer


async def turn(request: web.Request) -> web.StreamResponse:
    artist, number = viewer(request).actor, number_in(request)
    pinning = request.match_info["deed"] == "pin"
    await (pin if pinning else unpin)(site_of(request), artist, number)
    notice = _("It hangs at the top of your portfolio now.") if pinning else _("It hangs in its own place again.")
    return pages.go(request, f"/@{artist.name}/{number}", notice=notice)
