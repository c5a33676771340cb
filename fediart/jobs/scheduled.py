"""Works whose time has come go on to the public."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.scheduling import go_up
from fediart.outcomes import Done, Outcome
from fediart.site import Site


async def publish_at_time(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `publish-scheduled` jobs: one work. Twice does nothing more than once."""
    async with site.db.writing() as tx:
        words = await go_up(tx, site, int(payload["artwork"]))
    site.bell.ring()
    return Done(words)
