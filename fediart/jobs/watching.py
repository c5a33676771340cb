"""A new post is told to whoever wants to hear of each one of its author."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions import watching
from fediart.outcomes import Done, Outcome
from fediart.site import Site


async def tell(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `post`."""
    async with site.db.writing() as tx:
        told = await watching.tell(tx, site, int(payload["post"]))
    site.bell.ring()
    return Done(f"{told} were told")
