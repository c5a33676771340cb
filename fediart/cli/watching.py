"""What `fediart serve` and `fediart worker` have in common for whoever watches over them: figures and traces."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from fediart.config_operation import address_and_port
from fediart.errors import Problem
from fediart.site import Site
from fediart.tracing import telling
from fediart.web.monitoring import listening


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--metrics",
        metavar="ADDR:PORT",
        help="serve /metrics, /healthz and /readyz of this process there, and nothing else (default: metrics.listen)",
    )


@asynccontextmanager
async def watched(site: Site, arguments: argparse.Namespace, pages: web.Application | None) -> AsyncIterator[None]:
    """Serves figures and sends traces while the block runs, where the config or the command names an address.

    `pages` as in web/monitoring.py.
    """
    where, traces = arguments.metrics or site.config.metrics.listen, site.config.metrics.traces
    async with AsyncExitStack() as parts:
        if where:
            found = address_and_port(where)
            if found is None:
                raise Problem(f"{where} is no address to serve figures at. Write it as 127.0.0.1:9464.")
            await parts.enter_async_context(listening(site, pages, *found))
        if traces:
            opened = telling(traces, site.config.instance.host, site.clock.now)
            site.figures.tell = await parts.enter_async_context(opened)
        yield
        site.figures.tell = None
