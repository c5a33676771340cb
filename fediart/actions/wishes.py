"""When somebody elsewhere changes what they wish for their works, or we change what we permit: our copies follow.

Pages and headers say at once what holds; the bytes of copies are written anew in the background.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fediart.clock import MINUTE
from fediart.site import Site
from fediart.store import jobs
from fediart.store.database import Writing

JOB: Final = "heed-wishes"
WINDOW: Final = 10 * MINUTE
AT_ONCE: Final = 5
"""Changes of mind in such a time that are followed at once; the others are followed together at its end."""


async def heed(tx: Writing, site: Site, whose: Mapping[str, int]) -> None:
    """Queues it for the copies of a post (`post_id`), of a person (`actor_id`), or for all. Ring `site.bell` after.

    Each look goes through all of the copies: whoever changes their mind all the time keeps us at it no more often.
    """
    now, work = site.clock.now(), {**whose, "after": 0}
    if not whose:
        await jobs.enqueue(tx, site.ids.new(), JOB, work, now=now, order_key=JOB)
        return
    turn = now // WINDOW
    key = f"{JOB}:{' '.join(f'{name} {number}' for name, number in whose.items())} {turn}"
    for number in range(AT_ONCE):
        once = f"{key} {number}"
        if await jobs.enqueue(tx, site.ids.new(), JOB, work, now=now, order_key=JOB, once_key=once):
            return
    due = (turn + 1) * WINDOW
    await jobs.enqueue(tx, site.ids.new(), JOB, work, now=now, due=due, order_key=JOB, once_key=f"{key} rest")
