"""Imports in the background, one stretch after the other; and works of theirs that have ended wake them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.import_steps import go_on, work_ended
from fediart.jobs.worker import Handler
from fediart.outcomes import Done, Outcome
from fediart.site import Site


async def bring(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `import` jobs: what an interruption left is done by the next run."""
    return Done(await go_on(site, int(payload["import"])))


def waking(publish: Handler) -> Handler:
    """The handler of `publish` jobs, after which the import goes on that the work belongs to."""

    async def done(site: Site, payload: Mapping[str, Any]) -> Outcome:
        try:
            return await publish(site, payload)
        finally:
            await work_ended(site, int(payload["artwork"]))

    return done
