"""Keeps the index of fingerprints up with the database, in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.copies import bring_up_to_date
from fediart.outcomes import Done, Outcome
from fediart.site import Site


async def take_in(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `index-copies` jobs."""
    taken = 0
    while fresh := await bring_up_to_date(site):
        taken += fresh
    return Done(f"{taken} fingerprints taken into the index")
