"""When somebody elsewhere changes what they wish for their works, or we change what we permit: our copies follow.

Pages and headers say at once what holds; the bytes of copies are written anew in the background.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fediart.site import Site
from fediart.store import jobs
from fediart.store.database import Writing

JOB: Final = "heed-wishes"


async def heed(tx: Writing, site: Site, whose: Mapping[str, int]) -> None:
    """Queues it for the copies of a post (`post_id`), of a person (`actor_id`), or for all. Ring `site.bell` after."""
    now = site.clock.now()
    await jobs.enqueue(tx, site.ids.new(), JOB, {**whose, "after": 0}, now=now, order_key=JOB)
