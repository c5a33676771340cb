"""Whether somebody may listen to a stream: their own lists alone, and the public ones where they may read them."""

from __future__ import annotations

from fediart.api.call import Call
from fediart.api.refusals import NOBODY, Refused
from fediart.api.streaming.channels import LIST, Channel
from fediart.store import lists


async def demand_reach(call: Call, channel: Channel) -> None:
    """Raises Refused: somebody else's list and one that is not there look alike. As of the timelines, visitors are
    shown nothing of other servers (api/timelines.py)."""
    if call.viewer is None and "remote" in channel.name:
        raise Refused(401, NOBODY)
    if channel.name != LIST:
        return
    async with call.site.db.reading() as tx:
        found = await lists.by_id(tx, channel.owner, int(channel.about))
    if found is None:
        raise Refused(404, "Not authorized to stream this list")
