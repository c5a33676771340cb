"""Polls of members end, and others hear how the votes stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions import poll
from fediart.outcomes import Done, Outcome
from fediart.site import Site


async def end(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `poll-ends` jobs. Twice does nothing more than once."""
    async with site.db.writing() as tx:
        words = await poll.over(tx, site, int(payload["post"]))
    _ring(site)
    return Done(words)


async def tell(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `poll-tallies` jobs."""
    async with site.db.writing() as tx:
        words = await poll.tell_tallies(tx, site, int(payload["post"]))
    _ring(site)
    return Done(words)


def _ring(site: Site) -> None:
    site.bell.ring()
    site.delivery_bell.ring()
    site.pages.changed()
