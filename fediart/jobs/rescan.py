"""Does a run over everything published in small pieces, so that uploads and everything else come in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.rescan import queue, step
from fediart.errors import NotFound
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import rescans


async def rescan(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `rescan` jobs. A piece that was interrupted goes on where it stopped."""
    try:
        run = await step(site, int(payload["rescan"]))
    except NotFound:
        return Done("it is gone")
    if run.state != rescans.RUNNING:
        return Done(f"it is {run.state}")
    async with site.db.writing() as tx:
        await queue(tx, site, run)
    return Done(f"{run.done} of {run.total}")
