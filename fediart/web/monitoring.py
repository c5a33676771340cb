"""The private address for whoever watches over a process: /metrics, /healthz and /readyz, beside the public server.

A `fediart worker`, which serves no pages, is watched here alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.web import health, metrics
from fediart.web.request import SITE


def monitoring(site: Site, pages: web.Application | None) -> web.Application:
    """`pages`: the public application, where this process has one."""
    app = web.Application()
    app[SITE] = site
    app[health.LOOKS] = health.Looks(site)

    async def figures(request: web.Request) -> web.Response:
        return await metrics.answer(site, pages)

    app.router.add_get("/metrics", figures)
    app.router.add_get("/healthz", health.alive)
    app.router.add_get("/readyz", health.ready)
    return app


@asynccontextmanager
async def listening(site: Site, pages: web.Application | None, address: str, port: int) -> AsyncIterator[int]:
    """Listens while the block runs; the port it got. Raises Problem where it cannot."""
    runner = web.AppRunner(monitoring(site, pages), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, address, port).start()
        except OSError as error:
            raise Problem(
                _(
                    "Figures cannot be served at %(address)s: %(why)s. Choose another address in metrics.listen, or for"
                    " this process alone with --metrics.",
                    address=f"{address}:{port}",
                    why=error.strerror or "",
                )
            ) from error
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
