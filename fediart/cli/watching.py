"""What `fediart serve` and `fediart worker` have in common for whoever watches over them: `--metrics ADDRESS:PORT`."""

from __future__ import annotations

import argparse
from contextlib import AbstractAsyncContextManager, nullcontext

from aiohttp import web

from fediart.config_operation import address_and_port
from fediart.errors import Problem
from fediart.site import Site
from fediart.web.monitoring import listening


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--metrics",
        metavar="ADDR:PORT",
        help="serve /metrics, /healthz and /readyz of this process there, and nothing else (default: metrics.listen)",
    )


def watched(
    site: Site, arguments: argparse.Namespace, pages: web.Application | None
) -> AbstractAsyncContextManager[int | None]:
    """Serves the figures while the block runs, where an address is named. `pages` as in web/monitoring.py."""
    where = arguments.metrics or site.config.metrics.listen
    if not where:
        return nullcontext()
    found = address_and_port(where)
    if found is None:
        raise Problem(f"{where} is no address to serve figures at. Write it as 127.0.0.1:9464.")
    return listening(site, pages, *found)
