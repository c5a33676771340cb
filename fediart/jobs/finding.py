"""Takes what has changed into the indexes of search and exploring, in the background and in small parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions import indexing
from fediart.outcomes import Done, Outcome
from fediart.site import Site


async def take_in(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `index-finding` jobs. What comes meanwhile is taken, too."""
    taken = 0
    while fresh := await indexing.go_on(site):
        taken += fresh
    return Done(f"{taken} works and people taken in")
