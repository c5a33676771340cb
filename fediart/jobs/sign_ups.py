"""Lets in those whose turn has come in the queue of sign-ups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.sign_up_queue import let_in
from fediart.outcomes import Done, Outcome
from fediart.site import Site


async def next_ones(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `sign-up-queue` jobs."""
    return Done(f"{await let_in(site)} let in")
