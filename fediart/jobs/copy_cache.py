"""Trims the cache of pictures from elsewhere: what nobody has looked at for longest goes, until the rest fits.

Rows let go of their files first, then the files go: whatever is interrupted, the hourly sweep finishes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fediart.jobs.tidy import delete_unnamed
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import remote_copies
from fediart.store.copy_settings import read_copy_settings
from fediart.store.remote_copies import Copy, Weight

ROOM: Final = 0.95
"""A cache that is full is trimmed to this share of its budget, so that it is not full again with the next picture."""
_AT_ONCE: Final = 200


async def handle(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `trim-copies` jobs: of one `host` all, else what is over the budget."""
    host = str(payload.get("host", ""))
    gone = await clear(site, host) if host else await trim(site)
    return Done(f"{gone.copies} copies, {gone.bytes} bytes")


async def trim(site: Site) -> Weight:
    """Lets go of what is over the budget. Returns what went."""
    async with site.db.reading() as tx:
        budget = (await read_copy_settings(tx)).budget
        weight = await remote_copies.weigh(tx)
    if budget is None or (weight.bytes <= budget if budget else not weight.copies):
        return Weight()
    over, gone = weight.bytes - int(budget * ROOM), Weight()
    while gone.bytes < over or budget == 0:
        async with site.db.reading() as tx:
            found = await remote_copies.oldest(tx, limit=_AT_ONCE)
        chosen = _enough(found, over - gone.bytes) if budget else list(found)
        if not chosen:
            break
        gone = await _let_go(site, chosen, gone)
    return gone


async def clear(site: Site, host: str) -> Weight:
    """Lets go of all copies of one server's pictures. Returns what went."""
    gone = Weight()
    while True:
        async with site.db.reading() as tx:
            found = await remote_copies.oldest(tx, limit=_AT_ONCE, host=host)
        if not found:
            return gone
        gone = await _let_go(site, found, gone)


def _enough(found: list[Copy], over: int) -> list[Copy]:
    chosen, size = [], 0
    for one in found:
        if size >= over:
            break
        chosen.append(one)
        size += one.bytes
    return chosen


async def _let_go(site: Site, chosen: list[Copy], gone: Weight) -> Weight:
    async with site.db.writing() as tx:
        await remote_copies.let_go(tx, [one.media_id for one in chosen])
    await delete_unnamed(site, [one.key for one in chosen if one.key])
    return Weight(gone.copies + len(chosen), gone.bytes + sum(one.bytes for one in chosen))
