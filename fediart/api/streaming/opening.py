"""Makes streams part of the web application."""

from __future__ import annotations

from aiohttp import web

from fediart.api.streaming.hub import HUB, Hub
from fediart.api.streaming.telling import tell
from fediart.site import Site
from fediart.web.known import KNOWN


def open_streams(app: web.Application, site: Site) -> None:
    """When the server stops, streams end first: nobody waits for connections that would stay open for days."""
    app[HUB] = hub = Hub(site, app[KNOWN], tell)

    async def close(_app: web.Application) -> None:
        await hub.close()

    app.on_shutdown.append(close)
