"""When a work goes up: its artist chooses another time, or that it need not wait any longer."""

from __future__ import annotations

from aiohttp import web

from fediart.actions.scheduling import moment_of, reschedule
from fediart.errors import Problem
from fediart.language import _
from fediart.web import pages, works
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.upload_form import by_field


async def send(request: web.Request) -> web.StreamResponse:
    """An empty time, or the deed `now`, means: as soon as it may be."""
    site, said, number = site_of(request), await answers(request), number_in(request)
    at, zone = said.get("publish_at", ""), said.get("zone", "")
    try:
        moment = moment_of(at, zone, now=site.clock.now()) if at and said.get("deed") != "now" else 0
        await reschedule(site, viewer(request).actor, number, moment, zone)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await works.show_again(request, by_field(problem))
    words = _("It is published at the time you chose.") if moment else _("It is published as soon as it may be.")
    return pages.go(request, f"/works/{number}", notice=words)
