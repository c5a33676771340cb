"""Changes of many works at once, done in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.batches import go_on
from fediart.outcomes import Done, Outcome
from fediart.site import Site


async def change(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `batch` jobs: what an interruption left is done by the next run."""
    return Done(f"{await go_on(site, int(payload['batch']))} works")
