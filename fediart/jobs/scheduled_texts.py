"""Texts whose time has come are posted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions import app_schedule
from fediart.outcomes import Outcome
from fediart.site import Site


async def post(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `post-text` jobs. Twice posts once."""
    return await app_schedule.go_up(site, int(payload["text"]))
