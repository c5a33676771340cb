"""Makes streams part of the web application, and says where apps find them."""

from __future__ import annotations

from aiohttp import web

from fediart.api.streaming.hub import HUB, Hub
from fediart.api.streaming.telling import tell
from fediart.config import Config
from fediart.site import Site
from fediart.web.known import KNOWN


def open_streams(app: web.Application, site: Site) -> None:
    """When the server stops, streams end first: nobody waits for connections that would stay open for days."""
    app[HUB] = hub = Hub(site, app[KNOWN], tell)

    async def close(_app: web.Application) -> None:
        await hub.close()

    app.on_shutdown.append(close)


def streaming_address(config: Config) -> str:
    """Where streams are, for `configuration.urls.streaming` and `urls.streaming_api` of the instance."""
    return f"{'ws' if config.instance.development else 'wss'}://{config.instance.host}"
