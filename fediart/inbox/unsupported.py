"""Activities that are understood and deliberately not acted on, each with the reason an admin reads."""

from __future__ import annotations

from federation.fetch import Budget
from federation.vocab import Activity
from fediart.outcomes import Ignored, Outcome
from fediart.site import Site
from fediart.store.actors import Actor


async def flagged(site: Site, sender: Actor, activity: Activity, budget: Budget) -> Outcome:
    return Ignored("reports from other servers are not taken: write to the instance's contact address")
