"""Whether this server is well, for whoever watches over it: alive, able to answer, and able to do all of its work."""

from __future__ import annotations

from aiohttp import web

from fediart.actions import readiness
from fediart.actions.readiness import Check
from fediart.clock import SECOND
from fediart.site import Site
from fediart.web.request import site_of

FRESH = 2 * SECOND  # who asks more often gets what was seen last: looking costs more than being asked
_HEADERS = {"Cache-Control": "no-store"}


class Looks:
    """What was seen last, for a moment."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._seen: tuple[Check, ...] = ()
        self._at = -FRESH

    async def look(self) -> tuple[Check, ...]:
        now = self._site.clock.now()
        if now - self._at >= FRESH:
            self._at, self._seen = now, await readiness.look(self._site)
        return self._seen


LOOKS: web.AppKey[Looks] = web.AppKey("looks at health", Looks)


async def show(request: web.Request) -> web.Response:
    """`OK` where the database answers; else the error that the gate makes of it."""
    async with site_of(request).db.reading() as tx:
        await tx.value("select 1")
    return web.Response(text="OK", headers=_HEADERS)


async def alive(request: web.Request) -> web.Response:
    """`/healthz`: `OK` as long as the process answers at all, whatever else is wrong: a restart would not mend it."""
    return web.Response(text="OK", headers=_HEADERS)


async def ready(request: web.Request) -> web.Response:
    """`/readyz`: 200 where people can be served, else 503, with the state of each part in JSON.

    What is merely not well (`warning`: little room, nobody does the background work) is 503 with `?strict` only, for
    who wants to be told: a server that shows pages is not to be taken out of service for it.
    """
    seen = await request.app[LOOKS].look()
    worst = {one.state for one in seen}
    well = "failing" not in worst and not ("strict" in request.query and "warning" in worst)
    body = {"ready": well, "checks": {one.name: one.state for one in seen}}
    return web.json_response(body, status=200 if well else 503, headers=_HEADERS)
