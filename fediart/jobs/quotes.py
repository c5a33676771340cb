"""The job that asks whether a post of another server may quote what it quotes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.quote_checks import check
from fediart.actions.resolve import budget_of
from fediart.outcomes import Outcome
from fediart.site import Site


async def check_quote(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """`payload` holds the id of the post that quotes."""
    return await check(site, payload["post_id"], budget_of(site))
