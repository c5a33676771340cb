"""Small pictures of files that apps sent in, made in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fediart.actions.app_files import give_up, lane, process
from fediart.clock import SECOND
from fediart.media.errors import WorkFailed
from fediart.outcomes import Done, Failed, Later, Outcome
from fediart.site import Site
from fediart.store import jobs

MOST_TRIES: Final = 3


async def prepare(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `app-file` jobs. Twice does nothing more than once."""
    file_id = int(payload["file"])
    try:
        file = await process(site, file_id)
    except WorkFailed as error:
        async with site.db.reading() as tx:
            tries = await jobs.tries_of(tx, lane(file_id))
        if tries + 1 < MOST_TRIES:
            return Later(10 * SECOND, error.reason)
        await give_up(site, file_id)
        return Failed(error.reason)
    return Done(file.state if file else "it is gone")
