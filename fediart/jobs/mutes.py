"""Mutes that were made for a time end when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import mutes


async def run_out(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Of the member in `actor`; safe to repeat."""
    async with site.db.writing() as tx:
        await mutes.end_run_out(tx, int(payload["actor"]), now=site.clock.now())
    return Done()
